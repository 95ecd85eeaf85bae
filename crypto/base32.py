"""Crockford's base32: digits that people can read aloud and type back.

Source: docs/spec/protocol.md S5.1; Crockford, "Base 32".
"""

import re

from crypto.errors import DecodeError

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""The 32 digits; I, L, O and U are left out."""

_READ_ALIKE = str.maketrans("OIL", "011")
# Mail programs and printers turn hyphens and spaces into finer ones.
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u2212]")


def encode(value: int, digits: int) -> str:
    """Write a number in [0, 32^digits) with exactly so many digits, the highest first."""
    return "".join(ALPHABET[value >> 5 * place & 31] for place in reversed(range(digits)))


def normalise(text: str) -> str:
    """Undo what a person may do to digits: lower case, hyphens, spaces, O for 0, I or L for 1."""
    # Only ASCII is folded: upper() turns other letters into ASCII ones or into several.
    digits = _SEPARATORS.sub("", text)
    return digits.upper().translate(_READ_ALIKE) if digits.isascii() else digits


def decode(text: str, digits: int, place: str) -> int:
    """Read exactly so many digits, normalised before.

    Raises:
        DecodeError: another length or another character.
    """
    if len(text) != digits or not set(text) <= set(ALPHABET):
        raise DecodeError(f"{place}: not exactly {digits} base32 digits")
    value = 0
    for digit in text:
        value = value << 5 | ALPHABET.index(digit)
    return value
