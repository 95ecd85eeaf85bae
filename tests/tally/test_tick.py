"""The tick: what is due by the clock, what a crash left lying, and key holders the server plays."""

from datetime import timedelta

import pytest
from django.utils import timezone

from board.models import Checkpoint, Entry
from config.stage import key_holders_stage, opening_stage, voters_stage
from tally import selectors
from tally.demonstration import demonstration_advance
from tally.errors import TallyError
from tally.models import DemonstrationKey
from tally.selectors import demonstrations_waiting
from tally.tasks import elections_tick
from tests.board.append_only import lifted
from tests.elections import (
    BuiltElection,
    contest_draft,
    draft_election,
    election_draft,
    frozen_election,
    open_election,
)
from tests.votes import vote
from voting.errors import SelfCheckError
from voting.models import Election
from voting.selectors import election_get
from voting.services import ceremony_start, contest_add, election_create, opening_plan

pytestmark = pytest.mark.django_db


def quiet(_text):
    pass


def demonstration():
    """Set up by the server alone, as the first start of the product does."""
    election = election_create(draft=election_draft(), official=None, is_demonstration=True)
    contest_add(election=election, draft=contest_draft())
    key_holders_stage(election, names=["Priya", "Tom", "Ana"], threshold=2, report=quiet)
    codes = voters_stage(election_get(election.pk), names=["Ada", "Ben"])
    opened = opening_stage(election_get(election.pk))
    return BuiltElection(opened, codes=dict(enumerate(codes, start=1)))


def planned_end_passes(election):
    now = timezone.now()
    Election.objects.filter(pk=election.pk).update(
        opens_at=now - timedelta(hours=2), closes_at=now - timedelta(seconds=1)
    )


@pytest.mark.django_db(transaction=True)
def test_a_demonstration_closes_by_the_clock_and_is_counted_by_itself(eager):
    built = demonstration()
    vote(built, 1, [[1, 0, 0]])
    vote(built, 2, [[0, 0, 1]])
    planned_end_passes(built.election)
    elections_tick()
    elections_tick()
    election = built.reload()
    assert election.state == "counted"
    result = selectors.result(election)
    assert [item.count for item in result.contests[0]] == [1, 0, 1]
    assert selectors.count_get(election.pk).verdict == "passed"


def test_an_election_opens_by_the_clock_only_if_somebody_said_so(queue):
    built = frozen_election()
    elections_tick()
    assert built.reload().state == "frozen"
    opening_plan(election=built.election, opens_by_itself=True)
    elections_tick()
    assert built.reload().state == "open"


def test_one_election_that_cannot_open_keeps_no_other_waiting(queue, monkeypatch):
    broken, sound = frozen_election(), open_election()
    opening_plan(election=broken.election, opens_by_itself=True)
    planned_end_passes(sound.election)

    def fails(_context):
        raise SelfCheckError("a test ballot did not come back as it went in")

    monkeypatch.setattr("voting.services.lifecycle.verify_test_ballots", fails)
    elections_tick()
    assert broken.reload().state == "frozen"
    assert sound.reload().state == "closed"


def test_closing_by_the_clock_waits_for_ballots_that_arrived_in_time(queue):
    built = open_election()
    vote(built, 1, [[1, 0, 0]])
    planned_end_passes(built.election)
    tasks = list(queue)
    elections_tick()
    assert built.reload().state == "open"
    for task, arguments in tasks:
        task.run(*arguments)
    elections_tick()
    assert built.reload().state == "closed"
    assert Entry.objects.filter(log=built.election.log, kind="ballot").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_head_that_a_crash_left_unsigned_is_signed(queue):
    built = open_election()
    newest = Checkpoint.objects.filter(log=built.election.log).order_by("size").last()
    size = newest.size
    with lifted():
        newest.delete()
    elections_tick()
    assert Checkpoint.objects.filter(log=built.election.log, size=size).exists()


def test_every_count_under_way_is_looked_after(queue):
    built = open_election()
    planned_end_passes(built.election)
    elections_tick()
    assert "count_advance" in queue.names()
    queue.run()
    assert built.reload().state == "counting"


def test_the_server_plays_only_key_holders_whose_keys_it_made(queue):
    """A person took part in a demonstration: nobody unlocks in their name."""
    built = open_election()
    planned_end_passes(built.election)
    elections_tick()
    queue.run()
    assert demonstrations_waiting().filter(pk=built.election.pk).exists()
    assert not demonstration_advance(election=built.reload())
    assert not DemonstrationKey.objects.exists()


def test_the_server_never_makes_a_key_for_a_real_election():
    built = draft_election(trustees=3, threshold=2, is_demonstration=False)
    ceremony_start(election=built.election)
    with pytest.raises(TallyError, match="real election"):
        demonstration_advance(election=built.reload())
    assert not DemonstrationKey.objects.exists()
    assert not demonstrations_waiting().exists()


def test_finished_demonstrations_are_left_alone():
    built = open_election()
    assert not demonstrations_waiting().filter(pk=built.election.pk).exists()
