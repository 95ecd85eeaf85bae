"""The commands that renew the secret and forget old ones, as an operator runs them."""

from io import StringIO

import pytest
from django.conf import settings as live
from django.core.management import CommandError, call_command
from django.test import Client

from board.models import LogKey
from board.registry import registry_newest
from board.selectors import checkpoint_latest, log_get, log_verifier_key
from config.secret import generations_read
from tally.tasks import elections_tick
from tests import people
from tests.elections import draft_election, open_election
from voting.errors import SignInError
from voting.selectors import trustee_by_token, trustee_get
from voting.services import (
    ceremony_start,
    election_cancel,
    sign_in_link_create,
    sign_in_link_use,
    trustee_invite,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("secret_file")]


@pytest.fixture
def run(django_capture_on_commit_callbacks):
    def run(*words):
        out = StringIO()
        with django_capture_on_commit_callbacks(execute=True):
            call_command(*words, stdout=out)
        return out.getvalue()

    return run


@pytest.fixture
def begun(django_capture_on_commit_callbacks):
    """An election whose record has begun, and the link of its first key holder."""
    with django_capture_on_commit_callbacks(execute=True):
        election = draft_election(trustees=3, threshold=2, is_demonstration=False).election
        token = trustee_invite(trustee=trustee_get(election, 1))
        ceremony_start(election=election)
    election.refresh_from_db()
    return election, token


def signed_in():
    client = Client()
    people.sign_in(client, people.official())
    return client


def is_in(client):
    return client.get("/officials/").status_code == 200


def numbers(path):
    return [(item.number, item.is_compromised) for item in generations_read(path)]


def cancel(election, commit):
    with commit(execute=True):
        election_cancel(election=election, reason="The secret was stolen.")


def test_a_planned_renewal_ends_nothing(run, begun, secret_file):
    election, token = begun
    client = signed_in()
    link = sign_in_link_create(user=people.official())
    words = run("secret_rotate")
    assert numbers(secret_file.path) == [(1, False), (2, False)]
    assert is_in(client)
    assert trustee_by_token(election, token) is not None
    assert trustee_invite(trustee=trustee_get(election, 1)) == token
    assert sign_in_link_use(token=link)
    assert election.log.key.generation == 1
    assert "Generation 2 of the secret is in use" in words
    assert f"/logs/registry-2\n  {log_verifier_key(log_get('registry-2'))}" in words
    assert "which the old list names" in words


def test_new_links_of_key_holders_are_made_with_the_newest_generation(run, begun, secret_file):
    election, _ = begun
    run("secret_rotate")
    new = trustee_invite(trustee=trustee_get(election, 2))
    secret_file.forget(1)
    assert trustee_invite(trustee=trustee_get(election, 2)) == new


def test_a_link_whose_generation_is_forgotten_is_made_anew(run, begun, secret_file):
    election, token = begun
    run("secret_rotate")
    secret_file.forget(1)
    assert trustee_by_token(election, token) is not None
    new = trustee_invite(trustee=trustee_get(election, 1))
    assert new != token
    assert trustee_by_token(election, token) is None
    assert trustee_by_token(election, new) is not None


def test_after_a_theft_sessions_and_links_end_at_once(run, begun, secret_file):
    election, token = begun
    client = signed_in()
    link = sign_in_link_create(user=people.official())
    words = run("secret_rotate", "--compromised")
    assert numbers(secret_file.path) == [(1, True), (2, False)]
    assert not is_in(client)
    assert trustee_by_token(election, token) is None
    assert trustee_get(election, 1).invited_at is None
    with pytest.raises(SignInError):
        sign_in_link_use(token=link)
    new = trustee_invite(trustee=trustee_get(election, 1))
    assert trustee_by_token(election, new) is not None
    assert "1 sessions and all unused sign-in links have ended" in words
    assert "1 links of key holders are void" in words


def test_what_a_crash_left_undone_the_scheduler_does(
    begun, secret_file, django_capture_on_commit_callbacks
):
    secret_file.rotate()
    assert registry_newest().slug == "registry"
    with django_capture_on_commit_callbacks(execute=True):
        elections_tick()
    assert registry_newest().slug == "registry-2"
    assert registry_newest().size == 2


def test_a_session_does_not_outlive_its_secret_even_where_its_row_stayed(begun, run, secret_file):
    client = signed_in()
    secret_file.rotate(is_stolen=True)
    assert not is_in(client)


def test_it_names_the_records_in_doubt_and_the_steps(
    run, begun, django_capture_on_commit_callbacks
):
    election, _ = begun
    with django_capture_on_commit_callbacks(execute=True):
        over = open_election().election
    cancel(over, django_capture_on_commit_callbacks)
    words = run("secret_rotate", "--compromised")
    assert f"Riverside board election (Draft): {election.log.origin}" in words
    assert over.log.origin not in words
    for step in (
        "call it off",
        "under eyes",
        "verifier dispute",
        "manage.py official",
        "Send invites",
    ):
        assert step in words
    assert "The old list does not vouch for it" in words
    assert log_verifier_key(registry_newest()) in words
    assert not any(
        item.secret.hex() in words for item in generations_read(live.TABELLA_SECRET_FILE)
    )


def test_without_a_record_it_says_so(run):
    words = run("secret_rotate", "--compromised")
    assert "No record that has not ended began with the old secret" in words
    assert "list of records" not in words


def test_a_generation_is_forgotten_when_its_records_have_ended(
    run, begun, secret_file, django_capture_on_commit_callbacks
):
    election, _ = begun
    run("secret_rotate", "--compromised")
    with pytest.raises(CommandError, match=f"needed until.*\n  {election.log.origin}"):
        run("secret_forget", "1")
    cancel(election, django_capture_on_commit_callbacks)
    assert "Generation 1 of the secret is gone" in run("secret_forget", "1")
    assert numbers(secret_file.path) == [(2, False)]
    assert live.BOARD_SIGNING_SECRETS.keys() == {2}


@pytest.mark.parametrize(
    ("number", "words"), [("1", "is the newest"), ("7", "has no generation 7")]
)
def test_what_cannot_be_forgotten(run, number, words):
    with pytest.raises(CommandError, match=words):
        run("secret_forget", number)


def test_a_lost_secret_is_replaced_by_one_with_a_new_number(run, begun, secret_file, capsys):
    election, token = begun
    client = signed_in()
    secret_file.path.unlink()
    secret_file.start()
    assert numbers(secret_file.path) == [(1, False)]
    words = run("secret_rotate", "--lost")
    assert numbers(secret_file.path) == [(2, False)]
    assert f"(Draft): {election.log.origin}" in words
    assert "nothing can be added to them by anybody" in words
    assert not is_in(client)
    assert trustee_by_token(election, token) is None
    call_command("check", databases=["default"])
    assert "board.W004" in capsys.readouterr().err
    assert registry_newest().origin.endswith("/registry/2")
    assert "/logs/registry-2" in words


def test_an_election_whose_key_is_lost_can_be_called_off(
    run, begun, secret_file, django_capture_on_commit_callbacks
):
    election, _ = begun
    secret_file.path.unlink()
    secret_file.start()
    run("secret_rotate", "--lost")
    size = checkpoint_latest(election.log).size
    cancel(election, django_capture_on_commit_callbacks)
    election.refresh_from_db()
    assert election.state == "cancelled"
    assert checkpoint_latest(election.log).size == size
    elections_tick()
    call_command("check", databases=["default"])


def test_a_secret_that_fits_is_not_given_up(run, begun, secret_file):
    before = secret_file.path.read_text()
    with pytest.raises(CommandError, match="is not lost"):
        run("secret_rotate", "--lost")
    assert secret_file.path.read_text() == before
    assert set(LogKey.objects.values_list("generation", flat=True)) == {1}


def test_both_reasons_at_once_are_none(run):
    with pytest.raises(CommandError, match="not allowed with"):
        run("secret_rotate", "--lost", "--compromised")
