"""The key ceremony on the record: beginning, restarting, and taking key holders' entries."""

from django.conf import settings
from django.db import transaction

from board.models import Entry
from board.selectors import entry_get, log_verifier_key
from board.services import NewEntry, log_create
from crypto.canonical_json import JsonValue
from crypto.ceremony import CeremonyView
from crypto.ceremony_payloads import CeremonyPayload, DrillPayload
from crypto.entries import decode_entry, encode_entry
from voting.ceremonies import ceremony_view, verify_drill_challenge
from voting.errors import EntryError, NotReadyError, StateError
from voting.key_tool import key_tool_hash
from voting.models import CeremonyPhase, CeremonyStep, Election, StepKind, Trustee
from voting.readiness import ceremony_missing
from voting.selectors import election_locked
from voting.services.guards import draft_locked, entry_append, record_append
from voting.states import ElectionState

IDLE_PHASES = (CeremonyPhase.NONE, CeremonyPhase.STOPPED)
# Every reader checks every drill again, so nobody may add them without end.
MOST_DRILLS = 20
DRILL_STATES = (ElectionState.DRAFT, ElectionState.FROZEN, ElectionState.OPEN)


@transaction.atomic
def ceremony_start(*, election: Election) -> Election:
    """Make the election's log and begin the first attempt; a second call changes nothing."""
    locked = draft_locked(election, act="start the key ceremony")
    if locked.ceremony_phase != CeremonyPhase.NONE:
        return locked
    _verify_ready(locked)
    locked.log = log_create(slug=locked.slug, host=settings.TABELLA_HOST)
    return _begin(locked)


@transaction.atomic
def ceremony_stop(*, election: Election) -> Election:
    """Pause, so that key holders can change; their entries are refused until the next attempt."""
    locked = draft_locked(election, act="stop the key ceremony")
    if locked.ceremony_phase == CeremonyPhase.NONE:
        raise StateError("the key ceremony has not started")
    locked.ceremony_phase = CeremonyPhase.STOPPED
    locked.save(update_fields=["ceremony_phase"])
    return locked


@transaction.atomic
def ceremony_restart(*, election: Election) -> Election:
    """Begin from nothing with the key holders as they are now; every key made before is void."""
    locked = draft_locked(election, act="start the key ceremony again")
    if locked.ceremony_phase == CeremonyPhase.NONE:
        raise StateError("the key ceremony has not started")
    _verify_ready(locked)
    return _begin(locked)


@transaction.atomic
def trustee_entry_accept(*, trustee: Trustee, kind: str, payload: bytes, signature: bytes) -> Entry:
    """Check an entry of a key holder completely and append it. Sending it twice is sending it once.

    Raises:
        StateError: the ceremony takes no entries of this kind now.
        EntryError: unknown kind, or a drill challenge that was not given out.
        CryptoError: malformed payload, wrong order, or a proof or signature that does not hold.
    """
    election = election_locked(trustee.election_id)
    current = election.trustees.get(pk=trustee.pk)
    current.election = election
    _verify_takes(election, kind)
    fields: dict[str, JsonValue] = {"signature": signature.hex(), "trustee": current.index}
    header = decode_entry(encode_entry(kind, payload, **fields))
    known = _same_entry(current, kind, header.payload_hash)
    if known is not None:
        return known
    _verify_few(current, kind)
    view = ceremony_view(election)
    _verify_challenge(view, current, kind, payload)
    view.add_entry(header, payload)
    entry = entry_append(
        election=election, entry=NewEntry(kind=kind, payload=payload, fields=fields)
    )
    CeremonyStep.objects.create(
        trustee=current, attempt=election.attempt, kind=kind, entry_index=entry.index
    )
    election.ceremony_phase = CeremonyPhase(view.phase.value)
    election.save(update_fields=["ceremony_phase"])
    return entry


def _verify_ready(election: Election) -> None:
    missing = ceremony_missing(election)
    if missing:
        raise NotReadyError("key holders cannot begin yet", missing)


def _begin(election: Election) -> Election:
    if election.log is None:
        raise StateError("the election has no log")
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
    return election


def _verify_takes(election: Election, kind: str) -> None:
    if kind not in StepKind.values:
        raise EntryError("type: not an entry of the key ceremony")
    states = DRILL_STATES if kind == StepKind.DRILL else (ElectionState.DRAFT,)
    if election.state not in states:
        raise StateError(f"the election is {election.state}: no {kind} is taken now")
    if election.ceremony_phase in IDLE_PHASES:
        raise StateError("the key ceremony is not under way; wait for the organiser to start it")


def _verify_few(trustee: Trustee, kind: str) -> None:
    steps = trustee.steps.filter(attempt=trustee.election.attempt, kind=kind)
    if kind == StepKind.DRILL and steps.count() >= MOST_DRILLS:
        raise EntryError(f"drill: {MOST_DRILLS} of one key holder are enough")


def _same_entry(trustee: Trustee, kind: str, payload_hash: str) -> Entry | None:
    """The entry of an earlier request whose answer was lost."""
    election = trustee.election
    if election.log is None:
        return None
    for step in trustee.steps.filter(attempt=election.attempt, kind=kind):
        entry = entry_get(election.log, step.entry_index)
        if decode_entry(bytes(entry.data)).payload_hash == payload_hash:
            return entry
    return None


def _verify_challenge(view: CeremonyView, trustee: Trustee, kind: str, payload: bytes) -> None:
    if kind != StepKind.DRILL:
        return
    drill = view.decode(kind, payload)
    if isinstance(drill, DrillPayload):
        verify_drill_challenge(trustee, drill.challenge)
