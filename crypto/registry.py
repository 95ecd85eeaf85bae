"""The registry: a log that says which logs there are, so that none can be kept from anybody.

Its types of entry are no election's, and no election's types are its own. A log keeps its key for
good, so another key of the registry is another registry: the next one.

Source: docs/spec/record.md section 8.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from crypto import canonical_json
from crypto.announcement import LOG_BEGUN, MAX_ANNOUNCEMENT, REGISTRY_NEXT
from crypto.canonical_json import JsonValue
from crypto.entries import MAX_ENTRY, EntryHeader
from crypto.errors import DecodeError
from crypto.notes import MAX_NOTE, Checkpoint, NoteVerifier, open_checkpoint, split_note
from crypto.reader import Fields
from crypto.transcript import sha256

LOG_FROZEN = "log-frozen"
LOG_ENDED = "log-ended"
REGISTRY_FOLLOWS = "registry-follows"

REGISTRY_TYPES = (LOG_BEGUN, LOG_FROZEN, LOG_ENDED, REGISTRY_NEXT, REGISTRY_FOLLOWS)
"""Types of the registry's entries, none of which has further fields."""

MAX_PAYLOAD = 2 * MAX_NOTE
"""Bytes of the largest payload: a note with its newlines escaped, and little more."""

_MAX_ORIGIN = 255
_FIRST = "registry"
_NUMBER = r"[2-9]|[1-9][0-9]{1,2}"
_SLUG = re.compile(rf"{_FIRST}(-({_NUMBER}))?")
_ORIGIN = re.compile(rf"([^/]+)/{_FIRST}(/({_NUMBER}))?")

MAX_REGISTRIES = 999
"""Registries that one host can have, one after the other."""


def is_registry_slug(slug: str) -> bool:
    """Return whether a log's name in addresses is one that only a registry has."""
    return _SLUG.fullmatch(slug) is not None


def registry_slug(number: int) -> str:
    """Return the name in addresses of a host's registry number `number`, from 1."""
    return _FIRST if number == 1 else f"{_FIRST}-{number}"


def registry_origin(host: str, number: int) -> str:
    """Return the origin of a host's registry number `number`, from 1."""
    return f"{host}/{_FIRST}" if number == 1 else f"{host}/{_FIRST}/{number}"


def registry_number(origin: str) -> int:
    """Return which registry of its host an origin names, from 1; 0 for what is no registry's."""
    match = _ORIGIN.fullmatch(origin)
    if match is None:
        return 0
    return int(match[3]) if match[3] else 1


def next_origin(origin: str) -> str:
    """Return the only origin that the registry after the one named `origin` can have."""
    return registry_origin(origin.partition("/")[0], registry_number(origin) + 1)


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


@dataclass(frozen=True, slots=True)
class RegistryNext:
    """The last entry of a registry: it ends here and goes on as another one.

    Attributes:
        log_key: verifier key of the next registry, as text.
        origin: origin of the next registry.
    """

    log_key: str
    origin: str

    def encode(self) -> bytes:
        """Return the payload's bytes."""
        return _encode(self.origin, log_key=self.log_key)


@dataclass(frozen=True, slots=True)
class RegistryFollows:
    """The first entry of a registry that is not its host's first: what was said before.

    Attributes:
        checkpoint: the last one of the registry before, the signed note's text.
        log_key: verifier key of the registry before, as text.
        origin: origin of the registry before.
    """

    checkpoint: str
    log_key: str
    origin: str

    def encode(self) -> bytes:
        """Return the payload's bytes."""
        return _encode(self.origin, checkpoint=self.checkpoint, log_key=self.log_key)

    def verified(self) -> Checkpoint:
        """Return the checkpoint after checking that the registry before signed it.

        Raises:
            CryptoError: it did not.
        """
        return open_checkpoint(self.checkpoint, NoteVerifier.parse(self.log_key))


def decode_log_begun(data: bytes) -> LogBegun:
    """Read the payload of a `log-begun` entry.

    Raises:
        DecodeError: another form than record.md section 8 gives, or a key of another origin.
    """
    if len(data) > MAX_ANNOUNCEMENT:
        raise DecodeError(f"{LOG_BEGUN}: more than {MAX_ANNOUNCEMENT} bytes")
    fields = _fields(data, LOG_BEGUN, ("election", "log_key"))
    begun = LogBegun(
        election=fields.uuid("election"), log_key=_log_key(fields), origin=_origin(fields)
    )
    if registry_number(begun.origin):
        raise DecodeError(f"{LOG_BEGUN}.origin: is a registry's")
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


def decode_registry_next(data: bytes, registry: str) -> RegistryNext:
    """Read the payload of a `registry-next` entry.

    Args:
        data: the payload's bytes.
        registry: origin of the registry that holds the entry.

    Raises:
        DecodeError: another form than record.md section 8 gives, or no origin that can come next.
    """
    if len(data) > MAX_ANNOUNCEMENT:
        raise DecodeError(f"{REGISTRY_NEXT}: more than {MAX_ANNOUNCEMENT} bytes")
    fields = _fields(data, REGISTRY_NEXT, ("log_key",))
    following = RegistryNext(log_key=_log_key(fields), origin=_origin(fields))
    if following.origin != next_origin(registry):
        raise DecodeError(f"{REGISTRY_NEXT}.origin: does not come after {registry}")
    return following


def decode_registry_follows(data: bytes, registry: str) -> RegistryFollows:
    """Read the payload of a `registry-follows` entry; the signature is not looked at.

    Args:
        data: the payload's bytes.
        registry: origin of the registry that holds the entry.

    Raises:
        DecodeError: another form than record.md section 8 gives, or the registry does not come
            after the one that is named.
    """
    fields = _fields(data, REGISTRY_FOLLOWS, ("checkpoint", "log_key"))
    before = RegistryFollows(
        checkpoint=fields.text("checkpoint", MAX_NOTE),
        log_key=_log_key(fields),
        origin=_origin(fields),
    )
    if registry_number(before.origin) == 0 or next_origin(before.origin) != registry:
        raise DecodeError(f"{REGISTRY_FOLLOWS}.origin: {registry} does not come after it")
    return before


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


def _log_key(fields: Fields) -> str:
    """Return the verifier key of the payload's origin, as text."""
    place = fields.place_of("log_key")
    text = fields.text("log_key", MAX_ANNOUNCEMENT, min_length=1)
    if NoteVerifier.parse(text, place).name != _origin(fields):
        raise DecodeError(f"{place}: is of another origin")
    return text
