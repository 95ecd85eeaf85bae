"""Long integers without gmpy2: what `crypto.numbers` offers, from Python's own integers.

Only the key holder's single file uses it, where gmpy2 is missing. It is several times slower, and
the time of a power depends on the exponent: `Group.secret_power` hides the exponent first.
"""

mpz = int
"""The type of a long integer."""


def powmod(base: int, exponent: int, modulus: int) -> int:
    """Compute base^exponent modulo `modulus`."""
    return pow(base, exponent, modulus)


powmod_sec = powmod
"""The same, in time that depends on the exponent."""


def invert(value: int, modulus: int) -> int:
    """Compute the inverse of `value` modulo `modulus`.

    Raises:
        ZeroDivisionError: there is none.
    """
    try:
        return pow(value, -1, modulus)
    except ValueError as error:
        raise ZeroDivisionError("no inverse exists") from error


def jacobi(value: int, modulus: int) -> int:
    """Compute the Jacobi symbol, -1, 0 or 1, for an odd `modulus` above 0.

    Source: Cohen, A Course in Computational Algebraic Number Theory, algorithm 1.4.10.
    """
    a, n, symbol = value % modulus, modulus, 1
    while a:
        twos = (a & -a).bit_length() - 1
        a >>= twos
        # (2/n) = -1 exactly for n = 3 or 5 mod 8
        if twos & 1 and n & 7 in {3, 5}:
            symbol = -symbol
        # Reciprocity: (a/n) = (n/a), except that the sign turns when both are 3 mod 4.
        if a & n & 3 == 3:
            symbol = -symbol
        a, n = n % a, a
    return symbol if n == 1 else 0
