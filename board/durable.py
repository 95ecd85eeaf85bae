"""Files that survive a loss of power, and are seen either whole or not at all."""

import ctypes
import os
from collections.abc import Collection, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

MANY = 8
"""From so many files on they are stored by one call for the whole file system."""


def file_write(path: Path, data: bytes, *, draft: Path, modified: int | None = None) -> None:
    """Put `data` at `path` in one step; the new name lasts once its folder is synced.

    Whatever fails, what stood at `path` before stays as it was.

    Args:
        path: where the file is to stand; its folder exists.
        data: its bytes.
        draft: a path on the same file system that nobody else uses meanwhile.
        modified: time of change to set, in seconds since 1970; None for the present.
    """
    files_write({path: data}, draft=draft, modified=modified)


def files_write(files: Mapping[Path, bytes], *, draft: Path, modified: int | None = None) -> None:
    """Put several files at their paths, each in one step.

    All are written before the disk is waited for, so that it can store them together. Whatever
    fails, each path has its old file or its new one. Arguments are those of `file_write`; the
    drafts are named `draft` with a number behind.
    """
    drafts = [draft.with_name(f"{draft.name}.{number}") for number in range(len(files))]
    try:
        with ExitStack() as stack:
            open_files = [stack.enter_context(path.open("wb")) for path in drafts]
            for file, data in zip(open_files, files.values(), strict=True):
                file.write(data)
                file.flush()
                if modified is not None:
                    os.utime(file.fileno(), (modified, modified))
            _store([file.fileno() for file in open_files])
        for made, path in zip(drafts, files, strict=True):
            made.replace(path)
    except BaseException:
        for made in drafts:
            made.unlink(missing_ok=True)
        raise


def folder_sync(folder: Path) -> None:
    """Make the names in `folder` survive a loss of power."""
    folders_sync([folder])


def folders_sync(folders: Collection[Path]) -> None:
    """Make the names in all of `folders`, which are on one file system, survive a loss of power."""
    several = sorted(folders)
    for folder in several[:1] if _can_store_together(several) else several:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            _store([descriptor] * len(several))
        finally:
            os.close(descriptor)


def _can_store_together(files: Sequence[object]) -> bool:
    return len(files) > MANY and _syncfs is not None


def _store(descriptors: Sequence[int]) -> None:
    """Wait until the disk has all of them: one by one, or by one call for the whole file system.

    Each wait of its own is a commit of the file system's journal.
    """
    if not _can_store_together(descriptors):
        for descriptor in set(descriptors):
            os.fsync(descriptor)
    elif _syncfs(descriptors[0]) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


_syncfs: Any = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
"""Linux's call that stores everything a file system holds back; elsewhere there is none."""
