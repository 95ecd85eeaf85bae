"""The voter roll on disk, by credential.

Source: docs/spec/record.md section 4.8.
"""

import sqlite3
from collections.abc import Iterator, MutableMapping
from typing import Final

from crypto.payloads import RollEntry

_SCHEMA: Final = """
PRAGMA cache_size = -2048;
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE voter (
    credential BLOB PRIMARY KEY, style INTEGER NOT NULL, weight INTEGER NOT NULL
) WITHOUT ROWID;
BEGIN;
"""


class VoterTable(MutableMapping[str, RollEntry]):
    """Voters by credential, 64 hex digits, in a temporary database that goes with the process."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.executescript(_SCHEMA)

    def __getitem__(self, credential: str) -> RollEntry:
        """Return a voter."""
        key = bytes.fromhex(credential)
        found = self._database.execute(
            "SELECT style, weight FROM voter WHERE credential = ?", (key,)
        ).fetchone()
        if found is None:
            raise KeyError(credential)
        return RollEntry(key, *found)

    def __setitem__(self, credential: str, voter: RollEntry) -> None:
        """Put a voter in the place of whoever has the same credential."""
        row = (bytes.fromhex(credential), voter.style, voter.weight)
        self._database.execute("INSERT OR REPLACE INTO voter VALUES (?, ?, ?)", row)

    def __delitem__(self, credential: str) -> None:
        """Take a voter out."""
        if credential not in self:
            raise KeyError(credential)
        key = bytes.fromhex(credential)
        self._database.execute("DELETE FROM voter WHERE credential = ?", (key,))

    def __iter__(self) -> Iterator[str]:
        """Yield all credentials, ascending."""
        rows = self._database.execute("SELECT credential FROM voter ORDER BY credential")
        return (credential.hex() for (credential,) in rows)

    def __len__(self) -> int:
        """Return how many there are."""
        return int(self._database.execute("SELECT count(*) FROM voter").fetchone()[0])
