"""From the inbox to the record: order, repetition, lost tasks, closing."""

import json
from collections import defaultdict
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ballots.closing import GRACE, can_close, voting_close
from ballots.models import BallotPart, Submission
from ballots.selectors import elections_with_unfinished
from ballots.services import (
    ballots_record,
    ballots_sequence,
    batch_grows,
    sequencing,
    submissions_sweep,
)
from ballots.services.turns import turn
from ballots.tasks import submissions_sweep as sweep_task
from board.models import Entry
from tests.ballots.inbox import accepted_with, order, verified
from tests.elections import open_election
from tests.votes import cast, challenge, lock, vote

pytestmark = pytest.mark.django_db


def test_a_batch_is_written_in_an_order_that_is_not_that_of_sending(queue, monkeypatch):
    """The draw is replaced: last come, first written."""
    built = open_election(voters=3)
    sent = [vote(built, voter, [[1, 0, 0]]) for voter in (1, 2, 3)]
    verified(sent)
    draws = iter([b"3", b"2", b"1"])
    monkeypatch.setattr("ballots.services.sequencing.random_bytes", lambda _: next(draws))
    assert ballots_sequence(election_id=built.election.pk) == 3
    assert order(built.election) == [ballot.hash for ballot in reversed(sent)]


def test_shuffling_keeps_the_order_of_one_voters_ballots(queue):
    built = open_election(voters=3)
    sent = defaultdict(list)
    for _ in range(3):
        for voter in (1, 2, 3):
            sent[voter].append(vote(built, voter, [[1, 0, 0]]))
    verified([ballot for ballots in sent.values() for ballot in ballots])
    ballots_sequence(election_id=built.election.pk)
    written = order(built.election)
    assert len(written) == 9
    for ballots in sent.values():
        places = [written.index(ballot.hash) for ballot in ballots]
        assert places == sorted(places)


def test_a_ballot_whose_task_was_late_does_not_undo_the_later_one(queue):
    """On the record the last ballot counts; whoever voted again meant the one sent last."""
    built = open_election()
    first, second = vote(built, 1, [[1, 0, 0]]), vote(built, 1, [[0, 1, 0]])
    other = vote(built, 2, [[1, 0, 0]])
    verified([second])
    ballots_sequence(election_id=built.election.pk)
    verified([first, other])
    assert ballots_sequence(election_id=built.election.pk) == 1
    assert order(built.election) == [second.hash, other.hash]
    row = Submission.objects.get(ballot_hash=first.hash)
    assert (row.status, row.reason) == ("refused", "overtaken")


def test_a_test_ballot_is_late_for_nothing(queue):
    built = open_election()
    shown = challenge(lock(built, 1, [[1, 0, 0]]))
    cast_one = vote(built, 1, [[0, 1, 0]])
    verified([cast_one])
    ballots_sequence(election_id=built.election.pk)
    queue.run()
    assert {row.status for row in Submission.objects.all()} == {"recorded"}
    assert shown.status_code == 202


def test_a_ballot_with_a_part_that_is_on_the_record_is_refused(queue):
    """Two ballots that share their salt are the simplest pair that shares a part."""
    built = open_election()
    first = vote(built, 1, [[1, 0, 0]])
    queue.run()
    again = vote(built, 1, [[0, 1, 0]])
    row = accepted_with(again, salt=json.loads(first.data)["salt"])
    assert ballots_sequence(election_id=built.election.pk) == 0
    row.refresh_from_db()
    assert (row.status, row.reason, row.entry_index) == ("refused", "repeated", None)
    assert order(built.election) == [first.hash]


def test_two_ballots_of_one_batch_cannot_share_a_part_either(queue):
    built = open_election()
    first, second = vote(built, 1, [[1, 0, 0]]), vote(built, 2, [[1, 0, 0]])
    verified([first])
    accepted_with(second, contests=json.loads(first.data)["contests"])
    assert ballots_sequence(election_id=built.election.pk) == 1
    assert sorted(Submission.objects.values_list("status", flat=True)) == ["recorded", "refused"]
    assert len(order(built.election)) == 1


def test_the_parts_of_what_is_on_the_record_are_kept(queue):
    built = open_election()
    vote(built, 1, [[1, 0, 0]])
    queue.run()
    # The salt, three options of two numbers and a proof each, and the question's proof.
    assert BallotPart.objects.filter(election=built.election).count() == 1 + 3 * 3 + 1


def test_running_a_task_twice_changes_nothing(queue):
    built = open_election()
    vote(built, 1, [[1, 0, 0]])
    task, arguments = queue[0]
    queue.run()
    size = Entry.objects.filter(log=built.election.log).count()
    task.run(*arguments)
    assert Entry.objects.filter(log=built.election.log).count() == size


def test_a_small_batch_leaves_the_rest_for_the_next_call(queue, monkeypatch):
    monkeypatch.setattr("ballots.services.sequencing.BATCH", 2)
    built = open_election()
    verified([vote(built, voter, [[1, 0, 0]]) for voter in (1, 2, 3)])
    assert [ballots_sequence(election_id=built.election.pk) for _ in range(3)] == [2, 1, 0]


def test_what_is_accepted_after_the_close_is_refused_and_its_voter_told(queue):
    built = open_election()
    ballot = vote(built, 1, [[1, 0, 0]])
    built.election.state = "closed"
    built.election.save()
    queue.run()
    row = Submission.objects.get(ballot_hash=ballot.hash)
    assert (row.status, row.reason) == ("refused", "closed")
    assert order(built.election) == []


def test_closing_takes_along_what_has_arrived(queue):
    built = open_election()
    ballots = [vote(built, voter, [[1, 0, 0]]) for voter in (1, 2)]
    verified(ballots[:1])
    closed = voting_close(election=built.election)
    assert closed.state == "closed"
    assert sorted(order(closed)) == sorted(ballot.hash for ballot in ballots)
    assert Entry.objects.filter(log=closed.log).order_by("index").last().kind == "close"
    assert voting_close(election=closed).state == "closed"


def test_closing_does_not_wait_for_ever(queue, monkeypatch):
    monkeypatch.setattr("ballots.closing.PATIENCE_SECONDS", -1)
    built = open_election()
    ballot = vote(built, 1, [[1, 0, 0]])
    assert voting_close(election=built.election).state == "closed"
    queue.run()
    assert Submission.objects.get(ballot_hash=ballot.hash).reason == "closed"


def test_closing_by_the_clock_waits_for_the_inbox_within_a_limit(queue):
    built = open_election()
    election, now = built.election, timezone.now()
    election.closes_at = now
    assert can_close(election, now)
    vote(built, 1, [[1, 0, 0]])
    assert not can_close(election, now)
    assert can_close(election, now + GRACE)
    queue.run()
    assert can_close(election, now + timedelta(seconds=1))


def test_ballots_that_come_together_share_one_batch(queue):
    built = open_election(voters=3)
    for voter in (1, 2, 3):
        vote(built, voter, [[1, 0, 0]])
    before = built.election.log.checkpoints.count()
    with TestCase.captureOnCommitCallbacks(execute=True):
        task, arguments = queue.pop(0)
        task.run(*arguments)
    assert Entry.objects.filter(log=built.election.log, kind="ballot").count() == 3
    with TestCase.captureOnCommitCallbacks(execute=True):
        queue.run()
    assert Entry.objects.filter(log=built.election.log, kind="ballot").count() == 3
    assert built.election.log.checkpoints.count() == before + 1


def test_a_batch_waits_neither_for_lost_ballots_nor_when_it_is_large_enough(queue, monkeypatch):
    built = open_election(voters=3)
    lost, *others = [vote(built, voter, [[1, 0, 0]]) for voter in (1, 2, 3)]
    verified(others)
    assert batch_grows(election_id=built.election.pk)
    with monkeypatch.context() as patch:
        patch.setattr(sequencing, "GATHERED", 2)
        assert not batch_grows(election_id=built.election.pk)
    Submission.objects.filter(ballot_hash=lost.hash).update(sweeps=1)
    assert not batch_grows(election_id=built.election.pk)


def test_a_lost_task_is_started_again_at_the_second_sweep(queue):
    built = open_election()
    ballot = vote(built, 1, [[1, 0, 0]])
    queue.clear()
    assert elections_with_unfinished() == {built.election.pk}
    sweep_task()
    assert queue.names() == []
    sweep_task()
    assert queue.names() == ["ballots_check"]
    queue.run()
    assert order(built.election) == [ballot.hash]
    assert elections_with_unfinished() == set()


def test_checked_ballots_that_nobody_records_take_one_task_for_all(queue):
    """As a worker leaves them that was killed while it had the turn."""
    built = open_election()
    ballots = [vote(built, voter, [[1, 0, 0]]) for voter in (1, 2, 3)]
    verified(ballots)
    queue.clear()
    sweep_task()
    sweep_task()
    assert queue.names() == ["ballots_record"]
    queue.run()
    assert len(order(built.election)) == 3


def test_sweeps_start_one_task_however_many_are_lost(queue):
    built = open_election()
    for voter in (1, 2, 3):
        cast(lock(built, voter, [[1, 0, 0]]))
    queue.clear()
    sweep_task()
    sweep_task()
    assert queue.names() == ["ballots_check"]
    assert set(Submission.objects.values_list("sweeps", flat=True)) == {0}


def test_a_sweep_looks_at_no_more_than_the_oldest_ballots(queue, monkeypatch):
    monkeypatch.setattr("ballots.services.sweeping.MOST_WATCHED", 2)
    built = open_election()
    for voter in (1, 2, 3):
        cast(lock(built, voter, [[1, 0, 0]]))
    submissions_sweep()
    assert list(Submission.objects.order_by("pk").values_list("sweeps", flat=True)) == [1, 1, 0]


def test_a_sweep_of_an_empty_inbox_asks_one_question(queue, django_assert_num_queries):
    vote(open_election(), 1, [[1, 0, 0]])
    queue.run()
    with django_assert_num_queries(1):
        sweep_task()
    assert queue.names() == []


def test_whoever_finds_the_turn_taken_leaves_at_once_and_the_other_looks_again(queue, monkeypatch):
    """The second ballot is accepted while the first is written, when nothing more is read."""
    built = open_election()
    first, second = vote(built, 1, [[1, 0, 0]]), vote(built, 2, [[1, 0, 0]])
    verified([first])
    found_taken = []

    def sequence(*, election_id):
        recorded = ballots_sequence(election_id=election_id)
        if not found_taken:
            verified([second])
            found_taken.append(ballots_record(election_id=election_id))
        return recorded

    monkeypatch.setattr("ballots.services.sequencing.ballots_sequence", sequence)
    assert ballots_record(election_id=built.election.pk) == 2
    assert found_taken == [0]
    assert sorted(order(built.election)) == sorted([first.hash, second.hash])


def test_a_ballot_accepted_just_before_the_turn_is_let_go_is_not_left_behind(queue, monkeypatch):
    built = open_election()
    first, second = vote(built, 1, [[1, 0, 0]]), vote(built, 2, [[1, 0, 0]])
    verified([first])

    @contextmanager
    def turn_that_ends_late(election_id):
        with turn(election_id) as is_ours:
            yield is_ours
            verified([second])

    monkeypatch.setattr("ballots.services.sequencing.turn", turn_that_ends_late)
    assert ballots_record(election_id=built.election.pk) == 2


def test_where_no_turn_can_be_taken_ballots_are_recorded_all_the_same(queue, settings):
    built = open_election()
    ballot = vote(built, 1, [[1, 0, 0]])
    settings.TABELLA_VAR = "/proc/nowhere"
    queue.run()
    assert order(built.election) == [ballot.hash]


def test_the_number_of_statements_does_not_grow_with_the_batch(queue):
    built = open_election()

    def statements(voters):
        verified([vote(built, voter, [[1, 0, 0]]) for voter in voters])
        with CaptureQueriesContext(connection) as asked:
            assert ballots_sequence(election_id=built.election.pk) == len(voters)
        return len(asked)

    one = statements([1])
    assert statements([1, 2, 3, 1, 2, 3]) <= one + 1  # nodes of the tree, where there were none


def test_no_time_is_kept_with_a_ballot():
    kinds = {field.get_internal_type() for field in Submission._meta.get_fields()}
    assert not kinds & {"DateTimeField", "DateField", "TimeField"}
