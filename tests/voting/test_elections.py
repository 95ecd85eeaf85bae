from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from tests import people
from tests.elections import draft_election, election_draft, frozen_election
from voting.errors import InputError, StateError
from voting.models import ElectionOfficial
from voting.selectors import elections_of
from voting.services import (
    election_create,
    election_update,
    official_add,
    official_create,
    trustee_add,
)

pytestmark = pytest.mark.django_db


def test_a_new_election_is_a_draft_of_its_official_with_one_ballot_style(official):
    election = election_create(draft=election_draft(), official=official)
    assert election.state == "draft"
    assert [style.name for style in election.styles.all()] == ["All questions"]
    assert list(elections_of(official)) == [election]
    assert not elections_of(people.other_official())


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"title": {"en": " "}}, r"title \(en\): must not be empty"),
        ({"title": {"en": "Board\u202e"}}, "changes the direction"),
        ({"title": {"fr": "Conseil"}}, r"title \(en\): must not be empty"),
        ({"languages": ()}, "languages: at least one"),
        ({"languages": ("en", "en")}, "languages: at least one, each once"),
        ({"languages": ("en_US",)}, "not a language code"),
        ({"time_zone": "Mars/Olympus"}, "time zone: there is no such zone"),
        ({"parameters": "EG-2.1-1"}, "parameters: there is no such set"),
        ({"closes_at": timezone.now() - timedelta(days=1)}, "closes: voting must close after"),
    ],
)
def test_a_bad_draft_is_refused_by_place(official, change, message):
    with pytest.raises(InputError, match=message):
        election_create(draft=replace(election_draft(), **change), official=official)
    assert not elections_of(official)


def test_texts_of_several_languages_are_kept(official):
    draft = replace(
        election_draft(),
        languages=("fr", "ar"),
        title={"fr": "Conseil", "ar": "مجلس"},
        description={"fr": "", "ar": ""},
    )
    election = election_create(draft=draft, official=official)
    assert election.title == {"fr": "Conseil", "ar": "مجلس"}
    assert election.title_text == "Conseil"


def test_a_frozen_election_cannot_be_rewritten():
    election = frozen_election().election
    with pytest.raises(StateError, match="cannot change the election: the election is frozen"):
        election_update(election=election, draft=election_draft("Another title"))


def test_nobody_is_official_and_key_holder_of_one_election(official):
    election = draft_election(is_demonstration=False, trustees=3, threshold=2).election
    with pytest.raises(InputError, match="an official of this election cannot be"):
        trustee_add(election=election, name="Olga", email="OLGA@example.org")
    priya = official_create(email="priya@keys.example", name="Priya")
    with pytest.raises(InputError, match="a key holder of this election cannot be"):
        official_add(election=election, user=priya)
    assert not ElectionOfficial.objects.filter(user=priya).exists()


def test_a_second_official_can_be_let_in_once():
    election = draft_election().election
    umar = people.other_official()
    assert official_add(election=election, user=umar) == official_add(election=election, user=umar)
    assert election in elections_of(umar)
