"""A log computed again from its entries, and compared with everything that was said of it.

Source: docs/spec/board.md section 7, rule 8.
"""

from collections.abc import Iterator

from board.errors import CheckpointRefusedError, RecordDamagedError
from board.models import Entry, Log
from board.public_files import checkpoint_public
from board.signed_heads import head_signed
from crypto import merkle
from crypto.notes import Checkpoint

_AT_ONCE = 2000


def log_faults(log: Log) -> list[str]:
    """Return what contradicts the entries of a log, in words; nothing where all is well.

    A frozen log's head moves no more, so its entries are not read again here.
    """
    try:
        said = dict(_said_of(log))
        roots = {log.size: log.root} if log.is_frozen else _roots(log, said)
    except (CheckpointRefusedError, RecordDamagedError) as error:
        return [str(error)]
    faults = (
        []
        if roots.get(log.size) == log.root
        else [f"{log.origin}: its entries do not lead to its head"]
    )
    faults += [
        f"{log.origin}: {place} has {checkpoint.size} entries, the database {log.size}"
        for place, checkpoint in said.items()
        if checkpoint.size > log.size
    ]
    faults += [
        f"{log.origin}: {place} has another history at size {checkpoint.size}"
        for place, checkpoint in said.items()
        if checkpoint.size in roots and roots[checkpoint.size] != checkpoint.root
    ]
    return faults


def _said_of(log: Log) -> Iterator[tuple[str, Checkpoint]]:
    newest = log.checkpoints.order_by("size").last()
    if newest is not None:
        yield "the newest checkpoint", Checkpoint(log.origin, newest.size, bytes(newest.root))
    signed = head_signed(log)
    if signed is not None:
        yield "the signer's memory", signed
    public = checkpoint_public(log)
    if public is not None:
        yield "the public folder", public


def _roots(log: Log, said: dict[str, Checkpoint]) -> dict[int, bytes]:
    return merkle.roots_along(_leaves(log), {item.size for item in said.values()})


def _leaves(log: Log) -> Iterator[bytes]:
    """Yield the leaf hashes, made from the entries' bytes."""
    rows = Entry.objects.filter(log=log, index__lt=log.size).order_by("index")
    stored = rows.values_list("index", "data").iterator(chunk_size=_AT_ONCE)
    for expected, (index, data) in enumerate(stored):
        if index != expected:
            raise RecordDamagedError(f"{log.origin}: entry {expected} is missing")
        yield merkle.leaf_hash(bytes(data))
