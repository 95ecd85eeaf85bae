"""What came out of a scenario, and the table over all of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

HEADINGS = (
    "scenario", "setting", "kills", "acknowledged", "lost", "twice", "longest recovery", "verdict"
)  # fmt: skip
MOST_FAULTS = 20
GOOD, SLOW, FAILED = "good", "SLOW", "FAILED"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One line of the table.

    Attributes:
        scenario: what was done.
        setting: where: the product's size, or its database.
        kills: how many processes were killed, or how often something was broken; so also below,
            None where nobody counts.
        acknowledged: ballots whose receipts were checked.
        lost: of those taken, how many are neither on the record nor refused.
        twice: how many stand on the record more than once.
        recovery: seconds; None where nothing had to recover.
        faults: everything that must not be, in sentences.
        slow: what came back too late, in sentences; a busy machine is enough for that.
        notes: what else was seen, for whoever reads the whole report.
    """

    scenario: str
    setting: str
    kills: int | None
    acknowledged: int | None
    lost: int | None
    twice: int | None
    recovery: float | None
    faults: Sequence[str] = ()
    slow: Sequence[str] = ()
    notes: Sequence[str] = field(default=())

    @property
    def is_whole(self) -> bool:
        """Whether nothing was lost, nothing stood twice, and nobody contradicted anybody."""
        return not (self.lost or self.twice or self.faults)

    @property
    def verdict(self) -> str:
        if not self.is_whole:
            return FAILED
        return SLOW if self.slow else GOOD

    def cells(self) -> tuple[str, ...]:
        recovery = "-" if self.recovery is None else f"{self.recovery:.1f} s"
        counts = (self.kills, self.acknowledged, self.lost, self.twice)
        shown = ("-" if count is None else str(count) for count in counts)
        return (self.scenario, self.setting, *shown, recovery, self.verdict)


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
    slow = [f"  SLOW: {what}" for what in outcome.slow]
    return "\n".join([head, *(f"  {note}" for note in outcome.notes), *slow, *faults])


def document(outcomes: Sequence[Outcome], seed: str) -> str:
    """The whole of docs/chaos.md."""
    return _DOCUMENT.format(seed=seed, table=table(outcomes), details=_lists(outcomes))


def _lists(outcomes: Sequence[Outcome]) -> str:
    return "\n\n".join(
        "\n".join([f"**{o.scenario}, {o.setting}**", "", *(f"- {note}" for note in o.notes)])
        for o in outcomes
        if o.notes
    )


_DOCUMENT = """\
# Under fire

Written by `make chaos`, which kills, breaks and crowds the running product while voters cast real
ballots of 3072 bits, and holds the final record against what voters were told. Do not edit this
file; run it again.

- **acknowledged**: ballots whose voter got a receipt and checked it as the booth does.
- **lost**: ballots the server said it had (202), or acknowledged, that are neither on the final
  record nor refused with a reason. **twice**: ballots that stand on it more than once.
- **longest recovery**: from a kill to the first receipt for a ballot that was sent after it. Up to
  10 seconds is good. Nobody helps; where systemd starts a process again in a real installation,
  the program that kills them does so at once.
- **verdict**: SLOW if nothing was lost but something came back too late. Then look at the load
  below: on a machine that is busy with other things everything is late.
- Beside the voters a mirror is updated every second or two and must never raise its alarm, and a
  witness, killed as well, must cosign what it is shown and end without evidence. Afterwards every
  receipt is asked for again, and the mirror passes `verifier fsck`.

`python -m tests.chaos --seed {seed}` makes the same choices again; the moments they meet are the
machine's.

{table}

## What was seen

{details}
"""
