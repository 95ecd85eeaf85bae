"""The count's tasks: each takes ids, calls a service, and starts what comes next.

A task that is lost is started again by the tick; one that runs twice changes nothing.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from ballots.closing import can_close, voting_close
from ballots.messages import (
    elections_with_receipts_due,
    last_reminders,
    receipts_ask_due,
    reminders_check,
)
from ballots.selectors import elections_with_waiting
from board.errors import BoardError
from board.models import Log
from board.public_files import logs_behind
from board.registry import (
    log_announce_begun,
    log_announce_ended,
    logs_not_begun,
    logs_not_ended,
    registries,
)
from board.selectors import log_get, logs_unsigned
from board.services import checkpoint_publish, log_publish
from board.standing import witnessed_log
from board.succession import registry_renew
from board.witnesses import logs_unwitnessed
from crypto.errors import CryptoError
from tally import services
from tally.chunks import ChunkKey, chunk_add_up, chunks_ahead, chunks_give_back
from tally.demonstration import demonstration_advance
from tally.errors import TallyError
from tally.selectors import demonstrations_waiting, is_added_up, is_unchecked
from tally.verification import record_verify
from voting.errors import VotingError
from voting.models import Election
from voting.selectors import (
    election_get,
    elections_asking,
    elections_due_to_close,
    elections_due_to_open,
)
from voting.services import (
    alerts_due,
    daily_reminders_ask,
    election_open,
    messages_due,
    requests_forgotten,
    results_tell,
    steps_tell,
    trustee_mails_due,
)
from voting.states import ElectionState
from voting.tasks import (
    link_request_answer,
    officials_alert,
    sign_in_link_send,
    trustee_mail_send,
    trustee_mails_enqueue,
    voter_messages_enqueue,
)
from voting.voter_messages import (
    elections_awaiting_holders,
    elections_to_remind,
    elections_to_tell_results,
    elections_with_reminders,
)

logger = logging.getLogger(__name__)
RowT = TypeVar("RowT", Election, Log)
UNDER_WAY = (ElectionState.CLOSED, ElectionState.COUNTING, ElectionState.COUNTED)


@shared_task
def count_advance(election_id: str) -> None:
    """Do whatever of the count can be done now."""
    key = UUID(election_id)
    with _fault_noted(key):
        if election_get(key).state in (ElectionState.CLOSED, ElectionState.COUNTING):
            for number in services.count_start(election_id=key):
                chunk_aggregate.delay(election_id, number)
        if services.tally_finish(election_id=key):
            services.result_combine(election_id=key)
    election = election_get(key)
    # A record whose end is not published yet, or that too few witnesses have signed, would not
    # pass, though nothing is wrong with it.
    if is_unchecked(election) and witnessed_log(log_get(election.slug)).is_settled:
        record_check.delay(election_id)


@shared_task
def chunk_aggregate(election_id: str, number: int) -> None:
    """Add up one chunk. While people vote, their ballots come first: the tick brings it again."""
    key = UUID(election_id)
    if election_get(key).state == ElectionState.OPEN and elections_with_waiting():
        chunks_give_back(election_id=key, number=number)
        return
    with _fault_noted(key):
        chunk_add_up(key=ChunkKey(key, number))
        if is_added_up(election_get(key)) and services.tally_finish(election_id=key):
            demonstrations_act(election_get(key))
            _steps_tell(election_get(key))


def _ahead(election: Election) -> None:
    """Add up what is on the record already, unless ballots wait to get there."""
    if elections_with_waiting():
        return
    for number in chunks_ahead(election_id=election.pk):
        chunk_aggregate.delay(election.slug, number)


@contextmanager
def _fault_noted(election_id: UUID) -> Iterator[None]:
    """Trying again does not mend what these errors name, so people have to be told."""
    try:
        yield
    except (CryptoError, TallyError) as error:
        logger.exception("count of election %s is stuck", election_id)
        services.fault_note(election_id=election_id, fault=str(error))


@shared_task
def record_check(election_id: str) -> None:
    """The whole count checked again from the record alone."""
    key = UUID(election_id)
    if not services.check_begin(election_id=key):
        return
    verdict, report = record_verify(election_get(key))
    services.verdict_note(election_id=key, verdict=verdict, report=report)


@shared_task
def elections_tick() -> None:
    """Every few seconds: what is due by the clock, and what a crash left lying."""
    now = timezone.now()
    _each(elections_due_to_open(now), lambda election: election_open(election=election))
    _each(elections_due_to_close(now), lambda election: _close_due(election, now))
    for election in Election.objects.filter(state__in=UNDER_WAY):
        count_advance.delay(str(election.pk))
    _each(Election.objects.filter(state=ElectionState.OPEN), _ahead)
    _each(demonstrations_waiting(), demonstrations_act)
    _each(elections_asking(), _steps_tell)
    for mail_id in trustee_mails_due(now=now):
        trustee_mail_send.delay(mail_id)
    for election in alerts_due(now=now):
        officials_alert.delay(election.slug)
    _each(logs_unsigned(), lambda log: checkpoint_publish(log=log))
    _each(registries()[-1:], lambda _: registry_renew())
    _each(logs_not_begun(), lambda log: log_announce_begun(log=log))
    _each(logs_not_ended(), lambda log: log_announce_ended(log=log))
    _each({*logs_behind(), *logs_unwitnessed()}, lambda log: log_publish(log=log))


@shared_task
def messages_tick() -> None:
    """Every few seconds: messages that are due by the record or the clock, and lost requests.

    Away from the other tick, so that mail never delays an opening, a close or a count.
    """
    now = timezone.now()
    _each(elections_with_receipts_due(), receipts_ask_due)
    _each(elections_to_remind(now), last_reminders)
    _each(elections_with_reminders(), reminders_check)
    _each(elections_to_tell_results(), lambda election: results_tell(election=election))
    _each(elections_awaiting_holders(), _holders_remind)
    for election_id in messages_due(now=timezone.now()):
        voter_messages_enqueue(election_id)
    links, sign_ins = requests_forgotten(now=now)
    for request_id in links:
        link_request_answer.delay(request_id)
    for request_id in sign_ins:
        sign_in_link_send.delay(request_id)


def _holders_remind(election: Election) -> None:
    trustee_mails_enqueue(daily_reminders_ask(election=election))


def _steps_tell(election: Election) -> None:
    """Also those whose page was open when their step came, and who have closed it since."""
    trustee_mails_enqueue(steps_tell(election=election))


def _close_due(election: Election, now: datetime) -> None:
    if can_close(election, now):
        voting_close(election=election)


def demonstrations_act(election: Election) -> None:
    acted = False
    while election.is_demonstration and demonstration_advance(election=election):
        acted = True
    if acted:
        count_advance.delay(str(election.pk))


def _each(rows: Iterable[RowT], act: Callable[[RowT], object]) -> None:
    """One election that cannot go on keeps no other one waiting."""
    for row in rows:
        try:
            act(row)
        except (VotingError, BoardError, CryptoError):
            logger.exception("tick: %s", row.pk)
