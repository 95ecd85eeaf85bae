"""One line of a simulated board, and the voter roll that lines tell."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from crypto import canonical_json, signing
from crypto.entries import EntryHeader, encode_entry
from crypto.payloads import RollEntry
from crypto.roll_change import Change, RollChangePayload
from crypto.transcript import sha256
from crypto.voter_roll import VoterRoll


@dataclass
class Line:
    """One entry with its payload; signed and hashed when it is written."""

    kind: str
    payload: bytes
    seed: bytes | None = None
    """Secret of whoever signs: a trustee or a voter."""
    fields: dict[str, object] = field(default_factory=dict)
    """More fields of the entry; a `signature` given here is not made again."""
    raw_entry: bytes | None = None
    """Exact bytes to write instead of an entry made of the above."""

    @property
    def document(self):
        return json.loads(self.payload)

    def edit(self, change: Callable[[dict], None]) -> None:
        document = self.document
        change(document)
        self.payload = canonical_json.encode(document)

    def entry(self) -> bytes:
        if self.raw_entry is not None:
            return self.raw_entry
        fields = dict(self.fields)
        if self.seed is not None and "signature" not in fields:
            header = EntryHeader(
                self.kind,
                sha256(self.payload).hex(),
                len(self.payload),
                ballot=fields.get("ballot"),
            )
            fields["signature"] = signing.sign(self.seed, header.signed_message()).hex()
        return encode_entry(self.kind, self.payload, **fields)


def followed_roll(lines: Sequence[Line]) -> VoterRoll:
    """The roll that a board tells, with its changes from freeze to close; no form is checked."""
    kinds = [line.kind for line in lines]
    voters = lines[kinds.index("roll")].document["voters"]
    roll = VoterRoll(RollEntry(bytes.fromhex(c), style, weight) for c, style, weight in voters)
    start = kinds.index("freeze") if "freeze" in kinds else len(lines)
    end = kinds.index("close") if "close" in kinds else len(lines)
    for index, line in enumerate(lines[:end]):
        if line.kind == "roll-change" and index > start:
            roll.change(index, _change_of(line))
    return roll


def _change_of(line: Line) -> RollChangePayload:
    document = line.document
    changes = tuple(Change(*pair) for pair in document["changes"])
    return RollChangePayload(document["election"], datetime.now(UTC), changes, "x")
