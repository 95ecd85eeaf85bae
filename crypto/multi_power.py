"""Many powers multiplied into one number at a fraction of the cost of each.

Source: Pippenger's bucket method; Bernstein, Doumen, Lange and Oosterwijk, "Faster batch forgery
identification", INDOCRYPT 2012, section 4.
"""

from collections.abc import Sequence

from crypto.numbers import mpz


def product_of_powers(bases: Sequence[mpz], exponents: Sequence[int], modulus: mpz) -> mpz:
    """Compute the product of bases[i]^exponents[i] modulo `modulus`.

    Exponents are non-negative and public: the time taken depends on them.
    """
    width = _window_width(len(bases))
    longest = max((exponent.bit_length() for exponent in exponents), default=0)
    result = mpz(1)
    for shift in range(longest - longest % width, -1, -width):
        for _ in range(width):
            result = result * result % modulus
        result = result * _window_product(bases, exponents, shift, width, modulus) % modulus
    return result


def _window_product(
    bases: Sequence[mpz], exponents: Sequence[int], shift: int, width: int, modulus: mpz
) -> mpz:
    mask = (1 << width) - 1
    buckets: list[mpz | None] = [None] * (1 << width)
    for base, exponent in zip(bases, exponents, strict=True):
        digit = (exponent >> shift) & mask
        bucket = buckets[digit]
        buckets[digit] = base if bucket is None else bucket * base % modulus
    # prod bucket_d^d as a running product: bucket_d enters once for each of the d steps below it
    running = total = mpz(1)
    for bucket in reversed(buckets[1:]):
        if bucket is not None:
            running = running * bucket % modulus
        total = total * running % modulus
    return total


def _window_width(count: int) -> int:
    """Balance one multiplication per base against two per bucket, for each window."""
    return max(1, count.bit_length() - 2)
