"""What was measured, as tables on the screen and in docs/performance.md."""

import os
import statistics
from dataclasses import dataclass

from scripts.bench import batches, count, cryptography, growth, load_report, observers

LEAST_RATIO = 4.0
MOST_RECEIPT_MS = 400.0

Rates = dict[str, list[float]]
HEADING = """# Performance

Written by `make bench`; nothing here is written by hand. Figures of different machines and days
cannot be compared, ratios within one run can. Medians of several rounds; the spread is the
smallest and the largest round.
"""
RECORD = """
## Entries per second

On PostgreSQL with its usual fsync, ballots of five options (9 KB). "Rows only" leaves out what
follows a commit; "everything" has the checkpoint signed and all public files on the disk. One by
one is a transaction for each entry under the lock on the log's head, as `board_append` makes it;
the sequencer takes up to 500 accepted ballots at once, and besides checks and notes their parts
and their state.
"""
VOTERS = """
## Milliseconds from sending to a verified receipt

32 voters send at the same moment; HTTP through gunicorn, Redis, PostgreSQL and as many workers as
cores, looking again as often as the booth does. With the proofs apart, a worker of the bench alone
finds every proof right at once.
"""
BATCHES = """
## Verifying ballots together

On one core at 3,072 bits, membership and hashing included; the commitments came beside the ballots.
Processor time of one run.
"""
COUNT = """
## Adding up

The whole count: reading ballots from the database, multiplying, and opening the totals; beside it
the same ballots verified in thousands.
"""
CRYPTOGRAPHY = """
## Locking and verifying ballots

Milliseconds, and how many raw powers of the same run they are. "Without" is the same work without
tables; for prepared ballots, of which all but the choices was made while the voter read, it is the
lock of one that was not.
"""
OBSERVERS = """
## Verifying a record

A record of 2,000 ballots of one option, read by `python -m verifier`; 1,500 of them were known to
the state file before.
"""
GROWTH = """
## Records from small to large

Records of real ballots of one question with five options. Verifying is `python -m verifier`;
exporting is the server's own, from SQLite, and gives the same file byte for byte. Memory is the
most that the first process held.
"""


@dataclass(frozen=True, slots=True)
class Measured:
    """All figures of one run; without servers there is none of the record and of voters."""

    batches: dict[str, float]
    count: dict[str, float]
    cryptography: dict[str, float]
    growth: growth.Growth
    observers: dict[str, float]
    record: Rates | None
    voters: Rates | None
    load: dict[str, float] | None
    embedded: dict[str, float] | None

    def faults(self) -> list[str]:
        """What is worse than it may be."""
        found = [
            *batches.faults(self.batches),
            *count.faults(self.count),
            *cryptography.faults(self.cryptography),
            *growth.faults(self.growth),
            *observers.faults(self.observers),
        ]
        if self.record:
            found += [
                f"{name}: {ratio:.1f} times, at least {LEAST_RATIO:.0f}"
                for name, ratio in ratios(self.record).items()
                if ratio < LEAST_RATIO and name != MIXED
            ]
        if self.load:
            found += load_report.faults(self.load)
        for name in ("proofs_apart", "proofs_apart_within_two_seconds"):
            if self.voters and statistics.median(self.voters[name]) > MOST_RECEIPT_MS:
                found.append(f"receipts, {name}: at most {MOST_RECEIPT_MS:.0f} ms")
        return found

    def document(self) -> str:
        parts = [HEADING, f"\n{_machine()}\n"]
        if self.record:
            parts += [RECORD, _markdown(_record_table(self.record)), _ratio_lines(self.record)]
        if self.voters:
            parts += [VOTERS, _markdown(_voters_table(self.voters))]
        if self.load:
            parts += [load_report.HEADING, _markdown(load_report.table(self.load))]
            parts += [load_report.ratio_lines(self.load)]
        if self.embedded:
            parts += [load_report.EMBEDDED, _markdown(load_report.table(self.embedded))]
            parts += [load_report.ratio_lines(self.embedded)]
        parts += [BATCHES, _markdown(batches.table(self.batches))]
        parts += [batches.ratio_lines(self.batches)]
        parts += [COUNT, count.ratio_lines(self.count)]
        parts += [CRYPTOGRAPHY, _markdown(cryptography.table(self.cryptography))]
        parts += [OBSERVERS, _markdown(observers.table(self.observers))]
        parts += [observers.ratio_lines(self.observers)]
        parts += [GROWTH, _markdown(growth.table(self.growth))]
        parts += [growth.ratio_lines(self.growth)]
        return "".join(parts)


MIXED = "sequencer with everything against one by one, rows only"


def ratios(record: Rates) -> dict[str, float]:
    """Medians of the ratios within each round, so that what disturbs a round disturbs both."""
    pairs = {
        "sequencer against one by one, rows only": ("batches_rows", "one_by_one_rows"),
        "sequencer against one by one, everything": ("batches", "one_by_one"),
        MIXED: ("batches", "one_by_one_rows"),
    }
    return {
        name: statistics.median(
            many / few for many, few in zip(record[fast], record[slow], strict=True)
        )
        for name, (fast, slow) in pairs.items()
    }


def _machine() -> str:
    cores, load = os.cpu_count(), os.getloadavg()[0]
    return f"Measured on {cores} cores, which {load:.1f} processes on average wanted meanwhile."


def _record_table(record: Rates) -> list[list[str]]:
    labels = {
        "one_by_one_rows": "one by one, rows only",
        "batches_rows": "sequencer, rows only",
        "one_by_one": "one by one, everything",
        "batches": "sequencer, everything",
    }
    rows = [
        [label, f"{statistics.median(record[name]):.0f}", _spread(record[name])]
        for name, label in labels.items()
    ]
    return [["way", "entries/s", "spread"], *rows]


def _ratio_lines(record: Rates) -> str:
    lines = (f"- {name}: {ratio:.1f} times\n" for name, ratio in ratios(record).items())
    return "\n" + "".join(lines)


def _voters_table(voters: Rates) -> list[list[str]]:
    labels = {
        "as_it_is": "at the same moment",
        "proofs_apart": "at the same moment, proofs apart",
        "proofs_apart_within_two_seconds": "within two seconds, proofs apart",
    }
    rows = [
        [label, f"{statistics.median(times):.0f}", f"{_p95(times):.0f}", _spread(times)]
        for label, times in ((label, voters[name]) for name, label in labels.items())
    ]
    return [["", "median", "95 in 100 within", "spread"], *rows]


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def _spread(values: list[float]) -> str:
    return f"{min(values):.0f} to {max(values):.0f}"


def _markdown(table: list[list[str]]) -> str:
    head, *rows = table
    lines = [head, ["---"] * len(head), *rows]
    return "\n" + "".join(f"| {' | '.join(line)} |\n" for line in lines)
