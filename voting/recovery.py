"""An election's state made again from the record, after an older database was put back."""

from django.db import transaction

from board.selectors import entries_of_kind, kinds_present, log_get
from crypto.payloads import decode_cancel_payload, decode_extend_payload, decode_turn_payload
from voting.models import Election
from voting.states import ElectionState

TURNS = ("open", "extend", "close", "cancel")
BEFORE_THE_COUNT = (ElectionState.FROZEN, ElectionState.OPEN, ElectionState.CLOSED)


@transaction.atomic
def election_restore(*, election_id: str) -> list[str]:
    """Bring an election's state forward to its record; return what was done or cannot be."""
    election = Election.objects.select_for_update().filter(pk=election_id).first()
    if election is None:
        return ["the election itself is not in the database; its record can be read and checked"]
    log = log_get(election.slug)
    if "freeze" in kinds_present(log) and election.state == ElectionState.DRAFT:
        return ["frozen after this backup: names of voters are lost; put back a newer backup"]
    if "tally-input" in kinds_present(log) and election.state in BEFORE_THE_COUNT:
        said = ["its count began after this backup: put back a newer backup to go on with it"]
    else:
        said = []
    before = election.state
    for entry in entries_of_kind(log, TURNS):
        _turn(election, entry.kind, bytes(entry.payload.data))
    election.save()
    if election.state != before:
        said.insert(0, f"state: {before}, now {election.state}")
    return said


def _turn(election: Election, kind: str, payload: bytes) -> None:
    if kind == "open" and election.state == ElectionState.FROZEN:
        election.state = ElectionState.OPEN
        election.opened_at = decode_turn_payload(payload, kind).at
    elif kind == "extend" and election.state == ElectionState.OPEN:
        election.closes_at = decode_extend_payload(payload).closes
    elif kind == "close" and election.state == ElectionState.OPEN:
        election.state = ElectionState.CLOSED
        election.closed_at = decode_turn_payload(payload, kind).at
    elif kind == "cancel" and election.state != ElectionState.CANCELLED:
        cancelled = decode_cancel_payload(payload)
        election.state = ElectionState.CANCELLED
        election.cancelled_at, election.cancel_reason = cancelled.at, cancelled.reason
