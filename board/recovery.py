"""Bringing a database forward to what was published, after an older one was put back.

Everything is read as if a stranger had left it: nothing is taken that does not lead to a checkpoint
this installation's key signed, or that does not continue what the database holds. Entries are only
ever appended, by the same function as always; a crash before the commit leaves nothing.

Source: docs/spec/board.md sections 7 and 8.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.db import transaction

from board.errors import RecoveryRefusedError
from board.keys import generation_of_note, verifier_of_note
from board.models import Log
from board.registry import registry_make
from board.services import NewEntry, board_append, log_create, log_freeze
from board.succession import registries_settle
from crypto import canonical_json, merkle, notes, tiles
from crypto.announcement import REGISTRY_NEXT
from crypto.entries import MAX_ENTRY, EntryHeader, decode_entry
from crypto.errors import CryptoError
from crypto.registry import decode_registry_entry, registry_number

LAST_KINDS = ("final", "cancel", REGISTRY_NEXT)
"""Kinds after which a log takes nothing more."""

_AT_ONCE = 200
_COMMON = {"payload", "size", "type", "v"}


@dataclass(frozen=True, slots=True)
class Recovered:
    """What was brought back of one log: the entries from number `before` up to `after`."""

    log: Log
    before: int
    after: int


def folders_of_logs(source: Path) -> list[Path]:
    """Return the folders of logs in `source`: a public folder, or a mirror of one log."""
    if (source / tiles.CHECKPOINT).is_file():
        return [source]
    return sorted(path.parent for path in source.glob(f"logs/*/{tiles.CHECKPOINT}"))


def log_recover(*, folder: Path) -> Recovered:
    """Append to a log all entries that `folder` has and the database lacks.

    A log that is not in the database at all is made again. Where nothing is missing, nothing
    changes.

    Raises:
        RecoveryRefusedError: the folder is damaged, not signed by this installation's key, or of
            another history than the database; nothing was changed.
    """
    try:
        return _recover(folder)
    except (CryptoError, OSError, UnicodeDecodeError) as error:
        raise RecoveryRefusedError(f"{folder}: {error}") from error


def _recover(folder: Path) -> Recovered:
    note = (folder / tiles.CHECKPOINT).read_text(encoding="utf-8")
    checkpoint = notes.open_checkpoint(note, verifier_of_note(note))
    leaves = (merkle.leaf_hash(entry) for entry in _entries(folder, checkpoint.size))
    with transaction.atomic():
        log = _log(checkpoint.origin, note)
        roots = merkle.roots_along(leaves, {log.size})
        if roots.get(checkpoint.size) != checkpoint.root:
            raise RecoveryRefusedError(f"{folder}: its entries do not lead to its checkpoint")
        before = log.size
        if before < checkpoint.size:
            if roots.get(before) != log.root:
                raise RecoveryRefusedError(f"{folder}: is of another history than the database")
            _append(log, folder, checkpoint)
        if log.is_registry:
            registries_settle()
    return Recovered(log, before, log.size)


def _log(origin: str, note: str) -> Log:
    """Return the log with its head locked, made again if the database lacks it."""
    log = Log.objects.select_for_update().filter(origin=origin).first()
    if log is not None:
        return log
    generation, number = generation_of_note(note), registry_number(origin)
    if number and origin.partition("/")[0] == settings.TABELLA_HOST:
        return registry_make(host=settings.TABELLA_HOST, number=number, generation=generation)
    host, _, slug = origin.partition("/e/")
    if not slug:
        raise RecoveryRefusedError(f"{origin}: the database lacks it, and it is no election's log")
    return log_create(slug=slug, host=host, generation=generation_of_note(note))


def _append(log: Log, folder: Path, checkpoint: notes.Checkpoint) -> None:
    missing = islice(_entries(folder, checkpoint.size), log.size, None)
    last = ""
    while batch := list(islice(missing, _AT_ONCE)):
        stored = board_append(log=log, entries=[_new(log, folder, entry) for entry in batch])
        if [bytes(row.data) for row in stored] != batch:
            raise RecoveryRefusedError(f"{folder}: an entry has another encoding than ours")
        last = stored[-1].kind
    if log.root != checkpoint.root or log.size != checkpoint.size:
        raise RecoveryRefusedError(f"{folder}: what was appended leads to another root")
    if last in LAST_KINDS:
        log_freeze(log=log)


def _entries(folder: Path, size: int) -> Iterator[bytes]:
    def read(path: str) -> bytes | None:
        return (folder / path).read_bytes() if (folder / path).is_file() else None

    for tile in tiles.tiles_of(size):
        if tile.level == 0:
            yield from tiles.read_bundle(tile, read)


def _new(log: Log, folder: Path, entry: bytes) -> NewEntry:
    header = _header(log, entry)
    payload = (folder / tiles.payload_path(header.payload_hash)).read_bytes()
    header.verify_payload(payload)
    document = canonical_json.decode(entry, max_size=MAX_ENTRY, place="entry")
    fields = document if isinstance(document, dict) else {}
    more = {name: value for name, value in fields.items() if name not in _COMMON}
    return NewEntry(header.kind, payload, more)


def _header(log: Log, entry: bytes) -> EntryHeader:
    return decode_registry_entry(entry) if log.is_registry else decode_entry(entry)
