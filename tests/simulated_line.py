"""One line of a simulated board."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field

from crypto import canonical_json, signing
from crypto.entries import EntryHeader, encode_entry
from crypto.transcript import sha256


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
