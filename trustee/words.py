"""What the person at the terminal reads."""

from math import ceil
from typing import TextIO

from crypto import numbers

LINE = 72
"""Characters of the line that changes, so that a shorter text leaves nothing of a longer one."""

MAX_SHOWN = 500
"""Characters of one message."""


class Speaker:
    """Says things; what came from outside cannot steer the terminal.

    Args:
        out: for what happened.
        err: for what went wrong, and for progress.
    """

    def __init__(self, out: TextIO, err: TextIO) -> None:
        self._out = out
        self._err = err

    def say(self, text: str) -> None:
        """Say what happened."""
        _print(text, self._out)

    def refuse(self, text: str) -> None:
        """Say what went wrong."""
        _print(text, self._err)

    def show(self, text: str, *, is_last: bool) -> None:
        """Show how far something has come, on one line that changes, if a person is watching."""
        if self._err.isatty():
            _print(text.ljust(LINE), self._err, begin="\r", end="\n" if is_last else "")


def duration(seconds: float) -> str:
    """Write a length of time as people say it, rounded up."""
    if seconds <= 90:
        return f"{max(5, 5 * ceil(seconds / 5))} seconds"
    if seconds <= 90 * 60:
        return f"{ceil(seconds / 60)} minutes"
    return f"{ceil(seconds / 3600)} hours"


def arithmetic() -> str:
    """Say what computes long powers here."""
    if numbers.IS_PLAIN:
        return (
            "Computing with Python's own integers; with gmpy2 installed it is several times faster."
        )
    return "Computing with gmpy2."


def _print(text: str, stream: TextIO, *, begin: str = "", end: str = "\n") -> None:
    # A name in letters this terminal does not know must not end the program half-way.
    encoding = stream.encoding or "utf-8"
    shown = _harmless(text).encode(encoding, "replace").decode(encoding)
    print(begin + shown, end=end, file=stream, flush=True)


def _harmless(text: str) -> str:
    """Write as a question mark whatever is not printable: controls, escapes, marks of direction."""
    return "".join(letter if letter.isprintable() else "?" for letter in text[:MAX_SHOWN])
