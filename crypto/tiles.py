"""A log as static files: which files a tree of a given size consists of, and their bytes.

The tree is cut into tiles of height 8. A tile of level L holds up to 256 consecutive hashes of the
tree's level 8 * L; a bundle holds the entries under a tile of level 0. A full file never changes;
the files at the right edge are partial and bear their width in their name. What is read from tiles
is believed only because it leads to the root of a signed checkpoint.

Source: docs/spec/board.md section 8; C2SP tlog-tiles.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

from crypto import merkle
from crypto.errors import DecodeError

HEIGHT = 8
"""Levels of the tree in one tile."""

WIDTH = 1 << HEIGHT
"""Hashes of a full tile, and entries of a full bundle."""

HASH_BYTES = 32

CHECKPOINT = "checkpoint"
"""Path of the newest checkpoint."""

_LENGTH_BYTES = 2
_MAX_ENTRY = (1 << (8 * _LENGTH_BYTES)) - 1
_DIGEST = re.compile(r"[0-9a-f]{64}")

# Each number has one spelling: a tree of 2^53 entries has no index of more than five groups.
_LEVEL = r"(?:[0-9]|[1-5][0-9]|6[0-3])"
_INDEX = r"(?:(?!x000)(?:x[0-9]{3}/){1,5})?[0-9]{3}"
_PARTIAL = r"(?:\.p/(?:[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5]))"
_PAYLOAD = r"payload/(?P<start>[0-9a-f]{2})/(?P=start)[0-9a-f]{62}"
_FILE = re.compile(
    rf"(?:checkpoint|{_PAYLOAD}|tile/(?:{_LEVEL}|entries)/{_INDEX}(?P<partial>{_PARTIAL})?)"
)

ReadFile = Callable[[str], bytes | None]
"""Gives the bytes of the file at a path below the log's folder; None where there is no file."""


@dataclass(frozen=True, slots=True, order=True)
class Tile:
    """Name of a tile.

    Attributes:
        level: of the tile, in [0, 63]; level 0 holds the hashes of leaves.
        index: number of the tile within its level, from 0.
        width: number of its hashes, in [1, 256]; 256 for a full tile.
    """

    level: int
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """The tile's path below the log's folder."""
        return f"tile/{self.level}/{_index_path(self.index)}{self._suffix()}"

    @property
    def bundle_path(self) -> str:
        """Path of the bundle with the entries under a tile of level 0."""
        return f"tile/entries/{_index_path(self.index)}{self._suffix()}"

    @property
    def start(self) -> int:
        """Number of the first hash within the tree's level 8 * `level`."""
        return self.index * WIDTH

    def full(self) -> "Tile":
        """Return the tile that takes this one's place once it is full."""
        return Tile(self.level, self.index)

    def _suffix(self) -> str:
        return "" if self.width == WIDTH else f".p/{self.width}"


def tiles_of(size: int) -> Iterator[Tile]:
    """Yield the tiles of a tree of `size` leaves, level by level, each level from left to right."""
    return new_tiles(0, size)


def new_tiles(old: int, size: int) -> Iterator[Tile]:
    """Yield the tiles of a tree of `size` leaves that the tree of the first `old` ones lacks."""
    level, before, hashes = 0, old, size
    while hashes > 0:
        if hashes > before:
            for index in range(before // WIDTH, -(-hashes // WIDTH)):
                yield Tile(level, index, min(WIDTH, hashes - index * WIDTH))
        level, before, hashes = level + 1, before // WIDTH, hashes // WIDTH


def payload_path(digest: str) -> str:
    """Return the path of the payload whose SHA-256 is `digest`, 64 lower-case hex digits.

    Raises:
        DecodeError: `digest` has another form.
    """
    if not _DIGEST.fullmatch(digest):
        raise DecodeError("payload: expected a SHA-256 in 64 lower-case hex digits")
    return f"payload/{digest[:2]}/{digest}"


def is_file(path: str) -> bool:
    """Whether `path` is one that a file of a log can have, in the one way to spell it."""
    return _FILE.fullmatch(path) is not None


def is_unchanging(path: str) -> bool:
    """Whether the file at `path` stays for good: all but the checkpoint and partial files do."""
    match = _FILE.fullmatch(path)
    return match is not None and path != CHECKPOINT and match["partial"] is None


def encode_tile(hashes: Sequence[bytes]) -> bytes:
    """Return the bytes of a tile with `hashes`, each 32 bytes.

    Raises:
        DecodeError: there are none, more than 256, or one has another length.
    """
    if not 1 <= len(hashes) <= WIDTH or any(len(value) != HASH_BYTES for value in hashes):
        raise DecodeError(f"tile: expected 1 to {WIDTH} hashes of {HASH_BYTES} bytes")
    return b"".join(hashes)


def decode_tile(data: bytes, tile: Tile) -> list[bytes]:
    """Return the hashes in the bytes of `tile`.

    Raises:
        DecodeError: they are not as many as the tile's name says.
    """
    if len(data) != tile.width * HASH_BYTES:
        raise DecodeError(f"{tile.path}: expected {tile.width * HASH_BYTES} bytes, got {len(data)}")
    return [data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)]


def encode_bundle(entries: Sequence[bytes]) -> bytes:
    """Return the bytes of a bundle: each entry after its length in two bytes, high byte first.

    Raises:
        DecodeError: there are none, more than 256, or one is longer than 65,535 bytes.
    """
    if not 1 <= len(entries) <= WIDTH or any(len(entry) > _MAX_ENTRY for entry in entries):
        raise DecodeError(f"bundle: expected 1 to {WIDTH} entries of at most {_MAX_ENTRY} bytes")
    return b"".join(len(entry).to_bytes(_LENGTH_BYTES, "big") + entry for entry in entries)


def decode_bundle(data: bytes, tile: Tile) -> list[bytes]:
    """Return the entries in the bundle of a tile of level 0.

    Raises:
        DecodeError: they are not exactly as many as the tile's name says, or one is cut short.
    """
    entries = leading_entries(data, tile)
    at = sum(_LENGTH_BYTES + len(entry) for entry in entries)
    if len(entries) < tile.width and at < len(data):
        raise DecodeError(f"{tile.bundle_path}: entry {len(entries)} is cut short")
    if at != len(data) or len(entries) != tile.width:
        raise DecodeError(f"{tile.bundle_path}: expected exactly {tile.width} entries")
    return entries


def leading_entries(data: bytes, tile: Tile) -> list[bytes]:
    """Return the entries of a bundle as far as their lengths go, at most as many as its tile has.

    For whoever wants to name the entry at which a bundle that `decode_bundle` refuses goes wrong.
    """
    entries: list[bytes] = []
    at = 0
    while len(entries) < tile.width and at + _LENGTH_BYTES <= len(data):
        start = at + _LENGTH_BYTES
        at = start + int.from_bytes(data[at:start], "big")
        if at > len(data):
            break
        entries.append(data[start:at])
    return entries


class TileReader:
    """Roots and proofs of a log from its tiles, each tile read once.

    Nothing it gives is proved: compare the root with a signed checkpoint's, and check proofs as if
    a stranger had sent them. A partial tile that is gone is looked for in the full one, which takes
    its place as the log grows.
    """

    def __init__(self, size: int, read: ReadFile) -> None:
        """Make a reader.

        Args:
            size: number of leaves of the tree that is looked at, at least 0.
            read: gives the bytes of a file of the log.
        """
        self._size = size
        self._read = read
        self._hashes: dict[tuple[int, int], list[bytes]] = {}

    def root(self) -> bytes:
        """Return the root hash.

        Raises:
            DecodeError: a tile is missing or has another length than its name says; so also below.
        """
        return self.root_at(self._size)

    def root_at(self, size: int) -> bytes:
        """Return the root over the first `size` leaves.

        Raises:
            ValueError: the tree has fewer.
        """
        if size > self._size:
            raise ValueError(f"no root of {size} leaves in a tree of {self._size}")
        return merkle.tree_root(size, self.node)

    def inclusion_proof(self, index: int) -> list[bytes]:
        """Return the proof that leaf `index` is in the tree, from leaf to root.

        Raises:
            ValueError: the tree has no such leaf.
        """
        return merkle.inclusion_proof(index, self._size, self.node)

    def consistency_proof(self, first: int) -> list[bytes]:
        """Return the proof that the tree continues the one of its first `first` leaves.

        Raises:
            ValueError: the tree has fewer leaves.
        """
        return merkle.consistency_proof(first, self._size, self.node)

    def leaf(self, index: int) -> bytes:
        """Return the hash of leaf `index`."""
        return self.node(0, index)

    def node(self, level: int, index: int) -> bytes:
        """Return the hash of the full subtree at (level, index); see crypto/merkle.py."""
        tile_level, above = divmod(level, HEIGHT)
        first = index << above
        hashes = self._tile(tile_level, first // WIDTH)[first % WIDTH :][: 1 << above]
        if len(hashes) != 1 << above:
            raise ValueError(f"no full subtree {level}/{index} in a tree of {self._size}")
        return reduce(lambda level_hashes, _: _above(level_hashes), range(above), hashes)[0]

    def _tile(self, level: int, index: int) -> list[bytes]:
        if (level, index) not in self._hashes:
            self._hashes[level, index] = self._read_tile(self._named(level, index))
        return self._hashes[level, index]

    def _named(self, level: int, index: int) -> Tile:
        hashes = self._size >> (HEIGHT * level)
        width = min(WIDTH, hashes - index * WIDTH)
        if width < 1:
            raise ValueError(f"no tile {level}/{index} in a tree of {self._size}")
        return Tile(level, index, width)

    def _read_tile(self, tile: Tile) -> list[bytes]:
        data = self._read(tile.path)
        if data is not None:
            return decode_tile(data, tile)
        full = self._read(tile.full().path)
        if full is None:
            raise DecodeError(f"{tile.path}: is missing")
        return decode_tile(full, tile.full())[: tile.width]


def read_bundle(tile: Tile, read: ReadFile) -> list[bytes]:
    """Return the entries under a tile of level 0, from its bundle or the full one in its place.

    Raises:
        DecodeError: there is no bundle, or it does not hold as many entries as its name says.
    """
    data = read(tile.bundle_path)
    if data is not None:
        return decode_bundle(data, tile)
    full = read(tile.full().bundle_path)
    if full is None:
        raise DecodeError(f"{tile.bundle_path}: is missing")
    return decode_bundle(full, tile.full())[: tile.width]


def _above(hashes: Sequence[bytes]) -> list[bytes]:
    pairs = range(0, len(hashes), 2)
    return [merkle.node_hash(hashes[left], hashes[left + 1]) for left in pairs]


def _index_path(index: int) -> str:
    """Return a number in groups of three digits, all but the last one marked with an x."""
    digits = str(index)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    return "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
