"""Keys derived from secrets, and sealing with such a key.

PyCryptodome computes AES-GCM, or crypto.plain_aes where it is missing.
Source: RFC 5869 (HKDF) and RFC 8018 section 5.2 (PBKDF2), both with HMAC-SHA-256;
NIST SP 800-38D (AES-GCM).
"""

import hashlib
import hmac

from crypto.errors import DecodeError

try:
    from crypto import library_aes as aes_gcm
except ImportError:
    from crypto import plain_aes as aes_gcm  # type: ignore[no-redef]

KEY_SIZE = 32
NONCE_SIZE = 12
TAG_SIZE = 16
HASH_SIZE = 32


def derive_key(secret: bytes, *, salt: bytes, info: bytes, length: int = KEY_SIZE) -> bytes:
    """Return `length` bytes (1 to 8160) derived from a `secret` of full entropy by HKDF-SHA-256.

    Args:
        secret: the input key material.
        salt: separates uses of one secret in different places; may be empty.
        info: what the key is for.
        length: bytes wanted.
    """
    if not 1 <= length <= 255 * HASH_SIZE:
        raise ValueError("HKDF-SHA-256 gives 1 to 8160 bytes")
    # RFC 5869 section 2.2; HMAC itself fills an empty salt up with zeros.
    key = hmac.digest(salt, secret, "sha256")
    derived = block = b""
    for counter in range(1, -(-length // HASH_SIZE) + 1):
        block = hmac.digest(key, block + info + bytes([counter]), "sha256")
        derived += block
    return derived[:length]


def stretch_passphrase(
    passphrase: bytes, *, salt: bytes, rounds: int, length: int = KEY_SIZE
) -> bytes:
    """Return `length` bytes derived from a `passphrase` by PBKDF2-HMAC-SHA-256.

    Args:
        passphrase: bytes of the passphrase as typed.
        salt: random bytes kept beside what the key protects.
        rounds: how many times the hash is iterated, at least 1.
        length: bytes wanted.
    """
    return hashlib.pbkdf2_hmac("sha256", passphrase, salt, rounds, length)


def seal(key: bytes, *, nonce: bytes, plaintext: bytes, associated: bytes) -> bytes:
    """Return `plaintext` encrypted by AES-256-GCM, followed by the 16-byte tag.

    Args:
        key: 32 bytes.
        nonce: 12 bytes, never used twice with one key.
        plaintext: what is kept secret.
        associated: what is kept unaltered beside it.
    """
    _check_sizes(key, nonce)
    return b"".join(aes_gcm.seal(key, nonce, plaintext, associated))


def open_sealed(key: bytes, *, nonce: bytes, sealed: bytes, associated: bytes) -> bytes:
    """Return the plaintext that `seal` encrypted with the same key, nonce and associated bytes.

    Raises:
        DecodeError: another key, or a byte was altered.
    """
    if len(sealed) < TAG_SIZE:
        raise DecodeError("sealed data: shorter than its tag")
    _check_sizes(key, nonce)
    ciphertext, tag = sealed[:-TAG_SIZE], sealed[-TAG_SIZE:]
    try:
        return aes_gcm.open_sealed(key, nonce, ciphertext, tag, associated)
    except ValueError as error:
        raise DecodeError("sealed data: wrong key or altered bytes") from error


def _check_sizes(key: bytes, nonce: bytes) -> None:
    if len(key) != KEY_SIZE or len(nonce) != NONCE_SIZE:
        raise ValueError("AES-256-GCM takes a key of 32 and a nonce of 12 bytes")
