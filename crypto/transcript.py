"""All hashing of the protocol: one table of tags, one way to encode fields.

A hash value is H(key; B1) = HMAC-SHA-256 with a key of 32 bytes, where B1 is a tag byte followed by
fields of known length. Tags keep values of different meaning apart, lengths keep fields apart.
Source: docs/spec/protocol.md S2.
"""

import hashlib
import hmac
import unicodedata
from enum import IntEnum
from typing import Self

from crypto.errors import CryptoError
from crypto.group import Group, Residue, Scalar
from crypto.numbers import mpz


class Tag(IntEnum):
    """The first byte of every hashed message."""

    PARAMETER_HASH = 0x00
    BASE_HASH = 0x01
    KEY_PROOF = 0x10
    SHARE_KEY = 0x11
    SHARE_PROOF = 0x12
    CEREMONY = 0x13
    ELECTION_HASH = 0x14
    DRILL = 0x15
    BALLOT_KEY = 0x20
    SELECTION_NONCE = 0x21
    RANGE_PROOF = 0x24
    PARTIAL_DECRYPTION = 0x31
    BALLOT_ID = 0x50


class Transcript:
    """A message B1 in the making; every method that adds a field returns the transcript.

    Args:
        tag: what the hash will mean.
    """

    __slots__ = ("_message",)

    def __init__(self, tag: Tag) -> None:
        self._message = bytearray([tag])

    def element(self, group: Group, x: Residue | mpz) -> Self:
        """Add a number modulo p (or p itself): element_size bytes, big-endian."""
        self._message += x.to_bytes(group.element_size, "big")
        return self

    def scalar(self, s: Scalar | mpz) -> Self:
        """Add a number modulo q (or q itself): 32 bytes, big-endian."""
        self._message += s.to_bytes(32, "big")
        return self

    def integer(self, value: int) -> Self:
        """Add a small integer in [0, 2^31): 4 bytes, big-endian."""
        if not 0 <= value < 2**31:
            raise CryptoError("transcript: integer out of range")
        self._message += value.to_bytes(4, "big")
        return self

    def digest(self, value: bytes) -> Self:
        """Add exactly 32 bytes: a hash, a nonce, a salt or an Ed25519 key."""
        if len(value) != 32:
            raise CryptoError("transcript: not 32 bytes")
        self._message += value
        return self

    def text(self, value: str) -> Self:
        """Add a string in Unicode normal form C: 4 bytes of length, then UTF-8."""
        if not unicodedata.is_normalized("NFC", value):
            raise CryptoError("transcript: text is not in normal form C")
        return self.blob(value.encode())

    def blob(self, value: bytes) -> Self:
        """Add bytes of any length below 2^31: 4 bytes of length, then the bytes."""
        self.integer(len(value))
        self._message += value
        return self

    def digest_under(self, key: bytes) -> bytes:
        """Close the message: H(key; B1), 32 bytes."""
        return hmac_sha256(key, bytes(self._message))

    def challenge_under(self, key: bytes, group: Group) -> Scalar:
        """Close the message: Hq(key; B1), read as a big-endian integer modulo q."""
        return group.scalar(mpz.from_bytes(self.digest_under(key), "big"))


def hmac_sha256(key: bytes, message: bytes) -> bytes:
    """HMAC-SHA-256 (RFC 2104, FIPS 180-4) under a key of exactly 32 bytes."""
    if len(key) != 32:
        raise CryptoError("transcript: key is not 32 bytes")
    return hmac.digest(key, message, "sha256")


def sha256(data: bytes) -> bytes:
    """SHA-256 (FIPS 180-4), 32 bytes."""
    return hashlib.sha256(data).digest()
