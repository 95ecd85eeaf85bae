"""Powers of one base that is used again and again, from a table.

The table holds base^(d * 2^(w*i)) for every window i and digit d, so that a power is one
multiplication per window. Looking up by digit depends on the exponent: not for long-lived secrets.
Source: Brickell, Gordon, McCurley and Wilson, EUROCRYPT 1992.
"""

from functools import lru_cache

from crypto.group import Element, Group, Residue, Scalar
from crypto.numbers import mpz


class FixedBase:
    """A base with its table.

    Args:
        group: where the base lives.
        base: any element.
        window: bits per digit; 8 takes 32 multiplications per power and 3 MB at 3072 bits.
    """

    __slots__ = ("_mask", "_rows", "_window", "base", "group")

    def __init__(self, group: Group, base: Element, window: int = 8) -> None:
        self.group = group
        self.base = base
        self._window = window
        self._mask = (1 << window) - 1
        self._rows = _table(group, base, window)

    def power(self, e: Scalar) -> Element:
        """Compute base^e."""
        p = self.group.p
        result = mpz(1)
        rest = int(e)
        for row in self._rows:
            digit = rest & self._mask
            if digit:
                result = result * row[digit] % p
            rest >>= self._window
        return Element(Residue(result))


def window_for(uses: int, bits: int = 256) -> int:
    """Choose the window with which a table and so many powers from it cost least together.

    Args:
        uses: number of powers, at least 1.
        bits: length of the exponents.
    """

    def cost(window: int) -> int:
        rows = -(-bits // window)
        return rows * ((1 << window) - 1 + uses)

    return min(range(1, 9), key=cost)


def _table(group: Group, base: Element, window: int) -> list[list[mpz]]:
    rows = []
    start: mpz = base
    for _ in range(0, group.q.bit_length(), window):
        row = [mpz(1)]
        for _ in range(1, 1 << window):
            row.append(row[-1] * start % group.p)
        rows.append(row)
        start = row[-1] * start % group.p
    return rows


@lru_cache(maxsize=16)
def cached_base(group: Group, base: Element) -> FixedBase:
    """Find or make the table of a base; the sixteen used last are kept."""
    return FixedBase(group, base)
