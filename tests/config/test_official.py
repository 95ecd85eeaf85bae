from io import StringIO
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from tests.elections import draft_election
from voting.selectors import elections_of

pytestmark = pytest.mark.django_db
EMAIL = "Olu@Example.org"


def run(*arguments):
    out = StringIO()
    call_command("official", *arguments, stdout=out)
    return out.getvalue()


def test_an_account_is_made_once_and_every_link_is_new():
    links = {run(EMAIL, "--name", "Olu"), run(EMAIL)}

    assert len(links) == 2
    assert all("/officials/sign-in#link=" in link for link in links)
    assert User.objects.get().first_name == "Olu"


def test_a_second_official_of_an_election_is_let_in():
    election = draft_election().election

    run(EMAIL, "--election", str(election.pk))

    assert election in elections_of(User.objects.get(username=EMAIL.lower()))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nobody"], "nobody: not an email address"),
        ([EMAIL, "--election", str(uuid4())], "there is no such election"),
    ],
)
def test_what_cannot_be_used_is_named(arguments, message):
    with pytest.raises(CommandError, match=message):
        run(*arguments)
