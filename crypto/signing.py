"""Ed25519 signatures, checked strictly.

PyCryptodome computes, or crypto.plain_ed25519 where it is missing; both follow RFC 8032. Which
encodings are let in is decided here, so that two readers never disagree: S below the group order,
points in their one canonical encoding, public keys not of small order. The equation checked is the
one with the cofactor of RFC 8032 section 5.1.7: [8][S]B = [8]R + [8][k]A.

Source: RFC 8032 section 5.1; docs/spec/record.md section 2.
"""

from crypto.errors import ProofError

try:
    from crypto import library_ed25519 as ed25519
except ImportError:
    from crypto import plain_ed25519 as ed25519  # type: ignore[no-redef]

SEED_SIZE = 32
PUBLIC_KEY_SIZE = 32
SIGNATURE_SIZE = 64

_FIELD_PRIME = 2**255 - 19
_GROUP_ORDER = 2**252 + 27742317777372353535851937790883648493
_SIGN_BIT = 1 << 255

# y-coordinates of the eight points whose order divides the cofactor 8:
# order 1, 2, 4 (twice) and 8 (four times).
_SMALL_ORDER_Y = frozenset(
    {
        1,
        _FIELD_PRIME - 1,
        0,
        0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7,
        0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826,
    }
)


def public_key(seed: bytes) -> bytes:
    """Return the 32-byte public key of a 32-byte secret `seed`."""
    _check_seed(seed)
    return ed25519.public_key(seed)


def sign(seed: bytes, message: bytes) -> bytes:
    """Return the 64-byte signature of `message` under the key of a 32-byte secret `seed`."""
    _check_seed(seed)
    return ed25519.sign(seed, message)


def verify_signature(public_key: bytes, message: bytes, signature: bytes) -> None:
    """Check that `signature` is one of `message` under `public_key`.

    Args:
        public_key: 32 bytes.
        message: the signed bytes.
        signature: 64 bytes, R then S.

    Raises:
        ProofError: a length or encoding is wrong, the key is weak, or the equation does not hold.
    """
    _verify_public_key(public_key)
    _verify_encoding(signature)
    try:
        ed25519.verify(public_key, message, signature)
    except ValueError as error:
        raise ProofError("signature: does not match key and message") from error


def entry_message(kind: str, digest: bytes) -> bytes:
    """Return the bytes signed for an entry of type `kind`.

    Args:
        kind: the entry's type, for example "ballot".
        digest: 32 bytes; the payload hash, or for a challenge the ballot hash.

    Source: docs/spec/record.md section 2.
    """
    if len(digest) != 32:
        raise ValueError("an entry's digest has 32 bytes")
    return b"tabella/v1/" + kind.encode("ascii") + digest


def _check_seed(seed: bytes) -> None:
    if len(seed) != SEED_SIZE:
        raise ValueError("a signing seed has 32 bytes")


def _verify_public_key(encoded: bytes) -> None:
    if len(encoded) != PUBLIC_KEY_SIZE:
        raise ProofError(f"signature: expected a key of 32 bytes, got {len(encoded)}")
    y = _verify_canonical_point(encoded, "key")
    if y in _SMALL_ORDER_Y:
        raise ProofError("signature: the key has small order")


def _verify_encoding(signature: bytes) -> None:
    if len(signature) != SIGNATURE_SIZE:
        raise ProofError(f"signature: expected 64 bytes, got {len(signature)}")
    _verify_canonical_point(signature[:32], "R")
    if int.from_bytes(signature[32:], "little") >= _GROUP_ORDER:
        raise ProofError("signature: S is not below the group order")


def _verify_canonical_point(encoded: bytes, name: str) -> int:
    """Return the y-coordinate of `encoded`; that it is on the curve is not checked."""
    number = int.from_bytes(encoded, "little")
    y = number & ~_SIGN_BIT
    # At y = 1 and y = -1 the x-coordinate is 0, which has no sign.
    if y >= _FIELD_PRIME or (number & _SIGN_BIT and y in {1, _FIELD_PRIME - 1}):
        raise ProofError(f"signature: {name} is not in canonical form")
    return y
