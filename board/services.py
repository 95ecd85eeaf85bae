"""Writing the record: the only functions that make or change the board's rows.

What a crash leaves, by the moment it happens. Before the caller's commit: nothing of the batch.
After it: all of the batch, and a head that the next call of `checkpoint_publish` signs. After the
checkpoint's commit: a checkpoint that the next call of `log_publish` has cosigned and brings to the
public folder.

Source: docs/spec/board.md section 7.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction

from board.cosigning import log_cosign
from board.errors import (
    CheckpointRefusedError,
    EntryRefusedError,
    HeadMovedError,
    LogExistsError,
    LogFrozenError,
    NoTransactionError,
    OriginError,
    RecordDamagedError,
)
from board.keys import key_begin, signer_of
from board.models import Checkpoint, Entry, Log, Node, Payload
from board.public_files import checkpoint_public, log_write_public
from board.rows import rows_insert
from board.selectors import log_locked, right_edge
from board.signed_heads import head_remember, verify_follows
from crypto import merkle, notes
from crypto.canonical_json import MAX_LINE, JsonValue
from crypto.entries import ENTRY_TYPES, encode_entry
from crypto.errors import CryptoError
from crypto.registry import REGISTRY_TYPES, encode_registry_entry, is_registry_slug
from crypto.transcript import sha256

_REGISTRY_FIELDS: Mapping[str, tuple[str, ...]] = dict.fromkeys(REGISTRY_TYPES, ())
_ENTRY_COLUMNS = ("log_id", "index", "kind", "data", "leaf", "chain", "payload_id")
_SLUG = re.compile(r"[0-9A-Za-z_-]{1,64}")
# As in a manifest (docs/spec/record.md section 4.7), which comes long after the log began.
_HOST = re.compile(r"[0-9a-z.\-]{1,180}(:[0-9]{1,5})?")


@dataclass(frozen=True, slots=True)
class NewEntry:
    """What a caller wants on the record.

    Attributes:
        kind: the entry's `type`, one of docs/spec/record.md section 4.
        payload: the payload's bytes, canonical JSON.
        fields: the further fields that docs/spec/record.md section 2 gives for the type.
    """

    kind: str
    payload: bytes
    fields: Mapping[str, JsonValue] = field(default_factory=dict)


@dataclass(slots=True)
class _Head:
    """The head of a log while a batch is added to it, and the nodes known or made so far."""

    size: int
    chain: bytes
    nodes: dict[tuple[int, int], bytes]
    made: list[tuple[int, int, bytes]] = field(default_factory=list)

    def add(self, leaf: bytes) -> None:
        for level, index, value in merkle.new_nodes(self.size, leaf, self.node):
            self.nodes[level, index] = value
            if level > 0:
                self.made.append((level, index, value))
        self.chain = merkle.chain_next(self.chain, leaf)
        self.size += 1

    def node(self, level: int, index: int) -> bytes:
        return self.nodes[level, index]

    def root(self) -> bytes:
        return merkle.tree_root(self.size, self.node)


def log_create(*, slug: str, host: str, generation: int | None = None) -> Log:
    """Make an empty log with the origin `<host>/e/<slug>`.

    Args:
        slug: name of the log in addresses, 1 to 64 letters, digits, `-` or `_`; not a registry's.
        host: host name in lower case, with its port if it needs one.
        generation: of the secret that the log began with, for one that is brought back.

    Raises:
        OriginError: slug or host cannot stand in an origin.
        LogExistsError: there is such a log.
        KeyMissingError: this process was started before the secret was rotated.
    """
    if is_registry_slug(slug) or not _SLUG.fullmatch(slug) or not _HOST.fullmatch(host):
        raise OriginError("log: slug or host cannot stand in an origin")
    origin = f"{host}/e/{slug}"
    try:
        with transaction.atomic():
            log = Log.objects.create(
                slug=slug, origin=origin, root=merkle.EMPTY_ROOT, chain=merkle.chain_start(origin)
            )
            key_begin(log, generation)
            return log
    except IntegrityError as error:
        raise LogExistsError(f"log {slug}: exists already") from error


def board_append(*, log: Log, entries: Sequence[NewEntry]) -> list[Entry]:
    """Add entries to the end of a log, as a part of the caller's transaction.

    The log's head row stays locked until the caller commits; then a checkpoint is signed. If the
    transaction is rolled back, nothing happened. `log` is brought up to the new head.

    Args:
        log: the log; it is read again under the lock.
        entries: in the order in which they are to stand.

    Returns:
        The entries as stored, in the same order.

    Raises:
        NoTransactionError: the caller is in no transaction.
        EntryRefusedError: an entry is not of the form of its type; nothing was stored.
        LogFrozenError: the log takes nothing more.
        HeadMovedError: somebody wrote without the lock.
        RecordDamagedError: the stored tree does not lead to the stored root.
    """
    if not transaction.get_connection().in_atomic_block:
        raise NoTransactionError("appending: expected to be called in a transaction")
    encoded = [_encoded(log, position, new) for position, new in enumerate(entries)]
    if not encoded:
        return []
    head_row = log_locked(log.slug)
    if head_row.is_frozen:
        raise LogFrozenError(f"log {log.slug}: is frozen and takes nothing more")
    head = _head(head_row)
    payloads = _payloads_store(head_row, [new.payload for new in entries])
    stored = _entries_store(head_row, head, entries, encoded, payloads)
    _nodes_store(head_row, head)
    _head_move(log, head_row, head)
    _checkpoint_after_commit(log)
    return stored


def log_freeze(*, log: Log) -> None:
    """Close a log for good. Freezing a frozen log changes nothing.

    Raises:
        NoTransactionError: the caller is in no transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise NoTransactionError("freezing: expected to be called in a transaction")
    if not log_locked(log.slug).is_frozen:
        Log.objects.filter(pk=log.pk).update(is_frozen=True)
    log.is_frozen = True


def checkpoint_publish(*, log: Log) -> Checkpoint:
    """Sign the head of a log unless it is signed already, and return its checkpoint.

    The head is read back in a transaction of its own: what is signed here was committed. Call it as
    often as you like.

    Raises:
        KeyMissingError: the secret that the log began with is not held. Nothing was signed.
        CheckpointRefusedError: the log is empty, or the head does not continue the newest
            checkpoint or what was signed before a database was put back: it is smaller, has
            another root at the same size, or no consistency proof leads to it. Nothing was signed.
        RuntimeError: the caller is in a transaction.
    """
    with transaction.atomic(durable=True):
        head = log_locked(log.slug)
        newest = Checkpoint.objects.filter(log=head).order_by("size").last()
        # What is published and remembered is mostly what the newest row says: it is proved once.
        proved: set[notes.Checkpoint] = set()
        if newest is not None:
            known = notes.Checkpoint(head.origin, newest.size, newest.root)
            verify_follows(head, known)
            if newest.size == head.size:
                return newest
            proved.add(known)
        if head.size == 0:
            raise CheckpointRefusedError(f"log {head.slug}: is empty, there is nothing to sign")
        public = checkpoint_public(head)
        if public is not None and public not in proved:
            verify_follows(head, public)
            proved.add(public)
        signed = notes.Checkpoint(head.origin, head.size, head.root)
        note = signer_of(head).sign(signed.text())
        head_remember(head, note, proved=proved)
        return Checkpoint.objects.create(log=head, size=head.size, root=head.root, note=note)


def log_publish(*, log: Log) -> None:
    """Sign the head of a log, have it cosigned, and put it into the public folder.

    Each of the three goes on where it was left. What is published is the newest checkpoint that
    enough witnesses have signed or, where the log's policy lets it go on without them, the newest.

    Raises:
        CheckpointRefusedError: what was signed, cosigned or published contradicts the database.
        PublicFolderError: the folder cannot be written; the next call goes on.
        RuntimeError: the caller is in a transaction.
    """
    checkpoint_publish(log=log)
    released = log_cosign(log=log)
    log_write_public(log=log, released=released)


def _checkpoint_after_commit(log: Log) -> None:
    # The entries are on the record by then: a failure is logged, and the next call mends it.
    transaction.on_commit(lambda: log_publish(log=log), robust=True)


def _encoded(log: Log, position: int, new: NewEntry) -> bytes:
    """Return an entry's bytes, which encoding reads back strictly.

    The fields are compared first: none of them may pass for the type, hash or size.
    """
    place = f"entries[{position}]"
    if len(new.payload) > MAX_LINE or b"\n" in new.payload:
        raise EntryRefusedError(f"{place}.payload: is not one line of a record")
    types = _REGISTRY_FIELDS if log.is_registry else ENTRY_TYPES
    if new.kind not in types or set(new.fields) != set(types[new.kind]):
        raise EntryRefusedError(f"{place}: fields are not those of the type {new.kind!r}")
    try:
        new.payload.decode()
        if log.is_registry:
            return encode_registry_entry(new.kind, new.payload)
        return encode_entry(new.kind, new.payload, **new.fields)
    except (UnicodeDecodeError, CryptoError) as error:
        raise EntryRefusedError(f"{place}: {error}") from error


def _head(row: Log) -> _Head:
    """Return the head to build on, after checking that the stored tree leads to the stored root."""
    head = _Head(size=row.size, chain=row.chain, nodes=right_edge(row))
    if head.root() != row.root:
        raise RecordDamagedError(f"log {row.slug}: its tree does not lead to its root")
    return head


def _payloads_store(log: Log, documents: Sequence[bytes]) -> dict[bytes, Payload]:
    """Store each document the log does not have yet; return the rows by their hash."""
    by_hash = {sha256(data): data for data in documents}
    known = set(_payload_rows(log, by_hash))
    rows_insert(
        Payload,
        ("log_id", "sha256", "data"),
        [(log.pk, digest, data) for digest, data in by_hash.items() if digest not in known],
    )
    return _payload_rows(log, by_hash)


def _payload_rows(log: Log, digests: Iterable[bytes]) -> dict[bytes, Payload]:
    rows = Payload.objects.filter(log=log, sha256__in=list(digests)).defer("data")
    return {bytes(row.sha256): row for row in rows}


def _entries_store(
    log: Log,
    head: _Head,
    entries: Sequence[NewEntry],
    encoded: Sequence[bytes],
    payloads: Mapping[bytes, Payload],
) -> list[Entry]:
    rows = []
    for new, data in zip(entries, encoded, strict=True):
        index, leaf = head.size, merkle.leaf_hash(data)
        head.add(leaf)
        rows.append(
            Entry(
                log=log,
                index=index,
                kind=new.kind,
                data=data,
                leaf=leaf,
                chain=head.chain,
                payload=payloads[sha256(new.payload)],
            )
        )
    rows_insert(
        Entry,
        _ENTRY_COLUMNS,
        [tuple(getattr(row, name) for name in _ENTRY_COLUMNS) for row in rows],
    )
    return rows


def _nodes_store(log: Log, head: _Head) -> None:
    rows_insert(Node, ("log_id", "level", "index", "hash"), [(log.pk, *made) for made in head.made])


def _head_move(log: Log, row: Log, head: _Head) -> None:
    """Move the head by compare-and-swap: of two writers that read one head, one moves it."""
    root = head.root()
    moved = Log.objects.filter(pk=row.pk, size=row.size, root=row.root, is_frozen=False).update(
        size=head.size, root=root, chain=head.chain
    )
    if moved != 1:
        raise HeadMovedError(f"log {row.slug}: its head moved while it was locked")
    log.size, log.root, log.chain = head.size, root, head.chain
