"""Bringing a mirror up to date: everything is proved before anything is replaced.

Order of work: the checkpoint; whether it continues all that was seen before; tiles and bundles,
beside the mirror; the root over them; payloads, each under its own hash; tiles and bundles into
their places; the checkpoint last. State after a crash: the mirror is right for the checkpoint that
stands in it, and the next run finds what was already downloaded.
Source: docs/spec/board.md section 12.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from crypto import merkle, tiles
from crypto.errors import CryptoError, DecodeError
from crypto.notes import MAX_NOTE, NoteVerifier, open_checkpoint
from crypto.tiles import Tile, TileReader
from verifier.errors import LogFaultError, UnusableLogError
from verifier.logs.continuity import Contradiction, Signed, contradiction
from verifier.logs.files import (
    PayloadReference,
    ReadCapped,
    bundles_of,
    cap_of,
    capped,
    decode_note,
    payload_of,
)
from verifier.logs.folder import Folder
from verifier.logs.keys import first_key
from verifier.logs.memory import INCOMING, Memory

Say = Callable[[str], None]
"""Takes a line of progress."""

_EVERY = 500
"""Payloads between two lines of progress."""


@dataclass(frozen=True, slots=True)
class Mirrored:
    """What a run has done.

    Attributes:
        key: the log's key.
        size: entries that are mirrored now.
        before: entries that were mirrored before.
        payloads: payloads that were downloaded.
    """

    key: NoteVerifier
    size: int
    before: int
    payloads: int


class Mirror:
    """A mirror in one folder of the log behind one source.

    Args:
        read: gives the log's files; nothing it gives is believed.
        folder: where the mirror stands.
        say: takes lines of progress.
    """

    def __init__(self, read: ReadCapped, folder: Folder, say: Say) -> None:
        self._read = read
        self._folder = folder
        self._memory = Memory(folder)
        self._say = say

    def update(self, key: NoteVerifier | None = None) -> Mirrored:
        """Bring the mirror up to the log's newest checkpoint.

        Args:
            key: the log's key, if it is known from elsewhere.

        Raises:
            LogFaultError: the log contradicts itself or what was mirrored; evidence is kept, and
                the mirror stays as it was.
            DownloadError: the server did not give a file.
            UnusableLogError: the folder or the log cannot be used.
            DecodeError: what the server gave first is no log.
        """
        with self._memory.alone():
            return self._update(key)

    def _update(self, key: NoteVerifier | None) -> Mirrored:
        note = self._newest_note()
        key = self._key(note, key)
        try:
            new = Signed(open_checkpoint(note, key), note)
        except CryptoError as error:
            raise LogFaultError(f"checkpoint: {error}") from error
        self._memory.keep_note(note)
        standing = self._memory.standing(key)
        before = 0
        if standing is not None:
            before = standing[0].size
            self._memory.keep_note(standing[1])
        self._say(f"{key.name}: {new.size:,} entries, {before:,} of them mirrored before")
        self._verify_history(key, new, before)
        self._stage_tree(new)
        payloads = self._take_payloads(new.size)
        self._install(new)
        return Mirrored(key, new.size, before, payloads)

    def _newest_note(self) -> str:
        data = self._read(tiles.CHECKPOINT, MAX_NOTE)
        if data is None:
            raise UnusableLogError("there is no log at this address: it has no checkpoint")
        return decode_note(data)

    def _key(self, note: str, given: NoteVerifier | None) -> NoteVerifier:
        """Return the key that was kept; at first the given one or the one the log itself names."""
        kept = self._memory.key()
        if kept is not None:
            if given not in {None, kept}:
                raise UnusableLogError("this mirror was begun with another key than the given one")
            return kept
        key = given or self._key_in_folder() or first_key(note, self._read)
        open_checkpoint(note, key)
        self._memory.keep_key(key)
        return key

    def _key_in_folder(self) -> NoteVerifier | None:
        """Return the key of a folder that was carried here; None for an empty one."""
        data = self._folder.read(tiles.CHECKPOINT, MAX_NOTE)
        return None if data is None else first_key(decode_note(data), self._folder.read)

    def _verify_history(self, key: NoteVerifier, new: Signed, before: int) -> None:
        """Compare with what was seen since the mirror was last complete, and with that."""
        if new.size == 0:
            raise UnusableLogError("the log holds no entries yet")
        reader = TileReader(new.size, capped(self._read))
        with _places("the log"):
            if reader.root() != new.checkpoint.root:
                raise LogFaultError("the log's tiles do not lead to the checkpoint it signed")
        unsettled = [
            Signed(*pair) for pair in self._memory.notes(key) if pair[0].size >= max(before, 1)
        ]
        for old in unsettled:
            if old.size > new.size:
                raise self._shorter(key, old, new, before)
            with _places("the log"):
                found = contradiction(key, old, new, reader)
            if found is not None:
                raise self._fault(found, old, new)

    def _shorter(self, key: NoteVerifier, old: Signed, new: Signed, before: int) -> LogFaultError:
        """Look whether the shorter log is at least the start of what is mirrored."""
        standing = self._memory.standing(key)
        text = f"the log shows only {new.size:,} entries, but signed for {old.size:,} before:"
        text += " an old copy out of some cache, or entries were taken back"
        if standing is None or before < new.size:
            return self._fault(Contradiction(text, None), old, new)
        try:
            reader = TileReader(before, capped(self._folder.read))
            found = contradiction(key, new, Signed(*standing), reader)
        except CryptoError:
            found = None
        return self._fault(found or Contradiction(text, None), old, new)

    def _fault(self, found: Contradiction, old: Signed, new: Signed) -> LogFaultError:
        kept = [self._memory.keep_note(signed.note) for signed in (old, new)]
        if found.evidence is not None:
            kept.append(self._memory.keep_evidence(found.evidence))
        return LogFaultError(f"{found.text}; kept: {', '.join(kept)}")

    def _stage_tree(self, new: Signed) -> None:
        """Bring all tiles and bundles to this machine and check that the checkpoint covers them."""
        hashes: list[bytes] = []
        for tile in bundles_of(new.size):
            level = self._entries(tile)
            if tile.width == tiles.WIDTH:
                hashes.append(merkle.root(level))
            self._say(f"entries: {tile.start + tile.width:,} of {new.size:,}")
        self._stage_above(1, hashes)
        if TileReader(new.size, capped(self._here)).root() != new.checkpoint.root:
            self._folder.remove(INCOMING)
            raise LogFaultError(
                "the entries do not lead to the checkpoint; if `fsck` finds fault with the mirror,"
                " remove what it names, otherwise the log is at fault"
            )

    def _stage_above(self, level: int, hashes: Sequence[bytes]) -> None:
        while hashes:
            above = []
            for start in range(0, len(hashes), tiles.WIDTH):
                part = hashes[start : start + tiles.WIDTH]
                tile = Tile(level, start // tiles.WIDTH, len(part))
                expected = tiles.encode_tile(part)
                if not any(
                    _read_sound(read, tile.path) == expected
                    for read in (self._folder.read, self._incoming)
                ):
                    self._stage_tile(tile, expected)
                if len(part) == tiles.WIDTH:
                    above.append(merkle.root(part))
            level, hashes = level + 1, above

    def _entries(self, tile: Tile) -> list[bytes]:
        """Return the leaf hashes under a tile of level 0 after its files are here and agree."""
        for read in (self._folder.read, self._incoming):
            leaves = _agreeing(tile, read)
            if leaves is not None:
                return leaves
        with _places("the log"):
            entries = tiles.read_bundle(tile, capped(self._read))
        leaves = [merkle.leaf_hash(entry) for entry in entries]
        self._folder.write(f"{INCOMING}/{tile.bundle_path}", tiles.encode_bundle(entries))
        self._stage_tile(tile, tiles.encode_tile(leaves))
        return leaves

    def _stage_tile(self, tile: Tile, expected: bytes) -> None:
        """Download a tile and compare it with the one its entries make."""
        data = self._read(tile.path, len(expected))
        if data is None:
            full = self._read(tile.full().path, cap_of(tile.path))
            data = None if full is None else full[: len(expected)]
        if data != expected:
            what = "is missing" if data is None else "is not what the entries under it make"
            raise LogFaultError(f"{tile.path}: {what}")
        self._folder.write(f"{INCOMING}/{tile.path}", expected)

    def _take_payloads(self, size: int) -> int:
        """Download the payloads that are missing; each is believed by its hash alone."""
        taken = 0
        for index, reference in self._references(size):
            if self._folder.has(reference.path, reference.size):
                continue
            data = self._read(reference.path, reference.size)
            if data is None:
                raise LogFaultError(f"{reference.path}: the payload of entry {index} is missing")
            with _places(f"payload of entry {index}: {reference.path}"):
                reference.verify(data)
            self._folder.write(reference.path, data)
            taken += 1
            if taken % _EVERY == 0:
                self._say(f"payloads: up to entry {index + 1:,} of {size:,}")
        return taken

    def _references(self, size: int) -> Iterator[tuple[int, PayloadReference]]:
        for tile in bundles_of(size):
            for offset, entry in enumerate(tiles.read_bundle(tile, capped(self._here))):
                index = tile.start + offset
                with _places("the log"):
                    reference = payload_of(entry, f"entry {index}")
                yield index, reference

    def _install(self, new: Signed) -> None:
        for tile in tiles.tiles_of(new.size):
            for path in {tile.path, tile.bundle_path} if tile.level == 0 else {tile.path}:
                if self._incoming(path, cap_of(path)) is not None:
                    self._folder.move(f"{INCOMING}/{path}", path)
        self._folder.sync()
        self._folder.write(tiles.CHECKPOINT, new.note.encode())
        self._folder.sync()
        for tile in tiles.tiles_of(new.size):
            if tile.width == tiles.WIDTH:
                self._folder.remove_partials(tile)
        self._folder.remove(INCOMING)

    def _incoming(self, path: str, cap: int) -> bytes | None:
        return self._folder.read(f"{INCOMING}/{path}", cap)

    def _here(self, path: str, cap: int) -> bytes | None:
        """Read a file that waits before the one whose place it will take."""
        data = self._incoming(path, cap)
        return self._folder.read(path, cap) if data is None else data


def _agreeing(tile: Tile, read: ReadCapped) -> list[bytes] | None:
    """Return the leaf hashes of a bundle that fits its tile; None if a file is missing or wrong."""
    bundle = _read_sound(read, tile.bundle_path)
    if bundle is None:
        return None
    try:
        leaves = [merkle.leaf_hash(entry) for entry in tiles.decode_bundle(bundle, tile)]
    except DecodeError:
        return None
    return leaves if _read_sound(read, tile.path) == tiles.encode_tile(leaves) else None


def _read_sound(read: ReadCapped, path: str) -> bytes | None:
    """Read a file of this machine; one that cannot be read is as good as none."""
    try:
        return read(path, cap_of(path))
    except UnusableLogError:
        return None


@contextmanager
def _places(where: str) -> Iterator[None]:
    """Let what a server sent be the log's fault."""
    try:
        yield
    except CryptoError as error:
        raise LogFaultError(f"{where}: {error}") from error
