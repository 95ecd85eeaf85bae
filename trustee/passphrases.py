"""Which passphrases are too weak: a rule that anybody can follow, not a measure of strength.

The key holders' page applies the same rule (static/js/trustee/passphrase.js).
"""

import re
import unicodedata

from trustee.errors import UnusableError

SHORTEST = 12
"""Characters of the shortest passphrase a new key file gets."""

_FEWEST = 5
_COMMON = re.compile("passw|passphrase|qwert|letmein|12345|abc123|secret|tabella")
_ROWS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")


def verify_strong(passphrase: str) -> None:
    """Check that a passphrase is none that others would try first.

    Raises:
        UnusableError: it is too short, repeats few characters, is a row of neighbours, or has a
            word in it that many choose.
    """
    if len(unicodedata.normalize("NFC", passphrase)) < SHORTEST:
        raise UnusableError(f"the passphrase needs at least {SHORTEST} characters")
    plain = passphrase.lower()
    if len(set(plain)) < _FEWEST:
        raise UnusableError("the passphrase repeats the same few characters; choose another one")
    if _is_row(plain):
        raise UnusableError("the passphrase is a row of neighbouring keys or letters")
    if _COMMON.search(plain):
        raise UnusableError("the passphrase has a word in it that many people choose")


def _is_row(text: str) -> bool:
    """Tell whether most neighbours in it are neighbours in the alphabet or on keyboards."""
    pairs = [text[at : at + 2] for at in range(len(text) - 1)]
    steps = sum(any(pair in row or pair[::-1] in row for row in _ROWS) for pair in pairs)
    return steps >= 0.75 * len(pairs)
