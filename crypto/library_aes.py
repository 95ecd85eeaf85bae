"""AES-256-GCM computed by PyCryptodome; for crypto.kdf.

Source: FIPS 197; NIST SP 800-38D.
"""

from Crypto.Cipher import AES
from Crypto.Cipher._mode_gcm import GcmMode


def seal(key: bytes, nonce: bytes, plaintext: bytes, associated: bytes) -> tuple[bytes, bytes]:
    """Return the ciphertext and its tag of 16 bytes.

    Args:
        key: 32 bytes.
        nonce: 12 bytes, never used twice with one key.
        plaintext: what is kept secret.
        associated: what is kept unaltered beside it.
    """
    return _cipher(key, nonce, associated).encrypt_and_digest(plaintext)


def open_sealed(
    key: bytes, nonce: bytes, ciphertext: bytes, tag: bytes, associated: bytes
) -> bytes:
    """Return the plaintext.

    Raises:
        ValueError: another key, or a byte was altered.
    """
    return _cipher(key, nonce, associated).decrypt_and_verify(ciphertext, tag)


def _cipher(key: bytes, nonce: bytes, associated: bytes) -> GcmMode:
    cipher = AES.new(key, AES.MODE_GCM, nonce=nonce, mac_len=16)
    cipher.update(associated)
    return cipher
