"""Casting over HTTP: what is taken, what is answered, and what is on the record afterwards."""

import json
from dataclasses import replace

import pytest
from django.test import Client
from kombu.exceptions import OperationalError as QueueError

from ballots.models import Submission
from ballots.reader import read_ballot
from ballots.services import receiving
from ballots.tasks import submissions_sweep
from board.models import Entry
from board.selectors import log_verifier_key
from crypto import merkle
from crypto.canonical_json import encode
from crypto.entries import decode_entry
from crypto.notes import NoteVerifier, decode_tlog_proof
from crypto.signing import sign
from tests.elections import closed_election, contest_draft, frozen_election, open_election
from tests.votes import cast, lock, look, send, vote
from voting.contexts import election_context
from voting.services import election_close

pytestmark = pytest.mark.django_db

SPLIT = [contest_draft("First", ("A", "B")), contest_draft("Second", ("C", "D", "E"))]


def recorded(election, kind="ballot"):
    return Entry.objects.filter(log=election.log, kind=kind).order_by("index")


@pytest.mark.django_db(transaction=True)
def test_a_ballot_stands_on_the_record_with_a_receipt_that_anyone_can_check(eager):
    built = open_election()
    ballot = lock(built, 1, [[0, 1, 0]])
    answer = cast(ballot)
    assert answer.status_code == 202
    assert answer.json() == {
        "ballot": ballot.hash,
        "status": "waiting",
        "tracker": ballot.tracker,
    }
    fate = look(ballot)
    assert fate["status"] == "recorded"
    receipt = decode_tlog_proof(fate["receipt"])
    checkpoint = receipt.verify(NoteVerifier.parse(log_verifier_key(built.reload().log)))
    header = decode_entry(receipt.entry)
    assert (header.kind, header.payload_hash) == ("ballot", ballot.hash)
    assert header.credential == built.credential(1).hex()
    assert receipt.index == fate["index"] == checkpoint.size - 1
    (entry,) = recorded(built.election)
    assert bytes(entry.payload.data) == ballot.data
    assert merkle.leaf_hash(receipt.entry) == bytes(entry.leaf)


def test_a_ballot_is_taken_while_the_queue_is_away_and_handed_out_when_it_is_back(
    queue, monkeypatch
):
    built = open_election()
    ballot = lock(built, 1, [[1, 0, 0]])

    def away(*_, **__):
        raise QueueError("connection refused")

    with monkeypatch.context() as patch:
        patch.setattr("celery.Task.apply_async", away)
        assert cast(ballot).status_code == 202
    assert look(ballot)["status"] == "waiting"
    for _ in range(2):
        submissions_sweep.delay()
        queue.run()
    assert [bytes(entry.payload.data) for entry in recorded(built.election)] == [ballot.data]


def test_sending_again_finds_the_same_ballot(queue):
    built = open_election()
    ballot = vote(built, 1, [[1, 0, 0]])
    queue.run()
    again = cast(ballot)
    assert again.status_code == 202
    assert again.json()["ballot"] == ballot.hash
    queue.run()
    assert recorded(built.election).count() == 1
    assert Submission.objects.count() == 1


def test_a_ballot_whose_answer_was_lost_is_found_again_after_the_close(queue):
    built = open_election()
    ballot = vote(built, 1, [[1, 0, 0]])
    queue.run()
    election_close(election=built.election)
    assert cast(ballot).status_code == 202
    late = cast(lock(built, 2, [[1, 0, 0]]))
    assert (late.status_code, late.json()["code"]) == (409, "wrong_state")


def test_one_ballot_that_arrives_twice_at_once_is_one_row(queue):
    built = open_election()
    ballot = vote(built, 1, [[1, 0, 0]])
    envelope = read_ballot(encode(ballot.cast_body()), election_context(built.election))
    row = receiving._submission_insert(built.election, envelope)
    assert row == Submission.objects.get()


@pytest.mark.parametrize("build", [frozen_election, closed_election])
def test_no_ballot_is_taken_before_the_opening_or_after_the_close(build, queue):
    built = build()
    answer = cast(lock(built, 1, [[1, 0, 0]]))
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_state")
    assert not Submission.objects.exists()


def test_no_ballot_is_taken_after_the_planned_end_even_before_the_close(queue):
    built = open_election()
    built.election.closes_at = built.election.opened_at
    built.election.opens_at = None
    built.election.save()
    assert cast(lock(built, 1, [[1, 0, 0]])).status_code == 409


def test_an_unknown_voter_and_a_wrong_signature_get_the_same_answer(queue):
    built, other = open_election(), open_election()
    ballot = lock(built, 1, [[1, 0, 0]])
    forged = ballot.cast_body() | {"signature": lock(built, 2, [[1, 0, 0]]).signature("ballot")}
    as_challenge = ballot.cast_body() | {"signature": ballot.signature("challenge")}
    built.codes[9] = other.codes[1]
    unknown = lock(built, 9, [[1, 0, 0]])
    answers = [
        send(f"{ballot.address}/ballots", body)
        for body in (forged, as_challenge, unknown.cast_body())
    ]
    assert {answer.status_code for answer in answers} == {403}
    assert len({answer.content for answer in answers}) == 1
    assert not Submission.objects.exists()


def test_a_ballot_of_another_style_than_the_voters_gets_that_answer_too(queue):
    built = open_election(contests=SPLIT, styles={"First only": [1]})
    answer = cast(lock(built, 1, [[1, 0]], style=2))
    assert (answer.status_code, answer.json()["code"]) == (403, "signature_refused")


def test_one_voter_cannot_fill_the_inbox(queue, monkeypatch):
    monkeypatch.setattr("ballots.services.receiving.MOST_BALLOTS", 2)
    built = open_election()
    vote(built, 1, [[1, 0, 0]])
    last = vote(built, 1, [[0, 1, 0]])
    answer = cast(lock(built, 1, [[0, 0, 1]]))
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many")
    assert cast(last).status_code == 202
    assert cast(lock(built, 2, [[1, 0, 0]])).status_code == 202


def spoil(path):
    """Change the last digit of a hex number at a path into the ballot's document."""

    def change(body):
        *way, last = path
        place = body["ballot"]
        for step in way:
            place = place[step]
        place[last] = place[last][:-1] + ("0" if place[last][-1] != "0" else "1")

    return change


PROOF = ("contests", 0, "selections", 0, "proof", 0, 1)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        pytest.param(PROOF, "proof", id="a response changed"),
        pytest.param(("contests", 0, "selections", 0, "beta"), "proof", id="a beta changed"),
        pytest.param(("salt",), "proof", id="made for another ballot"),
    ],
)
def test_a_ballot_whose_proof_fails_is_refused_with_a_reason_and_leaves_no_trace(
    path, reason, queue
):
    built = open_election()
    ballot = lock(built, 1, [[1, 0, 0]])
    body = ballot.cast_body()
    spoil(path)(body)
    changed = signed_again(ballot, body)
    assert send(f"{ballot.address}/ballots", changed).status_code == 202
    queue.run()
    row = Submission.objects.get()
    assert (row.status, row.reason) == ("refused", reason)
    answer = Client().get(f"{ballot.address}/ballots/{row.ballot_hash}").json()
    assert (answer["status"], answer["reason"]) == ("refused", reason)
    assert answer["message"]
    assert not recorded(built.election).exists()


def signed_again(ballot, body):
    """What a voter's own, dishonest device would send: changed and signed."""
    return replace(ballot, data=encode(body["ballot"]), commitments=body["commitments"]).cast_body()


def test_commitments_of_another_ballot_are_refused(queue):
    built = open_election()
    ballot = lock(built, 1, [[1, 0, 0]])
    body = ballot.cast_body() | {"commitments": lock(built, 1, [[1, 0, 0]]).commitments}
    assert send(f"{ballot.address}/ballots", body).status_code == 202
    queue.run()
    assert look(ballot)["reason"] == "commitments"
    assert not recorded(built.election).exists()


def test_nobody_learns_of_ballots_that_were_never_sent():
    built = open_election()
    ballot = lock(built, 1, [[1, 0, 0]])
    address = f"{ballot.address}/ballots"
    assert Client().get(f"{address}/{ballot.hash}").status_code == 404
    assert Client().get(f"{address}/{ballot.hash.upper()}").status_code == 400


def test_a_ballot_waits_until_the_head_over_it_is_signed(queue):
    """Inside of a test's transaction nothing is committed, so no head is signed."""
    built = open_election()
    ballot = vote(built, 1, [[1, 0, 0]])
    queue.run()
    assert Submission.objects.get().status == "recorded"
    assert look(ballot)["status"] == "waiting"


def test_signing_in_tells_what_the_voter_has_sent(queue):
    built = open_election()
    first, second = vote(built, 1, [[1, 0, 0]]), vote(built, 1, [[0, 1, 0]])
    queue.run()
    challenge = send(f"{first.address}/sign-in/challenge", {}).json()["challenge"]
    message = f"tabella/v1/sign-in{built.election.slug}{challenge}".encode()
    answer = send(
        f"{first.address}/sign-in",
        {
            "challenge": challenge,
            "credential": built.credential(1).hex(),
            "signature": sign(built.seed(1), message).hex(),
        },
    )
    assert answer.status_code == 200
    told = json.loads(answer.content)
    assert (told["style"], told["weight"]) == (1, 1)
    assert [(item["tracker"], item["status"]) for item in told["ballots"]] == [
        (first.tracker, "replaced"),
        (second.tracker, "counted"),
    ]
