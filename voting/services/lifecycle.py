"""Opening, extending, closing and cancelling. Doing it twice is doing it once."""

from datetime import UTC, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from board.services import log_freeze
from crypto.reader import format_time
from voting.can_count import Light, can_count
from voting.contexts import election_context, election_manifest
from voting.errors import InputError, StateError
from voting.models import Election
from voting.selectors import election_locked
from voting.self_check import verify_booth_files, verify_test_ballots
from voting.services.guards import now_in_seconds, record_append
from voting.signals import election_closing
from voting.states import ElectionState, verify_move, verify_state
from voting.texts import clean_text

LONGEST_REASON = 500
CLOSED_OR_LATER = (
    ElectionState.CLOSED,
    ElectionState.COUNTING,
    ElectionState.COUNTED,
    ElectionState.PUBLISHED,
)


def election_open(*, election: Election) -> Election:
    """Open voting, after test ballots came back from lock and unlock as they went in.

    The self-check takes about a second and holds no lock; what it checks is fixed since the freeze.
    """
    opening_check(election)
    return election_open_checked(election=election)


def opening_check(election: Election) -> None:
    """Raises SelfCheckError unless test ballots come back as they went in."""
    if election.state == ElectionState.FROZEN:
        verify_booth_files(election_manifest(election))
        verify_test_ballots(election_context(election))


@transaction.atomic
def election_open_checked(*, election: Election) -> Election:
    """Open voting; the caller has made `opening_check`."""
    locked = election_locked(election.pk)
    if locked.state == ElectionState.OPEN:
        return locked
    verify_move(current=locked.state, wanted=ElectionState.OPEN)
    now = now_in_seconds()
    if locked.closes_at is None or locked.closes_at <= now:
        raise StateError(
            _(
                "the planned closing time has passed, so this election cannot open any more; "
                "call it off and set up a new one"
            )
        )
    known = can_count(locked)
    if known is not None and known.light is Light.LOST:
        raise StateError(
            _(
                "too few keys are left (%(names)s reported a lost key), so the votes could never "
                "be counted; call this election off and set up a new one"
            )
            % {"names": ", ".join(known.lost)}
        )
    record_append(election=locked, kind="open", payload=_moment(locked, now))
    locked.state, locked.opened_at = ElectionState.OPEN, now
    locked.save(update_fields=["state", "opened_at"])
    return locked


@transaction.atomic
def opening_plan(*, election: Election, opens_by_itself: bool) -> Election:
    """Say whether a frozen election opens at its planned time without anybody's help."""
    locked = election_locked(election.pk)
    verify_state(current=locked.state, allowed=ElectionState.FROZEN, act=_("plan the opening"))
    locked.opens_on_schedule = opens_by_itself
    locked.save(update_fields=["opens_on_schedule"])
    return locked


@transaction.atomic
def election_extend(*, election: Election, closes_at: datetime, reason: str) -> Election:
    """Move the planned end further out while voting is open."""
    locked = election_locked(election.pk)
    verify_state(current=locked.state, allowed=ElectionState.OPEN, act=_("extend voting"))
    closes = closes_at.astimezone(UTC).replace(microsecond=0)
    if closes == locked.closes_at:
        return locked
    now = now_in_seconds()
    if locked.closes_at is not None and locked.closes_at <= now:
        raise StateError(_("the planned closing time has passed; voting is about to close"))
    if closes <= now or (locked.closes_at is not None and closes < locked.closes_at):
        raise InputError(_("new closing time: must be later than the planned one"))
    payload = {**_moment(locked, now), "closes": format_time(closes), "reason": act_reason(reason)}
    record_append(election=locked, kind="extend", payload=payload)
    locked.closes_at = closes
    locked.save(update_fields=["closes_at"])
    return locked


@transaction.atomic
def election_close(*, election: Election) -> Election:
    locked = election_locked(election.pk)
    if locked.state in CLOSED_OR_LATER:
        return locked
    verify_move(current=locked.state, wanted=ElectionState.CLOSED)
    election_closing.send(sender=Election, election=locked)
    now = now_in_seconds()
    record_append(election=locked, kind="close", payload=_moment(locked, now))
    locked.state, locked.closed_at = ElectionState.CLOSED, now
    locked.save(update_fields=["state", "closed_at"])
    return locked


@transaction.atomic
def election_cancel(*, election: Election, reason: str) -> Election:
    """End an election for good. What is on the record stays there and nothing is added any more."""
    locked = election_locked(election.pk)
    if locked.state == ElectionState.CANCELLED:
        return locked
    verify_move(current=locked.state, wanted=ElectionState.CANCELLED)
    now, words = now_in_seconds(), act_reason(reason)
    locked.uploads.all().delete()
    if locked.log is not None:
        payload = {**_moment(locked, now), "reason": words}
        record_append(election=locked, kind="cancel", payload=payload)
        log_freeze(log=locked.log)
    locked.state, locked.cancelled_at = ElectionState.CANCELLED, now
    locked.cancel_reason = words
    locked.save(update_fields=["state", "cancelled_at", "cancel_reason"])
    return locked


def _moment(election: Election, now: datetime) -> dict[str, str | int]:
    return {"at": format_time(now), "election": election.slug, "v": 1}


def act_reason(reason: str) -> str:
    """The reason as it will stand on the record. Raises InputError."""
    words = clean_text(reason, place="reason", longest=LONGEST_REASON)
    if not words:
        raise InputError(_("reason: must not be empty"))
    return words
