"""The result as a table for spreadsheets."""

import csv
from collections.abc import Iterator
from typing import Protocol

from tally.results import ResultSheet
from voting.spreadsheets import safe_cell

HEADINGS = ("question_number", "question", "option", "votes", "percent_of_votes")


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
            )
