"""What the person at the terminal reads."""

from typing import TextIO

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
        print(_harmless(text), file=self._out, flush=True)

    def refuse(self, text: str) -> None:
        """Say what went wrong."""
        print(_harmless(text), file=self._err, flush=True)

    def progress(self, done: int, total: int) -> None:
        """Show a count, on one line, if a person is watching."""
        if self._err.isatty() and total:
            end = "\n" if done == total else ""
            print(f"\r{done:,} of {total:,} ballots counted", end=end, file=self._err, flush=True)


def _harmless(text: str) -> str:
    """Write as a question mark whatever is not printable: controls, escapes, marks of direction."""
    return "".join(letter if letter.isprintable() else "?" for letter in text[:MAX_SHOWN])
