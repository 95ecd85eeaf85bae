"""Making a backup.

    FOLDER/public         a copy of the public folder; grows, one for all backups
    FOLDER/signed-heads   a copy of the signer's memory; grows, one for all backups
    FOLDER/TIME/          database.dump, and backup.json once everything is there

The secret file is not in it, and must never lie beside it.

The order is what makes it safe. The database comes first, then the signer's memory, then the public
folder: nothing was signed before the copy of the memory that the memory does not name. Where it
names more than the copy of the public folder holds, the database is written once more, so that
whoever brings the backup back has every entry that was signed.
"""

import json
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from board import public_files, signed_heads
from board.durable import file_write, folder_sync
from config.backup.database import database_dump
from config.backup.errors import BackupError
from config.backup.record import heads_copy, heads_uncovered, record_copy

DUMP, DESCRIPTION = "database.dump", "backup.json"
PUBLIC, HEADS = "public", "signed-heads"
_TIME = "%Y-%m-%dT%H-%M-%SZ"


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup, whole.

    Attributes:
        folder: where its database lies.
        at: when its database was read.
        logs: how many logs the copy of the public folder holds.
    """

    folder: Path
    at: datetime
    logs: int


def backup_make(folder: Path, *, keep: int, now: datetime | None = None) -> Backup:
    """Make a backup in `folder` and remove older ones beyond the newest `keep`.

    A run that was cut short leaves a folder without a description, which counts for nothing and
    goes with the next run.

    Raises:
        BackupError: it cannot be made; older ones are untouched.
    """
    at = now or datetime.now(UTC)
    target = folder / at.strftime(_TIME)
    try:
        target.mkdir(parents=True, mode=0o700)
        database_dump(target / DUMP)
        heads_copy(signed_heads.folder(), folder / HEADS)
        logs = record_copy(public_files.folder(), folder / PUBLIC)
        if heads_uncovered(folder / HEADS, folder / PUBLIC):
            (target / DUMP).unlink()
            database_dump(target / DUMP)
        _describe(target, at, len(logs))
        _older_remove(folder, keep)
        _remember(target, at)
    except OSError as error:
        raise BackupError(f"{error.filename}: {error.strerror}") from error
    return Backup(target, at, len(logs))


def backups_in(folder: Path) -> list[Path]:
    """The folders of whole backups, oldest first."""
    return sorted(path.parent for path in folder.glob(f"*/{DESCRIPTION}"))


def marker() -> Path:
    """Where an installation remembers its newest backup."""
    return Path(settings.TABELLA_VAR) / "last-backup.json"


def last_backup() -> datetime | None:
    """When the newest backup was made from here; None before the first."""
    try:
        return datetime.fromisoformat(json.loads(marker().read_text(encoding="utf-8"))["at"])
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def _describe(target: Path, at: datetime, logs: int) -> None:
    size = (target / DUMP).stat().st_size
    words = {"at": at.isoformat(), "bytes": size, "logs": logs}
    file_write(target / DESCRIPTION, json.dumps(words).encode(), draft=target / ".draft")
    folder_sync(target)


def _older_remove(folder: Path, keep: int) -> None:
    whole = backups_in(folder)
    dates = {path for path in folder.iterdir() if path.is_dir()} - {folder / PUBLIC, folder / HEADS}
    for path in (dates - set(whole)) | set(whole[:-keep]):
        shutil.rmtree(path)


def _remember(target: Path, at: datetime) -> None:
    words = {"at": at.isoformat(), "folder": str(target)}
    place = marker()
    file_write(place, json.dumps(words).encode(), draft=place.with_suffix(".draft"))
