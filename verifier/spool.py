"""What has to be remembered of every ballot, on disk: memory stays the same for any number of them.

A temporary database of SQLite without a name, which goes when the process does. It holds nothing
that is not in the record, and nothing but this package reads it.
Source: docs/spec/verification.md C06.4, C06.5, C07.7 to C07.10, C08.6, C09.3.
"""

import sqlite3
from collections.abc import Iterable, Iterator
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
CREATE TABLE part (place INTEGER PRIMARY KEY, name BLOB, number INTEGER, nth INTEGER);
CREATE TABLE last (
    voter BLOB PRIMARY KEY, number INTEGER NOT NULL, weight INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE counted (number INTEGER PRIMARY KEY, weight INTEGER NOT NULL);
BEGIN;
"""

# Sorting is done on disk where it does not fit into the cache.
_REPEATS: Final = (
    "CREATE TABLE repeat AS"
    " SELECT name, min(place) AS place FROM part GROUP BY name HAVING count(*) > 1",
    "CREATE INDEX repeat_by_name ON repeat (name)",
)


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


def _ballot(index: int, kind: str, credential: str, style: int, usable: int) -> SpooledBallot:
    return SpooledBallot(index, kind, credential, style, bool(usable))


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
        return (_ballot(*row) for row in rows)

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

    def add_parts(self, index: int, names: Iterable[bytes]) -> None:
        """Remember the parts of a ballot, in their order."""
        rows = ((name, index, nth) for nth, name in enumerate(names))
        self._database.executemany("INSERT INTO part (name, number, nth) VALUES (?, ?, ?)", rows)

    def repeated_parts(self) -> Iterator[tuple[SpooledBallot, int, int]]:
        """Yield each part that stood before: its ballot, its place there, and the first ballot.

        Places count from 0. They come in the order they were added. All are sorted once, which
        costs far less than looking for each among those before it.
        """
        for statement in _REPEATS:
            self._database.execute(statement)
        rows = self._database.execute(
            "SELECT ballot.number, kind, credential, style, usable, part.nth, first.number"
            " FROM part JOIN repeat USING (name) JOIN part AS first ON first.place = repeat.place"
            " JOIN ballot ON ballot.number = part.number"
            " WHERE part.place > repeat.place ORDER BY part.place"
        )
        for *ballot, nth, first in rows:
            yield _ballot(*ballot), nth, first

    def count_last(self, ballots: Iterable[tuple[int, str, int]]) -> None:
        """Say which ballots count: the last of each voter.

        Args:
            ballots: number, name of the voter and weight, ascending.
        """
        self._database.executemany(
            "INSERT OR REPLACE INTO last (number, voter, weight) VALUES (?, ?, ?)",
            ((number, bytes.fromhex(voter), weight) for number, voter, weight in ballots),
        )
        self._database.execute("INSERT INTO counted SELECT number, weight FROM last")

    def counted(self) -> Iterator[int]:
        """Yield the numbers of the ballots that count, ascending."""
        rows = self._database.execute("SELECT number FROM counted ORDER BY number")
        return (number for (number,) in rows)

    @property
    def counted_ballots(self) -> int:
        """How many ballots count."""
        return self._sum("SELECT count(*) FROM counted")

    @property
    def usable_counted(self) -> int:
        """How many of them have a weight and ciphertexts that are in the group."""
        return self._sum(
            "SELECT count(*) FROM counted JOIN ballot USING (number) WHERE usable AND weight > 0"
        )

    def weights_by_style(self) -> list[tuple[int, int]]:
        """Return the styles of the ballots that count, each with the sum of their weights."""
        return self._database.execute(
            "SELECT style, sum(weight) FROM counted JOIN ballot USING (number) GROUP BY style"
        ).fetchall()

    def with_weights(self) -> Iterator[tuple[int, str, int]]:
        """Yield number, type and weight of all of them by number; weight 0 if it does not count."""
        return self._database.execute(
            "SELECT number, kind, coalesce(weight, 0) FROM ballot LEFT JOIN counted USING (number)"
            " ORDER BY number"
        )

    def _sum(self, statement: str) -> int:
        return int(self._database.execute(statement).fetchone()[0])

    def close(self) -> None:
        """Forget everything."""
        self._database.close()
