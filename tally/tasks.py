"""The count's tasks: each takes ids, calls a service, and starts what comes next.

A task that is lost is started again by the tick; one that runs twice changes nothing.
"""

from collections.abc import Callable, Iterable
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from ballots.selectors import elections_with_unfinished
from ballots.tasks import submissions_sweep
from board.services import checkpoint_publish
from tally import services
from tally.demonstration import demonstration_advance
from tally.services import ChunkKey
from tally.verification import record_verify
from voting.models import Election
from voting.selectors import election_get, elections_due_to_close, elections_due_to_open
from voting.services.lifecycle import election_close, election_open
from voting.states import ElectionState

UNDER_WAY = (ElectionState.CLOSED, ElectionState.COUNTING, ElectionState.COUNTED)


@shared_task(queue="tally")
def count_advance(election_id: str) -> None:
    """Do whatever of the count can be done now."""
    key = UUID(election_id)
    state = election_get(key).state
    if state in (ElectionState.CLOSED, ElectionState.COUNTING):
        for number in services.count_start(election_id=key):
            chunk_aggregate.delay(election_id, number)
    if election_get(key).state == ElectionState.COUNTING and services.tally_finish(election_id=key):
        services.result_combine(election_id=key)
    if election_get(key).state == ElectionState.COUNTED:
        record_check.delay(election_id)


@shared_task(queue="tally")
def chunk_aggregate(election_id: str, number: int) -> None:
    services.chunk_aggregate(key=ChunkKey(UUID(election_id), number))
    if services.tally_finish(election_id=UUID(election_id)):
        demonstrations_act(election_get(election_id))


@shared_task(queue="tally")
def record_check(election_id: str) -> None:
    """The whole count checked again from the record alone."""
    key = UUID(election_id)
    if not services.check_begin(election_id=key):
        return
    verdict, report = record_verify(election_get(key))
    services.verdict_note(election_id=key, verdict=verdict, report=report)


@shared_task(queue="default", ignore_result=True)
def elections_tick() -> None:
    """Every few seconds: what is due by the clock, and what a crash left lying."""
    now = timezone.now()
    _each(elections_due_to_open(now), lambda election: election_open(election=election))
    _each(elections_due_to_close(now), lambda election: election_close(election=election))
    for election_id in elections_with_unfinished():
        submissions_sweep.delay(str(election_id))
    for election in Election.objects.filter(state__in=UNDER_WAY):
        count_advance.delay(str(election.pk))
    for election in Election.objects.filter(is_demonstration=True):
        demonstrations_act(election)
    for election in Election.objects.exclude(log=None).select_related("log"):
        if election.log is not None:
            checkpoint_publish(log=election.log)


def demonstrations_act(election: Election) -> None:
    acted = False
    while election.is_demonstration and demonstration_advance(election=election):
        acted = True
    if acted:
        count_advance.delay(str(election.pk))


def _each(elections: Iterable[Election], act: Callable[[Election], object]) -> None:
    for election in elections:
        act(election)
