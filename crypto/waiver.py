"""The waiver of a drill: the organiser goes on without key holders who have not shown their keys.

More key holders than the count needs must have passed the drill by then, and the record says who
was waived and why.
Source: docs/spec/record.md section 4.19; docs/spec/protocol.md S4.
"""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from crypto import canonical_json
from crypto.ceremony_payloads import MAX_ATTEMPT, MAX_PAYLOAD, MAX_TRUSTEES
from crypto.errors import DecodeError
from crypto.payloads import MAX_REASON
from crypto.reader import Fields, format_time, read_integer


@dataclass(frozen=True, slots=True)
class WaiverPayload:
    """The decision not to wait for the drills of some trustees.

    Attributes:
        election_id: lower-case UUID.
        at: when, aware, UTC.
        attempt: number of the ceremony's attempt.
        reason: 1 to 2000 characters.
        trustees: numbers of the trustees it names, at least one, ascending.
    """

    election_id: str
    at: datetime
    attempt: int
    reason: str
    trustees: tuple[int, ...]

    def encode(self) -> bytes:
        """Return the payload's bytes.

        Raises:
            DecodeError: the payload breaks a rule of record.md section 4.19.
        """
        data = canonical_json.encode(
            {
                "at": format_time(self.at),
                "attempt": self.attempt,
                "election": self.election_id,
                "reason": self.reason,
                "trustees": list(self.trustees),
                "v": 1,
            }
        )
        decode_waiver_payload(data)
        return data


def decode_waiver_payload(data: bytes) -> WaiverPayload:
    """Read a `waiver` payload.

    Raises:
        DecodeError: another form than record.md section 4.19 gives.
    """
    value = canonical_json.decode(data, max_size=MAX_PAYLOAD, place="waiver")
    fields = Fields(value, "waiver", ("at", "attempt", "election", "reason", "trustees", "v"))
    fields.version()
    return WaiverPayload(
        election_id=fields.uuid("election"),
        at=fields.time("at"),
        attempt=fields.integer("attempt", 1, MAX_ATTEMPT),
        reason=fields.text("reason", MAX_REASON, min_length=1),
        trustees=_trustees(fields),
    )


def _trustees(fields: Fields) -> tuple[int, ...]:
    numbers = tuple(
        read_integer(item, place, 1, MAX_TRUSTEES)
        for place, item in fields.items("trustees", 1, MAX_TRUSTEES)
    )
    if any(later <= earlier for earlier, later in pairwise(numbers)):
        raise DecodeError("waiver.trustees: numbers are not ascending")
    return numbers
