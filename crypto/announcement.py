"""A registry's announcement of a log and its key, with the proof that the registry holds it.

Source: docs/spec/board.md sections 5 and 11.
"""

from collections.abc import Collection
from dataclasses import dataclass

from crypto import canonical_json
from crypto.canonical_json import JsonValue
from crypto.errors import DecodeError, ProofError
from crypto.notes import MAX_PROOF, NoteVerifier, decode_tlog_proof
from crypto.reader import Fields
from crypto.transcript import sha256

LOG_BEGUN = "log-begun"
"""Type of the entry that announces the log of an election."""

REGISTRY_NEXT = "registry-next"
"""Type of the entry that announces the registry that comes after this one."""

MAX_ANNOUNCEMENT = 4096
"""Bytes of the payload of an announcement."""

_MAX_ENTRY = 1024


@dataclass(frozen=True, slots=True)
class Announcement:
    """One entry of a registry.

    Attributes:
        payload: canonical JSON that holds at least the fields `log_key` and `origin`.
        receipt: text of a tlog-proof that carries the entry.
    """

    payload: bytes
    receipt: str

    @classmethod
    def parse(cls, value: JsonValue, place: str) -> "Announcement":
        """Return the announcement in a part of a decoded document.

        Raises:
            DecodeError: it has another form.
        """
        fields = Fields(value, place, ("payload", "receipt"))
        payload = fields.text("payload", MAX_ANNOUNCEMENT)
        return cls(payload.encode(), fields.text("receipt", MAX_PROOF))

    def document(self) -> JsonValue:
        """Return the part of a document that `parse` reads."""
        return {"payload": self.payload.decode(), "receipt": self.receipt}

    def verify(self, registry: NoteVerifier) -> NoteVerifier:
        """Return the announced key after checking that the registry's log holds the announcement.

        Raises:
            DecodeError: a part is malformed.
            ProofError: the entry is not in the registry, or does not announce this payload.
        """
        proof = decode_tlog_proof(self.receipt)
        proof.verify(registry)
        if announced_payload(proof.entry) != sha256(self.payload).hex():
            raise ProofError("announcement: the entry is of another payload")
        return announced_key(self.payload)


def announced_payload(
    entry: bytes, kinds: Collection[str] = (LOG_BEGUN, REGISTRY_NEXT)
) -> str | None:
    """Return the payload's SHA-256, in hex, of an entry that announces a log; None of others.

    Args:
        entry: the entry's bytes.
        kinds: the types of entry that count.

    Raises:
        DecodeError: the entry is no canonical object, or names no payload.
    """
    value = canonical_json.decode(entry, max_size=_MAX_ENTRY, place="entry")
    if not isinstance(value, dict) or value.get("type") not in kinds:
        return None
    return Fields(value, "entry", ("payload", "size", "type", "v")).hex("payload", 64)


def announced_key(payload: bytes) -> NoteVerifier:
    """Return the key an announcement's payload gives; its name is the log's origin.

    Raises:
        DecodeError: the payload lacks origin or key, or the key is of another origin.
    """
    value = canonical_json.decode(payload, max_size=MAX_ANNOUNCEMENT, place="announcement")
    origin, key = (
        value.get(name) if isinstance(value, dict) else None for name in ("origin", "log_key")
    )
    if not isinstance(origin, str) or not isinstance(key, str):
        raise DecodeError("announcement: lacks origin or log_key")
    verifier = NoteVerifier.parse(key, "announcement.log_key")
    if verifier.name != origin:
        raise DecodeError("announcement: the key is of another origin")
    return verifier
