"""Files that survive a loss of power, and are seen either whole or not at all."""

import os
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path


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
            for file in open_files:
                os.fsync(file.fileno())
        for made, path in zip(drafts, files, strict=True):
            made.replace(path)
    except BaseException:
        for made in drafts:
            made.unlink(missing_ok=True)
        raise


def folder_sync(folder: Path) -> None:
    """Make the names in `folder` survive a loss of power."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
