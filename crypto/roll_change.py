"""A change of the voter roll after the freeze: codes issued again, and voters taken off.

Nobody new comes on the roll: a new credential only ever takes the place of an old one.
Source: docs/spec/record.md section 4.20; docs/adr/0025-roll-changes.md.
"""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from crypto import canonical_json
from crypto.canonical_json import MAX_LINE, JsonValue
from crypto.errors import DecodeError
from crypto.payloads import MAX_REASON, MAX_VOTERS
from crypto.reader import Fields, format_time, read_hex, read_list


@dataclass(frozen=True, slots=True)
class Change:
    """One voter's part of a `roll-change`.

    Attributes:
        old: the credential that is on the roll, 64 hex digits.
        new: the one that takes its place; empty where the voter is taken off.
    """

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class RollChangePayload:
    """Changes that hold from their entry on.

    Attributes:
        election_id: lower-case UUID.
        at: when, aware, UTC.
        changes: strictly ascending by `old`, 1 to 1,000,000.
        reason: 1 to 2,000 characters.
    """

    election_id: str
    at: datetime
    changes: tuple[Change, ...]
    reason: str

    @property
    def reissued(self) -> int:
        """How many voters got a new credential."""
        return sum(bool(change.new) for change in self.changes)

    @property
    def revoked(self) -> int:
        """How many voters were taken off the roll."""
        return len(self.changes) - self.reissued

    def encode(self) -> bytes:
        """Return the payload's bytes.

        Raises:
            DecodeError: the payload breaks a rule of record.md section 4.20.
        """
        changes: list[JsonValue] = [[change.old, change.new] for change in self.changes]
        data = canonical_json.encode(
            {
                "at": format_time(self.at),
                "changes": changes,
                "election": self.election_id,
                "reason": self.reason,
                "v": 1,
            }
        )
        decode_roll_change_payload(data)
        return data


def decode_roll_change_payload(data: bytes) -> RollChangePayload:
    """Read a `roll-change` payload.

    Raises:
        DecodeError: another form than record.md section 4.20 gives.
    """
    value = canonical_json.decode(data, max_size=MAX_LINE, place="roll-change")
    fields = Fields(value, "roll-change", ("at", "changes", "election", "reason", "v"))
    fields.version()
    changes = tuple(_change(item, place) for place, item in fields.items("changes", 1, MAX_VOTERS))
    if any(later.old <= earlier.old for earlier, later in pairwise(changes)):
        raise DecodeError("roll-change.changes: old credentials are not strictly ascending")
    return RollChangePayload(
        election_id=fields.uuid("election"),
        at=fields.time("at"),
        changes=changes,
        reason=fields.text("reason", MAX_REASON, min_length=1),
    )


def _change(value: JsonValue, place: str) -> Change:
    old, new = read_list(value, place, 2, 2)
    return Change(
        old=read_hex(old, f"{place}[0]", 64),
        new="" if new == "" else read_hex(new, f"{place}[1]", 64),
    )
