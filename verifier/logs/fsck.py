"""Checking a log's folder from nothing but the folder.

Entries, tiles and checkpoint say the same thing three times. Where they differ, the signed
checkpoint tells which of them is right, so that a fault is named where it is.
Source: docs/spec/board.md section 12.
"""

from collections.abc import Sequence

from crypto import merkle, tiles
from crypto.errors import CryptoError, DecodeError
from crypto.notes import MAX_NOTE, Checkpoint, NoteVerifier, open_checkpoint
from crypto.tiles import Tile
from verifier.errors import UnusableLogError
from verifier.logs.files import bundles_of, cap_of, decode_note, payload_of, stated_by
from verifier.logs.folder import Folder
from verifier.logs.folder_report import FolderReport
from verifier.logs.keys import stated_key
from verifier.logs.memory import KEY, Memory

_ENOUGH = 10_000
"""Faults after which a folder without its entries is not looked at any further."""


def folder_check(folder: Folder, key: NoteVerifier | None = None) -> FolderReport:
    """Check every file of a log's folder.

    Args:
        folder: the log's folder, perhaps that of a mirror.
        key: the log's key, if it is known from elsewhere; otherwise the one a mirror kept, or the
            one the log itself names.

    Raises:
        UnusableLogError: there is no checkpoint, or no key that signed it: nothing can be judged.
    """
    data = folder.read(tiles.CHECKPOINT, MAX_NOTE)
    if data is None:
        raise UnusableLogError("there is no log in this folder: it has no checkpoint")
    try:
        note = decode_note(data)
        checkpoint = stated_by(note)
    except CryptoError as error:
        raise UnusableLogError(f"checkpoint: cannot be read: {error}") from error
    report = _report(folder, key, checkpoint)
    try:
        open_checkpoint(note, report.key)
    except CryptoError as error:
        report.fault(tiles.CHECKPOINT, str(error))
    _Check(folder, report).run()
    return report


def _report(folder: Folder, given: NoteVerifier | None, checkpoint: Checkpoint) -> FolderReport:
    """Return an empty report with the log's key, and a fault where a mirror kept another."""
    memory = Memory(folder)
    try:
        kept, damage = memory.key(), ""
    except UnusableLogError as error:
        kept, damage = None, _without(KEY, error)
    try:
        key = given or kept or stated_key(checkpoint.size, folder.read)
    except CryptoError as error:
        raise UnusableLogError(f"the log's key cannot be told: {error}") from error
    report = FolderReport(key, checkpoint)
    if damage or kept not in {None, key}:
        report.fault(KEY, damage or "is another key than the one given")
    return report


class _Check:
    def __init__(self, folder: Folder, report: FolderReport) -> None:
        self._folder = folder
        self._report = report
        self._size = report.checkpoint.size
        self._leaves: list[bytes] = []
        self._levels = [self._leaves]
        self._is_whole = True
        self._seen = {tiles.CHECKPOINT}

    def run(self) -> None:
        for tile in bundles_of(self._size):
            self._leaves += self._bundle(tile)
            # A checkpoint can state any size; files that are not there need not all be named.
            if self._report.count > _ENOUGH and not self._is_whole:
                break
        if self._is_whole:
            self._compare_roots()
            self._compare_above()
            self._look_at_others()
        else:
            self._report.fault(tiles.CHECKPOINT, "cannot be compared: entries are missing")

    def _bundle(self, tile: Tile) -> Sequence[bytes]:
        """Check one bundle and the tile above it; return the leaf hashes taken for true."""
        data = self._read(tile.bundle_path)
        entries = None if data is None else _entries(data, tile)
        stored = self._hashes(tile)
        own = None if entries is None else [merkle.leaf_hash(entry) for entry in entries]
        true = self._truth(tile, own, stored)
        if data is not None and entries is None:
            self._moved(data, tile, true or ())
        if true is None:
            self._is_whole = False
            return [b""] * tile.width
        self._name_differences(tile, own, stored, true)
        for offset, entry in enumerate(entries or ()):
            # What a wrong entry says of its payload is nothing to go by.
            if merkle.leaf_hash(entry) == true[offset]:
                self._payload(tile.start + offset, entry, tile)
        return true

    def _moved(self, data: bytes, tile: Tile, true: Sequence[bytes]) -> None:
        """Name the entry from which on a bundle's lengths are wrong."""
        leading = [merkle.leaf_hash(entry) for entry in tiles.leading_entries(data, tile)]
        places = (
            at for at, pair in enumerate(zip(leading, true, strict=False)) if len({*pair}) > 1
        )
        first = tile.start + next(places, len(leading))
        self._report.fault(tile.bundle_path, f"entry {first} has no right end")

    def _hashes(self, tile: Tile) -> list[bytes] | None:
        data = self._read(tile.path)
        try:
            return None if data is None else tiles.decode_tile(data, tile)
        except DecodeError as error:
            self._report.fault(tile.path, _without(tile.path, error))
            return None

    def _truth(
        self, tile: Tile, own: list[bytes] | None, stored: list[bytes] | None
    ) -> list[bytes] | None:
        """Choose by what stands above; entries win where that says nothing."""
        if own is None or stored is None or own == stored:
            return own or stored
        return stored if self._is_confirmed(tile, stored) else own

    def _is_confirmed(self, tile: Tile, stored: list[bytes]) -> bool:
        """Whether the tile above bears these hashes out, or at the right edge the checkpoint."""
        if tile.width < tiles.WIDTH:
            return merkle.root([*self._leaves, *stored]) == self._report.checkpoint.root
        index, place = divmod(tile.index, tiles.WIDTH)
        width = min(tiles.WIDTH, self._size // tiles.WIDTH - index * tiles.WIDTH)
        parent = Tile(1, index, width)
        try:
            data = self._folder.read(parent.path, cap_of(parent.path))
            return data is not None and tiles.decode_tile(data, parent)[place] == merkle.root(
                stored
            )
        except (DecodeError, UnusableLogError):
            return False

    def _name_differences(
        self,
        tile: Tile,
        own: list[bytes] | None,
        stored: list[bytes] | None,
        true: Sequence[bytes],
    ) -> None:
        for offset in _differing(own, true):
            detail = f"entry {tile.start + offset} is not the one the tree holds"
            self._report.fault(tile.bundle_path, detail)
        for offset in _differing(stored, true):
            detail = f"hash {offset} is not that of entry {tile.start + offset}"
            self._report.fault(tile.path, detail)

    def _payload(self, index: int, entry: bytes, tile: Tile) -> None:
        try:
            reference = payload_of(entry, f"entry {index}")
        except DecodeError as error:
            self._report.fault(tile.bundle_path, str(error))
            return
        if reference.path in self._seen:
            return
        self._seen.add(reference.path)
        try:
            data = self._folder.read(reference.path, reference.size)
            if data is None:
                raise DecodeError("is missing")
            reference.verify(data)
        except (DecodeError, UnusableLogError) as error:
            detail = f"payload of entry {index}: {_without(reference.path, error)}"
            self._report.fault(reference.path, detail)

    def _compare_roots(self) -> None:
        """Compare with the checkpoint of the folder, and with all that a mirror kept."""
        node = merkle.stored_leaves(self._leaves)
        if merkle.tree_root(self._size, node) != self._report.checkpoint.root:
            detail = "its root is not the root over the entries"
            self._report.fault(tiles.CHECKPOINT, detail)
        memory = Memory(self._folder)
        for path in memory.note_paths():
            try:
                checkpoint, _ = memory.note(path, self._report.key)
            except UnusableLogError as error:
                self._report.fault(path, _without(path, error))
                continue
            self._report.kept += 1
            if checkpoint.size > self._size:
                # A mirror keeps what it saw before it has the files: that run did not come through.
                self._report.ahead = max(self._report.ahead, checkpoint.size)
            elif checkpoint.root != merkle.tree_root(checkpoint.size, node):
                detail = f"the log signed another history of {checkpoint.size:,} entries before"
                self._report.fault(tiles.CHECKPOINT, detail)
        for path in memory.spoiled_evidence():
            self._report.fault(path, "is not what it was when it was kept")

    def _compare_above(self) -> None:
        hashes = _full_subtrees(self._leaves)
        while hashes:
            self._levels.append(hashes)
            level = len(self._levels) - 1
            for start in range(0, len(hashes), tiles.WIDTH):
                true = hashes[start : start + tiles.WIDTH]
                tile = Tile(level, start // tiles.WIDTH, len(true))
                for offset in _differing(self._hashes(tile), true):
                    detail = f"hash {offset} is not the one the entries under it make"
                    self._report.fault(tile.path, detail)
            hashes = _full_subtrees(hashes)

    def _look_at_others(self) -> None:
        """Look at files that the checkpoint does not ask for: partial ones of earlier sizes."""
        older = {
            f"{path}.p": tile
            for tile in tiles.tiles_of(self._size)
            for path in (tile.full().path, tile.full().bundle_path)[: 2 if tile.level == 0 else 1]
        }
        for path in self._folder.files():
            if path in self._seen:
                continue
            above, _, width = path.rpartition("/")
            if above in older and tiles.is_file(path) and int(width) < older[above].width:
                self._compare_older(path, Tile(older[above].level, older[above].index, int(width)))
            else:
                self._report.strays.append(path)

    def _compare_older(self, path: str, tile: Tile) -> None:
        true = self._levels[tile.level][tile.start : tile.start + tile.width]
        if path == tile.bundle_path and tile.level == 0:
            data = self._read(path)
            if data is None:
                return
            entries = _entries(data, tile)
            own = None if entries is None else [merkle.leaf_hash(entry) for entry in entries]
            if own is None:
                self._moved(data, tile, true)
        else:
            own = self._hashes(tile)
        for offset in _differing(own, true):
            self._report.fault(path, f"number {offset} is not the one the newer file has")

    def _read(self, path: str) -> bytes | None:
        self._seen.add(path)
        try:
            data = self._folder.read(path, cap_of(path))
        except UnusableLogError as error:
            self._report.fault(path, _without(path, error))
            return None
        if data is None:
            self._report.fault(path, "is missing")
        return data


def _entries(data: bytes, tile: Tile) -> list[bytes] | None:
    """Return the entries of a bundle, None where their lengths do not fit."""
    try:
        return tiles.decode_bundle(data, tile)
    except DecodeError:
        return None


def _full_subtrees(hashes: Sequence[bytes]) -> list[bytes]:
    whole = len(hashes) // tiles.WIDTH * tiles.WIDTH
    parts = range(0, whole, tiles.WIDTH)
    return [merkle.root(hashes[start : start + tiles.WIDTH]) for start in parts]


def _differing(stored: list[bytes] | None, true: Sequence[bytes]) -> list[int]:
    if stored is None:
        return []
    return [place for place, value in enumerate(true) if stored[place] != value]


def _without(place: str, error: Exception) -> str:
    """Return an error's words without the place, which stands before them anyway."""
    return str(error).removeprefix(f"{place}: ")
