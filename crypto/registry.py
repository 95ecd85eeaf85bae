"""The registry: a log that says which logs there are, so that none can be kept from anybody.

Its types of entry are no election's, and no election's types are its own.

Source: docs/spec/record.md section 8.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from crypto import canonical_json
from crypto.announcement import LOG_BEGUN, MAX_ANNOUNCEMENT
from crypto.canonical_json import JsonValue
from crypto.entries import MAX_ENTRY, EntryHeader
from crypto.errors import DecodeError
from crypto.notes import MAX_NOTE, Checkpoint, NoteVerifier, split_note
from crypto.reader import Fields
from crypto.transcript import sha256

LOG_FROZEN = "log-frozen"
LOG_ENDED = "log-ended"

REGISTRY_TYPES = (LOG_BEGUN, LOG_FROZEN, LOG_ENDED)
"""Types of the registry's entries, none of which has further fields."""

MAX_PAYLOAD = 2 * MAX_NOTE
"""Bytes of the largest payload: a note with its newlines escaped, and little more."""

_MAX_ORIGIN = 255


@dataclass(frozen=True, slots=True)
class LogBegun:
    """A log has begun.

    Attributes:
        election: id of the election it records.
        log_key: its verifier key, as text.
        origin: its origin.
    """

    election: str
    log_key: str
    origin: str

    def encode(self) -> bytes:
        """Return the payload's bytes."""
        return _encode(self.origin, election=self.election, log_key=self.log_key)


@dataclass(frozen=True, slots=True)
class LogFrozen:
    """The election of a log was frozen; `manifest` is the SHA-256 of its manifest, 32 bytes."""

    manifest: bytes
    origin: str

    def encode(self) -> bytes:
        """Return the payload's bytes."""
        return _encode(self.origin, manifest=self.manifest.hex())


@dataclass(frozen=True, slots=True)
class LogEnded:
    """A log takes nothing more; `checkpoint` is its last one, the signed note's text."""

    checkpoint: str
    origin: str

    def encode(self) -> bytes:
        """Return the payload's bytes."""
        return _encode(self.origin, checkpoint=self.checkpoint)


def decode_log_begun(data: bytes) -> LogBegun:
    """Read the payload of a `log-begun` entry.

    Raises:
        DecodeError: another form than record.md section 8 gives, or a key of another origin.
    """
    if len(data) > MAX_ANNOUNCEMENT:
        raise DecodeError(f"{LOG_BEGUN}: more than {MAX_ANNOUNCEMENT} bytes")
    fields = _fields(data, LOG_BEGUN, ("election", "log_key"))
    begun = LogBegun(
        election=fields.uuid("election"),
        log_key=fields.text("log_key", MAX_ANNOUNCEMENT, min_length=1),
        origin=_origin(fields),
    )
    if NoteVerifier.parse(begun.log_key, f"{LOG_BEGUN}.log_key").name != begun.origin:
        raise DecodeError(f"{LOG_BEGUN}.log_key: is of another origin")
    return begun


def decode_log_frozen(data: bytes) -> LogFrozen:
    """Read the payload of a `log-frozen` entry.

    Raises:
        DecodeError: another form than record.md section 8 gives.
    """
    fields = _fields(data, LOG_FROZEN, ("manifest",))
    return LogFrozen(manifest=fields.octets("manifest", 32), origin=_origin(fields))


def decode_log_ended(data: bytes) -> LogEnded:
    """Read the payload of a `log-ended` entry; whether its checkpoint is signed is not looked at.

    Raises:
        DecodeError: another form than record.md section 8 gives, or a checkpoint of another log.
    """
    fields = _fields(data, LOG_ENDED, ("checkpoint",))
    ended = LogEnded(checkpoint=fields.text("checkpoint", MAX_NOTE), origin=_origin(fields))
    if Checkpoint.parse(split_note(ended.checkpoint)[0]).origin != ended.origin:
        raise DecodeError(f"{LOG_ENDED}.checkpoint: is of another origin")
    return ended


def encode_registry_entry(kind: str, payload: bytes) -> bytes:
    """Return the bytes of an entry of type `kind`, one of REGISTRY_TYPES, for `payload`.

    Raises:
        DecodeError: the type is not the registry's, or the payload is empty or too long.
    """
    data = canonical_json.encode(
        {"payload": sha256(payload).hex(), "size": len(payload), "type": kind, "v": 1}
    )
    decode_registry_entry(data)
    return data


def decode_registry_entry(data: bytes, place: str = "entry") -> EntryHeader:
    """Return what an entry of a registry says.

    Raises:
        DecodeError: the bytes are no canonical entry of a registry's type.
    """
    value = canonical_json.decode(data, max_size=MAX_ENTRY, place=place)
    fields = Fields(value, place, ("payload", "size", "type", "v"))
    fields.version()
    kind = fields.text("type", MAX_ENTRY)
    if kind not in REGISTRY_TYPES:
        raise DecodeError(f"{place}.type: not a type of a registry's entries")
    return EntryHeader(
        kind=kind,
        payload_hash=fields.hex("payload", 64),
        size=fields.integer("size", 1, MAX_PAYLOAD),
    )


def _encode(origin: str, **more: JsonValue) -> bytes:
    return canonical_json.encode({"origin": origin, "v": 1, **more})


def _fields(data: bytes, kind: str, names: Iterable[str]) -> Fields:
    value = canonical_json.decode(data, max_size=MAX_PAYLOAD, place=kind)
    fields = Fields(value, kind, ("origin", "v", *names))
    fields.version()
    return fields


def _origin(fields: Fields) -> str:
    return fields.text("origin", _MAX_ORIGIN, min_length=1)
