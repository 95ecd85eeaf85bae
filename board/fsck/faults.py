"""What is wrong, and where."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is wrong.

    Attributes:
        log: slug of the log; empty for rows that belong to none.
        table: the table; `signed-heads` for the signer's memory, `public` for the public folder.
        index: which row: number of an entry, level/index of a node, size of a checkpoint; of a
            payload the number of the first entry that speaks of it; of the public folder the file.
        column: which of the row's columns, or the place in a file.
        detail: what is wrong with it.
    """

    log: str
    table: str
    index: str
    column: str
    detail: str

    def __str__(self) -> str:
        where = " ".join(word for word in (self.table, self.index) if word)
        return f"{self.log or 'no log'}: {where}: {self.column}: {self.detail}"


Told = Callable[[Fault], None]
"""Takes each fault as it is found; nothing is kept here, so that there may be many."""


@dataclass(frozen=True, slots=True)
class Teller:
    """Names the faults of one table of one log."""

    log: str
    table: str
    told: Told

    def fault(self, index: object, column: str, detail: str) -> None:
        """Tell a fault; see Fault for the arguments."""
        self.told(Fault(self.log, self.table, str(index), column, detail))
