"""Forging a range proof against a verifier whose challenge leaves the ciphertext out.

The forger fixes all commitments, learns the challenge from them, and only then solves for a
ciphertext: it holds a huge number of votes and makes the count impossible to decode.
Source: Bernhard, Pereira and Warinschi, "How not to prove yourself", ASIACRYPT 2012, section 4.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from crypto.elgamal import Ciphertext, EncryptionBases, encrypt
from crypto.group import Element, Scalar
from crypto.range_proof import RangeProof

Commitments = Sequence[tuple[Element, Element]]


@dataclass(frozen=True)
class Forgery:
    """A ciphertext of `value` with a proof that it holds 0 .. high."""

    ciphertext: Ciphertext
    proof: RangeProof
    value: int


def forge(
    bases: EncryptionBases,
    *,
    high: int,
    draw: Callable[[], Scalar],
    weak_challenge: Callable[[Commitments], Scalar],
) -> Forgery:
    """Forge a proof for the values 0 .. high, high >= 1, whose challenge is of commitments only."""
    group, q = bases.group, int(bases.group.q)
    while True:
        # a_j = g^{x_j}, b_j = K^{y_j}; from the third branch on y_j = x_j, so that c_j = 0 there.
        xs = [int(draw()) for _ in range(high + 1)]
        ys = [int(draw()), int(draw()), *xs[2:]]
        pairs = zip(xs, ys, strict=True)
        powers = [
            (bases.g.power(group.scalar(x)), bases.k.power(group.scalar(y))) for x, y in pairs
        ]
        c = int(weak_challenge(powers))
        # c_0 + c_1 = (y_0 - x_0) / m + (y_1 - x_1) / (m - 1) = c is quadratic in the value m:
        # c m^2 - (c + d_0 + d_1) m + d_0 = 0
        d0, d1 = ys[0] - xs[0], ys[1] - xs[1]
        half = (c + d0 + d1) * pow(2 * c, -1, q)
        square = (half * half - d0 * pow(c, -1, q)) % q
        root = pow(square, (q + 1) // 4, q)
        if root * root % q == square:
            break
    m = (half + root) % q
    cs = [d0 * pow(m, -1, q) % q, d1 * pow(m - 1, -1, q) % q, *[0] * (high - 1)]
    xi = draw()
    pairs = zip(cs, xs, strict=True)
    branches = tuple((group.scalar(c), group.scalar(x - c * int(xi))) for c, x in pairs)
    return Forgery(encrypt(bases, m, xi), RangeProof(branches), m)
