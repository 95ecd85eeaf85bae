"""What the check of a voter file found, as it is kept between the check and the page."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from voting.roll_csv import RollFault, RollReport, RollRow

FIRST_ROWS = 10
MOST_FAULTS_SHOWN = 200


@dataclass(frozen=True, slots=True)
class RollSummary:
    """Counts, the first lines that can be added, and the first faults."""

    line_count: int
    row_count: int
    fault_count: int
    rows: Sequence[RollRow]
    faults: Sequence[RollFault]

    @property
    def faults_hidden(self) -> int:
        return self.fault_count - len(self.faults)


def summary_document(report: RollReport) -> dict[str, Any]:
    summary = RollSummary(
        line_count=report.line_count,
        row_count=len(report.rows),
        fault_count=len(report.faults),
        rows=report.rows[:FIRST_ROWS],
        faults=report.faults[:MOST_FAULTS_SHOWN],
    )
    return asdict(summary)


def summary_read(document: dict[str, Any]) -> RollSummary:
    """The inverse of `summary_document`."""
    return RollSummary(
        line_count=document["line_count"],
        row_count=document["row_count"],
        fault_count=document["fault_count"],
        rows=[RollRow(**row) for row in document["rows"]],
        faults=[RollFault(**fault) for fault in document["faults"]],
    )
