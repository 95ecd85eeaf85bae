"""The states of an election and the only moves between them."""

from django.db import models

from voting.errors import StateError


class ElectionState(models.TextChoices):
    DRAFT = "draft", "Draft"
    FROZEN = "frozen", "Frozen"
    OPEN = "open", "Voting open"
    CLOSED = "closed", "Closed"
    COUNTING = "counting", "Counting"
    COUNTED = "counted", "Counted"
    PUBLISHED = "published", "Result published"
    CANCELLED = "cancelled", "Cancelled"


MOVES: dict[ElectionState, frozenset[ElectionState]] = {
    ElectionState.DRAFT: frozenset({ElectionState.FROZEN, ElectionState.CANCELLED}),
    ElectionState.FROZEN: frozenset({ElectionState.OPEN, ElectionState.CANCELLED}),
    ElectionState.OPEN: frozenset({ElectionState.CLOSED, ElectionState.CANCELLED}),
    ElectionState.CLOSED: frozenset({ElectionState.COUNTING, ElectionState.CANCELLED}),
    ElectionState.COUNTING: frozenset({ElectionState.COUNTED, ElectionState.CANCELLED}),
    ElectionState.COUNTED: frozenset({ElectionState.PUBLISHED, ElectionState.CANCELLED}),
    ElectionState.PUBLISHED: frozenset(),
    ElectionState.CANCELLED: frozenset(),
}

PUBLIC_STATES = (
    ElectionState.FROZEN,
    ElectionState.OPEN,
    ElectionState.CLOSED,
    ElectionState.COUNTING,
    ElectionState.COUNTED,
    ElectionState.PUBLISHED,
    ElectionState.CANCELLED,
)


def verify_move(*, current: str, wanted: str) -> None:
    """Raises StateError unless the table allows the move."""
    if ElectionState(wanted) not in MOVES[ElectionState(current)]:
        raise StateError(f"an election that is {current} cannot become {wanted}")


def verify_state(*, current: str, allowed: ElectionState, act: str) -> None:
    if current != allowed:
        raise StateError(f"cannot {act}: the election is {current}, not {allowed.value}")
