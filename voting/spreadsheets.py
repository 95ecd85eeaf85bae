"""Text that people wrote, as cells that a spreadsheet only shows."""

import csv
import io
from collections.abc import Sequence

# A spreadsheet takes a cell that begins with one of these for a formula and runs it.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(text: str) -> str:
    """The text as it is, or after an apostrophe where a spreadsheet would calculate with it."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text


def csv_line(cells: Sequence[str]) -> str:
    """One line of a file, its end included."""
    line = io.StringIO(newline="")
    csv.writer(line).writerow(map(safe_cell, cells))
    return line.getvalue()
