"""Reading the two payloads that grow with the number of voters, without ever holding one whole.

Canonical JSON has one spelling, so a pattern for each item and one for what stands around the list
accept exactly what `payloads.decode_roll_payload` and `payloads.decode_tally_input_payload` accept.
What does not fit is refused here without a reason; those two know it.
Source: docs/spec/record.md sections 1, 4.8 and 4.15.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from crypto.errors import DecodeError
from crypto.payloads import MAX_STYLES, MAX_VOTERS, MAX_WEIGHT, RollEntry
from crypto.reader import FULL_INTEGER

_UUID = rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_ROLL_START = re.compile(rb'\{"election":"(' + _UUID + rb')","v":1,"voters":\[')
_ROLL_END = re.compile(rb"\]\}")
_VOTER = re.compile(rb'\["([0-9a-f]{64})",([1-9][0-9]{0,3}),([1-9][0-9]{0,6})\]')
_COUNTED_START = re.compile(rb'\{"counted":\[')
_COUNTED_END = re.compile(rb'\],"election":"(' + _UUID + rb')","size":([1-9][0-9]{0,9}),"v":1\}')
_NUMBER = re.compile(rb"0|[1-9][0-9]{0,9}")

_LONGEST = 256
"""Bytes of the longest item, start or end, and more."""


@dataclass(slots=True)
class _Text:
    """A document that comes in pieces, of which the next bytes are at hand."""

    pieces: Iterator[bytes]
    held: bytes = b""
    at: int = 0
    is_whole: bool = False

    def take(self, pattern: re.Pattern[bytes]) -> re.Match[bytes] | None:
        """Go past what fits the pattern; None, and no step, where nothing does."""
        while len(self.held) - self.at < _LONGEST and not self.is_whole:
            piece = next(self.pieces, b"")
            self.is_whole = not piece
            self.held, self.at = self.held[self.at :] + piece, 0
        found = pattern.match(self.held, self.at)
        if found:
            self.at = found.end()
        return found

    def needed(self, pattern: re.Pattern[bytes]) -> re.Match[bytes]:
        """Go past what has to be there."""
        found = self.take(pattern)
        if found is None:
            raise DecodeError("not of the one form such a payload has")
        return found

    def listed(self, item: re.Pattern[bytes]) -> Iterator[re.Match[bytes]]:
        """Yield the items of a list up to its end; an empty one has none."""
        found = self.take(item)
        while found:
            yield found
            found = self.needed(item) if self.take(_COMMA) else None

    def verify_end(self) -> None:
        """Check that nothing follows."""
        self.needed(_END)


_COMMA = re.compile(b",")
_END = re.compile(rb"\Z")


@dataclass(slots=True)
class RollVoters:
    """The list of a `roll` payload, to be read once.

    Args:
        pieces: the payload's bytes, in pieces of any length but 0.

    Attributes:
        election_id: which election it names; known after the last voter.
    """

    pieces: Iterable[bytes]
    election_id: str = ""

    def __iter__(self) -> Iterator[RollEntry]:
        """Yield the voters in their order.

        Raises:
            DecodeError: another form than record.md section 4.8 gives; what was yielded before
                counts for nothing then.
        """
        text = _Text(iter(self.pieces))
        start = text.needed(_ROLL_START)
        count, last = 0, b""
        for found in text.listed(_VOTER):
            count += 1
            style, weight = int(found[2]), int(found[3])
            # Digits in lower case are in the order of the bytes they stand for.
            is_next = found[1] > last and count <= MAX_VOTERS
            if not is_next or style > MAX_STYLES or weight > MAX_WEIGHT:
                raise DecodeError("roll.voters: not such voters, or not in their order")
            last = found[1]
            yield RollEntry(bytes.fromhex(last.decode()), style, weight)
        if not count:
            raise DecodeError("roll.voters: holds none")
        text.needed(_ROLL_END)
        text.verify_end()
        self.election_id = start[1].decode()


@dataclass(slots=True)
class CountedBallots:
    """The list of a `tally-input` payload, to be read once.

    Args:
        pieces: the payload's bytes, in pieces of any length but 0.

    Attributes:
        election_id: which election it names; known after the last number.
        size: number of entries up to and with `close`; known after the last number.
    """

    pieces: Iterable[bytes]
    election_id: str = ""
    size: int = 0

    def __iter__(self) -> Iterator[int]:
        """Yield the entry numbers of the counted ballots, strictly ascending.

        Raises:
            DecodeError: another form than record.md section 4.15 gives.
        """
        text = _Text(iter(self.pieces))
        text.needed(_COUNTED_START)
        last = -1
        for found in text.listed(_NUMBER):
            if int(found[0]) <= last:
                raise DecodeError("tally-input.counted: not strictly ascending")
            last = int(found[0])
            yield last
        end = text.needed(_COUNTED_END)
        text.verify_end()
        self.election_id, self.size = end[1].decode(), int(end[2])
        if not last < self.size <= FULL_INTEGER:
            raise DecodeError("tally-input.size: not above all of them")
