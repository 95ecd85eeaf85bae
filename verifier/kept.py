"""The payloads of a record that are no ballots, on disk.

Nearly all are short. The roll and the list of counted ballots are as long as the election is large,
and are read in pieces.
Source: docs/spec/record.md section 4.
"""

import tempfile
import weakref
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from crypto.transcript import sha256

_PIECE: Final = 64 * 1024


class Kept:
    """A temporary file of payloads, which goes with the last one who knows of a payload in it.

    Attributes:
        size: bytes in it.
    """

    def __init__(self) -> None:
        self.size = 0
        self._stream = tempfile.TemporaryFile()  # noqa: SIM115 -- closed with this object
        weakref.finalize(self, self._stream.close)

    def add(self, payload: bytes) -> "KeptPayload":
        """Append a payload."""
        self._stream.seek(self.size)
        self._stream.write(payload)
        kept = KeptPayload(self, self.size, len(payload), sha256(payload))
        self.size += len(payload)
        return kept

    def read(self, offset: int, size: int) -> bytes:
        """Return so many bytes from a place on."""
        self._stream.seek(offset)
        return self._stream.read(size)


@dataclass(frozen=True, slots=True)
class KeptPayload:
    """A payload in a file.

    Attributes:
        file: the file.
        offset: where it begins.
        size: how many bytes it has.
        hash: SHA-256 over it, 32 bytes.
    """

    file: Kept
    offset: int
    size: int
    hash: bytes

    def read(self) -> bytes:
        """Return all of it."""
        return self.file.read(self.offset, self.size)

    def pieces(self) -> Iterator[bytes]:
        """Yield it in pieces; others may read between two of them."""
        for start in range(0, self.size, _PIECE):
            yield self.file.read(self.offset + start, min(_PIECE, self.size - start))
