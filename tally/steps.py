"""The five steps of a count in words (screen O9)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tally import selectors
from tally.models import Count, Verdict
from tally.numbers import grouped
from tally.selectors import Progress
from voting.models import Election
from voting.states import ElectionState

DONE, CURRENT, FAILED, WAITING = "done", "current", "failed", "waiting"
ADDING, UNLOCKING, OPENING, CHECKING, FINISHED = range(1, 6)


@dataclass(frozen=True, slots=True)
class Step:
    id: str
    title: str
    text: str
    state: str
    value: int = 0
    maximum: int = 0


@dataclass(frozen=True, slots=True)
class KeyHolder:
    index: int
    name: str
    has_unlocked: bool
    has_lost_key: bool


def count_steps(election: Election, progress: Progress) -> list[Step]:
    at, has_failed = stage(progress), bool(progress.fault) or progress.verdict == Verdict.FAILED
    texts = (
        _chosen_text(progress),
        adding_text(progress),
        _unlocking_text(election, progress),
        _opening_text(progress),
        _checking_text(progress),
    )
    ids = ("step-choose", "step-add", "step-unlock", "step-open", "step-check")
    steps = zip(ids, _titles(), texts, strict=True)
    return [
        Step(id_, title, text, _state(number, at, has_failed=has_failed), *_bar(number, progress))
        for number, (id_, title, text) in enumerate(steps)
    ]


def waiting_steps() -> list[Step]:
    """Before the count began."""
    ids = ("step-choose", "step-add", "step-unlock", "step-open", "step-check")
    return [Step(id_, title, "", WAITING) for id_, title in zip(ids, _titles(), strict=True)]


def stage(progress: Progress) -> int:
    """Number of the step under way, from 0; 5 when all are done."""
    if progress.verdict == Verdict.PASSED:
        return FINISHED
    if progress.has_result:
        return CHECKING
    if not progress.has_totals:
        return ADDING
    return OPENING if len(progress.unlocked) >= progress.threshold else UNLOCKING


def mark(state: str, progress: Progress | None) -> str:
    """Changes whenever a page of the count should be drawn anew; a bar that grows is no reason."""
    if progress is None:
        return state
    parts = (state, stage(progress), len(progress.unlocked), progress.verdict)
    return "-".join(map(str, (*parts, "fault" if progress.fault else "fine")))


def key_holders(election: Election, progress: Progress | None) -> list[KeyHolder]:
    unlocked = progress.unlocked if progress else ()
    return [
        KeyHolder(trustee.index, trustee.name, trustee.index in unlocked, trustee.has_lost_key)
        for trustee in election.trustees.order_by("index")
    ]


def is_under_way(election: Election, progress: Progress | None) -> bool:
    """Whether looking again soon may show something new."""
    if election.state == ElectionState.COUNTED:
        return progress is not None and progress.verdict == Verdict.NONE
    return election.state in (ElectionState.CLOSED, ElectionState.COUNTING)


def waits_for_key_holders(election: Election, progress: Progress | None) -> bool:
    return (
        election.state == ElectionState.COUNTING
        and progress is not None
        and stage(progress) == UNLOCKING
    )


def can_try_again(election: Election, count: Count | None) -> bool:
    if count is None:
        return election.state == ElectionState.CLOSED
    under_way = election.state in (ElectionState.COUNTING, ElectionState.COUNTED)
    return under_way and (
        bool(count.fault) or count.verdict == Verdict.FAILED or selectors.is_check_lost(count)
    )


def adding_text(progress: Progress) -> str:
    return _("%(added)s of %(ballots)s locked ballots added up.") % {
        "added": grouped(progress.added),
        "ballots": grouped(progress.ballots),
    }


def _state(number: int, at: int, *, has_failed: bool) -> str:
    if number != at:
        return DONE if number < at else WAITING
    return FAILED if has_failed else CURRENT


def _bar(number: int, progress: Progress) -> tuple[int, int]:
    if number == ADDING:
        return progress.added, progress.ballots
    if number == UNLOCKING:
        return min(len(progress.unlocked), progress.threshold), progress.threshold
    return 0, 0


def _titles() -> tuple[str, ...]:
    return (
        _("Deciding which ballots count"),
        _("Adding up locked ballots"),
        _("Waiting for key holders"),
        _("Opening the totals"),
        _("Checking the whole count again"),
    )


def _chosen_text(progress: Progress) -> str:
    return ngettext(
        "%(number)s ballot counts: the last one of each voter.",
        "%(number)s ballots count: the last one of each voter.",
        progress.ballots,
    ) % {"number": grouped(progress.ballots)}


def _unlocking_text(election: Election, progress: Progress) -> str:
    holders = key_holders(election, progress)
    done = ", ".join(holder.name for holder in holders if holder.has_unlocked)
    missing = ", ".join(holder.name for holder in holders if not holder.has_unlocked)
    text = _("%(number)s of %(needed)s needed.") % {
        "number": min(len(progress.unlocked), progress.threshold),
        "needed": progress.threshold,
    }
    if done:
        text += " " + _("Done: %(names)s.") % {"names": done}
    if missing:
        text += " " + _("Not yet: %(names)s.") % {"names": missing}
    return text


def _opening_text(progress: Progress) -> str:
    return _("The totals are open.") if progress.has_result else ""


def _checking_text(progress: Progress) -> str:
    return {
        Verdict.NONE: "",
        Verdict.PASSED: _("Every check passed."),
        Verdict.FAILED: _("A check failed. The result cannot be published."),
    }[Verdict(progress.verdict)]
