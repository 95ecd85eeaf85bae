"""Small discrete logarithms: turning K^t back into the count t.

Baby-step giant-step. A table holds K^0 .. K^(m-1); the element is divided by K^m until it meets the
table. All totals of an election share the table, so the more totals, the larger a table is worth
its making. It is an array of machine words sorted by a truncated key; what the truncated key finds
is computed again in full before it is believed. Small counts are met in the first giant steps.
Source: docs/spec/protocol.md S8; Shanks, Class number, a theory of factorization, 1971.
"""

from array import array
from bisect import bisect_left
from math import isqrt

from crypto.errors import DecryptionError
from crypto.group import Element, Group, Scalar
from crypto.numbers import mpz

MAX_BABY_STEPS = 1 << 20
"""Most entries of a table: it takes 8 MiB then, and some 60 MiB while it is made."""

LARGEST_COUNT = 1 << 47
"""Where the search ends, whatever the bound: a million voters of weight a million with a hundred
votes each stay below it. With the largest table one total takes up to some minutes there."""

_STEP_BITS = 20
_KEY_BITS = 44
_KEY_MASK = mpz((1 << _KEY_BITS) - 1)
_STEP_MASK = (1 << _STEP_BITS) - 1


class DiscreteLog:
    """Logarithms to one base of elements whose logarithm is at most a bound.

    Building the table takes about sqrt(bound * totals) multiplications, and so does finding all
    totals where each is at the bound; beyond 2^20 steps the table stays as it is and time grows.
    """

    def __init__(self, group: Group, base: Element, bound: int, totals: int = 1) -> None:
        """Build the table of baby steps.

        Args:
            group: the group of the base.
            base: a member other than 1.
            bound: the largest logarithm to look for, in [0, q / 2).
            totals: how many elements will be looked up, at least 1.

        Raises:
            DecryptionError: the bound is not one that logarithms are unique under.
        """
        if not 0 <= bound < group.q // 2:
            raise DecryptionError(f"bound of a count: {bound} is not in [0, q/2)")
        self.bound = bound
        self._group = group
        self._base = base
        self._steps = min(MAX_BABY_STEPS, isqrt(min(bound, LARGEST_COUNT) * totals) + 1)
        self._table = self._baby_steps()
        self._giant = group.inverse(group.power(base, Scalar(mpz(self._steps))))

    def of(self, element: Element, bound: int | None = None) -> int:
        """Return the t in [0, bound] with base^t = element.

        Args:
            element: a member of the group.
            bound: a bound lower than the table's own, when this element has one.

        Raises:
            DecryptionError: there is no such t, or none up to `LARGEST_COUNT`.
        """
        highest = self.bound if bound is None else min(bound, self.bound)
        limit = min(highest, LARGEST_COUNT)
        p, giant = self._group.p, self._giant
        rest = mpz(element)
        for offset in range(0, limit + 1, self._steps):
            t = self._match(rest, offset, element)
            if t is not None and t <= limit:
                return t
            rest = rest * giant % p
        if limit < highest:
            raise DecryptionError(
                f"count out of reach: no number in [0, {limit}] fits, and none above is looked for"
            )
        raise DecryptionError(f"count out of bounds: no number in [0, {limit}] fits")

    def _baby_steps(self) -> "array[int]":
        p = self._group.p
        words: list[int] = []
        power = mpz(1)
        for step in range(self._steps):
            words.append(int(power & _KEY_MASK) << _STEP_BITS | step)
            power = power * self._base % p
        words.sort()
        return array("Q", words)

    def _match(self, rest: mpz, offset: int, element: Element) -> int | None:
        key = int(rest & _KEY_MASK)
        place = bisect_left(self._table, key << _STEP_BITS)
        while place < len(self._table) and self._table[place] >> _STEP_BITS == key:
            t = offset + (self._table[place] & _STEP_MASK)
            if self._group.power(self._base, Scalar(mpz(t))) == element:
                return t
            place += 1
        return None
