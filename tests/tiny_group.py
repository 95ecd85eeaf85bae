"""A group of the same structure as the real ones, small enough for many trials; for tests only.

q = 2^64 - 189, s = 2^63 - 915 and p = 2qs + 1 are prime; q and p are 3 modulo 4.
Guessing an exponent or passing a batch test by chance is still out of reach, so no test is flaky.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from gmpy2 import mpz, powmod

from crypto.group import PARAMETER_SETS, Element, Group, Residue

Q = 2**64 - 189
S = 2**63 - 915
P = 2 * Q * S + 1

TINY = Group("tiny", mpz(P), mpz(Q), Element(Residue(powmod(2, 2 * S, P))), 16)

MINUS_ONE = Residue(mpz(P - 1))
"""Of order 2."""

STRAY = Residue(powmod(5, 2 * Q, P))
"""Of order s, the large prime beside q: its Jacobi symbol is +1."""


@contextmanager
def tiny_parameters() -> Iterator[Group]:
    """Let manifests name the set "tiny" for a while."""
    PARAMETER_SETS[TINY.name] = TINY
    try:
        yield TINY
    finally:
        del PARAMETER_SETS[TINY.name]
