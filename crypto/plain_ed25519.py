"""Ed25519 from Python's own integers, where PyCryptodome is missing.

Only the key holder's single file uses it: it is not constant time, so it may sign on the key
holder's own computer and nowhere else. crypto.signing decides which encodings are let in.
Source: RFC 8032 section 5.1; Hisil, Wong, Carter and Dawson, "Twisted Edwards curves revisited",
ASIACRYPT 2008, section 3.1 and 3.3 (addition and doubling).
"""

import hashlib

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
SQRT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
WINDOW = 4
"""Bits of a scalar that are taken at once."""

Point = tuple[int, int, int, int]
"""X, Y, Z and T of the affine point x = X/Z, y = Y/Z, with T = XY/Z."""

Table = tuple[Point, ...]
"""The multiples of a point from 0 on, one for each digit of a scalar."""

NEUTRAL: Point = (0, 1, 1, 0)


def public_key(seed: bytes) -> bytes:
    """Return the 32-byte public key of a 32-byte secret `seed`."""
    scalar, _ = _expanded(seed)
    return _encode(_combine((scalar, _BASE)))


def sign(seed: bytes, message: bytes) -> bytes:
    """Return the 64-byte signature of `message` under the key of a 32-byte secret `seed`."""
    scalar, prefix = _expanded(seed)
    key = _encode(_combine((scalar, _BASE)))
    r = _hash_scalar(prefix, message)
    big_r = _encode(_combine((r, _BASE)))
    s = (r + _hash_scalar(big_r, key, message) * scalar) % L
    return big_r + s.to_bytes(32, "little")


def verify(public_key: bytes, message: bytes, signature: bytes) -> None:
    """Check [8][S]B = [8]R + [8][k]A for a key of 32 and a signature of 64 bytes.

    Raises:
        ValueError: a point is not on the curve, or the equation does not hold.
    """
    a, r = _decode(public_key), _decode(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    k = _hash_scalar(signature[:32], public_key, message)
    # [8]([S]B + [k](-A) - R) = 0
    rest = _add(_combine((s, _BASE), (k, _table(_negative(a)))), _negative(r))
    for _ in range(3):
        rest = _double(rest)
    if rest[0] != 0 or rest[1] != rest[2]:
        raise ValueError("the equation does not hold")


def _expanded(seed: bytes) -> tuple[int, bytes]:
    """Return the secret scalar and the prefix of a seed (section 5.1.5)."""
    digest = hashlib.sha512(seed).digest()
    low = int.from_bytes(digest[:32], "little")
    return low & ((1 << 254) - 8) | (1 << 254), digest[32:]


def _hash_scalar(*parts: bytes) -> int:
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little") % L


def _encode(point: Point) -> bytes:
    x, y, z, _ = point
    inverse = pow(z, -1, P)
    x, y = x * inverse % P, y * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _decode(encoded: bytes) -> Point:
    """Recover the x-coordinate (section 5.1.3)."""
    number = int.from_bytes(encoded, "little")
    sign, y = number >> 255, number & ((1 << 255) - 1)
    # x^2 = (y^2 - 1) / (d y^2 + 1)
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * v**3 * pow(u * v**7, (P - 5) // 8, P) % P
    if v * x * x % P == -u % P:
        x = x * SQRT_OF_MINUS_ONE % P
    if v * x * x % P != u:
        raise ValueError("not a point of the curve")
    if x & 1 != sign:
        x = -x % P
    return x, y, 1, x * y % P


def _negative(point: Point) -> Point:
    x, y, z, t = point
    return -x % P, y, z, -t % P


def _add(one: Point, other: Point) -> Point:
    x1, y1, z1, t1 = one
    x2, y2, z2, t2 = other
    a = (y1 - x1) * (y2 - x2) % P
    b = (y1 + x1) * (y2 + x2) % P
    c = 2 * D * t1 * t2 % P
    d = 2 * z1 * z2 % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _double(point: Point) -> Point:
    x, y, z, _ = point
    a, b = x * x % P, y * y % P
    h = a + b
    e = h - (x + y) * (x + y) % P
    g = a - b
    f = 2 * z * z % P + g
    return e * f % P, g * h % P, f * g % P, e * h % P


def _combine(*terms: tuple[int, Table]) -> Point:
    """Add up the points of all terms, a scalar below 2^256 and the multiples of a point each."""
    result = NEUTRAL
    for shift in range(256 - WINDOW, -1, -WINDOW):
        for _ in range(WINDOW):
            result = _double(result)
        for scalar, table in terms:
            digit = scalar >> shift & (1 << WINDOW) - 1
            if digit:
                result = _add(result, table[digit])
    return result


def _table(point: Point) -> Table:
    multiples = [NEUTRAL]
    for _ in range((1 << WINDOW) - 1):
        multiples.append(_add(multiples[-1], point))
    return tuple(multiples)


_BASE = _table(_decode((4 * pow(5, -1, P) % P).to_bytes(32, "little")))
"""Multiples of the base point, y = 4/5 with an even x."""
