"""Ballots that wait are checked together, each with a verdict of its own."""

from dataclasses import replace

import pytest

from ballots import room
from ballots.models import Reason, Submission, SubmissionStatus
from ballots.services import batch_take, batch_verify, checking, submissions_sweep, sweeping
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


def test_one_task_checks_all_that_wait(queue, batches):
    built = open_election(voters=4)
    ballots = several(built, 1, 2, 3, 4)
    assert queue.names() == ["ballots_check"]
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


def test_a_batch_has_a_largest_size_and_whoever_leaves_some_asks_for_the_next(
    queue, batches, monkeypatch
):
    monkeypatch.setattr(checking, "TOGETHER", 2)
    monkeypatch.setattr(checking, "MOST_TOGETHER", 2)
    built = open_election(voters=5)
    several(built, 1, 2, 3, 4, 5)
    first_task(queue)
    assert (batches, queue.names()) == ([2], ["ballots_check"])
    queue.run()
    assert batches == [2, 2, 1]
    assert len(order(built.election)) == 5


def test_the_longer_the_queue_the_larger_the_batches(queue, batches, monkeypatch):
    monkeypatch.setattr(checking, "TOGETHER", 1)
    monkeypatch.setattr(checking, "MOST_TOGETHER", 2)
    built = open_election(voters=9)
    several(built, *range(1, 10))
    queue.run()
    # A quarter of those that wait, at least one and at most two.
    assert batches == [2, 1, 1, 1, 1, 1, 1, 1]


def test_a_ballot_that_finds_none_before_it_asks_for_somebody_to_check(queue):
    built = open_election(voters=3)
    several(built, 1)
    taken = batch_take()
    several(built, 2, 3)
    assert queue.names() == ["ballots_check", "ballots_check"]
    batch_verify(batch=taken)
    queue.run()
    assert len(order(built.election)) == 3


def test_large_ballots_make_small_batches(queue, batches, monkeypatch):
    monkeypatch.setattr(checking, "MOST_BYTES", 1)
    built = open_election(voters=2)
    several(built, 1, 2)
    queue.run()
    assert [size for size in batches if size] == [1, 1]


def test_a_crowded_election_does_not_hold_up_another(queue, monkeypatch):
    monkeypatch.setattr(checking, "TOGETHER", 1)
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
    assert [submissions_sweep().unchecked for _ in range(3)] == [False, False, True]
    assert not Submission.objects.filter(is_taken=True).exists()
    batch_verify(batch=batch_take())
    assert batches == [2]


def test_what_waited_long_before_it_was_taken_does_not_seem_lost_the_sooner(queue):
    several(open_election(voters=2), 1, 2)
    submissions_sweep()
    batch_take()
    assert sweeping.SIGHTINGS_TAKEN == 3
    assert [submissions_sweep().unchecked for _ in range(3)] == [False, False, True]


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
    room.sight.forget()
    answer = cast(late)
    assert (answer.status_code, answer.json()["code"]) == (503, "busy")
    assert int(answer["Retry-After"]) > 0
    assert int(answer["Content-Length"]) == len(answer.content)
    assert Submission.objects.count() == 2
    # What has arrived is told so, however long the queue.
    assert look(first)["status"] == "waiting"
    queue.run()
    room.sight.forget()
    assert cast(late).status_code == 202
    queue.run()
    assert len(order(built.election)) == 3


@pytest.mark.parametrize("kind", ["ballots", "challenges"])
def test_what_is_refused_for_want_of_room_is_not_read(queue, settings, client, kind):
    settings.TABELLA_QUEUE_DEPTH = 0
    folder = f"/api/v1/elections/{open_election().election.slug}/{kind}"
    answer = client.post(folder, b"no ballot at all", content_type="text/plain")
    assert (answer.status_code, answer.json()["code"]) == (503, "busy")
    assert client.get(f"{folder}/{'0' * 64}").status_code == 404


def test_the_database_is_asked_a_few_times_a_second_and_no_more(
    queue, django_assert_num_queries, monkeypatch
):
    now = 1000.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    several(open_election(voters=2), 1, 2)
    room.sight.forget()
    with django_assert_num_queries(1):
        assert {room.sight.look() for _ in range(50)} == {2}
    now += room.SEEN_FOR
    with django_assert_num_queries(1):
        room.sight.look()


def test_who_waits_behind_many_is_told_how_long_not_to_ask(queue, monkeypatch):
    built = open_election(voters=3)
    (first,) = several(built, 1)
    assert "wait" not in look(first)
    monkeypatch.setattr(room, "BALLOT_MS", 300)
    room.sight.forget()
    late = lock(built, 2, [[1, 0, 0]])
    assert cast(late).json()["wait"] == 300
    room.sight.forget()
    assert look(late)["wait"] == 600
    monkeypatch.setattr(room, "BALLOT_MS", 300_000)
    assert look(late)["wait"] == room.LONGEST_WAIT_MS
