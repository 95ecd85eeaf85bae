"""Can we still count? What is known of the key holders' keys between freeze and result."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from voting.ceremonies import TrusteeStatus, has_answered, trustee_statuses
from voting.models import Election
from voting.states import ElectionState

# Before the freeze a lost key can be replaced, and after the result none is needed any more.
STATES = (
    ElectionState.FROZEN,
    ElectionState.OPEN,
    ElectionState.CLOSED,
    ElectionState.COUNTING,
)


class Light(StrEnum):
    """Good: one more key may be lost. Narrow: none to spare, or nobody knows. Lost: too few."""

    GOOD = "good"
    NARROW = "narrow"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class CanCount:
    """Names are of key holders, in order; `working` is how many keys are known to work."""

    light: Light
    working: int
    needed: int
    of: int
    asked_at: datetime | None
    unanswered: tuple[str, ...]
    lost: tuple[str, ...]
    waived: tuple[str, ...]


def can_count(election: Election) -> CanCount | None:
    """None before the freeze and after the count."""
    if election.state not in STATES:
        return None
    statuses = trustee_statuses(election)
    working = sum(map(_works, statuses))
    lost = _names(statuses, _is_lost)
    return CanCount(
        light=_light(statuses, working, election.threshold),
        working=working,
        needed=election.threshold,
        of=len(statuses),
        asked_at=election.drill_asked_at,
        unanswered=_names(statuses, _is_unanswered) if election.drill_asked_at else (),
        lost=lost,
        waived=_names(statuses, lambda status: status.is_waived and not status.is_drilled),
    )


def _light(statuses: Sequence[TrusteeStatus], working: int, needed: int) -> Light:
    if sum(status.has_unlocked for status in statuses) >= needed:
        return Light.GOOD  # the record has all it takes, whatever becomes of the keys
    if len(statuses) - sum(map(_is_lost, statuses)) < needed:
        return Light.LOST
    return Light.GOOD if working > needed else Light.NARROW


def _works(status: TrusteeStatus) -> bool:
    """Known to work: it unlocked, or it passed the drill that was asked for last."""
    if status.has_unlocked:
        return True
    return has_answered(status.trustee) and not status.trustee.has_lost_key


def _is_lost(status: TrusteeStatus) -> bool:
    return status.trustee.has_lost_key and not status.has_unlocked


def _is_unanswered(status: TrusteeStatus) -> bool:
    return not (has_answered(status.trustee) or _is_lost(status) or status.has_unlocked)


def _names(
    statuses: Iterable[TrusteeStatus], is_meant: Callable[[TrusteeStatus], bool]
) -> tuple[str, ...]:
    return tuple(status.trustee.name for status in statuses if is_meant(status))
