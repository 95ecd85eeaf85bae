"""Which files a log has, how long each can be, and what its entries say of their payloads.

A log's files are named here and nowhere else: no name that a server or a folder gives is used.
Source: docs/spec/board.md section 8.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from crypto import canonical_json, tiles
from crypto.canonical_json import MAX_LINE
from crypto.entries import MAX_ENTRY
from crypto.errors import DecodeError
from crypto.notes import MAX_NOTE, Checkpoint, split_note
from crypto.reader import read_hex, read_integer
from crypto.tiles import Tile
from crypto.transcript import sha256

MAX_TILE = tiles.WIDTH * tiles.HASH_BYTES
"""Bytes of a full tile."""

MAX_BUNDLE = tiles.WIDTH * (2 + MAX_ENTRY)
"""Bytes of the largest bundle."""

ReadCapped = Callable[[str, int], bytes | None]
"""Gives the bytes of the file at a path, at most so many; None where there is no file."""


@dataclass(frozen=True, slots=True)
class PayloadReference:
    """What an entry says of its payload.

    Attributes:
        digest: its SHA-256, 64 hex digits.
        size: its length in bytes, in [1, 64 MiB].
    """

    digest: str
    size: int

    @property
    def path(self) -> str:
        """The payload's path below the log's folder."""
        return tiles.payload_path(self.digest)

    def verify(self, payload: bytes) -> None:
        """Check that `payload` is the one that is meant.

        Raises:
            DecodeError: its length or hash differs.
        """
        if len(payload) != self.size:
            raise DecodeError(f"expected {self.size:,} bytes, got {len(payload):,}")
        if sha256(payload).hex() != self.digest:
            raise DecodeError("its hash is not its name")


def payload_of(entry: bytes, place: str) -> PayloadReference:
    """Return what an entry of any log says of its payload.

    Raises:
        DecodeError: the entry is no canonical object with `payload` and `size`.
    """
    value = canonical_json.decode(entry, max_size=MAX_ENTRY, place=place)
    if not isinstance(value, dict):
        raise DecodeError(f"{place}: expected an object")
    digest = read_hex(value.get("payload", ""), f"{place}.payload", 64)
    return PayloadReference(
        digest, read_integer(value.get("size", 0), f"{place}.size", 1, MAX_LINE)
    )


def cap_of(path: str) -> int:
    """Return how many bytes a file other than a payload can have."""
    if path == tiles.CHECKPOINT:
        return MAX_NOTE
    return MAX_BUNDLE if path.startswith("tile/entries/") else MAX_TILE


def capped(read: ReadCapped) -> tiles.ReadFile:
    """Return `read` with the cap each file has."""
    return lambda path: read(path, cap_of(path))


def decode_note(data: bytes) -> str:
    """Return the text of a checkpoint's file.

    Raises:
        DecodeError: it is no UTF-8.
    """
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DecodeError("checkpoint: not UTF-8") from error


def stated_by(note: str) -> Checkpoint:
    """Return the checkpoint in a note; whether it is signed is not looked at.

    Raises:
        DecodeError: it is none.
    """
    return Checkpoint.parse(split_note(note)[0])


def edge_of(size: int, index: int) -> Tile:
    """Return the tile of level 0 with number `index` in a tree of `size` leaves."""
    return Tile(0, index, min(tiles.WIDTH, size - index * tiles.WIDTH))


def bundles_of(size: int) -> Iterator[Tile]:
    """Yield the tiles of level 0 of a tree of `size` leaves, from left to right."""
    return (edge_of(size, index) for index in range(-(-size // tiles.WIDTH)))
