"""Reading the record: rows, roots, proofs and receipts. Nothing here writes.

Source: docs/spec/board.md sections 2 to 6.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TypeVar, cast

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Length

from board.errors import (
    NotOnRecordError,
    NoTransactionError,
    QueryError,
    RecordDamagedError,
)
from board.models import Checkpoint, Entry, Log, LogKey, Node, Payload
from board.prepared import Prepared, Slot, columns_of
from crypto import merkle
from crypto.merkle import NodeLookup

Result = TypeVar("Result")
NodeHashes = Mapping[tuple[int, int], bytes]
"""Hashes of full subtrees by (level, index); level 0 is the leaves."""


_entry_data = Prepared(
    lambda: Entry.objects.filter(
        log=Slot(Log, "id", "log"), index=Slot(Entry, "index")
    ).values_list("data")
)


_LOG_COLUMNS = columns_of(Log, {"id", "slug", "origin", "size", "root", "chain", "is_frozen"})
_KEY_COLUMNS = columns_of(LogKey, {"id", "log", "generation", "verifier"})
_log_named = Prepared(
    lambda: Log.objects.filter(slug=Slot(Log, "slug")).values_list(
        *_LOG_COLUMNS, *(f"key__{name}" for name in _KEY_COLUMNS)
    )
)


def log_get(slug: str) -> Log:
    """Return the log named `slug`, read without a lock.

    Raises:
        NotOnRecordError: there is none.
    """
    for row in _log_named.rows(slug=slug):
        log = Log.from_db(None, _LOG_COLUMNS, row[: len(_LOG_COLUMNS)])
        log.key = LogKey.from_db(None, _KEY_COLUMNS, row[len(_LOG_COLUMNS) :])
        return log
    raise NotOnRecordError("there is no log of that name")


def log_locked(slug: str) -> Log:
    """Return the log named `slug` with its head row locked until the transaction ends.

    On SQLite the transaction holds the lock on the whole database from its beginning.

    Raises:
        NoTransactionError: the caller is in no transaction, so the lock would hold nothing.
        NotOnRecordError: there is no such log.
    """
    if not transaction.get_connection().in_atomic_block:
        raise NoTransactionError("locking a log: expected to be called in a transaction")
    logs = Log.objects.select_for_update(of=("self",)).select_related("key")
    try:
        return logs.get(slug=slug)
    except Log.DoesNotExist as error:
        raise NotOnRecordError("there is no log of that name") from error


def log_verifier_key(log: Log) -> str:
    """Return the verifier key string of the log (docs/spec/board.md section 4)."""
    return log.key.verifier


def entry_get(log: Log, index: int) -> Entry:
    """Return entry number `index` with its payload.

    Raises:
        NotOnRecordError: the log has no such entry.
    """
    try:
        return _entries(log).get(index=index)
    except Entry.DoesNotExist as error:
        raise NotOnRecordError(f"entry {index}: not in this log") from error


def entry_bytes(log: Log, index: int) -> bytes:
    """Return the bytes of entry number `index` alone, which are short; its payload may not be.

    Raises:
        NotOnRecordError: the log has no such entry.
    """
    for (data,) in _entry_data.rows(log=log.pk, index=index):
        return bytes(data)
    raise NotOnRecordError(f"entry {index}: not in this log")


def entries_range(log: Log, start: int, count: int) -> "QuerySet[Entry]":
    """Return the entries `start` up to `start + count` that there are, with payloads, in order."""
    return _entries(log).filter(index__gte=start, index__lt=start + count)


def entries_fitting(log: Log, start: int, count: int, *, max_bytes: int) -> list[Entry]:
    """Return the first entries of a range whose bytes, payloads included, fit into `max_bytes`.

    There is always one, however long, where the range has one: a reader would not get past it
    otherwise. Sizes are looked at before anything long is read.
    """
    sizes = (
        entries_range(log, start, count)
        .annotate(length=Length("data") + Length("payload__data"))
        .values_list("length", flat=True)
    )
    fitting, total = 0, 0
    for length in sizes:
        total += length
        if total > max_bytes and fitting:
            break
        fitting += 1
    return list(entries_range(log, start, fitting))


def entries_page(
    log: Log, *, kind: str, span: range, newest_first: bool, count: int
) -> list[Entry]:
    """Return up to `count` entries numbered within `span`, without payloads.

    Args:
        log: the log.
        kind: only entries of this kind; all where it is empty.
        span: numbers the entries may have.
        newest_first: whether to begin at the end of the span.
        count: largest number of entries.
    """
    entries = Entry.objects.filter(log=log, index__gte=span.start, index__lt=span.stop)
    if kind:
        entries = entries.filter(kind=kind)
    return list(entries.order_by("-index" if newest_first else "index")[:count])


def entries_of_kind(log: Log, kinds: Collection[str]) -> "QuerySet[Entry]":
    """Return all entries of the given kinds with payloads, in order; read it with `iterator()`."""
    return _entries(log).filter(kind__in=kinds)


def entries_alone(log: Log, kinds: Collection[str], size: int) -> list[Entry]:
    """Return all entries of the given kinds among the first `size`, without payloads, in order."""
    entries = Entry.objects.filter(log=log, kind__in=kinds, index__lt=size)
    return list(entries.order_by("index"))


def kinds_present(log: Log, size: int | None = None) -> set[str]:
    """Return the kinds of which the log has an entry, or has one among its first `size`."""
    entries = Entry.objects.filter(log=log)
    if size is not None:
        entries = entries.filter(index__lt=size)
    return set(entries.values_list("kind", flat=True).distinct())


def _entries(log: Log) -> "QuerySet[Entry]":
    return Entry.objects.filter(log=log).select_related("payload").order_by("index")


def payload_get(log: Log, sha256: str) -> Payload:
    """Return the payload with the given hash.

    Args:
        log: the log whose payload it is.
        sha256: 64 lower-case hex digits.

    Raises:
        NotOnRecordError: the log has no such payload.
    """
    try:
        return Payload.objects.get(log=log, sha256=bytes.fromhex(sha256))
    except Payload.DoesNotExist as error:
        raise NotOnRecordError("payload: no entry of this log has one with this hash") from error


def payloads_at(log: Log, indexes: Collection[int]) -> dict[int, bytes]:
    """Return the payload bytes of the entries numbered `indexes`."""
    found = Entry.objects.filter(log=log, index__in=indexes)
    return {index: bytes(data) for index, data in found.values_list("index", "payload__data")}


def indexes_of_kind(log: Log, kind: str, span: range) -> list[int]:
    """Return the numbers within `span` of the entries of one kind, ascending."""
    found = Entry.objects.filter(log=log, kind=kind, index__gte=span.start, index__lt=span.stop)
    return list(found.order_by("index").values_list("index", flat=True))


def sizes_of_kind(log: Log, kind: str, start: int) -> "QuerySet[Entry, tuple[int, int]]":
    """Return number and length of payload of each entry of one kind from `start` on, in order."""
    found = Entry.objects.filter(log=log, kind=kind, index__gte=start)
    return found.order_by("index").values_list("index", Length("payload__data"))


def checkpoint_latest(log: Log) -> Checkpoint:
    """Return the newest checkpoint.

    Raises:
        NotOnRecordError: none was signed yet.
    """
    checkpoint = Checkpoint.objects.filter(log=log).order_by("size").last()
    if checkpoint is None:
        raise NotOnRecordError("checkpoint: none was signed yet")
    return checkpoint


def checkpoint_at(log: Log, size: int) -> Checkpoint:
    """Return the checkpoint over the first `size` entries.

    Raises:
        NotOnRecordError: none of that size was signed.
    """
    try:
        return Checkpoint.objects.get(log=log, size=size)
    except Checkpoint.DoesNotExist as error:
        raise NotOnRecordError(f"checkpoint: none over {size} entries was signed") from error


def logs_unsigned() -> "QuerySet[Log]":
    """Return the logs whose head has no checkpoint, as a crash after a commit leaves them.

    Logs whose secret is not held are left out: nothing will ever sign them.
    """
    held = list(settings.BOARD_SIGNING_SECRETS)
    return Log.objects.filter(_is_unsigned(), key__generation__in=held)


def logs_needing(generation: int) -> "QuerySet[Log]":
    """Return the logs that have yet to be signed with a generation of the secret.

    That is those that can still grow, and those that ended and whose last head is not signed.
    """
    logs = Log.objects.filter(key__generation=generation).order_by("pk")
    return logs.filter(Q(is_frozen=False) | _is_unsigned())


def _is_unsigned() -> Q:
    signed = Checkpoint.objects.filter(log=OuterRef("pk"), size=OuterRef("size"))
    return ~Exists(signed) & Q(size__gt=0)


def root_at(log: Log, size: int) -> bytes:
    """Return the root over the first `size` entries.

    Raises:
        QueryError: the log is shorter.
    """
    _require_size("size", size, log.size)
    return _with_nodes(log, lambda node: merkle.tree_root(size, node))


def inclusion_proof(log: Log, index: int, size: int) -> list[bytes]:
    """Return the proof that entry `index` is in the tree of the first `size` entries.

    Raises:
        QueryError: not index < size <= the log's size.
    """
    _require_size("size", size, log.size)
    if not 0 <= index < size:
        raise QueryError(f"index: expected 0 to {size - 1}, got {index}")
    return _with_nodes(log, lambda node: merkle.inclusion_proof(index, size, node))


def consistency_proof(log: Log, first: int, second: int) -> list[bytes]:
    """Return the proof that the tree of `second` entries continues that of `first` entries.

    Raises:
        QueryError: not first <= second <= the log's size.
    """
    _require_size("second", second, log.size)
    _require_size("first", first, second)
    return _with_nodes(log, lambda node: merkle.consistency_proof(first, second, node))


def right_edge(log: Log) -> dict[tuple[int, int], bytes]:
    """Return the full subtrees that the root over all of the log's entries is made from."""
    return dict(_nodes(log, _asked_for(lambda node: merkle.tree_root(log.size, node))))


def _with_nodes(log: Log, compute: Callable[[NodeLookup], Result]) -> Result:
    """Run `compute` twice: to learn which nodes it wants, then with all of them at hand."""
    nodes = _nodes(log, _asked_for(compute))
    return compute(lambda level, index: nodes[level, index])


def _asked_for(compute: Callable[[NodeLookup], object]) -> set[tuple[int, int]]:
    asked: set[tuple[int, int]] = set()

    def note(level: int, index: int) -> bytes:
        asked.add((level, index))
        return merkle.EMPTY_ROOT

    compute(note)
    return asked


# More than any proof asks for among the leaves, or levels, or indexes, in a tree of 2^24 entries.
_AT_ONCE = 32


def _several(model: type[Entry | Node], field: str) -> list[int]:
    slots = [Slot(model, field, f"{field}{number}") for number in range(_AT_ONCE)]
    return cast("list[int]", slots)  # each stands for a number


def _filled(field: str, values: Collection[int]) -> dict[str, int]:
    """Return values for all slots of a field; the last one again where there are fewer."""
    given = list(values)
    last = len(given) - 1
    return {f"{field}{number}": given[min(number, last)] for number in range(_AT_ONCE)}


_leaves_at = Prepared(
    lambda: Entry.objects.filter(
        log=Slot(Log, "id", "log"), index__in=_several(Entry, "index")
    ).values_list("index", "leaf")
)
_nodes_at = Prepared(
    # Every level asked for at every index: a few rows more, and one statement for all proofs.
    lambda: Node.objects.filter(
        log=Slot(Log, "id", "log"),
        level__in=_several(Node, "level"),
        index__in=_several(Node, "index"),
    ).values_list("level", "index", "hash")
)


def _nodes(log: Log, keys: Iterable[tuple[int, int]]) -> NodeHashes:
    wanted = set(keys)
    leaves = [index for level, index in wanted if level == 0]
    inner = [(level, index) for level, index in wanted if level > 0]
    nodes: dict[tuple[int, int], bytes] = {}
    for start in range(0, len(leaves), _AT_ONCE):
        given = _filled("index", leaves[start : start + _AT_ONCE])
        rows = _leaves_at.rows(log=log.pk, **given)
        nodes.update({(0, index): bytes(leaf) for index, leaf in rows})
    for start in range(0, len(inner), _AT_ONCE):
        levels, indexes = map(set, zip(*inner[start : start + _AT_ONCE], strict=True))
        given = _filled("level", levels) | _filled("index", indexes)
        for level, index, value in _nodes_at.rows(log=log.pk, **given):
            if (level, index) in wanted:
                nodes[level, index] = bytes(value)
    if nodes.keys() != wanted:
        raise RecordDamagedError(f"log {log.slug}: nodes of its tree are missing")
    return nodes


def _require_size(name: str, size: int, high: int) -> None:
    if not 0 <= size <= high:
        raise QueryError(f"{name}: expected 0 to {high}, got {size}")
