"""Keys derived from secrets, and sealing with such a key.

Source: RFC 5869 (HKDF) and RFC 8018 section 5.2 (PBKDF2), both with HMAC-SHA-256;
NIST SP 800-38D (AES-GCM).
"""

from Crypto.Cipher import AES
from Crypto.Cipher._mode_gcm import GcmMode
from Crypto.Hash import SHA256
from Crypto.Protocol.KDF import HKDF, PBKDF2

from crypto.errors import DecodeError

KEY_SIZE = 32
NONCE_SIZE = 12
TAG_SIZE = 16


def derive_key(secret: bytes, *, salt: bytes, info: bytes, length: int = KEY_SIZE) -> bytes:
    """Return `length` bytes (1 to 8160) derived from a `secret` of full entropy by HKDF-SHA-256.

    Args:
        secret: the input key material.
        salt: separates uses of one secret in different places; may be empty.
        info: what the key is for.
        length: bytes wanted.
    """
    return bytes(HKDF(secret, length, salt, SHA256, 1, info))


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
    return bytes(PBKDF2(passphrase, salt, length, count=rounds, hmac_hash_module=SHA256))


def seal(key: bytes, *, nonce: bytes, plaintext: bytes, associated: bytes) -> bytes:
    """Return `plaintext` encrypted by AES-256-GCM, followed by the 16-byte tag.

    Args:
        key: 32 bytes.
        nonce: 12 bytes, never used twice with one key.
        plaintext: what is kept secret.
        associated: what is kept unaltered beside it.
    """
    cipher = _cipher(key, nonce, associated)
    ciphertext, tag = cipher.encrypt_and_digest(plaintext)
    return ciphertext + tag


def open_sealed(key: bytes, *, nonce: bytes, sealed: bytes, associated: bytes) -> bytes:
    """Return the plaintext that `seal` encrypted with the same key, nonce and associated bytes.

    Raises:
        DecodeError: another key, or a byte was altered.
    """
    if len(sealed) < TAG_SIZE:
        raise DecodeError("sealed data: shorter than its tag")
    cipher = _cipher(key, nonce, associated)
    try:
        return cipher.decrypt_and_verify(sealed[:-TAG_SIZE], sealed[-TAG_SIZE:])
    except ValueError as error:
        raise DecodeError("sealed data: wrong key or altered bytes") from error


def _cipher(key: bytes, nonce: bytes, associated: bytes) -> GcmMode:
    if len(key) != KEY_SIZE or len(nonce) != NONCE_SIZE:
        raise ValueError("AES-256-GCM takes a key of 32 and a nonce of 12 bytes")
    cipher = AES.new(key, AES.MODE_GCM, nonce=nonce, mac_len=TAG_SIZE)
    cipher.update(associated)
    return cipher
