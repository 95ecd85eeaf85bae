"""Many powers multiplied into one number at a fraction of the cost of each.

A window of exponent bits is handled by sorting the bases into buckets by their digits. Folding the
buckets in half, again and again, gives for each bit the product of the bases that have it: these
are all that the result needs, and a batch test reads signs off them besides.
Source: Pippenger's bucket method; Straus, American Mathematical Monthly 71 (1964); Bernstein,
Doumen, Lange and Oosterwijk, "Faster batch forgery identification", INDOCRYPT 2012, section 4.
"""

from collections.abc import Iterator, Sequence

from crypto.numbers import mpz

FEW = 200
"""Up to so many bases, tables of their odd powers cost less than buckets for their digits."""


def product_of_powers(bases: Sequence[mpz], exponents: Sequence[int], modulus: mpz) -> mpz:
    """Compute the product of bases[i]^exponents[i] modulo `modulus`.

    Exponents are non-negative and public: the time taken depends on them.
    """
    if len(bases) <= FEW:
        return _product_by_tables(bases, exponents, modulus)
    return combine_bits(bit_products(bases, exponents, modulus), modulus)


def combine_bits(products: Sequence[mpz], modulus: mpz) -> mpz:
    """Compute prod_i products[i]^(2^i), the product of powers whose bit products these are."""
    result = mpz(1)
    for product in reversed(products):
        result = result * result % modulus * product % modulus
    return result


def bit_products(bases: Sequence[mpz], exponents: Sequence[int], modulus: mpz) -> list[mpz]:
    """Compute for each bit, from the lowest on, the product of the bases whose exponents have it.

    There are as many as the longest exponent has bits.
    """
    pairs = list(zip(bases, exponents, strict=True))
    top = max((exponent.bit_length() for exponent in exponents), default=0)
    highest_first: list[mpz] = []
    while top > 0:
        # Shorter exponents leave the higher windows to the longer ones, which are fewer.
        present = [pair for pair in pairs if pair[1].bit_length() > top - _MOST]
        width = min(_window_width(len(present)), top)
        highest_first += _window_products(present, top - width, width, modulus)
        top -= width
    return highest_first[::-1]


_MOST = 16
"""Bits of the widest window."""


def _window_products(
    pairs: Sequence[tuple[mpz, int]], shift: int, width: int, modulus: mpz
) -> Iterator[mpz]:
    mask = (1 << width) - 1
    buckets: list[mpz | None] = [None] * (1 << width)
    # The innermost loop of the program: one multiplication, and as little beside it as can be.
    for base, exponent in pairs:
        if digit := (exponent >> shift) & mask:
            if bucket := buckets[digit]:
                buckets[digit] = bucket * base % modulus
            else:
                buckets[digit] = base
    # The upper half has the highest bit; laid on the lower half, it leaves the bits below.
    while len(buckets) > 1:
        half = len(buckets) // 2
        lower, upper = buckets[:half], buckets[half:]
        yield _product(upper, modulus)
        buckets = [_both(low, high, modulus) for low, high in zip(lower, upper, strict=True)]


def _both(low: mpz | None, high: mpz | None, modulus: mpz) -> mpz | None:
    if low is None or high is None:
        return low if high is None else high
    return low * high % modulus


def _product(numbers: Sequence[mpz | None], modulus: mpz) -> mpz:
    result = mpz(1)
    for number in numbers:
        if number is not None:
            result = result * number % modulus
    return result


def _window_width(count: int) -> int:
    """Balance one multiplication for each base against one for each bucket."""
    width = 1
    while width < _MOST and (count + (2 << width)) * width < (count + (1 << width)) * (width + 1):
        width += 1
    return width


def _product_by_tables(bases: Sequence[mpz], exponents: Sequence[int], modulus: mpz) -> mpz:
    """Share the squarings of all powers; each has the odd powers of its base at hand."""
    longest = max((exponent.bit_length() for exponent in exponents), default=0)
    factors: list[list[mpz]] = [[] for _ in range(longest + 1)]
    for base, exponent in zip(bases, exponents, strict=True):
        _spread(base, exponent, modulus, factors)
    result = mpz(1)
    for at_bit in reversed(factors):
        result = result * result % modulus
        for factor in at_bit:
            result = result * factor % modulus
    return result


def _spread(base: mpz, exponent: int, modulus: mpz, factors: list[list[mpz]]) -> None:
    """Cut `exponent` into odd digits, and put each power at the bit where its digit ends."""
    if not exponent:
        return
    width = 5 if exponent.bit_length() > 160 else 4
    square = base * base % modulus
    odd = [base]
    for _ in range(1, 1 << (width - 1)):
        odd.append(odd[-1] * square % modulus)
    shift = 0
    while exponent:
        zeros = (exponent & -exponent).bit_length() - 1
        shift += zeros
        exponent >>= zeros
        digit = exponent & ((1 << width) - 1)
        factors[shift].append(odd[digit >> 1])
        exponent >>= width
        shift += width
