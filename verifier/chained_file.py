"""A file of lines that is only appended to, each line committing to all before it.

A line is `<64 hex digits> <JSON>`: the digits are SHA-256 over those of the line before, as 32
bytes, and the JSON. State after a crash: whole lines and perhaps a part of one, which no longer
counts. A bit that turns by accident ends the file there.
Source: docs/spec/verification.md, "State".
"""

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, Final

from crypto.transcript import sha256

_MAX_LINE: Final = 2**28
_DIGITS: Final = 64


class ChainedFile:
    """The file at a path, which need not exist.

    Every method may raise OSError.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._ends: list[tuple[int, bytes]] = [(0, b"")]
        self._stream: BinaryIO | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing, not even something else."""
        return not self._path.exists() or self._path.stat().st_size == 0

    def documents(self) -> Iterator[dict[str, Any]]:
        """Yield the objects of all lines that are in order, from the first on."""
        self._ends = [(0, b"")]
        if self.is_empty:
            return
        with self._path.open("rb") as stream:
            while data := stream.readline(_MAX_LINE):
                chain = sha256(self._ends[-1][1] + data[_DIGITS + 1 : -1])
                if data[: _DIGITS + 1] != chain.hex().encode() + b" " or data[-1:] != b"\n":
                    return
                self._ends.append((stream.tell(), chain))
                yield json.loads(data[_DIGITS + 1 :])

    def again(self, first: int, count: int) -> Iterator[dict[str, Any]]:
        """Yield the objects of `count` lines from number `first` on; they were read before."""
        if count == 0:
            return
        with self._path.open("rb") as stream:
            stream.seek(self._ends[first][0])
            for _ in range(count):
                yield json.loads(stream.readline(_MAX_LINE)[_DIGITS + 1 :])

    def copy_beside(self) -> str:
        """Keep a copy of the whole file under another name; return that name."""
        beside = self._path.with_name(f"{self._path.name}.before")
        beside.write_bytes(self._path.read_bytes())
        return beside.name

    def open_after(self, count: int) -> None:
        """Cut off all but the first `count` lines, which were read, and be ready for more."""
        self._ends = self._ends[: count + 1]
        self._stream = self._path.open("ab")
        self._stream.truncate(self._ends[-1][0])

    def append(self, document: Mapping[str, Any]) -> None:
        """Add a line, so that it lasts."""
        if self._stream is None:
            raise ValueError("the file is not open for more")
        data = json.dumps(document, sort_keys=True, separators=(",", ":")).encode()
        chain = sha256(self._ends[-1][1] + data)
        self._stream.write(chain.hex().encode() + b" " + data + b"\n")
        self._stream.flush()
        os.fsync(self._stream.fileno())
        # Only the last end matters from here on; the file may grow very long.
        self._ends[-1] = (0, chain)

    def close(self) -> None:
        """Leave the file."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None
