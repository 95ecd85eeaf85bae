"""Locks and checks that services share."""

from datetime import UTC, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from board.models import Entry
from board.selectors import log_locked
from board.services import NewEntry, board_append
from crypto import canonical_json
from crypto.canonical_json import JsonValue
from voting.errors import NotFoundError, StateError
from voting.models import CeremonyPhase, Election, Trustee
from voting.selectors import election_locked
from voting.states import ElectionState, verify_state

CHANGEABLE_PHASES = (CeremonyPhase.NONE, CeremonyPhase.STOPPED)


def now_in_seconds() -> datetime:
    """The record knows whole seconds only."""
    return timezone.now().astimezone(UTC).replace(microsecond=0)


def draft_locked(election: Election, *, act: str) -> Election:
    locked = election_locked(election.pk)
    verify_state(current=locked.state, allowed=ElectionState.DRAFT, act=act)
    return locked


def key_holders_locked(election: Election, *, act: str) -> Election:
    """A draft whose list of key holders may change: no ceremony is under way."""
    locked = draft_locked(election, act=act)
    if locked.ceremony_phase not in CHANGEABLE_PHASES:
        raise StateError(
            _("cannot %(act)s: the key holders are making their keys; stop that first")
            % {"act": act}
        )
    return locked


def trustee_acting(election: Election, trustee: Trustee) -> Trustee:
    """The key holder of a request as they are now.

    A request can be under way for long: whoever was replaced meanwhile must not act for the one who
    came after, nor somebody whose link became void.
    """
    current = election.trustees.filter(pk=trustee.pk).first()
    if current is None or (trustee.token_hash and current.token_hash != trustee.token_hash):
        raise NotFoundError("this link is not for you or was replaced")
    current.election = election
    return current


def record_append(*, election: Election, kind: str, payload: JsonValue | bytes) -> Entry:
    """Append one entry without further fields; part of the caller's transaction."""
    data = payload if isinstance(payload, bytes) else canonical_json.encode(payload)
    return entry_append(election=election, entry=NewEntry(kind=kind, payload=data, fields={}))


def entry_append(*, election: Election, entry: NewEntry) -> Entry:
    if not transaction.get_connection().in_atomic_block:
        raise StateError("the record is written inside the transaction of its cause only")
    return board_append(log=log_locked(election.slug), entries=[entry])[0]
