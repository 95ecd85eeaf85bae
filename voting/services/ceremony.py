"""The key ceremony on the record: beginning, stopping and beginning again."""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from board.registry import log_announce_begun
from board.selectors import log_verifier_key
from board.services import log_create
from crypto.ceremony_payloads import CeremonyPayload
from voting.errors import NotReadyError, StateError
from voting.key_tool import key_tool_hash
from voting.models import CeremonyPhase, Election
from voting.readiness import ceremony_missing
from voting.services.guards import draft_locked, record_append


@transaction.atomic
def ceremony_start(*, election: Election) -> Election:
    """Make the election's log and begin the first attempt; a second call changes nothing."""
    locked = draft_locked(election, act=_("start the key ceremony"))
    if locked.ceremony_phase != CeremonyPhase.NONE:
        return locked
    _verify_ready(locked)
    locked.log = log_create(slug=locked.slug, host=settings.TABELLA_HOST)
    begun = _begin(locked)
    log_announce_begun(log=locked.log)
    return begun


@transaction.atomic
def ceremony_stop(*, election: Election) -> Election:
    """Pause, so that key holders can change; their entries are refused until the next attempt."""
    locked = draft_locked(election, act=_("stop the key ceremony"))
    if locked.ceremony_phase == CeremonyPhase.NONE:
        raise StateError(_("the key ceremony has not started"))
    locked.ceremony_phase = CeremonyPhase.STOPPED
    locked.save(update_fields=["ceremony_phase"])
    return locked


@transaction.atomic
def ceremony_restart(*, election: Election) -> Election:
    """Begin from nothing with the key holders as they are now; every key made before is void."""
    locked = draft_locked(election, act=_("start the key ceremony again"))
    if locked.ceremony_phase == CeremonyPhase.NONE:
        raise StateError(_("the key ceremony has not started"))
    _verify_ready(locked)
    return _begin(locked)


def _verify_ready(election: Election) -> None:
    missing = ceremony_missing(election)
    if missing:
        raise NotReadyError(_("key holders cannot begin yet"), missing)


def _begin(election: Election) -> Election:
    if election.log is None:
        raise StateError(_("the election has no log"))
    election.attempt += 1
    payload = CeremonyPayload(
        election_id=election.slug,
        attempt=election.attempt,
        demonstration=election.is_demonstration,
        key_tool=key_tool_hash(),
        log_key=log_verifier_key(election.log),
        origin=election.log.origin,
        parameters=election.parameters,
        threshold=election.threshold,
        trustees=tuple(election.trustees.values_list("name", flat=True)),
    )
    record_append(election=election, kind="ceremony", payload=payload.encode())
    election.ceremony_phase = CeremonyPhase.KEYS
    election.save(update_fields=["log", "attempt", "ceremony_phase"])
    election.trustees.update(has_lost_key=False)  # that key is void now, and so is its loss
    return election
