"""Taking key holders' entries of the ceremony.

The proofs of a whole ceremony take time, so they are checked against the record as it stands,
without a lock. Under the lock only one question is left: is the ceremony still where it was? Its
entries are never taken back, so the number of the last one and the row's own state tell.
"""

from dataclasses import dataclass

from django.db import transaction

from board.models import Entry
from board.selectors import entries_of_kind, entry_get
from board.services import NewEntry
from crypto.canonical_json import JsonValue
from crypto.ceremony import CEREMONY_TYPES, CeremonyView
from crypto.ceremony_payloads import DrillPayload
from crypto.entries import EntryHeader, decode_entry, encode_entry
from crypto.errors import CryptoError
from voting.ceremonies import ceremony_view, drill_occasion, verify_drill_challenge
from voting.errors import EntryError, StateError, VotingError
from voting.models import SENT_KINDS, CeremonyPhase, CeremonyStep, Election, StepKind, Trustee
from voting.selectors import election_get, election_locked
from voting.services.alerts import alert_note
from voting.services.guards import entry_append, trustee_acting
from voting.states import ElectionState

IDLE_PHASES = (CeremonyPhase.NONE, CeremonyPhase.STOPPED)
# Every reader checks every drill again, so nobody may add them without end. Counted from the last
# request on, or else who has used them up could answer no request any more.
MOST_DRILLS = 20
MOST_DRILLS_IN_ALL = 200
DRILL_STATES = (ElectionState.DRAFT, ElectionState.FROZEN, ElectionState.OPEN)
# After so many entries of others in between, the checks are made under the lock.
MOST_TRIES = 5


@dataclass(frozen=True, slots=True)
class _Sent:
    trustee: Trustee
    kind: str
    payload: bytes
    fields: dict[str, JsonValue]
    header: EntryHeader


@dataclass(frozen=True, slots=True)
class _Standing:
    """Where a ceremony stands. What was checked against one standing holds as long as it lasts."""

    state: str
    phase: str
    attempt: int
    last_entry: int
    occasion: str


def trustee_entry_accept(*, trustee: Trustee, kind: str, payload: bytes, signature: bytes) -> Entry:
    """Check an entry of a key holder completely and append it. Sending it twice is sending it once.

    Raises:
        NotFoundError: the link became void, or another person has taken this place.
        StateError: the ceremony takes no entries of this kind now.
        EntryError: unknown kind, or a drill challenge that was not given out.
        CryptoError: malformed payload, wrong order, or a proof or signature that does not hold.
    """
    for _ in range(MOST_TRIES):
        election = election_get(trustee.election_id)
        standing = _standing(election, trustee)
        try:
            sent = _sent(election, trustee, kind, payload, signature)
            entry = _same_entry(sent) or _append(sent, standing, _phase_after(sent))
        except (CryptoError, VotingError):
            # What is refused now may have been refused only because of what came in between.
            if _standing(election_get(trustee.election_id), trustee) == standing:
                raise
            continue
        if entry is not None:
            return entry
    return _accept_under_lock(trustee, kind, payload, signature)


@transaction.atomic
def _accept_under_lock(trustee: Trustee, kind: str, payload: bytes, signature: bytes) -> Entry:
    election = election_locked(trustee.election_id)
    sent = _sent(election, trustee, kind, payload, signature)
    return _same_entry(sent) or _entry_append(election, sent, _phase_after(sent))


@transaction.atomic
def _append(sent: _Sent, standing: _Standing, phase: CeremonyPhase) -> Entry | None:
    """None when the ceremony went on since the checks."""
    election = election_locked(sent.trustee.election_id)
    if _standing(election, sent.trustee) != standing:
        return None
    return _entry_append(election, sent, phase)


def _entry_append(election: Election, sent: _Sent, phase: CeremonyPhase) -> Entry:
    entry = entry_append(
        election=election, entry=NewEntry(kind=sent.kind, payload=sent.payload, fields=sent.fields)
    )
    CeremonyStep.objects.create(
        trustee=sent.trustee, attempt=election.attempt, kind=sent.kind, entry_index=entry.index
    )
    if sent.kind == StepKind.DRILL:
        Trustee.objects.filter(pk=sent.trustee.pk).update(has_lost_key=False)
    if sent.kind == StepKind.COMPLAINT:
        alert_note(election=election)
    election.ceremony_phase = phase
    election.save(update_fields=["ceremony_phase"])
    return entry


def _standing(election: Election, trustee: Trustee) -> _Standing:
    last = -1
    trustee.election = election
    if election.log is not None:
        entries = entries_of_kind(election.log, CEREMONY_TYPES)
        last = entries.order_by("-index").values_list("index", flat=True).first() or 0
    occasion = drill_occasion(trustee)
    return _Standing(election.state, election.ceremony_phase, election.attempt, last, occasion)


def _sent(
    election: Election, trustee: Trustee, kind: str, payload: bytes, signature: bytes
) -> _Sent:
    if kind not in SENT_KINDS:
        raise EntryError("type: not an entry of the key ceremony")
    current = trustee_acting(election, trustee)
    fields: dict[str, JsonValue] = {"signature": signature.hex(), "trustee": current.index}
    header = decode_entry(encode_entry(kind, payload, **fields))
    return _Sent(current, kind, payload, fields, header)


def _verify_takes(election: Election, kind: str) -> None:
    states = DRILL_STATES if kind == StepKind.DRILL else (ElectionState.DRAFT,)
    if election.state not in states:
        raise StateError(f"the election is {election.state}: no {kind} is taken now")
    if election.ceremony_phase in IDLE_PHASES:
        raise StateError("the key ceremony is not under way; wait for the organiser to start it")


def _same_entry(sent: _Sent) -> Entry | None:
    """The entry of an earlier request whose answer was lost."""
    election = sent.trustee.election
    if election.log is None:
        return None
    for step in sent.trustee.steps.filter(attempt=election.attempt, kind=sent.kind):
        entry = entry_get(election.log, step.entry_index)
        if decode_entry(bytes(entry.data)).payload_hash == sent.header.payload_hash:
            return entry
    return None


def _phase_after(sent: _Sent) -> CeremonyPhase:
    """Check everything about an entry. Returns the phase that the ceremony is in with it."""
    _verify_takes(sent.trustee.election, sent.kind)
    _verify_few(sent)
    view = ceremony_view(sent.trustee.election)
    _verify_challenge(view, sent)
    view.add_entry(sent.header, sent.payload)
    return CeremonyPhase(view.phase.value)


def _verify_few(sent: _Sent) -> None:
    if sent.kind != StepKind.DRILL:
        return
    election = sent.trustee.election
    drills = sent.trustee.steps.filter(attempt=election.attempt, kind=sent.kind)
    since = drills.filter(entry_index__gte=election.drill_asked_size or 0)
    if since.count() >= MOST_DRILLS:
        raise EntryError(f"drill: {MOST_DRILLS} of one key holder after one request are enough")
    if drills.count() >= MOST_DRILLS_IN_ALL:
        raise EntryError(f"drill: {MOST_DRILLS_IN_ALL} of one key holder are enough")


def _verify_challenge(view: CeremonyView, sent: _Sent) -> None:
    if sent.kind != StepKind.DRILL:
        return
    drill = view.decode(sent.kind, sent.payload)
    if isinstance(drill, DrillPayload):
        verify_drill_challenge(sent.trustee, drill.challenge)
