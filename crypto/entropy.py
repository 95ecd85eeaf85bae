"""The only module that draws random values, all from the operating system.

There is no fallback and no seed: where the system has no randomness, `secrets` raises.
Source: docs/spec/protocol.md S11.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # group draws its batch exponents here
    from crypto.group import Group, Scalar


def random_bytes(count: int) -> bytes:
    """Draw `count` uniform bytes."""
    return secrets.token_bytes(count)


def random_scalar(group: Group) -> Scalar:
    """Draw a uniform scalar in [0, q)."""
    return group.scalar(secrets.randbelow(int(group.q)))


def random_nonzero_scalar(group: Group) -> Scalar:
    """Draw a uniform scalar in [1, q)."""
    return group.scalar(1 + secrets.randbelow(int(group.q) - 1))


def random_exponents(count: int, bits: int = 128) -> list[int]:
    """Draw independent uniform integers in [0, 2^bits), the coefficients of a batch test.

    Args:
        count: how many.
        bits: a multiple of 8.
    """
    size = bits // 8
    drawn = secrets.token_bytes(size * count)
    return [int.from_bytes(drawn[i : i + size], "big") for i in range(0, size * count, size)]


def random_digits(count: int) -> str:
    """Draw `count` uniform decimal digits, leading zeros kept."""
    return f"{secrets.randbelow(10**count):0{count}}"
