"""What the voters' side was told, in the order in which it was told."""

import statistics
import time
from collections import Counter
from dataclasses import dataclass
from threading import Condition

from crypto.notes import Checkpoint


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """A ballot whose receipt a voter got and checked.

    Attributes:
        index: of the entry.
        entry: its bytes.
        checkpoint: the one that the receipt's proof leads to.
        sent: when its first byte was sent, by the monotonic clock.
        at: when its receipt was checked.
    """

    index: int
    entry: bytes
    checkpoint: Checkpoint
    sent: float
    at: float


class Ledger:
    """Kept by all voters at once."""

    def __init__(self) -> None:
        self._told = Condition()
        self.taken: set[str] = set()
        self.acknowledged: dict[str, Acknowledged] = {}
        self.refused: dict[str, str] = {}
        self.troubles: Counter[str] = Counter()
        self.faults: list[str] = []

    def take(self, ballot: str) -> None:
        """The server answered that it has the ballot: from now on it may not get lost."""
        with self._told:
            self.taken.add(ballot)

    def acknowledge(self, ballot: str, receipt: Acknowledged) -> None:
        with self._told:
            self.acknowledged[ballot] = receipt
            self._told.notify_all()

    def refuse(self, ballot: str, reason: str) -> None:
        with self._told:
            self.refused[ballot] = reason

    def trouble(self, what: str) -> None:
        """A try that failed in a way that may pass."""
        with self._told:
            self.troubles[what] += 1

    def fault(self, what: str) -> None:
        """Something that must not happen, ever."""
        with self._told:
            self.faults.append(what)

    def wait_after(self, moment: float, seconds: float) -> float | None:
        """Seconds from `moment` until a ballot sent after it was acknowledged; None if none was."""

        def next_one() -> float | None:
            later = (r.at for r in self.acknowledged.values() if r.sent > moment)
            return min(later, default=None)

        with self._told:
            rest = seconds - (time.monotonic() - moment)
            at = self._told.wait_for(next_one, timeout=max(0.0, rest))
        return None if at is None else at - moment

    def longest_wait(self) -> float:
        """Seconds from the first byte to the receipt, of the ballot that waited longest."""
        return max((r.at - r.sent for r in self.acknowledged.values()), default=0.0)

    def median_wait(self) -> float:
        """The same of a usual ballot."""
        waits = [r.at - r.sent for r in self.acknowledged.values()]
        return statistics.median(waits) if waits else 0.0
