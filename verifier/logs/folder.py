"""A log's folder on disk: read as if a stranger had left it, written so that nothing is half there.

State after a crash: every file is what it was before or what it was to become.
Source: docs/spec/board.md section 12.
"""

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from crypto.tiles import Tile
from verifier.errors import UnusableLogError

OWN = ".mirror"
"""Folder of what a mirror keeps besides the log's files."""

_MODIFIED = 946_684_800
"""Time of change of tiles and payloads: the record gives no ballot a time of its own."""

_DRAFT = f"{OWN}/draft"


class Folder:
    """A folder with a log's files.

    Args:
        root: its path; it need not exist before something is written.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._touched: set[Path] = set()

    def read(self, path: str, cap: int) -> bytes | None:
        """Return the bytes of a file, None where there is none.

        Raises:
            UnusableLogError: it is longer than `cap` bytes, cannot be read, or is no regular file
                in this folder: links are not followed.
        """
        try:
            descriptor = self._open(path)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise UnusableLogError(f"{path}: cannot be read: {error.strerror}") from error
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise UnusableLogError(f"{path}: is no regular file")
        with os.fdopen(descriptor, "rb") as stream:
            data = stream.read(cap + 1)
        if len(data) > cap:
            raise UnusableLogError(f"{path}: is longer than {cap:,} bytes")
        return data

    def has(self, path: str, size: int) -> bool:
        """Whether there is a file of exactly `size` bytes; its bytes are not looked at."""
        try:
            status = (self.root / path).lstat()
        except (FileNotFoundError, NotADirectoryError):
            return False
        return stat.S_ISREG(status.st_mode) and status.st_size == size

    def write(self, path: str, data: bytes) -> None:
        """Put `data` at `path` in one step."""
        draft = self.make(_DRAFT)
        with draft.open("wb") as stream:
            stream.write(data)
            stream.flush()
            if "tile/" in path or "payload/" in path:
                os.utime(stream.fileno(), (_MODIFIED, _MODIFIED))
            os.fsync(stream.fileno())
        draft.replace(self.make(path))

    def move(self, source: str, path: str) -> None:
        """Put the file at `source` in the place of whatever stands at `path`."""
        (self.root / source).replace(self.make(path))

    def sync(self) -> None:
        """Make the names of all files written since the last call survive a loss of power."""
        for folder in sorted(self._touched):
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        self._touched.clear()

    def files(self, below: str = ".") -> Iterator[str]:
        """Yield the paths of all files, sorted, but those a mirror keeps besides."""
        top = self.root / below
        for parent, folders, names in os.walk(top):
            if Path(parent) == self.root and OWN in folders:
                folders.remove(OWN)
            folders.sort()
            for name in sorted(names):
                yield (Path(parent) / name).relative_to(top).as_posix()

    def remove_partials(self, tile: Tile) -> None:
        """Remove what a full tile has taken the place of."""
        for path in {tile.path, tile.bundle_path} if tile.level == 0 else {tile.path}:
            shutil.rmtree(self.root / f"{path}.p", ignore_errors=True)

    def remove(self, path: str) -> None:
        """Remove a folder of the mirror's own and all below it."""
        shutil.rmtree(self.root / path, ignore_errors=True)

    def _open(self, path: str) -> int:
        """Open a file, refusing links in every part of its path."""
        *parents, name = path.split("/")
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
        place = os.open(self.root, os.O_RDONLY | os.O_DIRECTORY)
        try:
            for parent in parents:
                below = os.open(parent, flags | os.O_DIRECTORY, dir_fd=place)
                os.close(place)
                place = below
            return os.open(name, flags, dir_fd=place)
        finally:
            os.close(place)

    def make(self, path: str) -> Path:
        """Make the folders above a file and return its path.

        Raises:
            UnusableLogError: one of them is a link, which could lead anywhere.
        """
        file = self.root / path
        for parent in (self.root, *reversed(file.relative_to(self.root).parents[:-1])):
            folder = self.root / parent
            folder.mkdir(parents=folder == self.root, exist_ok=True)
            if folder != self.root and folder.is_symlink():
                raise UnusableLogError(f"{folder.relative_to(self.root)}: is a link")
            self._touched.add(folder)
        return file
