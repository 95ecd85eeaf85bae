"""Reading the key ceremony and what each key holder has to do next."""

import time
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from django.utils.crypto import constant_time_compare, salted_hmac

from board.selectors import entries_of_kind, kinds_present
from crypto.ceremony import CEREMONY_TYPES, CeremonyView
from crypto.entries import decode_entry
from voting.errors import EntryError
from voting.models import CeremonyPhase, Election, ReportKind, StepKind, Trustee
from voting.selectors import trustees_of
from voting.states import ElectionState

# Long enough for a file that travels to a computer without a network, and back.
DRILL_SECONDS = 24 * 3600
TIME_BYTES = 8
MAC_BYTES = 24


class Step(StrEnum):
    """What a key holder has to do next; the words of the interface."""

    KEY = "key"
    SHARE = "share"
    CONFIRM = "confirm"
    DRILL = "drill"
    WAIT = "wait"
    UNLOCK = "unlock"
    DONE = "done"
    STOPPED = "stopped"


# In each phase: what is asked of a key holder, until the entry of that kind is there.
ASKED = {
    CeremonyPhase.KEYS: (Step.KEY, StepKind.TRUSTEE),
    CeremonyPhase.SHARES: (Step.SHARE, StepKind.SHARE),
    CeremonyPhase.CONFIRMING: (Step.CONFIRM, StepKind.CONFIRM),
    CeremonyPhase.DRILLING: (Step.DRILL, StepKind.DRILL),
}
# What a key holder does, by their own hand or their program's.
ACTS = (Step.KEY, Step.SHARE, Step.CONFIRM, Step.DRILL, Step.UNLOCK)
DRILL_AGAIN_STATES = (ElectionState.FROZEN, ElectionState.OPEN)
COUNT_STATES = (ElectionState.COUNTING, ElectionState.COUNTED, ElectionState.PUBLISHED)


@dataclass(frozen=True, slots=True)
class TrusteeStatus:
    """Where one key holder stands.

    `asked` names what is asked now, different for each attempt and request; empty for nothing.
    """

    trustee: Trustee
    step: Step
    asked: str
    has_key: bool
    is_drilled: bool
    is_waived: bool
    has_unlocked: bool

    @property
    def is_awaited(self) -> bool:
        """Whether others wait for it: not for a drill that they decided to go on without."""
        return bool(self.asked) and not (self.step is Step.DRILL and self.is_waived)


@dataclass(frozen=True, slots=True)
class Complaint:
    by: str
    against: str
    reason: str


def ceremony_view(election: Election) -> CeremonyView:
    """The ceremony as the record tells it, every proof checked again."""
    view = CeremonyView()
    if election.log is not None:
        for entry in entries_of_kind(election.log, CEREMONY_TYPES).iterator():
            view.add_entry(decode_entry(bytes(entry.data)), bytes(entry.payload.data))
    return view


def ceremony_complaints(election: Election) -> list[Complaint]:
    """Why the ceremony stopped, by name; empty when an official stopped it."""
    view = ceremony_view(election)
    names = view.ceremony.trustees if view.attempt else ()
    return [
        Complaint(names[item.trustee - 1], names[item.against - 1], item.reason)
        for item in view.complaints
    ]


def trustee_statuses(election: Election) -> list[TrusteeStatus]:
    trustees = list(trustees_of(election))
    count = _Count.of(election)
    return [_status(election, trustee, count) for trustee in trustees]


def trustee_status(trustee: Trustee) -> TrusteeStatus:
    election = trustee.election
    return _status(election, trustee, _Count.of(election))


def drill_challenge(trustee: Trustee) -> bytes:
    """32 fresh bytes that this key holder may answer within a day, until something changes.

    The first 8 bytes are the time, the others a MAC over election, key holder, attempt, occasion
    and time, so nothing is stored.
    """
    moment = int(time.time()).to_bytes(TIME_BYTES, "big")
    return moment + _drill_mac(trustee, moment)


def verify_drill_challenge(trustee: Trustee, challenge: bytes) -> None:
    """Raises EntryError unless it was made here, for this key holder and occasion, in this day."""
    moment, mac = challenge[:TIME_BYTES], challenge[TIME_BYTES:]
    if not constant_time_compare(mac, _drill_mac(trustee, moment)):
        raise EntryError(
            "drill.challenge: not one for what this key holder is asked now, ask for a new one"
        )
    if not 0 <= time.time() - int.from_bytes(moment, "big") <= DRILL_SECONDS:
        raise EntryError("drill.challenge: older than one day, ask for a new one")


def drill_occasion(trustee: Trustee) -> str:
    """Changes with every request for drills and every report that this key holder's key is lost.

    What was given out before says nothing about a key file since, so it must not be answered.
    """
    election = trustee.election
    asked = int(election.drill_asked_at.timestamp()) if election.drill_asked_at else 0
    losses = trustee.reports.filter(kind=ReportKind.KEY_LOST)
    last = losses.values_list("pk", flat=True).first() or 0
    return f"{asked}/{election.drill_asked_size or 0}/{last}"


def _drill_mac(trustee: Trustee, moment: bytes) -> bytes:
    election, occasion = trustee.election, drill_occasion(trustee)
    statement = f"{election.slug}/{trustee.index}/{election.attempt}/{occasion}/{moment.hex()}"
    return salted_hmac("voting.drill", statement, algorithm="sha256").digest()[:MAC_BYTES]


@dataclass(frozen=True, slots=True)
class _Count:
    """What the record says of the count: whether its totals are there and who has unlocked them."""

    has_totals: bool
    unlocked: frozenset[int]

    @classmethod
    def of(cls, election: Election) -> Self:
        if election.log is None or election.state not in COUNT_STATES:
            return cls(has_totals=False, unlocked=frozenset())
        entries = entries_of_kind(election.log, ["decryption"]).defer("payload__data")
        headers = (decode_entry(bytes(entry.data)) for entry in entries)
        return cls(
            has_totals="tally" in kinds_present(election.log),
            unlocked=frozenset(header.trustee for header in headers if header.trustee),
        )


def has_answered(trustee: Trustee) -> bool:
    """Whether a drill of this attempt is newer than the last request; any, where nobody asked."""
    election = trustee.election
    asked = election.drill_asked_size or 0
    return any(
        step.kind == StepKind.DRILL
        and step.attempt == election.attempt
        and step.entry_index >= asked
        for step in trustee.steps.all()
    )


def _status(election: Election, trustee: Trustee, count: _Count) -> TrusteeStatus:
    trustee.election = election
    kinds = {step.kind for step in trustee.steps.all() if step.attempt == election.attempt}
    step = _step(election, trustee, kinds, count)
    return TrusteeStatus(
        trustee=trustee,
        step=step,
        asked=_asked(election, step),
        has_key=StepKind.TRUSTEE in kinds,
        is_drilled=StepKind.DRILL in kinds,
        is_waived=StepKind.WAIVER in kinds,
        has_unlocked=trustee.index in count.unlocked,
    )


def _asked(election: Election, step: Step) -> str:
    if step not in ACTS:
        return ""
    request = election.drill_asked_size if step is Step.DRILL else None
    return f"{step}/{election.attempt}" + (f"/{request}" if request is not None else "")


def _step(election: Election, trustee: Trustee, kinds: set[str], count: _Count) -> Step:
    match ElectionState(election.state):
        case ElectionState.DRAFT:
            return _ceremony_step(CeremonyPhase(election.ceremony_phase), kinds)
        case ElectionState.FROZEN | ElectionState.OPEN:
            return _drill_again_step(trustee)
        case ElectionState.COUNTING:
            return _count_step(trustee, count)
        case ElectionState.COUNTED | ElectionState.PUBLISHED:
            return Step.DONE
        case ElectionState.CANCELLED:
            return Step.STOPPED
    return Step.WAIT


def _count_step(trustee: Trustee, count: _Count) -> Step:
    if trustee.index in count.unlocked:
        return Step.DONE
    return Step.UNLOCK if count.has_totals else Step.WAIT


def _drill_again_step(trustee: Trustee) -> Step:
    is_asked = trustee.election.drill_asked_size is not None
    return Step.DRILL if is_asked and not has_answered(trustee) else Step.WAIT


def _ceremony_step(phase: CeremonyPhase, kinds: set[str]) -> Step:
    if phase is CeremonyPhase.STOPPED:
        return Step.STOPPED
    step, kind = ASKED.get(phase, (Step.WAIT, None))
    return Step.WAIT if kind in kinds else step
