"""What has to be remembered of every ballot, on disk: memory stays the same for any number of them.

A temporary database of SQLite without a name, which goes when the process does. It holds nothing
that is not in the record, and nothing but this package reads it.
Source: docs/spec/verification.md C06.4, C06.5, C07.7 to C07.10, C08.6.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

BALLOT_KINDS: Final = ("ballot", "challenge")
"""Types of entry whose payloads are not kept."""

# Pages are written out once the cache of 4 MiB is full. No journal: what a crash leaves is gone.
_SCHEMA: Final = """
PRAGMA cache_size = -4096;
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE ballot (
    number INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    credential TEXT NOT NULL,
    style INTEGER NOT NULL DEFAULT 0,
    hash BLOB,
    commitments BLOB,
    usable INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX ballot_by_hash ON ballot (hash) WHERE hash IS NOT NULL;
CREATE TABLE part (name BLOB PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID;
BEGIN;
"""


@dataclass(frozen=True, slots=True)
class SpooledBallot:
    """What is remembered of a ballot or test ballot.

    Attributes:
        index: number of its entry.
        kind: type of its entry.
        credential: the voter's public key as the entry names it, 64 hex digits.
        style: its style; 0 if it was not examined or could not be decoded.
        is_usable: whether it was examined and its ciphertexts are in the group.
    """

    index: int
    kind: str
    credential: str
    style: int
    is_usable: bool

    @property
    def place(self) -> str:
        """Where it stands, for messages."""
        return f"entry {self.index} ({self.kind})"


class Spool:
    """All ballots and test ballots of a record, and what must stand only once among them."""

    def __init__(self) -> None:
        # An empty name is a database of its own on disk, removed when it is closed.
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.executescript(_SCHEMA)

    def add(self, index: int, kind: str, credential: str) -> None:
        """Append the entry of a ballot that was read for the first time."""
        row = (index, kind, credential)
        self._database.execute(
            "INSERT INTO ballot (number, kind, credential) VALUES (?, ?, ?)", row
        )

    def count(self, *kinds: str) -> int:
        """Return how many there are of some types."""
        found = self._database.execute("SELECT kind, count(*) FROM ballot GROUP BY kind")
        return sum(count for kind, count in found if kind in kinds)

    def all(self) -> Iterator[SpooledBallot]:
        """Yield all of them by number."""
        rows = self._database.execute(
            "SELECT number, kind, credential, style, usable FROM ballot ORDER BY number"
        )
        for number, kind, credential, style, usable in rows:
            yield SpooledBallot(number, kind, credential, style, bool(usable))

    def settle(
        self, index: int, *, style: int, ballot_hash: str, commitments: bytes, is_usable: bool
    ) -> None:
        """Remember what was found out about a ballot; no hash if it could not be decoded."""
        self._database.execute(
            "UPDATE ballot SET style = ?, hash = ?, commitments = ?, usable = ? WHERE number = ?",
            (style, bytes.fromhex(ballot_hash) or None, commitments, is_usable, index),
        )

    def first_with_hash(self, ballot_hash: str) -> tuple[int, str] | None:
        """Return number and type of the first settled ballot of this hash."""
        found = self._database.execute(
            "SELECT number, kind FROM ballot WHERE hash = ? ORDER BY number LIMIT 1",
            (bytes.fromhex(ballot_hash),),
        )
        row: tuple[int, str] | None = found.fetchone()
        return row

    def proofs_of(self, ballot_hash: str) -> tuple[int, bytes] | None:
        """Return the style of a cast ballot and the digest of its proofs' commitments."""
        found = self._database.execute(
            "SELECT style, commitments FROM ballot WHERE hash = ? AND kind = 'ballot' LIMIT 1",
            (bytes.fromhex(ballot_hash),),
        )
        row: tuple[int, bytes] | None = found.fetchone()
        return row

    def first_with_part(self, name: bytes, index: int) -> int | None:
        """Return the number of the ballot in which a part stood before; None if it is a new one."""
        added = self._database.execute("INSERT OR IGNORE INTO part VALUES (?, ?)", (name, index))
        if added.rowcount:
            return None
        found = self._database.execute("SELECT number FROM part WHERE name = ?", (name,))
        return int(found.fetchone()[0])

    def close(self) -> None:
        """Forget everything."""
        self._database.close()
