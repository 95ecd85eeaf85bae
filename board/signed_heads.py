"""What was signed, remembered outside of the database and its backups.

A database that is put back to an earlier state forgets the checkpoints it gave out. The files here
do not: a log whose head is behind what was signed, or beside it, is not signed again.

One file for each log, holding its newest note. It is written before the checkpoint's row, under the
lock on the log's head: a crash in between leaves a file that is ahead of the rows by the head that
is signed next, which is the same head with the same signature.
"""

import os
from collections.abc import Collection, Iterator
from pathlib import Path

from django.conf import settings

from board.durable import file_write, folder_sync
from board.errors import BoardError, CheckpointRefusedError
from board.keys import log_verifier, verifier_of_note
from board.models import Log
from board.selectors import consistency_proof
from crypto import merkle
from crypto.errors import CryptoError
from crypto.notes import Checkpoint, NoteVerifier, open_checkpoint
from crypto.transcript import sha256


def folder() -> Path:
    """Return the folder of the files; it may not exist yet."""
    return Path(settings.TABELLA_VAR) / "signed-heads"


def head_remember(log: Log, note: str, *, proved: Collection[Checkpoint] = ()) -> None:
    """Keep `note`, which signs the head of `log`, durably and in one step.

    Args:
        log: the log.
        note: its newest note.
        proved: checkpoints that the head was proved to follow in this transaction.

    Raises:
        CheckpointRefusedError: something else was signed at this size or beyond it, or the head
            does not continue what was signed.
    """
    path = _path(log.origin)
    if path.exists() and (known := note_read(path, log_verifier(log))) not in proved:
        verify_follows(log, known)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}")
    file_write(path, note.encode(), draft=draft)
    folder_sync(path.parent)


def heads_signed() -> Iterator[Checkpoint]:
    """Yield the newest checkpoint that was signed for each log.

    Raises:
        CheckpointRefusedError: a file is damaged, or this installation's key did not sign it.
    """
    for path in sorted(folder().glob("*.note")):
        yield note_read(path)


def head_signed(log: Log, key: NoteVerifier | None = None) -> Checkpoint | None:
    """Return the newest checkpoint that was signed for `log`, None if none was.

    Args:
        log: the log.
        key: the log's key, where the stored one is not to be believed.

    Raises:
        CheckpointRefusedError: the file is damaged, or this installation's key did not sign it.
    """
    path = _path(log.origin)
    return note_read(path, key) if path.exists() else None


def verify_follows(log: Log, signed: Checkpoint) -> None:
    """Check that the head of `log` is the one that was signed, or continues it.

    Raises:
        CheckpointRefusedError: it is smaller, has another root at the same size, or grew out of
            another history.
    """
    is_another = log.size == signed.size and log.root != signed.root
    if log.size < signed.size or is_another:
        raise CheckpointRefusedError(
            f"{log.origin}: size {log.size} was to be signed, "
            f"but {'another root' if is_another else f'size {signed.size}'} was signed before"
        )
    try:
        merkle.verify_consistency(
            first=signed.size,
            first_root=signed.root,
            second=log.size,
            second_root=log.root,
            proof=consistency_proof(log, signed.size, log.size),
        )
    except (BoardError, CryptoError) as error:
        raise CheckpointRefusedError(
            f"{log.origin}: does not continue what was signed at size {signed.size}: {error}"
        ) from error


def note_read(path: Path, key: NoteVerifier | None = None) -> Checkpoint:
    """Return the checkpoint in a file, signed by `key` or by that of the origin it names.

    Raises:
        CheckpointRefusedError: the file is damaged, or this installation's key did not sign it.
    """
    try:
        note = path.read_text(encoding="utf-8")
        return open_checkpoint(note, key or verifier_of_note(note))
    except (CryptoError, UnicodeDecodeError) as error:
        raise CheckpointRefusedError(f"{path.name}: is damaged: {error}") from error


def _path(origin: str) -> Path:
    return folder() / f"{sha256(origin.encode()).hex()}.note"
