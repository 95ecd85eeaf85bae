"""Going on without a key holder's drill, and asking everybody for another one."""

from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from board.models import Entry
from crypto.waiver import WaiverPayload
from voting.ceremonies import ceremony_view
from voting.errors import InputError, StateError
from voting.models import CeremonyPhase, CeremonyStep, Election, StepKind
from voting.readiness import trustees_working
from voting.selectors import election_locked
from voting.services.guards import draft_locked, now_in_seconds, record_append
from voting.states import STATE_NAMES, ElectionState
from voting.texts import clean_text

LONGEST_REASON = 2000
ASK_AGAIN_AFTER = timedelta(minutes=10)
ASKING_STATES = (ElectionState.FROZEN, ElectionState.OPEN)


@transaction.atomic
def drill_waive(*, election: Election, trustees: Collection[int], reason: str) -> Entry:
    """Go on without the drills of these key holders, for a reason that everybody can read.

    Raises:
        StateError: the ceremony is not at the drills, or the keys known to work are not one more
            than the count needs.
        InputError: nobody is named, a named one is not waited for, or there is no reason.
    """
    locked = draft_locked(election, act=_("go on without a key holder"))
    if locked.ceremony_phase != CeremonyPhase.DRILLING:
        raise StateError(_("key files are not being checked, so nobody can be left out"))
    _verify_spare(locked)
    payload = WaiverPayload(
        election_id=locked.slug,
        at=now_in_seconds(),
        attempt=locked.attempt,
        reason=_reason(reason),
        trustees=tuple(sorted(set(trustees))),
    )
    view = ceremony_view(locked)
    if not payload.trustees or not set(payload.trustees) <= set(view.missing()):
        raise InputError(_("key holders: name those who have not checked their key file"))
    view.add(payload)
    entry = record_append(election=locked, kind="waiver", payload=payload.encode())
    CeremonyStep.objects.bulk_create(
        CeremonyStep(
            trustee=row, attempt=locked.attempt, kind=StepKind.WAIVER, entry_index=entry.index
        )
        for row in locked.trustees.filter(index__in=payload.trustees)
    )
    return entry


@transaction.atomic
def drill_ask(*, election: Election) -> Election:
    """Ask every key holder to show once more that their key file works."""
    locked = election_locked(election.pk)
    if locked.state not in ASKING_STATES or locked.log is None:
        raise StateError(
            _("cannot ask for key files to be checked: the election is %(state)s")
            % {"state": STATE_NAMES[locked.state]}
        )
    now = now_in_seconds()
    if locked.drill_asked_at is not None and now < locked.drill_asked_at + ASK_AGAIN_AFTER:
        raise StateError(_("the key holders were asked less than ten minutes ago; wait a little"))
    locked.drill_asked_at = now
    locked.drill_asked_size = locked.log.size
    locked.save(update_fields=["drill_asked_at", "drill_asked_size"])
    return locked


def _verify_spare(election: Election) -> None:
    fewest, known = election.threshold + 1, len(trustees_working(election))
    if known < fewest:
        raise StateError(
            _(
                "%(fewest)s key holders must have checked their key file before you can go on "
                "without another one; so far %(known)s have"
            )
            % {"fewest": fewest, "known": known}
        )


def _reason(reason: str) -> str:
    words = clean_text(reason, place="reason", longest=LONGEST_REASON, allowed="\n")
    if not words:
        raise InputError(_("reason: must not be empty"))
    return words
