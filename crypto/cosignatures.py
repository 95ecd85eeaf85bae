"""Cosignatures: what a witness adds to a checkpoint whose history it has checked.

A cosignature says that at some time this was the largest state of the log the witness had seen, and
that everything it saw before is its start. Only checkpoints are cosigned, never other notes.
Source: docs/spec/board.md sections 8 and 9; C2SP tlog-cosignature, Ed25519 (type 0x04).
"""

from dataclasses import dataclass, field
from typing import ClassVar

from crypto import signing
from crypto.canonical_json import MAX_INTEGER
from crypto.errors import DecodeError, ProofError
from crypto.notes import Checkpoint, VerifierKey, encode_signature_line, signatures_of

_TIME_SIZE = 8


@dataclass(frozen=True, slots=True)
class CosignatureVerifier(VerifierKey):
    """A witness's key."""

    signature_type: ClassVar[bytes] = b"\x04"
    place: ClassVar[str] = "witness key"

    def verify(self, note: str) -> int:
        """Return when this witness cosigned the checkpoint in `note`, in seconds since 1970.

        Every line that bears this key's name and id must hold; of several the latest time counts.
        Whether the log signed is not looked at: that is NoteVerifier's to check.

        Raises:
            DecodeError: `note` is no signed checkpoint, or a cosignature is malformed.
            ProofError: this witness did not cosign it, or a cosignature does not hold.
        """
        text, signatures = signatures_of(note, self.name, self.key_id)
        Checkpoint.parse(text)
        return max(self._time_of(text, signature) for signature in signatures)

    def _time_of(self, text: str, value: bytes) -> int:
        if len(value) != _TIME_SIZE + signing.SIGNATURE_SIZE:
            raise DecodeError(f"cosignature of {self.name}: expected 72 bytes, got {len(value)}")
        time = int.from_bytes(value[:_TIME_SIZE], "big")
        if not 0 < time <= MAX_INTEGER:
            raise DecodeError(f"cosignature of {self.name}: the time is out of range")
        signing.verify_signature(self.public_key, _message(text, time), value[_TIME_SIZE:])
        return time


@dataclass(frozen=True, slots=True)
class CosignatureSigner:
    """A witness's named Ed25519 key; it signs nothing but cosignatures.

    Attributes:
        name: the key's name.
        seed: 32 secret bytes.
    """

    name: str
    seed: bytes = field(repr=False)

    def verifier(self) -> CosignatureVerifier:
        """Return the public half."""
        return CosignatureVerifier(self.name, signing.public_key(self.seed))

    def cosign(self, text: str, time: int) -> str:
        """Return the cosignature line, with its newline, of a checkpoint.

        Args:
            text: the checkpoint's note text, three lines.
            time: now, in seconds since 1970, in [1, 2^53).

        Raises:
            DecodeError: `text` is no checkpoint.
            ValueError: the time is out of range.
        """
        Checkpoint.parse(text)
        if not 0 < time <= MAX_INTEGER:
            raise ValueError("a cosignature's time is out of range")
        signature = signing.sign(self.seed, _message(text, time))
        value = self.verifier().key_id + time.to_bytes(_TIME_SIZE, "big") + signature
        return encode_signature_line(self.name, value)


def has_cosigned(note: str, witness: CosignatureVerifier) -> bool:
    """Return whether `witness` cosigned the checkpoint in `note`."""
    try:
        witness.verify(note)
    except (DecodeError, ProofError):
        return False
    return True


def _message(text: str, time: int) -> bytes:
    return f"cosignature/v1\ntime {time}\n{text}".encode()
