"""Test ballots: shown instead of cast, and never both."""

import json

import pytest
from django.test import Client

from board.models import Entry
from crypto import canonical_json
from crypto.ballot import decode_ballot, verify_ballot
from crypto.challenged_ballot import decode_nonces, open_challenged_ballot
from crypto.entries import decode_entry
from tests.elections import open_election
from tests.pages import Page
from tests.votes import cast, challenge, lock, look, send, vote
from voting.contexts import election_context
from voting.services import election_cancel, election_close

pytestmark = pytest.mark.django_db


def test_a_test_ballot_is_on_the_record_and_anyone_can_open_it(queue):
    built = open_election()
    ballot = lock(built, 1, [[0, 0, 1]])
    assert challenge(ballot).status_code == 202
    queue.run()
    entry = Entry.objects.get(log=built.election.log, kind="challenge")
    header = decode_entry(bytes(entry.data))
    assert (header.ballot, header.credential) == (ballot.hash, built.credential(1).hex())
    context = election_context(built.election)
    shown = json.loads(bytes(entry.payload.data))
    assert canonical_json.encode(shown) == bytes(entry.payload.data)
    data = canonical_json.encode(shown["ballot"])
    assert data == ballot.data
    opened = open_challenged_ballot(
        verify_ballot(decode_ballot(data, context), context),
        decode_nonces(shown["nonces"], context, 1),
        context,
    )
    assert opened == ((0, 0, 1),)


def test_a_ballot_that_was_cast_cannot_be_shown(queue):
    ballot = vote(open_election(), 1, [[1, 0, 0]])
    for _ in range(2):
        answer = challenge(ballot)
        assert (answer.status_code, answer.json()["code"]) == (409, "already_used")
        queue.run()


def test_a_ballot_that_was_shown_cannot_be_cast(queue):
    ballot = lock(open_election(), 1, [[1, 0, 0]])
    challenge(ballot)
    for _ in range(2):
        answer = cast(ballot)
        assert (answer.status_code, answer.json()["code"]) == (409, "already_used")
        queue.run()


def test_keys_of_another_ballot_do_not_open_it(queue):
    built = open_election()
    ballot = lock(built, 1, [[1, 0, 0]])
    other = lock(built, 1, [[1, 0, 0]])
    body = ballot.challenge_body() | {"nonces": other.nonces}
    assert send(f"{ballot.address}/challenges", body).status_code == 202
    queue.run()
    assert look(ballot)["reason"] == "nonces"
    assert not Entry.objects.filter(kind="challenge").exists()


def test_few_tests_are_enough_for_one_voter(queue, monkeypatch):
    monkeypatch.setattr("ballots.services.receiving.MOST_TESTS", 1)
    built = open_election()
    challenge(lock(built, 1, [[1, 0, 0]]))
    answer = challenge(lock(built, 1, [[1, 0, 0]]))
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many")
    assert cast(lock(built, 1, [[1, 0, 0]])).status_code == 202


def standing(ballot, code=None):
    answer = Client().get(f"{ballot.address}/trackers/{code or ballot.tracker}")
    return answer.json()


def test_a_code_tells_where_its_ballot_stands(queue):
    built = open_election()
    first = vote(built, 1, [[1, 0, 0]])
    assert standing(first) == {"status": "not_found"}
    queue.run()
    assert standing(first)["status"] == "counted"
    second = vote(built, 1, [[0, 1, 0]])
    shown = lock(built, 1, [[0, 0, 1]])
    challenge(shown)
    queue.run()
    assert standing(first)["status"] == "replaced"
    assert standing(first)["replaced_by"] == standing(second)["index"]
    assert standing(second)["status"] == "counted"
    assert standing(second)["ballot"] == second.hash
    assert standing(shown)["status"] == "test"
    assert standing(shown)["replaced_by"] is None


def test_the_page_of_a_test_s_code_shows_what_it_held_and_no_other_page_does(queue):
    built = open_election()
    cast_one, shown = vote(built, 1, [[1, 0, 0]]), lock(built, 2, [[0, 0, 1]])
    challenge(shown)
    queue.run()
    page = f"/e/{built.election.slug}/code"
    of_test = Client().get(page, {"code": standing(shown)["tracker"]}).content.decode()
    assert "Sam Okoro" in of_test
    assert "Noor Aziz" not in of_test
    of_ballot = Client().get(page, {"code": standing(cast_one)["tracker"]}).content.decode()
    assert 'id="held"' not in of_ballot


def test_a_code_may_be_typed_in_any_way(queue):
    ballot = vote(open_election(), 1, [[1, 0, 0]])
    queue.run()
    typed = ballot.tracker.replace("-", "").lower().replace("0", "o").replace("1", "l")
    assert standing(ballot, typed)["tracker"] == ballot.tracker


@pytest.mark.parametrize("code", ["7K3M", "7K3M-9QXD-2VTA-R8HN-5CWU", "x" * 300])
def test_what_is_no_code_is_said_to_be_none(code):
    built = open_election()
    answer = Client().get(f"/api/v1/elections/{built.election.slug}/trackers/{code}")
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")


def test_codes_of_another_election_are_not_found(queue):
    ballot = vote(open_election(), 1, [[1, 0, 0]])
    queue.run()
    other = open_election()
    answer = Client().get(f"/api/v1/elections/{other.election.slug}/trackers/{ballot.tracker}")
    assert answer.json() == {"status": "not_found"}


def test_the_page_of_a_code_says_what_the_state_of_the_election_means_for_it(queue):
    built = open_election()
    ballot = vote(built, 1, [[1, 0, 0]])
    queue.run()

    def words():
        page = f"/e/{built.election.slug}/code"
        return Page(Client().get(page, {"code": ballot.tracker})).text

    assert "in the count, unless the same voter sends another ballot" in words()
    election_close(election=built.election)
    assert "It is in the count." in words()
    election_cancel(election=built.election, reason="A fire")
    assert "called off, so no ballot is counted" in words()


def test_the_page_says_the_same_without_scripts(queue):
    built = open_election()
    ballot = vote(built, 1, [[1, 0, 0]])
    queue.run()
    page = f"/e/{built.election.slug}/code"
    found = Client().get(page, {"code": ballot.tracker.lower()})
    assert found.status_code == 200
    assert ballot.tracker in found.content.decode()
    assert found.content.count(b"<h1") == 1
    missing = Client().get(page, {"code": "0000-0000-0000-0000-0000"})
    assert b"Not found" in missing.content
    wrong = Client().get(page, {"code": "nothing like it"})
    assert b"Error:" in wrong.content
    assert Client().post(page).status_code == 405
