"""A progress bar on a terminal; lines at quarters elsewhere."""

import sys
from typing import TextIO

WIDTH = 30


class Bar:
    """Counts up to a total that is known beforehand."""

    def __init__(self, label: str, total: int, stream: TextIO = sys.stderr) -> None:
        self._label = label
        self._total = max(total, 1)
        self._stream = stream
        self._done = 0
        self._shown = -1

    def step(self) -> None:
        self._done += 1
        if self._stream.isatty():
            self._draw()
        elif self._quarter() > self._shown:
            self._shown = self._quarter()
            self._stream.write(f"{self._label}: {self._done} of {self._total}\n")

    def _quarter(self) -> int:
        return 4 * self._done // self._total

    def _draw(self) -> None:
        filled = WIDTH * self._done // self._total
        end = "\n" if self._done >= self._total else ""
        bar = "#" * filled + "." * (WIDTH - filled)
        self._stream.write(f"\r{self._label:<28} [{bar}] {self._done}/{self._total}{end}")
        self._stream.flush()
