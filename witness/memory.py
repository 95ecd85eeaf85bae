"""What the witness remembers, in one SQLite file.

A decision is one transaction that holds the only write lock from reading the state to storing the
new one; what was decided is on disk before it is given out. State after a crash: either the
decision was stored and may or may not have been given out, or it was neither.
Source: docs/spec/board.md section 10.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from crypto import canonical_json
from crypto.announcement import Announcement, announced_key
from crypto.evidence import MAX_EVIDENCE, Evidence, KeysEvidence
from crypto.notes import Checkpoint, NoteVerifier, split_note
from crypto.transcript import sha256
from witness.core import Cosigned, LogState
from witness.errors import UnusableError
from witness.kept import Followed, KeptEvidence, KnownLog
from witness.schema import SCHEMA

_PATIENCE = 20
"""Seconds to wait for another decision before giving up."""


class Memory:
    """The file of one witness.

    Args:
        path: the file, which exists.

    Raises:
        UnusableError: it does not.
    """

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise UnusableError(f"there is no memory at {path}: a witness without it must not sign")
        self._path = path

    @classmethod
    def create(cls, path: Path, witness_key: str) -> "Memory":
        """Make a new file for the witness with this verifier key.

        Raises:
            UnusableError: there is a file already, or it cannot be made.
        """
        if path.exists():
            raise UnusableError(f"{path} exists already; nothing was overwritten")
        try:
            with closing(_connect(path)) as connection:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.executescript(SCHEMA)
                connection.execute("INSERT INTO witness (key) VALUES (?)", (witness_key,))
        except sqlite3.Error as error:
            raise UnusableError(f"cannot write {path}: {error}") from error
        return cls(path)

    @contextmanager
    def deciding(self) -> Iterator["Records"]:
        """Hold the only write lock; store everything at the end, or nothing after an error."""
        with self._connected("BEGIN IMMEDIATE") as records:
            yield records

    @contextmanager
    def reading(self) -> Iterator["Records"]:
        """Look at one state of the file."""
        with self._connected("BEGIN") as records:
            yield records

    @contextmanager
    def _connected(self, begin: str) -> Iterator["Records"]:
        with closing(_connect(self._path)) as connection:
            connection.execute(begin)
            try:
                yield Records(connection)
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
    # In WAL mode FULL makes every commit reach the disk before it returns.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    # Without it, INSERT OR REPLACE would slip past the triggers.
    connection.execute("PRAGMA recursive_triggers = ON")
    return connection


class Records:
    """The rows of the file within one transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def witness_key(self) -> str:
        """Return the verifier key of the witness the file belongs to."""
        return str(self._row("SELECT key FROM witness")[0])

    def log_state(self, submitted: Checkpoint) -> LogState:
        """Return what is remembered of a known log that matters for a submitted checkpoint."""
        newest = self.newest(submitted.origin)
        return LogState(submitted.origin, newest, self._rival(submitted))

    def log_key(self, origin: str) -> str | None:
        """Return the key of a log, or None for a log nobody told of."""
        row = self._one("SELECT key FROM log WHERE origin = ?", origin)
        return None if row is None else str(row[0])

    def add_log(self, key: NoteVerifier, announcement: Announcement | None) -> None:
        """Add a log that is not known yet; its first key is its key for good.

        Args:
            key: the log's key.
            announcement: where it was learned from; None if somebody gave it by hand.
        """
        learned = canonical_json.encode(announcement.document()).decode() if announcement else ""
        self._write(
            "INSERT INTO log (origin, digest, key, announcement) VALUES (?, ?, ?, ?)",
            key.name,
            sha256(key.name.encode()).hex(),
            key.text(),
            learned,
        )

    def announcement(self, origin: str) -> Announcement | None:
        """Return where the key of a known log was learned from; None if it was given by hand."""
        row = self._one("SELECT announcement FROM log WHERE origin = ?", origin)
        if row is None or not row[0]:
            return None
        document = canonical_json.decode(
            row[0].encode(), max_size=MAX_EVIDENCE, place="announcement"
        )
        return Announcement.parse(document, "announcement")

    def logs(self) -> list[KnownLog]:
        """Return all logs by origin."""
        rows = self._connection.execute(
            "SELECT origin, key, (SELECT MAX(size) FROM cosigned WHERE origin = log.origin)"
            " FROM log ORDER BY origin"
        )
        return [KnownLog(str(origin), str(key), size or 0) for origin, key, size in rows]

    def origin_of(self, digest: str) -> str | None:
        """Return the origin whose SHA-256 is `digest`, in hex."""
        row = self._one("SELECT origin FROM log WHERE digest = ?", digest)
        return None if row is None else str(row[0])

    def newest(self, origin: str) -> Cosigned | None:
        """Return the largest checkpoint cosigned for a log."""
        row = self._one(
            "SELECT size, root, note, line, time FROM cosigned"
            " WHERE origin = ? ORDER BY size DESC LIMIT 1",
            origin,
        )
        if row is None:
            return None
        size, root, note, line, time = row
        return Cosigned(Checkpoint(origin, size, root), note, line, time)

    def remember(self, cosigned: Cosigned) -> None:
        """Store what is about to be given out; of one checkpoint the latest cosignature is kept."""
        checkpoint = cosigned.checkpoint
        self._write(
            "INSERT INTO cosigned (origin, size, root, note, line, time) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (origin, size) DO UPDATE SET"
            " root = excluded.root, line = excluded.line, time = excluded.time",
            checkpoint.origin,
            checkpoint.size,
            checkpoint.root,
            cosigned.note,
            cosigned.line,
            cosigned.time,
        )

    def keep(self, evidence: Evidence, now: int) -> None:
        """Keep evidence, once for each checkpoint, or other key, and kind."""
        if isinstance(evidence, KeysEvidence):
            origin = NoteVerifier.parse(evidence.log_key).name
            other = announced_key(evidence.second.payload)
            self._keep(evidence, Checkpoint(origin, 0, sha256(other.public_key)), "", now)
            return
        refused = Checkpoint.parse(split_note(evidence.second)[0])
        self._keep(evidence, refused, evidence.second, now)

    def _keep(self, evidence: Evidence, refused: Checkpoint, note: str, now: int) -> None:
        document = evidence.encode()
        self._write(
            "INSERT INTO evidence (digest, origin, kind, size, root, note, document, at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            sha256(document).hex(),
            refused.origin,
            evidence.kind,
            refused.size,
            refused.root,
            note,
            document,
            now,
        )

    def evidence(self) -> list[KeptEvidence]:
        """Return what is kept, oldest first.

        A checkpoint that once came without a proof and was cosigned later is explained.
        """
        rows = self._connection.execute(
            "SELECT digest, evidence.origin, kind, evidence.size, at,"
            " kind = 'unproven' AND cosigned.root IS evidence.root"
            " FROM evidence LEFT JOIN cosigned"
            " ON cosigned.origin = evidence.origin AND cosigned.size = evidence.size"
            " ORDER BY number"
        )
        return [
            KeptEvidence(digest, origin, kind, size, at, bool(is_explained))
            for digest, origin, kind, size, at, is_explained in rows
        ]

    def evidence_document(self, digest: str) -> bytes | None:
        """Return the document with this SHA-256, in hex."""
        row = self._one("SELECT document FROM evidence WHERE digest = ?", digest)
        return None if row is None else bytes(row[0])

    def followed(self, origin: str) -> Followed | None:
        """Return how far a registry's entries were read."""
        row = self._one("SELECT note FROM followed WHERE origin = ?", origin)
        if row is None:
            return None
        leaves = self._connection.execute(
            "SELECT hash FROM followed_leaf WHERE origin = ? ORDER BY number", (origin,)
        )
        return Followed(str(row[0]), tuple(leaf for (leaf,) in leaves))

    def follow_on(self, origin: str, note: str, start: int, leaves: Sequence[bytes]) -> None:
        """Store that a registry's entries were read up to the checkpoint in `note`.

        Args:
            origin: of the registry.
            note: a checkpoint it signed.
            start: how many entries were read before.
            leaves: hashes of the entries from `start` on.
        """
        self._write(
            "INSERT INTO followed (origin, note) VALUES (?, ?)"
            " ON CONFLICT (origin) DO UPDATE SET note = excluded.note",
            origin,
            note,
        )
        self._connection.executemany(
            "INSERT INTO followed_leaf (origin, number, hash) VALUES (?, ?, ?)",
            [(origin, number, leaf) for number, leaf in enumerate(leaves, start)],
        )

    def _rival(self, submitted: Checkpoint) -> str:
        """Return a note the log signed for the same size and another root, or ""."""
        for table in ("cosigned", "evidence"):
            row = self._one(
                f"SELECT note FROM {table} WHERE note <> '' AND origin = ? AND size = ?"  # noqa: S608
                " AND root <> ?",
                submitted.origin,
                submitted.size,
                submitted.root,
            )
            if row is not None:
                return str(row[0])
        return ""

    def _one(self, query: str, *values: object) -> sqlite3.Row | None:
        row: sqlite3.Row | None = self._connection.execute(query, values).fetchone()
        return row

    def _row(self, query: str) -> sqlite3.Row:
        row: sqlite3.Row = self._connection.execute(query).fetchone()
        return row

    def _write(self, statement: str, *values: object) -> None:
        self._connection.execute(statement, values)
