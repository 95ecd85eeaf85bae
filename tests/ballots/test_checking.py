"""Ballots that wait are checked together, each with a verdict of its own."""

from dataclasses import replace

import pytest

from ballots.models import Reason, Submission, SubmissionStatus
from ballots.services import checking, submissions_sweep, submissions_verify
from tests.attacks.doors import edited
from tests.ballots.inbox import order
from tests.elections import open_election
from tests.votes import cast, challenge, lock, look, vote
from voting.services import election_close

pytestmark = pytest.mark.django_db


@pytest.fixture
def batches(monkeypatch):
    """How many ballots were checked together, time after time."""
    sizes = []
    verify = checking.verify_together

    def watched(claims, context):
        sizes.append(len(claims))
        return verify(claims, context)

    monkeypatch.setattr(checking, "verify_together", watched)
    return sizes


def several(built, *voters):
    return [vote(built, voter, [[1, 0, 0]]) for voter in voters]


def statuses(ballots):
    return [look(ballot)["status"] for ballot in ballots]


def first_task(queue):
    task, arguments = queue.pop(0)
    task.run(*arguments)


def spoil(document):
    proof = document["contests"][0]["selections"][0]["proof"]
    proof[0][1] = f"{int(proof[0][1], 16) ^ 1:064x}"


def test_whoever_is_told_of_one_checks_all_that_wait(queue, batches):
    built = open_election(voters=4)
    ballots = several(built, 1, 2, 3, 4)
    first_task(queue)
    assert batches == [4]
    queue.run()
    assert [size for size in batches if size] == [4]
    assert sorted(order(built.election)) == sorted(ballot.hash for ballot in ballots)


def test_a_ballot_alone_is_checked_at_once(queue, batches):
    built = open_election()
    (ballot,) = several(built, 1)
    first_task(queue)
    assert batches == [1]
    assert order(built.election) == [ballot.hash]


def test_a_false_ballot_is_refused_alone(queue):
    built = open_election(voters=4)
    sound = several(built, 1, 2)
    false = edited(lock(built, 3, [[1, 0, 0]]), spoil)
    cast(false)
    other = lock(built, 4, [[1, 0, 0]])
    cast(replace(other, commitments=lock(built, 4, [[1, 0, 0]]).commitments))
    queue.run()
    assert [look(ballot).get("reason") for ballot in (false, other)] == ["proof", "commitments"]
    assert sorted(order(built.election)) == sorted(ballot.hash for ballot in sound)


def test_test_ballots_come_along(queue):
    built = open_election(voters=3)
    ballots = several(built, 1, 2)
    shown = lock(built, 3, [[0, 1, 0]])
    challenge(shown)
    first_task(queue)
    rows = Submission.objects.filter(ballot_hash__in=[b.hash for b in (*ballots, shown)])
    assert {row.status for row in rows} == {SubmissionStatus.RECORDED}


def test_a_batch_has_a_largest_size_and_the_next_call_takes_the_rest(queue, batches, monkeypatch):
    monkeypatch.setattr(checking, "MOST_TOGETHER", 2)
    built = open_election(voters=3)
    several(built, 1, 2, 3)
    queue.run()
    assert [size for size in batches if size] == [2, 1]


def test_large_ballots_make_small_batches(queue, batches, monkeypatch):
    monkeypatch.setattr(checking, "MOST_BYTES", 1)
    built = open_election(voters=2)
    several(built, 1, 2)
    queue.run()
    assert [size for size in batches if size] == [1, 1]


def test_a_crowded_election_does_not_hold_up_another(queue, monkeypatch):
    monkeypatch.setattr(checking, "MOST_TOGETHER", 1)
    crowded, quiet = open_election(voters=8), open_election(voters=1)
    several(crowded, *range(1, 9))
    (alone,) = several(quiet, 1)
    for _ in range(2):
        first_task(queue)
    assert order(quiet.election) == [alone.hash]
    queue.run()
    assert len(order(crowded.election)) == 8


def test_what_another_worker_has_taken_is_left_alone_until_it_seems_lost(queue, batches):
    built = open_election(voters=2)
    ballots = several(built, 1, 2)
    Submission.objects.update(is_taken=True)
    queue.run()
    assert batches == []
    assert statuses(ballots) == ["waiting", "waiting"]
    submissions_sweep()
    lost = submissions_sweep().unchecked
    assert len(lost) == 2
    assert not Submission.objects.filter(is_taken=True).exists()
    list(submissions_verify(submission_id=lost[0]))
    assert batches == [2]


def test_a_ballot_refused_while_it_was_checked_stays_refused(queue, monkeypatch):
    built = open_election(voters=2)
    ballots = several(built, 1, 2)
    verify = checking.verify_together

    def slowly(claims, context):
        election_close(election=built.election)
        return verify(claims, context)

    monkeypatch.setattr(checking, "verify_together", slowly)
    first_task(queue)
    rows = Submission.objects.filter(ballot_hash__in=[ballot.hash for ballot in ballots])
    assert {row.status for row in rows} == {SubmissionStatus.REFUSED}
    assert {row.reason for row in rows} == {Reason.CLOSED}


def test_the_same_part_twice_in_one_ballot_is_refused_though_every_proof_holds(queue, monkeypatch):
    built = open_election()
    monkeypatch.setattr(checking, "ballot_parts", lambda *_: iter([b"x" * 16] * 2))
    (ballot,) = several(built, 1)
    queue.run()
    assert look(ballot)["reason"] == "repeated"


def test_beyond_the_depth_ballots_are_asked_to_come_back_and_nothing_is_lost(queue, settings):
    settings.TABELLA_QUEUE_DEPTH = 2
    built = open_election(voters=3)
    first, *_ = several(built, 1, 2)
    late = lock(built, 3, [[1, 0, 0]])
    answer = cast(late)
    assert (answer.status_code, answer.json()["code"]) == (503, "busy")
    assert int(answer["Retry-After"]) > 0
    assert Submission.objects.count() == 2
    # What has arrived is told so, however long the queue.
    assert cast(first).status_code == 202
    queue.run()
    assert cast(late).status_code == 202
    queue.run()
    assert len(order(built.election)) == 3
