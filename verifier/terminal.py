"""Words on a terminal: text from a record made harmless, and progress on standard error.

Source: docs/spec/verification.md, "Verdicts".
"""

import io
import os
import sys
from typing import TextIO

MAX_SHOWN = 300
"""Characters of a foreign text that are shown."""


def harmless(text: str) -> str:
    """Return `text` as one short line that cannot steer a terminal.

    Whatever is not printable by itself is written as its number: control characters, escape
    sequences, newlines, marks that turn the direction of writing, unassigned characters.
    """
    shown = text[:MAX_SHOWN]
    safe = "".join(letter if letter.isprintable() else f"<U+{ord(letter):04X}>" for letter in shown)
    return safe if len(text) <= MAX_SHOWN else f"{safe}..."


def speak_utf8() -> None:
    """Print the same bytes whatever the language of the system is."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")


def show(text: str) -> None:
    """Print `text`; a reader who has seen enough is no error."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class Progress:
    """Counts ballots on one line that is written again and again.

    Args:
        stream: where to write, or None for silence.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream

    @classmethod
    def on_terminal(cls) -> "Progress":
        """Return a counter on standard error if that is a terminal, a silent one otherwise."""
        return cls(sys.stderr if sys.stderr.isatty() else None)

    def show(self, done: int, total: int) -> None:
        """Say that `done` of `total` ballots are checked."""
        self._write(f"\r{done:,} of {total:,} ballots checked")

    def end(self) -> None:
        """Leave the line empty for what comes next."""
        self._write("\r" + " " * 60 + "\r")

    def _write(self, text: str) -> None:
        if self._stream is not None:
            self._stream.write(text)
            self._stream.flush()
