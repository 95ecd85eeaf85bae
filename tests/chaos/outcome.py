"""What came out of a scenario, and the table over all of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

HEADINGS = (
    "scenario", "setting", "kills", "acknowledged", "lost", "twice", "longest recovery", "verdict"
)  # fmt: skip
MOST_FAULTS = 20


@dataclass(frozen=True, slots=True)
class Outcome:
    """One line of the table.

    Attributes:
        scenario: what was done.
        setting: where: the product's size, or its database.
        kills: how many processes were killed, or how many faults were put in.
        acknowledged: ballots whose receipts were checked.
        lost: of those taken, how many are neither on the record nor refused.
        twice: how many stand on the record more than once.
        recovery: seconds; None where nothing had to recover.
        faults: everything that must not be, in sentences.
        notes: what else was seen, for whoever reads the whole report.
    """

    scenario: str
    setting: str
    kills: int
    acknowledged: int
    lost: int
    twice: int
    recovery: float | None
    faults: Sequence[str] = ()
    notes: Sequence[str] = field(default=())

    @property
    def is_good(self) -> bool:
        return not (self.lost or self.twice or self.faults)

    def cells(self) -> tuple[str, ...]:
        recovery = "-" if self.recovery is None else f"{self.recovery:.1f} s"
        counts = (self.kills, self.acknowledged, self.lost, self.twice)
        verdict = "good" if self.is_good else "FAILED"
        return (self.scenario, self.setting, *map(str, counts), recovery, verdict)


def table(outcomes: Sequence[Outcome]) -> str:
    """As it is printed and as it stands in a document."""
    rows = [HEADINGS, *(outcome.cells() for outcome in outcomes)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])


def details(outcome: Outcome) -> str:
    head = f"{outcome.scenario}, {outcome.setting}"
    faults = [f"  FAULT: {fault}" for fault in outcome.faults[:MOST_FAULTS]]
    if len(outcome.faults) > MOST_FAULTS:
        faults.append(f"  and {len(outcome.faults) - MOST_FAULTS} faults more")
    return "\n".join([head, *(f"  {note}" for note in outcome.notes), *faults])
