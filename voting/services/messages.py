"""Messages to voters: asked for here, sent by a worker, each tried for some hours.

A row is waiting, being sent, sent, failed or came back. After a crash a row that was being sent
waits again, so that a message may leave twice then, and never otherwise.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from voting.errors import NotFoundError, StateError
from voting.models import (
    Election,
    MailStatus,
    MessageKind,
    MessagePlan,
    MessageReason,
    MessageState,
    Voter,
    VoterMessage,
)
from voting.refusals import Refusal
from voting.states import ElectionState
from voting.voter_messages import messages_lost, messages_waiting, voters_to_remind

BATCH = 2000
# Waits between tries; after the last one an official is shown the failure.
WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
INTERRUPTED_AFTER = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class RecordedBallot:
    """What a receipt says: never what is in the ballot."""

    credential: str
    code: str
    entry_index: int


@transaction.atomic
def message_plan_set(
    *, election: Election, receipts: bool, reminders: bool, reminder_hours: int, results: bool
) -> MessagePlan:
    plan = _plan_locked(election)
    plan.receipts, plan.reminders, plan.results = receipts, reminders, results
    plan.reminder_hours = reminder_hours
    plan.save(update_fields=["receipts", "reminders", "reminder_hours", "results"])
    return plan


@transaction.atomic
def holder_reminders_set(*, election: Election, is_on: bool) -> MessagePlan:
    plan = _plan_locked(election)
    plan.key_holders = is_on
    plan.save(update_fields=["key_holders"])
    return plan


@transaction.atomic
def receipts_ask(*, election: Election, ballots: Sequence[RecordedBallot], through: int) -> None:
    """A receipt for each ballot, once; `through` is the number of entries looked at so far.

    What is recorded while receipts are switched off never gets one.
    """
    plan = _plan_locked(election)
    new = [ballot for ballot in ballots if ballot.entry_index >= plan.receipts_through]
    if plan.receipts:
        _receipts_add(election, new)
    plan.receipts_through = max(through, plan.receipts_through)
    plan.save(update_fields=["receipts_through"])


def _receipts_add(election: Election, ballots: Sequence[RecordedBallot]) -> None:
    voters = _voters_of(election, {ballot.credential for ballot in ballots})
    now = timezone.now()
    rows = (
        VoterMessage(
            voter_id=voters[ballot.credential],
            kind=MessageKind.RECEIPT,
            about=ballot.code,
            entry_index=ballot.entry_index,
            moment=now,
        )
        for ballot in ballots
        if ballot.credential in voters
    )
    VoterMessage.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)


def _voters_of(election: Election, credentials: Collection[str]) -> dict[str, int]:
    """By credential, one that was replaced since its ballot came as well."""
    before = election.credential_changes.filter(old__in=credentials)
    now = election.voters.filter(credential__in=credentials)
    return dict(before.values_list("old", "voter")) | {
        credential: pk for credential, pk in now.values_list("credential", "pk") if credential
    }


@transaction.atomic
def voter_reminders_ask(*, election: Election, voted: Collection[str]) -> int:
    """Put a reminder in line for everybody who has not voted. Returns how many.

    Raises:
        StateError: voting is not open.
    """
    _plan_locked(election)
    current = Election.objects.get(pk=election.pk)
    if current.state != ElectionState.OPEN:
        raise StateError(_("voting is not open, so there is nothing to be reminded of"))
    waiting = voters_to_remind(current, voted)
    _for_each(waiting, MessageKind.REMINDER, about=timezone.now().isoformat())
    return len(waiting)


@transaction.atomic
def last_reminders_ask(*, election: Election, voted: Collection[str]) -> None:
    """The reminder that leaves by itself before the planned end, once for each planned end."""
    plan = _plan_locked(election)
    if plan.reminded_of == election.closes_at:
        return
    voter_reminders_ask(election=election, voted=voted)
    plan.reminded_of = election.closes_at
    plan.save(update_fields=["reminded_of"])


@transaction.atomic
def reminders_withdraw(*, election: Election, voted: Collection[str]) -> None:
    """Take reminders out of the line whose readers have voted meanwhile."""
    waiting = VoterMessage.objects.filter(
        voter__election=election, kind=MessageKind.REMINDER, state=MessageState.WAITING
    )
    rows = waiting.values_list("pk", "voter__credential")
    pointless = [pk for pk, credential in rows if credential in voted]
    for start in range(0, len(pointless), BATCH):
        waiting.filter(pk__in=pointless[start : start + BATCH]).delete()


@transaction.atomic
def results_tell(*, election: Election) -> None:
    """Put the news that results are out in line for everybody who could vote, once."""
    plan = _plan_locked(election)
    if plan.results_told:
        return
    if plan.results:
        with_code = election.voters.filter(credential__isnull=False)
        _for_each(with_code.values_list("pk", flat=True), MessageKind.RESULTS, about="")
    plan.results_told = True
    plan.save(update_fields=["results_told"])


@transaction.atomic
def message_take(*, message_id: int) -> VoterMessage | None:
    """The message, for this worker alone to send; None when another one has it."""
    mine = VoterMessage.objects.filter(pk=message_id, state=MessageState.WAITING)
    if mine.update(state=MessageState.SENDING, moment=timezone.now()) != 1:
        return None
    return VoterMessage.objects.select_related("voter__election").get(pk=message_id)


@transaction.atomic
def message_drop(*, message: VoterMessage) -> None:
    """Forget a message that has nothing to say any more."""
    VoterMessage.objects.filter(pk=message.pk, state=MessageState.SENDING).delete()


@transaction.atomic
def message_report(*, message: VoterMessage, refusal: Refusal | None) -> None:
    """Note what became of a message."""
    now = timezone.now()
    # Of a receipt no time stays: it would say when its ballot came.
    end = None if message.kind == MessageKind.RECEIPT else now
    rows = VoterMessage.objects.filter(pk=message.pk, state=MessageState.SENDING)
    if refusal is None:
        rows.update(state=MessageState.SENT, moment=end)
    elif refusal.is_final or message.tries >= len(WAITS):
        rows.update(state=MessageState.FAILED, reason=refusal.reason, moment=end)
    else:
        later = now + WAITS[message.tries]
        rows.update(state=MessageState.WAITING, tries=F("tries") + 1, moment=later)


@transaction.atomic
def message_again(*, election: Election, message_id: int) -> VoterMessage:
    """One more copy of a message that did not arrive.

    Raises:
        NotFoundError: there is no such message, or it did arrive, or was sent again already.
    """
    failed = messages_lost(election).filter(pk=message_id).first()
    if failed is None:
        raise NotFoundError(_("there is no such message to be sent again"))
    return _copy(failed)


@transaction.atomic
def messages_again(*, election: Election) -> int:
    """The same for all of them. Returns how many."""
    _plan_locked(election)
    lost = list(messages_lost(election))
    for message in lost:
        _copy(message)
    return len(lost)


@transaction.atomic
def bounce_note(*, message: VoterMessage, reason: MessageReason) -> bool:
    """A message came back. False when that is known, or it was never sent."""
    on_its_way = VoterMessage.objects.filter(
        pk=message.pk, state__in=(MessageState.SENDING, MessageState.SENT)
    )
    return on_its_way.update(state=MessageState.BOUNCED, reason=reason) == 1


@transaction.atomic
def link_bounce_note(*, voter: Voter, reason: MessageReason) -> bool:
    """The voting link of a voter came back. Its mail counts as failed from then on."""
    mailed = (MailStatus.SENDING, MailStatus.SENT)
    sent = Voter.objects.filter(pk=voter.pk, credential=voter.credential, mail_status__in=mailed)
    if sent.update(mail_status=MailStatus.FAILED) != 1:
        return False
    link_loss_note(voter=voter, state=MessageState.BOUNCED, reason=reason)
    return True


@transaction.atomic
def link_loss_note(*, voter: Voter, state: MessageState, reason: MessageReason) -> None:
    """Why a voting link did not arrive, for officials to see."""
    VoterMessage.objects.create(
        voter=voter,
        kind=MessageKind.LINK,
        copy=voter.messages.filter(kind=MessageKind.LINK).count(),
        state=state,
        reason=reason,
        moment=timezone.now(),
    )


@transaction.atomic
def messages_due(*, now: datetime) -> set[UUID]:
    """Elections with messages to be sent now; what a crash interrupted waits again."""
    VoterMessage.objects.filter(
        state=MessageState.SENDING, moment__lt=now - INTERRUPTED_AFTER
    ).update(state=MessageState.WAITING, moment=now)
    return set(messages_waiting(now).values_list("voter__election", flat=True).distinct())


def _plan_locked(election: Election) -> MessagePlan:
    """Each of an election's messages is asked for by one process at a time."""
    MessagePlan.objects.get_or_create(election=election)
    return MessagePlan.objects.select_for_update().get(election=election)


def _for_each(voters: Iterable[int], kind: MessageKind, *, about: str) -> None:
    now = timezone.now()
    rows = (VoterMessage(voter_id=pk, kind=kind, about=about, moment=now) for pk in voters)
    VoterMessage.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)


def _copy(lost: VoterMessage) -> VoterMessage:
    return VoterMessage.objects.create(
        voter=lost.voter,
        kind=lost.kind,
        about=lost.about,
        entry_index=lost.entry_index,
        copy=lost.copy + 1,
        moment=timezone.now(),
    )
