"""The states of an election and the only moves between them."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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


# Inside a sentence; in English these are the words that programs know as well.
STATE_NAMES: dict[str, str | Promise] = {
    ElectionState.DRAFT: gettext_lazy("draft"),
    ElectionState.FROZEN: gettext_lazy("frozen"),
    ElectionState.OPEN: gettext_lazy("open"),
    ElectionState.CLOSED: gettext_lazy("closed"),
    ElectionState.COUNTING: gettext_lazy("counting"),
    ElectionState.COUNTED: gettext_lazy("counted"),
    ElectionState.PUBLISHED: gettext_lazy("published"),
    ElectionState.CANCELLED: gettext_lazy("cancelled"),
}


def verify_move(*, current: str, wanted: str) -> None:
    """Raises StateError unless the table allows the move."""
    if ElectionState(wanted) not in MOVES[ElectionState(current)]:
        raise StateError(
            _("an election that is %(current)s cannot become %(wanted)s")
            % {"current": STATE_NAMES[current], "wanted": STATE_NAMES[wanted]}
        )


def verify_state(*, current: str, allowed: ElectionState, act: str) -> None:
    if current != allowed:
        raise StateError(
            _("cannot %(act)s: the election is %(current)s, not %(allowed)s")
            % {"act": act, "current": STATE_NAMES[current], "allowed": STATE_NAMES[allowed]}
        )
