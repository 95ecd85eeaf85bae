"""An election's state made again from the record, after an older database was put back."""

from django.db import transaction

from board.models import Entry
from board.selectors import entries_of_kind, kinds_present, log_get
from crypto.payloads import decode_cancel_payload, decode_extend_payload, decode_turn_payload
from crypto.roll_change import decode_roll_change_payload
from voting.models import Election
from voting.services.roll_changes import changes_store
from voting.states import ElectionState

TURNS = ("open", "extend", "roll-change", "close", "cancel")
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
        _turn(election, entry)
    election.save()
    if election.state != before:
        said.insert(0, f"state: {before}, now {election.state}")
    return said


def _turn(election: Election, entry: Entry) -> None:
    kind, payload = entry.kind, bytes(entry.payload.data)
    if kind == "roll-change":
        _change_roll(election, entry.index, payload)
    elif kind == "open" and election.state == ElectionState.FROZEN:
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


def _change_roll(election: Election, index: int, payload: bytes) -> None:
    """Follow a change that the database does not know; whose code it was, it knows by the old one.

    A code is not sent again: whoever got the message has the new one.
    """
    if election.credential_changes.filter(entry_index=index).exists():
        return
    change = decode_roll_change_payload(payload)
    voters = list(election.voters.filter(credential__in=[each.old for each in change.changes]))
    changes_store(election=election, voters=voters, payload=change, entry_index=index)
