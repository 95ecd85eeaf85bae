"""Reading messages to voters: what is due, and what officials see of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Max, Q, QuerySet
from django.utils import timezone

from voting.models import (
    CeremonyPhase,
    Election,
    LinkRequest,
    MailKind,
    MailStatus,
    MessageKind,
    MessagePlan,
    MessageReason,
    MessageState,
    TrusteeMail,
    Voter,
    VoterMessage,
)
from voting.states import ElectionState

MOST_SHOWN = 200
REMIND_AGAIN_AFTER = timedelta(hours=24)
ENDED = (MessageState.FAILED, MessageState.BOUNCED)
# What the voters' own rows say of their voting links, in the words of messages.
LINK_STATES = {
    MailStatus.SENDING: MessageState.SENDING,
    MailStatus.SENT: MessageState.SENT,
    MailStatus.FAILED: MessageState.FAILED,
}


@dataclass(frozen=True, slots=True)
class LostMessage:
    """A message that did not arrive; `message_id` only of one that can be sent again from here."""

    voter: Voter
    kind: MessageKind
    state: MessageState
    reason: str
    message_id: int | None = None

    @property
    def mark(self) -> str:
        """Names the voter's place on the page, for the button."""
        return f"message-{self.message_id}"


def plan_of(election: Election) -> MessagePlan:
    known = MessagePlan.objects.filter(election=election).first()
    return known or MessagePlan(election=election)


def voters_to_remind(election: Election, voted: Collection[str]) -> list[int]:
    """Who has a code, has not voted, and was not reminded within a day."""
    earliest = timezone.now() - REMIND_AGAIN_AFTER
    reminded = VoterMessage.objects.filter(
        voter__election=election, kind=MessageKind.REMINDER, moment__gt=earliest
    ).exclude(state__in=ENDED)
    fresh = set(reminded.values_list("voter_id", flat=True))
    rows = election.voters.filter(credential__isnull=False).values_list("pk", "credential")
    return [pk for pk, credential in rows if credential not in voted and pk not in fresh]


def messages_lost(election: Election) -> QuerySet[VoterMessage]:
    """Messages whose newest copy failed or came back. Voting links are not sent from here."""
    copies = VoterMessage.objects.filter(voter__election=election).exclude(kind=MessageKind.LINK)
    newest = copies.values("voter", "kind", "about").annotate(newest=Max("pk"))
    return (
        VoterMessage.objects.select_related("voter")
        .filter(pk__in=newest.values("newest"), state__in=ENDED)
        .order_by("voter__number", "pk")
    )


def messages_waiting(now: datetime) -> QuerySet[VoterMessage]:
    """Messages that are due and that no worker has taken."""
    return VoterMessage.objects.filter(state=MessageState.WAITING, moment__lte=now)


def is_pointless(message: VoterMessage) -> bool:
    state = message.voter.election.state
    if message.kind == MessageKind.REMINDER:
        return state != ElectionState.OPEN
    return state == ElectionState.CANCELLED


def link_requests_open(election: Election) -> QuerySet[LinkRequest]:
    """Requests that officials have to answer, the oldest first."""
    same_key = Q(credential=F("voter__credential")) | Q(credential="", voter__credential=None)
    return (
        LinkRequest.objects.filter(election=election, voter__isnull=False, done_at__isnull=True)
        .filter(same_key)
        .select_related("voter")
    )


def elections_to_remind(now: datetime) -> list[Election]:
    """Open elections whose last reminder is due. One that was never open before that hour has none:

    its voters have just been invited.
    """
    return [
        election
        for election in _real(ElectionState.OPEN).filter(closes_at__gt=now)
        if _is_reminder_due(election, plan_of(election), now)
    ]


def _is_reminder_due(election: Election, plan: MessagePlan, now: datetime) -> bool:
    if not plan.reminders or election.closes_at is None or election.opened_at is None:
        return False
    begins = election.closes_at - timedelta(hours=plan.reminder_hours)
    return election.opened_at < begins <= now and plan.reminded_of != election.closes_at


def elections_with_reminders() -> QuerySet[Election]:
    """Elections with reminders in line."""
    waiting = VoterMessage.objects.filter(
        kind=MessageKind.REMINDER, state=MessageState.WAITING
    ).values("voter__election")
    return Election.objects.filter(pk__in=waiting)


def elections_to_tell_results() -> QuerySet[Election]:
    return _real(ElectionState.PUBLISHED).exclude(message_plan__results_told=True)


def elections_awaiting_holders() -> QuerySet[Election]:
    """Elections in which key holders may have forgotten something, and reminders are on."""
    phases = (
        CeremonyPhase.KEYS,
        CeremonyPhase.SHARES,
        CeremonyPhase.CONFIRMING,
        CeremonyPhase.DRILLING,
    )
    making_keys = Q(state=ElectionState.DRAFT, ceremony_phase__in=phases)
    later = Q(state__in=(ElectionState.FROZEN, ElectionState.OPEN), drill_asked_at__isnull=False)
    unlocking = Q(state=ElectionState.COUNTING)
    return (
        Election.objects.filter(making_keys | later | unlocking, is_rehearsal=False)
        .exclude(message_plan__key_holders=False)
        .select_related("log")
    )


def holder_reminders_sent(election: Election) -> int:
    """Reminders to key holders that nobody asked for by hand."""
    by_themselves = TrusteeMail.objects.filter(trustee__election=election, kind=MailKind.REMIND)
    return by_themselves.exclude(about="").count()


def message_counts(election: Election) -> dict[MessageKind, dict[MessageState, int]]:
    """How many messages there are of each kind in each state."""
    counts = {kind: dict.fromkeys(MessageState, 0) for kind in MessageKind}
    counts[MessageKind.LINK] |= _link_counts(election)
    rows = VoterMessage.objects.filter(voter__election=election).exclude(kind=MessageKind.LINK)
    grouped = rows.order_by().values_list("kind", "state").annotate(number=Count("pk"))
    for kind, state, number in grouped:
        counts[MessageKind(kind)][MessageState(state)] = number
    return counts


def _link_counts(election: Election) -> dict[MessageState, int]:
    """Of the links that failed, some were sent and came back."""
    rows = election.voters.order_by().values_list("mail_status").annotate(number=Count("pk"))
    counts = {
        LINK_STATES[MailStatus(status)]: number for status, number in rows if status in LINK_STATES
    }
    returned = sum(lost.state == MessageState.BOUNCED for lost in _lost_links(election))
    counts[MessageState.FAILED] = counts.get(MessageState.FAILED, 0) - returned
    counts[MessageState.BOUNCED] = returned
    return counts


def messages_not_arrived(election: Election) -> list[LostMessage]:
    """By voter, with the reason; the first of them only, where there are many."""
    others = [
        LostMessage(
            voter=row.voter,
            kind=MessageKind(row.kind),
            state=MessageState(row.state),
            reason=row.get_reason_display(),
            message_id=row.pk,
        )
        for row in messages_lost(election)[:MOST_SHOWN]
    ]
    return [*_lost_links(election), *others][:MOST_SHOWN]


def _lost_links(election: Election) -> list[LostMessage]:
    """What is said of a voter's link is what was noted last."""
    failed = election.voters.filter(mail_status=MailStatus.FAILED).order_by("number")
    notes = VoterMessage.objects.filter(voter__in=failed, kind=MessageKind.LINK).order_by("pk")
    newest = {note.voter_id: note for note in notes}
    return [_lost_link(voter, newest.get(voter.pk)) for voter in failed]


def _lost_link(voter: Voter, note: VoterMessage | None) -> LostMessage:
    return LostMessage(
        voter=voter,
        kind=MessageKind.LINK,
        state=MessageState(note.state) if note else MessageState.FAILED,
        reason=note.get_reason_display() if note else str(MessageReason.OTHER.label),
    )


def _real(state: ElectionState) -> QuerySet[Election]:
    """Rehearsals write to nobody."""
    return Election.objects.filter(state=state, is_rehearsal=False)
