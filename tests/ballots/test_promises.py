"""Promises: given only where they can be kept, and kept whatever happens."""

import json

import pytest
from django.test import Client

from ballots.closing import voting_close
from ballots.models import BallotPart, Submission
from ballots.services import ballots_sequence, promise_give, promises_keep, sequencing
from board.errors import LogFrozenError
from board.models import Entry
from board.promises import promise_sign
from board.selectors import log_get, log_verifier_key
from crypto.notes import NoteVerifier
from crypto.promises import open_promise
from tests.ballots.inbox import accepted_with, order, verified
from tests.elections import open_election
from tests.votes import challenge, lock, look, send, vote
from voting.services import election_cancel, election_close
from voting.services.guards import now_in_seconds

pytestmark = pytest.mark.django_db


def ask(ballot, body=None):
    return send(f"{ballot.address}/ballots/{ballot.hash}/promise", {} if body is None else body)


def told(ballot):
    answer = ask(ballot)
    assert answer.status_code == 200
    return answer.json()


def row_of(ballot):
    return Submission.objects.get(ballot_hash=ballot.hash)


def kinds(election):
    return list(
        Entry.objects.filter(log=election.log).order_by("index").values_list("kind", flat=True)
    )


@pytest.fixture
def built(queue):
    return open_election()


@pytest.fixture
def accepted(built):
    ballot = vote(built, 1, [[1, 0, 0]])
    verified([ballot])
    return ballot


@pytest.fixture
def promised(accepted):
    assert "promise" in told(accepted)
    return accepted


def test_an_accepted_ballot_gets_a_promise_that_the_log_s_key_signed(built, accepted):
    before = now_in_seconds()
    answer = told(accepted)
    assert answer == look(accepted) | {"promise": answer["promise"]}
    assert answer["status"] == "waiting"
    verifier = NoteVerifier.parse(log_verifier_key(built.election.log))
    promise = open_promise(answer["promise"], verifier)
    assert (promise.ballot, promise.credential) == (accepted.hash, built.credential(1).hex())
    assert before <= promise.at <= now_in_seconds()


def test_asking_again_brings_the_same_promise(promised, monkeypatch):
    first = told(promised)
    monkeypatch.setattr("ballots.services.promises.promise_sign", lambda **_: "another")
    assert told(promised) == first
    again = promise_give(election=row_of(promised).election, ballot_hash=promised.hash)
    assert again == first["promise"] == row_of(promised).promise


def test_nothing_is_promised_while_the_proofs_are_not_checked(built):
    ballot = vote(built, 1, [[1, 0, 0]])
    assert told(ballot) == look(ballot)
    assert not BallotPart.objects.exists()


def test_nothing_is_promised_to_a_test_ballot(built):
    shown = lock(built, 1, [[1, 0, 0]])
    challenge(shown)
    verified([shown])
    assert told(shown) == look(shown)


def test_the_row_of_a_recorded_ballot_keeps_no_promise(built, promised):
    ballots_sequence(election_id=built.election.pk)
    assert row_of(promised).promise == ""


def test_a_recorded_ballot_whose_checkpoint_is_not_published_is_promised_too(built, accepted):
    """Inside of a test's transaction nothing is committed, so no head is signed."""
    ballots_sequence(election_id=built.election.pk)
    answer = told(accepted)
    assert answer["status"] == "waiting"
    verifier = NoteVerifier.parse(log_verifier_key(built.election.log))
    assert open_promise(answer["promise"], verifier).ballot == accepted.hash
    assert row_of(accepted).promise == ""


@pytest.mark.django_db(transaction=True)
def test_a_ballot_with_a_receipt_needs_no_promise(eager):
    ballot = vote(open_election(), 1, [[1, 0, 0]])
    answer = told(ballot)
    assert answer == look(ballot)
    assert answer["status"] == "recorded"


def test_a_refused_ballot_is_told_why(built):
    ballot = vote(built, 1, [[1, 0, 0]])
    row = row_of(ballot)
    row.companion = b"[]"
    row.save()
    verified([ballot])
    assert told(ballot) == look(ballot)
    assert told(ballot)["reason"] == "commitments"


def test_a_question_about_no_ballot_costs_nothing(built, django_assert_max_num_queries):
    unknown = lock(built, 1, [[1, 0, 0]])
    with django_assert_max_num_queries(3):
        assert ask(unknown).status_code == 404
    address = f"{unknown.address}/ballots/{unknown.hash.upper()}/promise"
    assert send(address, {}).status_code == 400


def test_the_body_is_an_empty_object(accepted):
    assert ask(accepted, {"a": 1}).status_code == 400
    assert ask(accepted, {"a": "x" * 20}).status_code == 413
    form = Client().post(f"{accepted.address}/ballots/{accepted.hash}/promise", {"a": 1})
    assert form.status_code in (413, 415)
    assert row_of(accepted).promise == ""


def test_a_frozen_log_promises_nothing(built, accepted):
    log = log_get(built.election.slug)
    log.is_frozen = True
    with pytest.raises(LogFrozenError):
        promise_sign(log=log, ballot="0" * 64, credential="0" * 64, at=now_in_seconds())


# --- Against a second ballot --------------------------------------------------------------------
def test_a_ballot_with_a_part_of_a_promised_one_is_refused_and_the_promise_kept(built, promised):
    other = vote(built, 2, [[1, 0, 0]])
    row = accepted_with(other, contests=json.loads(promised.data)["contests"])
    assert ballots_sequence(election_id=built.election.pk) == 1
    row.refresh_from_db()
    assert (row.status, row.reason) == ("refused", "repeated")
    assert order(built.election) == [promised.hash]


def test_also_where_the_other_was_sent_before(built):
    early, late = vote(built, 2, [[1, 0, 0]]), vote(built, 1, [[1, 0, 0]])
    verified([late])
    row = accepted_with(early, contests=json.loads(late.data)["contests"])
    assert "promise" in told(late)
    assert "promise" not in told(early)
    assert ballots_sequence(election_id=built.election.pk) == 1
    row.refresh_from_db()
    assert row.reason == "repeated"
    assert order(built.election) == [late.hash]


def test_a_ballot_with_a_part_on_the_record_gets_no_promise(built, accepted):
    ballots_sequence(election_id=built.election.pk)
    other = vote(built, 2, [[1, 0, 0]])
    accepted_with(other, contests=json.loads(accepted.data)["contests"])
    assert "promise" not in told(other)
    ballots_sequence(election_id=built.election.pk)
    assert told(other)["reason"] == "repeated"


def test_the_parts_of_a_promised_ballot_are_noted_once(built, promised):
    names = BallotPart.objects.count()
    ballots_sequence(election_id=built.election.pk)
    assert BallotPart.objects.count() == names == 1 + 3 * 3 + 1


def test_a_ballot_that_a_later_one_of_its_voter_overtook_gets_no_promise(built):
    late, newer = vote(built, 1, [[1, 0, 0]]), vote(built, 1, [[0, 1, 0]])
    verified([newer])
    ballots_sequence(election_id=built.election.pk)
    verified([late])
    assert "promise" not in told(late)
    ballots_sequence(election_id=built.election.pk)
    assert told(late)["reason"] == "overtaken"


def test_two_ballots_of_one_voter_can_both_be_promised_and_the_later_one_stays_last(built):
    ballots = [vote(built, 1, [[1, 0, 0]]), vote(built, 1, [[0, 1, 0]])]
    verified(ballots)
    assert all("promise" in told(ballot) for ballot in ballots)
    election_close(election=built.election)
    assert order(built.election) == [ballot.hash for ballot in ballots]


# --- Against the close --------------------------------------------------------------------------
def test_closing_records_every_promised_ballot_before_the_close(built, monkeypatch):
    """The service alone, with none of the patience of whoever calls it by hand or by clock."""
    monkeypatch.setattr(sequencing, "BATCH", 1)
    ballots = [vote(built, voter, [[1, 0, 0]]) for voter in (1, 2, 3)]
    verified(ballots)
    for ballot in ballots[:2]:
        told(ballot)
    election_close(election=built.election)
    assert sorted(order(built.election)) == sorted(ballot.hash for ballot in ballots[:2])
    assert kinds(built.election)[-3:] == ["ballot", "ballot", "close"]
    ballots_sequence(election_id=built.election.pk)
    assert told(ballots[2])["reason"] == "closed"


def test_closing_by_hand_or_clock_without_patience_keeps_promises(built, promised, monkeypatch):
    monkeypatch.setattr("ballots.closing.inbox_empty", lambda _: None)
    assert voting_close(election=built.election).state == "closed"
    assert order(built.election) == [promised.hash]


def test_a_close_that_fails_leaves_promises_owed(built, promised, monkeypatch):
    def fails(**_):
        raise RuntimeError("the entry `close` could not be written")

    with monkeypatch.context() as patch:
        patch.setattr("voting.services.lifecycle.record_append", fails)
        with pytest.raises(RuntimeError):
            election_close(election=built.election)
    assert order(built.election) == []
    assert row_of(promised).promise
    election_close(election=built.election)
    assert order(built.election) == [promised.hash]


def test_a_promise_that_cannot_be_kept_stops_the_close(built, promised, monkeypatch):
    def fails(**_):
        raise RuntimeError("the ballot could not be written")

    with monkeypatch.context() as patch:
        patch.setattr("ballots.services.sequencing.board_append", fails)
        with pytest.raises(RuntimeError):
            election_close(election=built.election)
    assert built.reload().state == "open"
    assert "close" not in kinds(built.election)


def test_after_the_close_nothing_is_promised(built, accepted):
    election_close(election=built.election)
    assert "promise" not in told(accepted)


def test_a_cancelled_election_owes_nothing(built, promised, accepted):
    election_cancel(election=built.election, reason="a flood")
    assert "promise" not in told(accepted)
    assert ballots_sequence(election_id=built.election.pk) == 0
    row = row_of(promised)
    assert (row.status, row.reason, row.promise) == ("refused", "closed", "")
    assert "ballot" not in kinds(built.election)


# --- Against faults -----------------------------------------------------------------------------
def test_a_fault_while_promising_leaves_neither_promise_nor_parts(built, accepted, monkeypatch):
    def fails(**_):
        raise RuntimeError("no signature")

    with monkeypatch.context() as patch:
        patch.setattr("ballots.services.promises.promise_sign", fails)
        with pytest.raises(RuntimeError):
            promise_give(election=built.election, ballot_hash=accepted.hash)
    assert not BallotPart.objects.exists()
    assert "promise" in told(accepted)


def test_nothing_is_left_to_keep_after_it_was_kept(built, promised):
    assert promises_keep(election=built.election) == 1
    assert promises_keep(election=built.election) == 0
