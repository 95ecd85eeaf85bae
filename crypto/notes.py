"""Signed notes, checkpoints as the text of notes, and receipts that carry a checkpoint.

A note is text, an empty line and signature lines; a checkpoint is the note text that states a log's
size and root; a receipt is one entry with the proof that a checkpoint covers it.

Source: docs/spec/board.md sections 3 to 5; C2SP signed-note, tlog-checkpoint and tlog-proof.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Self

from crypto import merkle, signing
from crypto.canonical_json import MAX_INTEGER
from crypto.errors import DecodeError, ProofError
from crypto.strict_base64 import decode_base64, encode_base64
from crypto.transcript import sha256

MAX_NOTE = 16 * 1024
"""Bytes of the largest note read: a checkpoint with many cosignatures."""

MAX_PROOF = 64 * 1024
"""Characters of the longest receipt read."""

_MAX_SIGNATURES = 100
_MAX_HASHES = 64

_KEY_NAME = re.compile(r"[^\s+\x00-\x20\x7f]{1,255}")
_NUMBER = re.compile(r"0|[1-9][0-9]{0,15}")
_PROOF_HEADING = "c2sp.org/tlog-proof@v1"
_KEY_ID = re.compile(r"[0-9a-f]{8}")
# Control characters other than the newline, and surrogates, which UTF-8 cannot hold.
_FORBIDDEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff]")
_DASH = "\N{EM DASH}"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of a log: its origin, the number of its entries and its root hash (32 bytes)."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """Return the note text: three lines, each with its newline."""
        return f"{self.origin}\n{self.size}\n{encode_base64(self.root)}\n"

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """Return the checkpoint in a note's `text`.

        Raises:
            DecodeError: the text is not exactly the three lines `text` writes.
        """
        lines = text.split("\n")
        if len(lines) != 4 or lines[3]:
            raise DecodeError("checkpoint: expected three lines")
        if not _KEY_NAME.fullmatch(lines[0]):
            raise DecodeError("checkpoint: the origin is malformed")
        size = _number(lines[1], "checkpoint: the size")
        root = decode_base64(lines[2], "checkpoint root")
        if len(root) != 32:
            raise DecodeError(f"checkpoint root: expected 32 bytes, got {len(root)}")
        return cls(lines[0], size, root)


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A named Ed25519 public key that says what kind of signature it is for.

    Attributes:
        signature_type: one byte; keys of one type are never taken for keys of another.
        place: what such a key is called in errors.
        name: the key's name.
        public_key: 32 bytes.
    """

    signature_type: ClassVar[bytes]
    place: ClassVar[str]
    name: str
    public_key: bytes

    @classmethod
    def parse(cls, text: str, place: str = "") -> Self:
        """Return the key written as `<name>+<key id>+<base64 of type and key>`.

        Raises:
            DecodeError: the text has another form, another signature type or another key id.
        """
        place = place or cls.place
        parts = text.split("+", 2)
        if len(parts) != 3 or not _KEY_NAME.fullmatch(parts[0]) or not _KEY_ID.fullmatch(parts[1]):
            raise DecodeError(f"{place}: expected name+id+key")
        key = decode_base64(parts[2], place)
        if len(key) != 33 or key[:1] != cls.signature_type:
            raise DecodeError(
                f"{place}: expected an Ed25519 key of type {cls.signature_type.hex()}"
            )
        parsed = cls(parts[0], key[1:])
        if parsed.key_id.hex() != parts[1]:
            raise DecodeError(f"{place}: key id does not match the key")
        return parsed

    @property
    def key_id(self) -> bytes:
        """The first 4 bytes of SHA-256(name || 0x0A || signature type || public key)."""
        return sha256(self.name.encode() + b"\n" + self.signature_type + self.public_key)[:4]

    def text(self) -> str:
        """Return the verifier key string that `parse` reads."""
        key = encode_base64(self.signature_type + self.public_key)
        return f"{self.name}+{self.key_id.hex()}+{key}"


@dataclass(frozen=True, slots=True)
class NoteVerifier(VerifierKey):
    """A key that may sign notes; a log's is named after its origin."""

    signature_type: ClassVar[bytes] = b"\x01"
    place: ClassVar[str] = "verifier key"

    def verify(self, note: str) -> str:
        """Return the text of `note` after checking that this key signed it.

        Every signature line that bears this key's name and id must hold; lines of other keys are
        ignored, whatever they say.

        Raises:
            DecodeError: `note` is no signed note.
            ProofError: this key did not sign it, or a signature of this key does not hold.
        """
        text, signatures = signatures_of(note, self.name, self.key_id)
        for signature in signatures:
            signing.verify_signature(self.public_key, text.encode(), signature)
        return text


@dataclass(frozen=True, slots=True)
class NoteSigner:
    """A named Ed25519 key that signs notes.

    Attributes:
        name: the key's name; for a log, its origin.
        seed: 32 secret bytes.
    """

    name: str
    seed: bytes = field(repr=False)

    def verifier(self) -> NoteVerifier:
        """Return the public half."""
        return NoteVerifier(self.name, signing.public_key(self.seed))

    def sign(self, text: str) -> str:
        """Return the note with `text`, which ends in a newline, and one signature line."""
        signature = signing.sign(self.seed, text.encode())
        return f"{text}\n{encode_signature_line(self.name, self.verifier().key_id + signature)}"


def open_checkpoint(note: str, verifier: NoteVerifier) -> Checkpoint:
    """Return the checkpoint in `note` after checking the log's signature.

    Raises:
        DecodeError: `note` is no signed checkpoint.
        ProofError: `verifier` did not sign it, or the checkpoint is of another log.
    """
    checkpoint = Checkpoint.parse(verifier.verify(note))
    if checkpoint.origin != verifier.name:
        raise ProofError("checkpoint: the origin is not the key's name")
    return checkpoint


@dataclass(frozen=True, slots=True)
class TlogProof:
    """A receipt as it was read; nothing is proved before `verify`.

    Attributes:
        entry: the entry's bytes.
        index: number of the entry, from 0.
        hashes: inclusion proof, from leaf to root, 32 bytes each.
        checkpoint: the signed checkpoint, as text.
    """

    entry: bytes
    index: int
    hashes: tuple[bytes, ...]
    checkpoint: str

    def verify(self, verifier: NoteVerifier) -> Checkpoint:
        """Return the checkpoint after checking its signature and that it covers the entry.

        Raises:
            DecodeError: the checkpoint is malformed.
            ProofError: the signature does not hold, or the entry is not in the tree.
        """
        checkpoint = open_checkpoint(self.checkpoint, verifier)
        merkle.verify_inclusion(
            leaf=merkle.leaf_hash(self.entry),
            index=self.index,
            size=checkpoint.size,
            proof=self.hashes,
            root=checkpoint.root,
        )
        return checkpoint


def encode_tlog_proof(entry: bytes, index: int, hashes: Sequence[bytes], checkpoint: str) -> str:
    """Return the text of a receipt; see TlogProof for the arguments."""
    lines = [_PROOF_HEADING, f"extra {encode_base64(entry)}", f"index {index}"]
    lines += [encode_base64(value) for value in hashes]
    return "\n".join(lines) + "\n\n" + checkpoint


def decode_tlog_proof(text: str) -> TlogProof:
    """Return the receipt in `text`.

    Raises:
        DecodeError: the text has another form; the checkpoint in it is not yet read.
    """
    if len(text) > MAX_PROOF:
        raise DecodeError(f"receipt: longer than {MAX_PROOF} characters")
    head, separator, checkpoint = text.partition("\n\n")
    lines = head.split("\n")
    if not separator or len(lines) < 3 or lines[0] != _PROOF_HEADING:
        raise DecodeError("receipt: expected a heading, an entry, an index and a checkpoint")
    if not lines[1].startswith("extra "):
        raise DecodeError("receipt: lacks the entry")
    entry = decode_base64(lines[1].removeprefix("extra "), "receipt entry")
    if not lines[2].startswith("index "):
        raise DecodeError("receipt: lacks the index")
    index = _number(lines[2].removeprefix("index "), "receipt: the index")
    if len(lines) > 3 + _MAX_HASHES:
        raise DecodeError(f"receipt: more than {_MAX_HASHES} hashes")
    return TlogProof(entry, index, tuple(_hash(line) for line in lines[3:]), checkpoint)


def encode_signature_line(name: str, value: bytes) -> str:
    """Return a signature line with its newline; `value` is key id and signature."""
    return f"{_DASH} {name} {encode_base64(value)}\n"


def signatures_of(note: str, name: str, identity: bytes) -> tuple[str, list[bytes]]:
    """Return the text of `note` and its signatures by one key, not checked, without the key id.

    Args:
        note: the note.
        name: the key's name.
        identity: the key id, 4 bytes.

    Raises:
        DecodeError: `note` is no signed note.
        ProofError: no line bears the key's name and id.
    """
    text, lines = split_note(note)
    found = [value[4:] for signer, value in lines if (signer, value[:4]) == (name, identity)]
    if not found:
        raise ProofError(f"note: not signed by {name}")
    return text, found


def split_note(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    """Take `note` apart into its text and its signature lines, each a key name and a value.

    Raises:
        DecodeError: `note` is no signed note.
    """
    if len(note.encode(errors="replace")) > MAX_NOTE:
        raise DecodeError(f"note: longer than {MAX_NOTE} bytes")
    if _FORBIDDEN.search(note):
        raise DecodeError("note: holds a control character")
    head, separator, tail = note.rpartition("\n\n")
    if not separator or not tail.endswith("\n"):
        raise DecodeError("note: expected text, an empty line and signature lines")
    lines = tail[:-1].split("\n")
    if len(lines) > _MAX_SIGNATURES:
        raise DecodeError(f"note: more than {_MAX_SIGNATURES} signatures")
    return head + "\n", [_signature_line(line) for line in lines]


def _signature_line(line: str) -> tuple[str, bytes]:
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != _DASH or not _KEY_NAME.fullmatch(parts[1]):
        raise DecodeError("note: malformed signature line")
    value = decode_base64(parts[2], "note signature")
    if len(value) < 5:
        raise DecodeError("note signature: too short")
    return parts[1], value


def _number(text: str, name: str) -> int:
    if not _NUMBER.fullmatch(text) or int(text) > MAX_INTEGER:
        raise DecodeError(f"{name} is malformed")
    return int(text)


def _hash(line: str) -> bytes:
    value = decode_base64(line, "receipt hash")
    if len(value) != 32:
        raise DecodeError(f"receipt hash: expected 32 bytes, got {len(value)}")
    return value
