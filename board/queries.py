"""Strict reading of query parameters: exactly the named ones, each once, each a plain number."""

import re
from collections.abc import Mapping

from django.http import QueryDict

from board.errors import QueryError

_NUMBER = re.compile("0|[1-9][0-9]{0,14}")

LARGEST = 10**15 - 1
"""Largest number read; far above any log and within what every database holds."""


def decode_numbers(query: QueryDict, ranges: Mapping[str, tuple[int, int]]) -> dict[str, int]:
    """Return the numbers of a query.

    Args:
        query: the request's parameters.
        ranges: for each parameter that must be there its lowest and highest value.

    Raises:
        QueryError: a parameter is missing, unknown, repeated, malformed or out of range; the
            message names it.
    """
    for name in query:
        if name not in ranges:
            raise QueryError(f"{name[:40]!r}: this parameter is not known here")
    return {name: _number(query, name, low, high) for name, (low, high) in ranges.items()}


def _number(query: QueryDict, name: str, low: int, high: int) -> int:
    values = query.getlist(name)
    if len(values) != 1:
        raise QueryError(f"{name}: expected once, got {len(values)} times")
    if not _NUMBER.fullmatch(values[0]):
        raise QueryError(f"{name}: expected a whole number")
    number = int(values[0])
    if not low <= number <= high:
        raise QueryError(f"{name}: expected {low} to {high}, got {number}")
    return number
