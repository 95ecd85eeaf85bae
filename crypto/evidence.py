"""What a witness or an observer keeps when a log's checkpoints do not fit together.

Each kind is one document that anyone can judge: a fork and a rewriting prove by themselves that the
log's key signed two histories, two keys that a registry gave one log two; an unproven checkpoint
only asks the log for its entries.
Source: docs/spec/board.md section 11.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from crypto import canonical_json, merkle
from crypto.announcement import Announcement
from crypto.canonical_json import JsonValue
from crypto.errors import DecodeError, ProofError
from crypto.notes import MAX_NOTE, Checkpoint, NoteVerifier, open_checkpoint
from crypto.reader import Fields, read_hex

MAX_EVIDENCE = 256 * 1024
"""Bytes of the largest document of evidence."""

_TYPE = "log-evidence"
_MAX_HASHES = 64
_MAX_KEY = 500


@dataclass(frozen=True, slots=True)
class ForkEvidence:
    """Two checkpoints of one size with different roots, both signed by the log.

    Attributes:
        log_key: the log's verifier key; its name is the origin.
        first: one note.
        second: the other note.
    """

    kind: ClassVar[str] = "fork"
    is_proof: ClassVar[bool] = True

    log_key: str
    first: str
    second: str

    def verify(self) -> None:
        """Check that the document shows what it says.

        Raises:
            DecodeError: a part is malformed.
            ProofError: a signature does not hold, or the two checkpoints do not contradict.
        """
        first, second = _opened(self)
        if first.size != second.size:
            raise ProofError("evidence: the two checkpoints have different sizes")
        if first.root == second.root:
            raise ProofError("evidence: the two checkpoints have the same root")

    def encode(self) -> bytes:
        """Return the document, canonical JSON; so do the other kinds."""
        return _encode(self, {})


@dataclass(frozen=True, slots=True)
class RewriteEvidence:
    """A larger checkpoint whose first entries are others than an earlier checkpoint signed for.

    Attributes:
        log_key: the log's verifier key; its name is the origin.
        first: the smaller note.
        second: the larger note.
        root: root over the smaller number of entries in the tree of the larger note, 32 bytes.
        proof: consistency proof from `root` to the root of the larger note.
    """

    kind: ClassVar[str] = "rewrite"
    is_proof: ClassVar[bool] = True

    log_key: str
    first: str
    second: str
    root: bytes
    proof: tuple[bytes, ...]

    def verify(self) -> None:
        """Check that the document shows what it says.

        Raises:
            DecodeError: a part is malformed.
            ProofError: a signature or the proof does not hold, or nothing contradicts.
        """
        first, second = _opened(self)
        if not 0 < first.size < second.size:
            raise ProofError("evidence: the second checkpoint is not the larger one")
        merkle.verify_consistency(
            first=first.size,
            first_root=self.root,
            second=second.size,
            second_root=second.root,
            proof=self.proof,
        )
        if self.root == first.root:
            raise ProofError("evidence: the second checkpoint continues the first one")

    def encode(self) -> bytes:
        """Return the document, canonical JSON."""
        return _encode(self, {"proof": _hex(self.proof), "root": self.root.hex()})


@dataclass(frozen=True, slots=True)
class UnprovenEvidence:
    """A signed checkpoint that came with a consistency proof that does not hold.

    Whoever sent it may have garbled the proof, so it proves nothing yet: the log is at fault if its
    entries have another root at the size of either note.

    Attributes:
        log_key: the log's verifier key; its name is the origin.
        first: the note cosigned last, or "" if there was none.
        second: the note that was refused.
        proof: the proof that came with it.
    """

    kind: ClassVar[str] = "unproven"
    is_proof: ClassVar[bool] = False

    log_key: str
    first: str
    second: str
    proof: tuple[bytes, ...]

    def verify(self) -> None:
        """Check that the log signed and that the proof does not hold.

        Raises:
            DecodeError: a part is malformed.
            ProofError: a signature does not hold, or the proof does.
        """
        first, second = _opened(self)
        try:
            merkle.verify_consistency(
                first=first.size,
                first_root=first.root,
                second=second.size,
                second_root=second.root,
                proof=self.proof,
            )
        except ProofError:
            return
        raise ProofError("evidence: the second checkpoint continues the first one")

    def encode(self) -> bytes:
        """Return the document, canonical JSON."""
        return _encode(self, {"proof": _hex(self.proof)})


@dataclass(frozen=True, slots=True)
class KeysEvidence:
    """Two keys for one log, where its first key is its key for good.

    Attributes:
        log_key: the verifier key that was known first; its name is the origin.
        registry_key: verifier key of the registry that announced the other one.
        first: the registry's announcement of `log_key`, or None if somebody gave it by hand.
        second: the registry's announcement of the other key.
    """

    kind: ClassVar[str] = "keys"

    log_key: str
    registry_key: str
    first: Announcement | None
    second: Announcement

    @property
    def is_proof(self) -> bool:
        """Whether it proves a fault of the registry: it announced both keys."""
        return self.first is not None

    def verify(self) -> None:
        """Check that the registry announced two keys, or another one than was known.

        Raises:
            DecodeError: a part is malformed.
            ProofError: an announcement is not in the registry, or the keys are the same.
        """
        known = NoteVerifier.parse(self.log_key, "evidence.log_key")
        registry = NoteVerifier.parse(self.registry_key, "evidence.registry_key")
        if self.first is not None and self.first.verify(registry) != known:
            raise ProofError("evidence: the first announcement is of another key")
        other = self.second.verify(registry)
        if other.name != known.name:
            raise ProofError("evidence: the second announcement is of another log")
        if other == known:
            raise ProofError("evidence: the two keys are the same")

    def encode(self) -> bytes:
        """Return the document, canonical JSON."""
        return canonical_json.encode(
            {
                "first": [] if self.first is None else [self.first.document()],
                "kind": self.kind,
                "log_key": self.log_key,
                "registry_key": self.registry_key,
                "second": self.second.document(),
                "type": _TYPE,
                "v": 1,
            }
        )


CheckpointEvidence = ForkEvidence | RewriteEvidence | UnprovenEvidence
Evidence = CheckpointEvidence | KeysEvidence

_MORE = {
    ForkEvidence.kind: (),
    RewriteEvidence.kind: ("proof", "root"),
    UnprovenEvidence.kind: ("proof",),
    KeysEvidence.kind: ("registry_key",),
}


def decode_evidence(data: bytes) -> Evidence:
    """Return the evidence in `data`; `verify` says whether it shows anything.

    Raises:
        DecodeError: the bytes are no document of evidence.
    """
    value = canonical_json.decode(data, max_size=MAX_EVIDENCE, place="evidence")
    kind = value.get("kind") if isinstance(value, dict) else None
    if not isinstance(kind, str) or kind not in _MORE:
        raise DecodeError("evidence.kind: not a known kind")
    common = ("first", "kind", "log_key", "second", "type", "v")
    fields = Fields(value, "evidence", (*common, *_MORE[kind]))
    fields.version()
    fields.choice("type", (_TYPE,))
    log_key = _key(fields, "log_key")
    if kind == KeysEvidence.kind:
        return _keys(fields, log_key)
    first, second = fields.text("first", MAX_NOTE), fields.text("second", MAX_NOTE)
    if kind == ForkEvidence.kind:
        return ForkEvidence(log_key, first, second)
    if kind == UnprovenEvidence.kind:
        return UnprovenEvidence(log_key, first, second, _proof(fields))
    return RewriteEvidence(log_key, first, second, fields.octets("root", 32), _proof(fields))


def _keys(fields: Fields, log_key: str) -> KeysEvidence:
    first = [Announcement.parse(item, place) for place, item in fields.items("first", 0, 1)]
    return KeysEvidence(
        log_key=log_key,
        registry_key=_key(fields, "registry_key"),
        first=first[0] if first else None,
        second=Announcement.parse(fields.value("second"), fields.place_of("second")),
    )


def _key(fields: Fields, name: str) -> str:
    return NoteVerifier.parse(fields.text(name, _MAX_KEY), fields.place_of(name)).text()


def _opened(evidence: CheckpointEvidence) -> tuple[Checkpoint, Checkpoint]:
    key = NoteVerifier.parse(evidence.log_key, "evidence.log_key")
    second = open_checkpoint(evidence.second, key)
    if not evidence.first and isinstance(evidence, UnprovenEvidence):
        return Checkpoint(key.name, 0, merkle.EMPTY_ROOT), second
    return open_checkpoint(evidence.first, key), second


def _encode(evidence: CheckpointEvidence, more: dict[str, JsonValue]) -> bytes:
    document: dict[str, JsonValue] = {
        "first": evidence.first,
        "kind": evidence.kind,
        "log_key": evidence.log_key,
        "second": evidence.second,
        "type": _TYPE,
        "v": 1,
        **more,
    }
    return canonical_json.encode(document)


def _proof(fields: Fields) -> tuple[bytes, ...]:
    return tuple(
        bytes.fromhex(read_hex(item, place, 64))
        for place, item in fields.items("proof", 0, _MAX_HASHES)
    )


def _hex(hashes: Sequence[bytes]) -> list[JsonValue]:
    return [value.hex() for value in hashes]
