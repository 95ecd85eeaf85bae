"""Entries of the public record: small documents that commit to a payload by its hash.

Source: docs/spec/record.md section 2.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from crypto import canonical_json
from crypto.canonical_json import MAX_LINE, JsonValue
from crypto.errors import DecodeError
from crypto.reader import Fields
from crypto.signing import entry_message, verify_signature
from crypto.transcript import sha256

MAX_ENTRY = 1024
"""Bytes of the largest entry; the longest honest one has about 500."""

_COMMON_FIELDS = ("payload", "size", "type", "v")
_BY_TRUSTEE = ("signature", "trustee")

ENTRY_TYPES: Mapping[str, tuple[str, ...]] = {
    "ceremony": (),
    "trustee": _BY_TRUSTEE,
    "share": _BY_TRUSTEE,
    "confirm": _BY_TRUSTEE,
    "complaint": _BY_TRUSTEE,
    "drill": _BY_TRUSTEE,
    "waiver": (),
    "election": (),
    "roll": (),
    "freeze": (),
    "open": (),
    "ballot": ("credential", "signature"),
    "challenge": ("ballot", "credential", "signature"),
    "extend": (),
    "roll-change": (),
    "close": (),
    "tally-input": (),
    "tally": (),
    "decryption": _BY_TRUSTEE,
    "result": (),
    "final": (),
    "cancel": (),
}
"""The fields each type of entry has beside `payload`, `size`, `type` and `v`."""


# Most entries are of ballots, and their canonical bytes have one form.
_BALLOT = re.compile(
    rb'\{"credential":"([0-9a-f]{64})","payload":"([0-9a-f]{64})","signature":"([0-9a-f]{128})",'
    rb'"size":([1-9][0-9]{0,8}),"type":"ballot","v":1\}'
)


@dataclass(frozen=True, slots=True)
class EntryHeader:
    """What an entry says; hashes, keys and signatures are lower-case hex.

    Attributes:
        kind: the entry's type, a key of ENTRY_TYPES.
        payload_hash: SHA-256 of the payload, 64 digits.
        size: length of the payload in bytes.
        trustee: number of the trustee who signed, from 1; None for other types.
        credential: the voter's Ed25519 public key, 64 digits; None for other types.
        ballot: hash of the ballot that was shown, 64 digits; only of a challenge.
        signature: Ed25519 signature, 128 digits; None for types nobody signs.
    """

    kind: str
    payload_hash: str
    size: int
    trustee: int | None = None
    credential: str | None = None
    ballot: str | None = None
    signature: str | None = None

    def signed_message(self) -> bytes:
        """Return the bytes the entry's signature covers."""
        return entry_message(self.kind, bytes.fromhex(self.ballot or self.payload_hash))

    def verify_signature(self, public_key: bytes) -> None:
        """Check the entry's signature under the 32-byte `public_key` of a trustee or voter.

        Raises:
            ProofError: it does not hold, or the entry has none.
        """
        verify_signature(public_key, self.signed_message(), bytes.fromhex(self.signature or ""))

    def verify_payload(self, payload: bytes) -> None:
        """Check that `payload` is the one the entry commits to.

        Raises:
            DecodeError: its length or hash differs.
        """
        if len(payload) != self.size:
            raise DecodeError(f"payload: expected {self.size} bytes, got {len(payload)}")
        if sha256(payload).hex() != self.payload_hash:
            raise DecodeError("payload: hash differs from the entry's")


def encode_entry(kind: str, payload: bytes, **fields: JsonValue) -> bytes:
    """Return the bytes of an entry of type `kind` for `payload`.

    Args:
        kind: a key of ENTRY_TYPES.
        payload: the payload's bytes.
        **fields: exactly the fields ENTRY_TYPES gives for the type; hex for bytes.

    Raises:
        DecodeError: the fields are not those of the type, or one is malformed.
    """
    document: dict[str, JsonValue] = {
        "payload": sha256(payload).hex(),
        "size": len(payload),
        "type": kind,
        "v": 1,
        **fields,
    }
    data = canonical_json.encode(document)
    decode_entry(data)
    return data


def decode_entry(data: bytes, place: str = "entry") -> EntryHeader:
    """Return what the entry in `data` says; whether its signature holds is not looked at.

    Raises:
        DecodeError: the bytes are no canonical entry of a known type.
    """
    ballot = _BALLOT.fullmatch(data)
    if ballot is not None and int(ballot[4]) <= MAX_LINE:
        credential, payload, signature = (ballot[part].decode() for part in (1, 2, 3))
        return EntryHeader(
            "ballot", payload, int(ballot[4]), credential=credential, signature=signature
        )
    value = canonical_json.decode(data, max_size=MAX_ENTRY, place=place)
    kind = _kind(value, place)
    fields = Fields(value, place, (*_COMMON_FIELDS, *ENTRY_TYPES[kind]))
    fields.version()
    more = ENTRY_TYPES[kind]
    return EntryHeader(
        kind=kind,
        payload_hash=fields.hex("payload", 64),
        size=fields.integer("size", 1, MAX_LINE),
        trustee=fields.integer("trustee", 1, 100) if "trustee" in more else None,
        credential=fields.hex("credential", 64) if "credential" in more else None,
        ballot=fields.hex("ballot", 64) if "ballot" in more else None,
        signature=fields.hex("signature", 128) if "signature" in more else None,
    )


def _kind(value: JsonValue, place: str) -> str:
    kind = value.get("type") if isinstance(value, dict) else None
    if not isinstance(kind, str) or kind not in ENTRY_TYPES:
        raise DecodeError(f"{place}.type: not a known type of entry")
    return kind
