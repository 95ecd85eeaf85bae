"""Rows as they are stored, read page by page so that a log may be long.

Text is read as bytes: where a bit has flipped it need not be UTF-8 any more.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BinaryField, Exists, Func, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Length
from django.db.models.sql.compiler import SQLCompiler

from board.models import (
    Checkpoint,
    Cosignature,
    Entry,
    Log,
    LogKey,
    Node,
    Payload,
    WitnessPolicy,
)

PAGE = 2048
"""Rows read at once."""

_PAYLOAD_BYTES = 8 * 1024 * 1024
"""Payloads read at once, unless one alone is longer."""

_Sql = tuple[str, Any]


class _StoredText(Func):
    """The bytes of a text column."""

    output_field: "BinaryField[bytes, bytes]" = BinaryField()

    def as_sqlite(
        self,
        compiler: SQLCompiler,
        connection: BaseDatabaseWrapper,
        **context: Any,  # noqa: ANN401  Django's signature
    ) -> _Sql:
        cast = "CAST(%(expressions)s AS BLOB)"
        return super().as_sql(compiler, connection, template=cast, **context)

    def as_postgresql(
        self,
        compiler: SQLCompiler,
        connection: BaseDatabaseWrapper,
        **context: Any,  # noqa: ANN401  Django's signature
    ) -> _Sql:
        convert = "convert_to(%(expressions)s, 'UTF8')"
        return super().as_sql(compiler, connection, template=convert, **context)


@dataclass(frozen=True, slots=True)
class LogRow:
    """A row of board_log; `pk` names it, whatever its slug says."""

    pk: int
    slug: str
    origin: str
    size: int
    root: bytes
    chain: bytes
    is_frozen: bool


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A row of board_entry with what its payload's row says; None where that row is missing."""

    index: int
    kind: bytes
    data: bytes
    leaf: bytes
    chain: bytes
    payload: int
    payload_log: int | None
    payload_sha256: bytes | None
    payload_size: int | None


@dataclass(frozen=True, slots=True)
class PayloadRow:
    """A row of board_payload."""

    pk: int
    sha256: bytes
    data: bytes


@dataclass(frozen=True, slots=True)
class CheckpointRow:
    """A row of board_checkpoint."""

    size: int
    root: bytes
    note: bytes


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A row of board_logkey."""

    generation: int
    verifier: bytes


@dataclass(frozen=True, slots=True)
class CosignatureRow:
    """A row of board_cosignature with the checkpoint it is for; None where that is missing."""

    pk: int
    size: int
    witness: bytes
    line: bytes
    time: int
    note: bytes | None


def log_rows() -> Iterator[LogRow]:
    """Yield the rows of all logs, frozen ones too, each as it is when it is asked for."""
    columns = (_StoredText("slug"), _StoredText("origin"), "size", "root", "chain", "is_frozen")
    for pk in list(Log.objects.order_by("pk").values_list("pk", flat=True)):
        slug, origin, size, root, chain, is_frozen = Log.objects.values_list(*columns).get(pk=pk)
        yield LogRow(pk, _text(slug), _text(origin), size, bytes(root), bytes(chain), is_frozen)


def _text(stored: bytes) -> str:
    return bytes(stored).decode(errors="replace")


def log_size(pk: int) -> int:
    """Return how many entries the head has by now."""
    return Log.objects.values_list("size", flat=True).get(pk=pk)


def entry_rows(log: int) -> Iterator[EntryRow]:
    """Yield the entries filed under a log, by index, past its head as well."""
    payload = Payload.objects.filter(pk=OuterRef("payload_id"))
    rows = (
        Entry.objects.filter(log=log)
        .order_by("index")
        .values_list(
            "index",
            _StoredText("kind"),
            "data",
            "leaf",
            "chain",
            "payload_id",
            Subquery(payload.values("log_id")),
            Subquery(payload.values("sha256")),
            Subquery(payload.values(length=Length("data"))),
        )
    )
    after = -1
    while page := list(rows.filter(index__gt=after)[:PAGE]):
        for index, kind, data, leaf, chain, pk, payload_log, digest, size in page:
            yield EntryRow(
                index,
                bytes(kind),
                bytes(data),
                bytes(leaf),
                bytes(chain),
                pk,
                payload_log,
                None if digest is None else bytes(digest),
                size,
            )
        after = page[-1][0]


def payload_rows(log: int) -> Iterator[PayloadRow]:
    """Yield the payloads filed under a log; only some megabytes of them are held at once."""
    for group in _payload_groups(log):
        rows = Payload.objects.filter(pk__in=group).order_by("pk")
        for pk, sha256, data in rows.values_list("pk", "sha256", "data"):
            yield PayloadRow(pk, bytes(sha256), bytes(data))


def _payload_groups(log: int) -> Iterator[list[int]]:
    lengths = Payload.objects.filter(log=log).order_by("pk").values_list("pk", Length("data"))
    after = 0
    while page := list(lengths.filter(pk__gt=after)[: PAGE // 4]):
        group: list[int] = []
        total = 0
        for pk, length in page:
            if group and total + length > _PAYLOAD_BYTES:
                yield group
                group, total = [], 0
            group.append(pk)
            total += length
        yield group
        after = page[-1][0]


def entry_of_payload(pk: int) -> tuple[int, bytes] | None:
    """Return number and bytes of the first entry with this payload."""
    rows = Entry.objects.filter(payload=pk).order_by("index")
    found = rows.values_list("index", "data").first()
    return None if found is None else (found[0], bytes(found[1]))


def checkpoint_rows(log: int) -> Iterator[CheckpointRow]:
    """Yield the checkpoints filed under a log, by size."""
    rows = Checkpoint.objects.filter(log=log).order_by("size")
    stored = rows.values_list("size", "root", _StoredText("note"))
    after = 0
    while page := list(stored.filter(size__gt=after)[: PAGE // 4]):
        for size, root, note in page:
            yield CheckpointRow(size, bytes(root), bytes(note))
        after = page[-1][0]


def key_row(log: int) -> KeyRow | None:
    """Return what is stored of a log's key."""
    rows = LogKey.objects.filter(log=log).values_list("generation", _StoredText("verifier"))
    found = rows.first()
    return None if found is None else KeyRow(found[0], bytes(found[1]))


def cosignature_rows(log: int) -> Iterator[CosignatureRow]:
    """Yield the cosignatures filed under a log, page by page."""
    notes = Checkpoint.objects.filter(log=log, size=OuterRef("size"))
    rows = (
        Cosignature.objects.filter(log=log)
        .order_by("pk")
        .values_list(
            "pk",
            "size",
            _StoredText("witness"),
            _StoredText("line"),
            "time",
            Subquery(notes.values(stored=_StoredText("note"))[:1]),
        )
    )
    after = 0
    while page := list(rows.filter(pk__gt=after)[: PAGE // 4]):
        for pk, size, witness, line, time, note in page:
            checkpoint = None if note is None else bytes(note)
            yield CosignatureRow(pk, size, bytes(witness), bytes(line), time, checkpoint)
        after = page[-1][0]


def policy_document(log: int) -> bytes | None:
    """Return what is stored of who has to sign a log's checkpoints."""
    rows = WitnessPolicy.objects.filter(log=log).values_list("document", flat=True)
    found = rows.first()
    return None if found is None else bytes(found)


def newest_note(log: int) -> bytes | None:
    """Return the note of the newest checkpoint."""
    rows = Checkpoint.objects.filter(log=log).order_by("-size")
    found = rows.values_list(_StoredText("note"), flat=True).first()
    return None if found is None else bytes(found)


def nodes_within(log: int, start: int, stop: int) -> dict[tuple[int, int], bytes]:
    """Return the nodes, by level and index, whose last leaf is numbered in [start, stop)."""
    wanted = Q()
    for level in range(1, stop.bit_length()):
        if start >> level < stop >> level:
            wanted |= Q(level=level, index__gte=start >> level, index__lt=stop >> level)
    if not wanted:
        return {}
    rows = Node.objects.filter(wanted, log=log).values_list("level", "index", "hash")
    return {(level, index): bytes(value) for level, index, value in rows}


def nodes_beyond(log: int, size: int) -> Iterator[tuple[int, int]]:
    """Yield the nodes that a tree of `size` leaves does not have, by level and index."""
    rows = Node.objects.filter(log=log)
    for level in range(1, size.bit_length()):
        rows = rows.exclude(level=level, index__lt=size >> level)
    yield from rows.order_by("level", "index").values_list("level", "index").iterator()


def rows_of_no_log() -> Iterator[tuple[str, str]]:
    """Yield table and place of each row that is filed under a log that is not there."""
    places: tuple[tuple[str, QuerySet[Any], tuple[str, ...]], ...] = (
        ("board_entry", Entry.objects.all(), ("index",)),
        ("board_payload", Payload.objects.all(), ("pk",)),
        ("board_node", Node.objects.all(), ("level", "index")),
        ("board_checkpoint", Checkpoint.objects.all(), ("size",)),
        ("board_logkey", LogKey.objects.all(), ()),
        ("board_cosignature", Cosignature.objects.all(), ("size", "pk")),
        ("board_witnesspolicy", WitnessPolicy.objects.all(), ()),
    )
    of_no_log = ~Exists(Log.objects.filter(pk=OuterRef("log_id")))
    for table, rows, columns in places:
        for values in rows.filter(of_no_log).order_by("pk").values_list("pk", *columns).iterator():
            yield table, "/".join(map(str, values[1:]))
