"""Voter codes: 100 random bits a person can type, and the signing seed they stand for.

A code is 20 symbols of Crockford's base 32 and a check symbol: 7K3M-9QXD-2VTA-R8HN-5CWE-<check>.
The symbols are 0-9 and A-Z without I, L, O, U; the check symbol is the number modulo 37.

Source: docs/spec/protocol.md section 5; Douglas Crockford, Base 32.
"""

from crypto import base32
from crypto.errors import DecodeError
from crypto.kdf import derive_key

CODE_LENGTH = 20
CODE_RANDOM_BYTES = 13
"""Random bytes that `new_code` takes; it uses their first 100 bits."""

_CHECK_SYMBOLS = base32.ALPHABET + "*~$=U"
_INFO = b"tabella/v1/credential"


def new_code(random: bytes) -> str:
    """Return the code of `random`, 13 fresh secret bytes, as it is printed."""
    if len(random) != CODE_RANDOM_BYTES:
        raise ValueError("a code takes 13 random bytes")
    return format_code(base32.encode(int.from_bytes(random, "big") >> 4, CODE_LENGTH))


def format_code(code: str) -> str:
    """Return the 20 symbols of `code` in groups of four, followed by the check symbol."""
    groups = [code[start : start + 4] for start in range(0, CODE_LENGTH, 4)]
    return "-".join([*groups, _check_symbol(code)])


def parse_code(text: str) -> str:
    """Return the 20 symbols of a code as a person typed it.

    Case, spaces and hyphens do not matter; O is read as 0, I and L as 1.

    Raises:
        DecodeError: it is no code, or the check symbol shows a slip; the message holds nothing of
            the text.
    """
    if len(text) > 100:
        raise DecodeError("code: too long")
    symbols = base32.normalise(text)
    if len(symbols) != CODE_LENGTH + 1:
        raise DecodeError(f"code: expected 21 symbols, got {len(symbols)}")
    code, check = symbols[:CODE_LENGTH], symbols[CODE_LENGTH]
    if not set(code) <= set(base32.ALPHABET):
        raise DecodeError("code: holds a symbol that no code has")
    if _check_symbol(code) != check:
        raise DecodeError("code: the last symbol does not fit the others; a symbol is mistyped")
    return code


def credential_seed(code: str, election_id: str) -> bytes:
    """Return the 32-byte Ed25519 seed that `code` stands for in one election.

    Args:
        code: the 20 symbols that `parse_code` returns.
        election_id: lower-case UUID.
    """
    return derive_key(code.encode("ascii"), salt=election_id.encode(), info=_INFO)


def _check_symbol(code: str) -> str:
    return _CHECK_SYMBOLS[base32.decode(code, CODE_LENGTH, "code") % 37]
