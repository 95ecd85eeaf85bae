"""Signatures as record.md section 2 wants them checked; the arithmetic of RFC 8032 section 5.1."""

import hashlib

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
NEUTRAL = (0, 1)


def is_signed(key, message, signature):
    """Tell whether [8][S]B = [8]R + [8][k]A, with everything in its one spelling."""
    if len(key) != 32 or len(signature) != 64:
        return False
    a, r = _point(key), _point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= ORDER or _times(8, a) == NEUTRAL:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little")
    return _times(8 * s, BASE) == _add(_times(8, r), _times(8 * k, a))


def _point(encoded):
    value = int.from_bytes(encoded, "little")
    sign, y = value >> 255, value & (2**255 - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * ROOT_OF_MINUS_ONE % P
    if x * x % P != square or (x == 0 and sign):
        return None
    return (x if x % 2 == sign else P - x, y)


def _add(left, right):
    (x1, y1), (x2, y2) = left, right
    mixed = D * x1 * x2 * y1 * y2 % P
    x = (x1 * y2 + x2 * y1) * pow(1 + mixed, -1, P) % P
    y = (y1 * y2 + x1 * x2) * pow(1 - mixed, -1, P) % P
    return (x, y)


def _times(n, point):
    result = NEUTRAL
    while n:
        if n & 1:
            result = _add(result, point)
        point = _add(point, point)
        n >>= 1
    return result


BASE = _point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))
