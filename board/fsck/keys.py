"""The key that a log signs with, against what is stored of it."""

from board.fsck.faults import Teller, Told
from board.fsck.rows import KeyRow, LogRow, key_row, newest_note
from board.keys import verifiers_held
from crypto.errors import CryptoError, DecodeError
from crypto.notes import NoteVerifier, open_checkpoint

TABLE = "board_logkey"


def keys_possible(pk: int, origin: str) -> list[NoteVerifier]:
    """Return the keys that a log may have, the stored one first if it can be read.

    Args:
        pk: of the log's row.
        origin: of the log.
    """
    row = key_row(pk)
    stored = _parsed(row) if row else None
    held = list(verifiers_held(origin).values())
    return [stored, *held] if stored is not None and stored.name == origin else held


def log_key(log: LogRow, told: Told) -> NoteVerifier | None:
    """Return the key that `log` signs with, as far as it can be told; name what is stored wrongly.

    Args:
        log: the row, with its true origin.
        told: takes each fault.
    """
    teller, row = Teller(log.slug, TABLE, told), key_row(log.pk)
    possible = keys_possible(log.pk, log.origin)
    note = newest_note(log.pk)
    signing = [key for key in possible if note is not None and is_signed(note, key)]
    key = next(iter(signing or possible), None)
    if row is None:
        teller.fault("", "log_id", "the log has no key")
    elif key is not None:
        _compare(row, key, teller)
    return key


def _compare(row: KeyRow, key: NoteVerifier, teller: Teller) -> None:
    if row.verifier != key.text().encode():
        teller.fault("", "verifier", f"the log signs with the key {key.key_id.hex()}")
        return
    # Of a generation that is not held any more nothing can be told.
    number = next((n for n, held in verifiers_held(key.name).items() if held == key), None)
    if number is not None and number != row.generation:
        teller.fault("", "generation", f"the key is that of generation {number}")


def _parsed(row: KeyRow) -> NoteVerifier | None:
    try:
        return NoteVerifier.parse(row.verifier.decode())
    except (DecodeError, UnicodeDecodeError):
        return None


def is_signed(note: bytes, key: NoteVerifier) -> bool:
    """Return whether `note` is a checkpoint that `key` signed."""
    try:
        open_checkpoint(note.decode(), key)
    except (CryptoError, UnicodeDecodeError):
        return False
    return True
