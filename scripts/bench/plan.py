"""What elections of a million voters and more would take, computed from what was measured.

Writes the table of docs/scaling.md between two marks; the words around it are written by hand and
name no figure. `python -m scripts.bench.plan` makes it anew from var/bench.json.
"""

import json
import statistics
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

from crypto import record_format, tiles
from crypto.canonical_json import MAX_LINE
from scripts.bench import growth

ROOT: Final = Path(__file__).resolve().parent.parent.parent
FIGURES: Final = ROOT / "var/bench.json"
DOCUMENT: Final = ROOT / "docs/scaling.md"
START, END = "<!-- computed -->\n", "<!-- end of what is computed -->\n"

VOTERS: Final = (1_000_000, 10_000_000, 100_000_000)
TURNOUT: Final = 0.7
BUSIEST_HOUR: Final = 0.15
"""Share of all ballots that come in the busiest hour."""

CORES: Final = 16
"""Cores of a machine."""

LOAD: Final = 0.6
"""How busy a machine may be at the busiest hour."""

OBSERVERS: Final = 100
"""How many fetch the whole record."""

ROLL_LINE: Final = 73
"""Bytes of a voter in the `roll` payload: 64 digits, style, weight and what is around them."""


ROWS: Final = 4 + (1 + 3 * 5 + 1)
"""Rows of a ballot: entry, document, inbox and tree; the names of its salt, of two numbers and a
proof of each of five options, and of the sum's proof."""


@dataclass(frozen=True, slots=True)
class Rates:
    """What one core, one log and one ballot come to.

    Attributes:
        checks: ballots a second that one core checks in the accept path.
        sequenced: entries a second that one log takes, with everything.
        verified: ballots a second that one core of an observer verifies, reading included.
        alone: the same where there are no commitments, each ballot by itself.
        ballot: bytes of a ballot with its entry.
        commitments: bytes of what stands beside it in a record.
        database: bytes of its rows: entry, payload, and what came with it.
    """

    checks: float
    sequenced: float
    verified: float
    alone: float
    ballot: float
    commitments: float
    database: float

    @classmethod
    def of(cls, figures: Mapping[str, Any]) -> Self:
        """Take them from what `make bench` wrote."""
        per_ballot = growth.per_ballot(figures["growth"])
        commitments = figures["bytes_of_commitments"]
        return cls(
            checks=figures["batch100_ballots_per_second"],
            sequenced=statistics.median(figures["record"]["batches"]),
            verified=1 / per_ballot["verifying_processor"],
            alone=1000 / figures["cryptography"]["python_verify_1x5_ms"],
            ballot=per_ballot["bytes"] - commitments,
            commitments=commitments,
            database=per_ballot["database"],
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """An election of so many voters, as one election with one log."""

    voters: int
    rates: Rates

    @property
    def ballots(self) -> float:
        return self.voters * TURNOUT

    @property
    def busiest(self) -> float:
        """Ballots a second in the busiest hour."""
        return self.ballots * BUSIEST_HOUR / 3600

    @property
    def worker_cores(self) -> float:
        return self.busiest / self.rates.checks / LOAD

    @property
    def machines(self) -> int:
        return _up(self.worker_cores / CORES)

    @property
    def logs(self) -> int:
        """How many logs take the busiest hour, and keep within what one record and roll hold."""
        by_rate = self.busiest / self.rates.sequenced / LOAD
        by_roll = self.voters / voters_of_a_roll()
        by_record = self.ballots / ballots_of_a_record(self.rates)
        return _up(max(by_rate, by_roll, by_record))

    @property
    def record(self) -> float:
        """Bytes of all ballots and entries, without commitments."""
        return self.ballots * self.rates.ballot

    @property
    def verifying_hours(self) -> float:
        """Hours of one core."""
        return self.ballots / self.rates.verified / 3600


def voters_of_a_roll() -> int:
    """Voters that fit into the one line of a `roll` payload."""
    return MAX_LINE // ROLL_LINE


def ballots_of_a_record(rates: Rates) -> int:
    """Ballots that fit into one record file."""
    return int(record_format.MAX_RECORD / rates.ballot)


def _up(number: float) -> int:
    return max(1, -int(-number // 1))


Cell = Callable[[Plan], str]
ROWS_OF_TABLE: Final[tuple[tuple[str, Cell], ...]] = (
    ("ballots", lambda plan: _large(plan.ballots)),
    ("ballots a second in the busiest hour", lambda plan: _large(plan.busiest)),
    ("cores that check proofs then", lambda plan: _large(_up(plan.worker_cores))),
    (f"machines of {CORES} cores for that", lambda plan: _large(plan.machines)),
    ("logs (elections, districts) at least", lambda plan: _large(plan.logs)),
    ("rows a second in the database", lambda plan: _large(ROWS * plan.busiest)),
    ("database, GB", lambda plan: _large(plan.ballots * plan.rates.database / 1e9)),
    ("public files, GB", lambda plan: _large(plan.record / 1e9)),
    ("public files, number", lambda plan: _large(plan.ballots * (1 + 2 / tiles.WIDTH))),
    (
        f"GB sent to {OBSERVERS} observers",
        lambda plan: _large(OBSERVERS * plan.record / 1e9),
    ),
    ("hours to verify all of it on one core", lambda plan: _large(plan.verifying_hours)),
    ("hours on 64 cores", lambda plan: _large(plan.verifying_hours / 64)),
)


def table(figures: Mapping[str, Any]) -> list[list[str]]:
    plans = [Plan(voters, Rates.of(figures)) for voters in VOTERS]
    head = ["", *(f"{voters // 10**6} million voters" for voters in VOTERS)]
    return [head, *([name, *(cell(plan) for plan in plans)] for name, cell in ROWS_OF_TABLE)]


def limits(figures: Mapping[str, Any]) -> list[str]:
    """What one election with one log cannot exceed."""
    rates = Rates.of(figures)
    in_full = int(record_format.MAX_RECORD / (rates.ballot + rates.commitments))
    return [
        f"one log takes {rates.sequenced:,.0f} entries a second with everything",
        f"one core checks {rates.checks:,.0f} ballots a second in hundreds",
        f"one core of an observer verifies {rates.verified:,.0f} ballots a second from a record"
        f" file, and {rates.alone:,.0f} where their commitments are missing, as in a mirror",
        f"one roll holds {voters_of_a_roll():,} voters",
        f"one record file holds {ballots_of_a_record(rates):,} ballots, and the commitments of all"
        f" of them up to {in_full:,}",
    ]


def section(figures: Mapping[str, Any]) -> str:
    """The text between the marks."""
    assumed = (
        f"Assumed: {TURNOUT:.0%} of the voters vote once, {BUSIEST_HOUR:.0%} of them within one"
        f" hour; machines of {CORES} cores are {LOAD:.0%} busy then."
    )
    listed = "".join(f"- {limit}\n" for limit in limits(figures))
    return f"\n{assumed}\n{_markdown(table(figures))}\nMeasured, and what follows:\n\n{listed}\n"


def write(figures: Mapping[str, Any]) -> None:
    """Put the section into the document."""
    text = DOCUMENT.read_text(encoding="utf-8")
    before, _, rest = text.partition(START)
    _, _, after = rest.partition(END)
    DOCUMENT.write_text(before + START + section(figures) + END + after, encoding="utf-8")


def _large(number: float) -> str:
    return f"{number:,.0f}" if number >= 10 or number == int(number) else f"{number:.2g}"


def _markdown(rows: Sequence[Sequence[str]]) -> str:
    head, *body = rows
    lines = [head, ["---"] * len(head), *body]
    return "\n" + "".join(f"| {' | '.join(line)} |\n" for line in lines)


def main() -> int:
    write(json.loads(FIGURES.read_text(encoding="utf-8")))
    return 0


if __name__ == "__main__":
    sys.exit(main())
