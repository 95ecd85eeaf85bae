"""Long integers and their powers: the only module that imports gmpy2.

Where gmpy2 is missing, or too old to have `mpz.from_bytes` (before 2.2), Python's own integers
stand in, so that a key holder needs nothing but Python. Both compute the same numbers.
"""

try:
    from gmpy2 import invert, jacobi, mpz, powmod, powmod_sec

    if not hasattr(mpz, "from_bytes"):
        raise ImportError("gmpy2 is older than 2.2")
    IS_PLAIN = False
except ImportError:
    from crypto.plain_numbers import (  # type: ignore[assignment]
        invert,
        jacobi,
        mpz,
        powmod,
        powmod_sec,
    )

    IS_PLAIN = True
"""Whether Python's own integers compute, and not gmpy2."""

__all__ = ["IS_PLAIN", "invert", "jacobi", "mpz", "powmod", "powmod_sec"]
