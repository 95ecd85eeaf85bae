"""The files of a log's public folder, against what its rows make."""

from collections.abc import Callable, Iterator, Sequence
from operator import attrgetter

from board.fsck.faults import Teller, Told
from board.fsck.signed import PUBLIC
from board.fsck.tree import Hash
from board.public_files import log_folder
from crypto import merkle, tiles
from crypto.entries import EntryHeader
from crypto.errors import DecodeError
from crypto.tiles import HEIGHT, WIDTH, Tile
from crypto.transcript import sha256

_PathOf = Callable[[Tile], str]
_TILE: _PathOf = attrgetter("path")
_BUNDLE: _PathOf = attrgetter("bundle_path")


class PublicCheck:
    """Compares tiles, bundles and payloads as the tree grows; one tile of each level is held.

    A folder behind the database is right for its own checkpoint: files are looked at up to there.
    """

    def __init__(self, slug: str, size: int, told: Told) -> None:
        """Begin with an empty tree.

        Args:
            slug: the log's slug.
            size: of the checkpoint in the public folder; 0 where there is none to compare with.
            told: takes the faults.
        """
        self._folder = log_folder(slug)
        self._size = size
        self._teller = Teller(slug, PUBLIC, told)
        self._held: dict[int, list[Hash]] = {}
        self._count: dict[int, int] = {}
        self._payloads: set[str] = set()

    def add(self, index: int, nodes: Sequence[Hash], header: EntryHeader | None) -> None:
        """Take entry `index`: the full subtrees it completes, leaf first, and what it says."""
        if index >= self._size:
            return
        if header is not None:
            self._payload(index, header)
        for level, value in enumerate(nodes[::HEIGHT]):
            self._add(level, value)

    def _add(self, level: int, value: Hash) -> None:
        held = self._held.setdefault(level, [])
        held.append(value)
        count = self._count[level] = self._count.get(level, 0) + 1
        if len(held) == WIDTH or count == self._size >> (HEIGHT * level):
            self._tile(Tile(level, (count - 1) // WIDTH, len(held)), held)
            self._held[level] = []

    def _tile(self, tile: Tile, true: Sequence[Hash]) -> None:
        for found in (tile, *self._older(tile)):
            self._compare(found, true)
        if tile.level == 0:
            self._payloads.clear()

    def _older(self, tile: Tile) -> Iterator[Tile]:
        """Yield the partial tiles of earlier sizes that stand beside a tile."""
        widths = set()
        for path in {tile.full().path, tile.full().bundle_path if tile.level == 0 else ""} - {""}:
            widths |= {file.name for file in (self._folder / f"{path}.p").glob("*")}
        for width in sorted(int(name) for name in widths if name.isdecimal()):
            if 0 < width < tile.width:
                yield Tile(tile.level, tile.index, width)

    def _compare(self, tile: Tile, true: Sequence[Hash]) -> None:
        is_older = tile.width < len(true)
        found = self._find(tile, _TILE, is_older=is_older)
        if found is not None:
            self._hashes(found, true[: tile.width])
        found = self._find(tile, _BUNDLE, is_older=is_older) if tile.level == 0 else None
        if found is not None:
            self._entries(found, true[: tile.width])

    def _hashes(self, tile: Tile, true: Sequence[Hash]) -> None:
        try:
            stored = tiles.decode_tile(self._bytes(tile.path), tile)
        except DecodeError as error:
            self._teller.fault(tile.path, "length", str(error).removeprefix(f"{tile.path}: "))
            return
        what = "entry" if tile.level == 0 else f"level {tile.level * HEIGHT} node"
        for place in _differing(stored, true):
            detail = f"is not that of {what} {tile.start + place}"
            self._teller.fault(tile.path, f"hash {place}", detail)

    def _entries(self, tile: Tile, true: Sequence[Hash]) -> None:
        data = self._bytes(tile.bundle_path)
        try:
            entries = tiles.decode_bundle(data, tile)
        except DecodeError:
            # A wrong length moves all entries after it, so that only the first one is named.
            leading = [merkle.leaf_hash(entry) for entry in tiles.leading_entries(data, tile)]
            first = next(iter(_differing(leading, true)), len(leading))
            self._teller.fault(tile.bundle_path, f"entry {tile.start + first}", "has no right end")
            return
        for place in _differing([merkle.leaf_hash(entry) for entry in entries], true):
            detail = "is not the one the database holds"
            self._teller.fault(tile.bundle_path, f"entry {tile.start + place}", detail)

    def _payload(self, index: int, header: EntryHeader) -> None:
        path = tiles.payload_path(header.payload_hash)
        if path in self._payloads:
            return
        self._payloads.add(path)
        if not (self._folder / path).is_file():
            self._teller.fault(path, f"payload of entry {index}", "is missing")
        elif sha256(self._bytes(path)).hex() != header.payload_hash:
            self._teller.fault(path, f"payload of entry {index}", "its hash is not its name")

    def _find(self, tile: Tile, path_of: _PathOf, *, is_older: bool) -> Tile | None:
        """Return the tile whose file is there: a full one may have taken a partial one's place."""
        for found in (tile,) if is_older else (tile, tile.full()):
            if (self._folder / path_of(found)).is_file():
                return found
        if not is_older:
            self._teller.fault(path_of(tile), "file", "is missing")
        return None

    def _bytes(self, path: str) -> bytes:
        return (self._folder / path).read_bytes()


def _differing(stored: Sequence[bytes], true: Sequence[Hash]) -> list[int]:
    """Return the places at which two lists of hashes differ, as far as both of them go."""
    pairs = enumerate(zip(stored, true, strict=False))
    return [place for place, (value, other) in pairs if other is not None and value != other]
