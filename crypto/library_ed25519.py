"""Ed25519 computed by PyCryptodome; crypto.signing decides which encodings are let in.

Source: RFC 8032 section 5.1.
"""

from Crypto.PublicKey import ECC
from Crypto.Signature import eddsa


def public_key(seed: bytes) -> bytes:
    """Return the 32-byte public key of a 32-byte secret `seed`."""
    return bytes(_secret_key(seed).public_key().export_key(format="raw"))


def sign(seed: bytes, message: bytes) -> bytes:
    """Return the 64-byte signature of `message` under the key of a 32-byte secret `seed`."""
    return bytes(eddsa.new(_secret_key(seed), "rfc8032").sign(message))


def verify(public_key: bytes, message: bytes, signature: bytes) -> None:
    """Check [8][S]B = [8]R + [8][k]A for a key of 32 and a signature of 64 bytes.

    Raises:
        ValueError: a point is not on the curve, or the equation does not hold.
    """
    key = eddsa.import_public_key(public_key)
    eddsa.new(key, "rfc8032").verify(message, signature)


def _secret_key(seed: bytes) -> ECC.EccKey:
    return eddsa.import_private_key(seed)
