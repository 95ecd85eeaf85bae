"""Files that survive a loss of power, and are seen either whole or not at all."""

import os
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
    try:
        with draft.open("wb") as file:
            file.write(data)
            file.flush()
            if modified is not None:
                os.utime(file.fileno(), (modified, modified))
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def folder_sync(folder: Path) -> None:
    """Make the names in `folder` survive a loss of power."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
