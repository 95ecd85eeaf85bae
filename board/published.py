"""What stands in the public folder, and what can be proved by it.

A voter's receipt, a download and a page all speak of the published checkpoint, never of a newer one
that only the log has signed: witnesses would not have seen it.

Source: docs/spec/board.md sections 5, 7 and 8.
"""

from dataclasses import dataclass
from functools import lru_cache

from board.errors import CheckpointRefusedError, NotOnRecordError, NotSignedYetError
from board.models import Log
from board.public_files import log_folder
from board.selectors import (
    checkpoint_at,
    entry_bytes,
    inclusion_proof,
    log_get,
    log_verifier_key,
)
from board.witnesses import note_cosigned, policy_of
from crypto import notes, tiles
from crypto.errors import CryptoError
from crypto.notes import NoteVerifier


@dataclass(frozen=True, slots=True)
class Published:
    """The checkpoint that stands in the public folder.

    Attributes:
        note: with the signature lines of the log and of the witnesses that had signed it.
        checkpoint: what its text says.
    """

    note: str
    checkpoint: notes.Checkpoint

    @property
    def size(self) -> int:
        """Return the number of entries under it."""
        return self.checkpoint.size

    @property
    def signatures(self) -> int:
        """Return how many lines the log and the witnesses have signed it with."""
        return len(notes.split_note(self.note)[1])


def published(log: Log) -> Published:
    """Return the published checkpoint of `log`.

    Raises:
        NotOnRecordError: nothing was published yet.
        CheckpointRefusedError: the file is damaged, or not signed by the log's key.
    """
    path = log_folder(log.slug) / tiles.CHECKPOINT
    try:
        return _opened(path.read_text(encoding="utf-8"), log_verifier_key(log))
    except FileNotFoundError as error:
        raise NotOnRecordError("checkpoint: none was published yet") from error
    except (UnicodeDecodeError, CryptoError) as error:
        raise CheckpointRefusedError(f"{log.origin}: the public checkpoint: {error}") from error


def published_if_any(log: Log) -> Published | None:
    """Return the published checkpoint of `log`, None before the first one.

    Raises:
        CheckpointRefusedError: as `published`.
    """
    return published(log) if is_published(log) else None


def is_published(log: Log) -> bool:
    """Return whether the public folder has a checkpoint of `log`."""
    return (log_folder(log.slug) / tiles.CHECKPOINT).is_file()


def published_size(log: Log) -> int:
    """Return how many entries are published; 0 before the first checkpoint is.

    Raises:
        CheckpointRefusedError: as above.
    """
    found = published_if_any(log)
    return found.size if found else 0


def receipt_text(log: Log, index: int, size: int | None = None) -> str:
    """Return the proof of entry `index` at a checkpoint (docs/spec/board.md section 5).

    Args:
        log: the log.
        index: number of the entry.
        size: of an earlier checkpoint; the published one where it is None.

    Raises:
        NotOnRecordError: the log has no such entry, or no checkpoint of that size.
        NotSignedYetError: the checkpoint does not cover the entry, or is not published yet.
    """
    entry = entry_bytes(log, index)
    found = published_if_any(log)
    if found is None or not index < (reach := size or found.size) <= found.size:
        raise NotSignedYetError(f"entry {index}: no published checkpoint covers it yet, ask again")
    if log.size < reach:  # it grew, and was published, since the caller read it
        log = log_get(log.slug)
    note = found.note if reach == found.size else _note_at(log, reach)
    return notes.encode_tlog_proof(entry, index, inclusion_proof(log, index, reach), note)


def _note_at(log: Log, size: int) -> str:
    return note_cosigned(checkpoint_at(log, size), policy_of(log))


@lru_cache(maxsize=64)
def _opened(note: str, key: str) -> Published:
    """Keep what was checked: everybody who waits for a receipt asks for the same note."""
    return Published(note, notes.open_checkpoint(note, NoteVerifier.parse(key)))
