"""The result as a table for spreadsheets."""

import csv
from collections.abc import Iterator
from typing import Protocol

from tally.results import OptionCount, ResultSheet, Winners
from voting.spreadsheets import safe_cell

HEADINGS = (
    "question_number",
    "question",
    "option",
    "votes",
    "percent_of_votes",
    "section",
    "wins",
)


class Writable(Protocol):
    def write(self, text: str, /) -> object: ...


def result_csv_write(sheet: ResultSheet, stream: Writable) -> None:
    rows = csv.writer(stream)
    rows.writerow(HEADINGS)
    rows.writerows(_rows(sheet))


def _rows(sheet: ResultSheet) -> Iterator[tuple[int | str, ...]]:
    for contest in sheet.contests:
        for option in contest.options:
            yield (
                contest.number,
                safe_cell(contest.title),
                safe_cell(option.title),
                option.count,
                f"{option.percent:.2f}",
                safe_cell(contest.section),
                _wins(option, contest.winners),
            )


def _wins(option: OptionCount, winners: Winners | None) -> str:
    """`yes`, `no`, `tie` where a tie leaves it open; nothing where no winners are named."""
    if winners is None:
        return ""
    if option.title in winners.tied:
        return "tie"
    return "yes" if option.title in winners.titles else "no"
