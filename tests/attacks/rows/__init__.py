"""Every attack that is tried, in plain words: the one place that holds the sentences.

C, P, V, B and D up to the numbers of `PUBLISHED` happened to other systems; the rest are our own.
`make attacks` runs the tests named here and writes docs/attacks.md and docs/attacks.json.
"""

from tests.attacks.rows import casting, people, proofs, record, secrecy
from tests.attacks.rows.row import Row

PUBLISHED = {"C": 24, "P": 15, "V": 14, "B": 11, "D": 19}
"""How many rows each group has in the list of attacks on other systems."""

MOST_UNTESTED = 8

SECTIONS: tuple[tuple[str, tuple[Row, ...]], ...] = (
    ("Proofs, groups and encodings", proofs.ROWS),
    ("Secrecy and independence of ballots", secrecy.ROWS),
    ("Casting and checking", casting.ROWS),
    ("The record", record.ROWS),
    ("Infrastructure and people", people.ROWS),
)

ROWS = tuple(row for _, rows in SECTIONS for row in rows)
