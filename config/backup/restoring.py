"""Bringing a backup back.

The danger is the signer: whatever was signed after the backup must never be signed again for other
entries. So whoever brings a backup back says where newer copies of the record are, and what they
hold is appended before anything starts; the signer's memory becomes the newest that can be found,
and never an older one than lies in the new place. Until the database holds all of it, the product
refuses to start (board.E002, board.E004).
"""

import json
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.checks import ERROR, CheckMessage, Tags, run_checks
from django.core.management import call_command

from board import public_files, signed_heads
from board.keys import generation_of_note
from board.recovery import folders_of_logs
from config.backup.database import database_load
from config.backup.errors import BackupError
from config.backup.making import DESCRIPTION, DUMP, HEADS, PUBLIC, backups_in
from config.backup.record import head_keep, heads_copy, record_copy
from crypto import tiles
from crypto.errors import CryptoError
from crypto.transcript import sha256


def backup_restore(folder: Path, *, newer: Sequence[Path]) -> list[CheckMessage]:
    """Fill an empty database from the newest backup in `folder` and bring it forward.

    Run again after a failure: into a database emptied once more.

    Args:
        folder: of the backups.
        newer: public folders, copies of them or mirrors that may hold more than the backup.

    Returns:
        What still contradicts the database; nothing where all is well.

    Raises:
        BackupError: there is no whole backup, the secret is not the one its records were signed
            with, or the database is not empty.
    """
    source = _newest(folder)
    _verify_secret(folder / PUBLIC)
    database_load(source / DUMP)
    record_copy(folder / PUBLIC, public_files.folder())
    _memory_renew(folder, newer)
    call_command("migrate", skip_checks=True, verbosity=0)
    for place in (public_files.folder(), *newer):
        if folders_of_logs(place):
            call_command("board_recover", source=place)
    faults = run_checks(tags=[Tags.database], databases=["default"])
    return [fault for fault in faults if fault.level >= ERROR]


def _newest(folder: Path) -> Path:
    whole = backups_in(folder)
    if not whole:
        raise BackupError(f"{folder}: holds no whole backup")
    said = json.loads((whole[-1] / DESCRIPTION).read_text(encoding="utf-8"))
    size = (whole[-1] / DUMP).stat().st_size
    if size != said["bytes"]:
        raise BackupError(f"{whole[-1]}: is damaged: {said['bytes']} bytes expected, got {size}")
    return whole[-1]


def _verify_secret(public: Path) -> None:
    """A secret file made anew at this very start would fit nothing."""
    for path in _checkpoints(public):
        try:
            generation_of_note(path.read_text(encoding="utf-8"))
        except CryptoError as error:
            raise BackupError(
                f"{settings.TABELLA_SECRET_FILE}: is not the secret that signed these records "
                f"({error}). Put the copy from the safe in its place first"
            ) from error


def _memory_renew(folder: Path, newer: Sequence[Path]) -> None:
    memory = signed_heads.folder()
    heads_copy(folder / HEADS, memory)
    for public in (public_files.folder(), *newer):
        for path in _checkpoints(public):
            note = path.read_text(encoding="utf-8")
            origin = note.split("\n", 1)[0]
            head_keep(memory, f"{sha256(origin.encode()).hex()}.note", note)


def _checkpoints(public: Path) -> list[Path]:
    return [log / tiles.CHECKPOINT for log in folders_of_logs(public)]
