"""Where the numbers of a ballot, or of its commitments, stand: reading one costs little so.

Every number on a ballot has a fixed width and canonical JSON has one spelling, so all ballots of a
style are the same bytes but for the digits. Whether some bytes are such a ballot shows by comparing
what stands between the digits.
Source: docs/spec/record.md sections 1 and 4.13.
"""

import re
from collections.abc import Callable, Sequence
from operator import itemgetter
from struct import Struct
from typing import cast

from crypto.group import SCALAR_SIZE, Group, Residue, Scalar

_DIGITS = b"0123456789abcdef"
_STYLE = re.compile(rb'"style":([1-9][0-9]{0,8}),"v":1\}\Z')
_LONGEST_END = 32


class Layout:
    """The bytes of a document of one style, and the places of its numbers in them.

    Args:
        template: such a document with the digit 0 for every digit of a number.
        group: the group of the election.
        octets: how many of its fields, the last ones, are bytes and have no range: 2 of a ballot,
            its credential and its salt.
    """

    __slots__ = ("_between", "_elements", "_order", "_pieces", "_prime", "_scalars")

    def __init__(self, template: bytes, group: Group, *, octets: int = 0) -> None:
        narrowest = 2 * min(SCALAR_SIZE, group.element_size)
        pieces = re.split(rb'(?<=")(0{%d,})(?=")' % narrowest, template)
        self._pieces = Struct("".join(f"{len(piece)}s" for piece in pieces))
        self._between = tuple(pieces[::2])
        self._order = group.scalar_hex(Scalar(group.q)).encode()
        self._prime = group.element_hex(Residue(group.p)).encode()
        widths = [len(piece) for piece in pieces[1::2]]
        widths = widths[: len(widths) - octets]
        self._elements = _those_of(widths, len(self._prime))
        self._scalars = _those_of(widths, len(self._order))

    def numbers(self, data: bytes) -> tuple[bytes, ...] | None:
        """Return the digits of every number, in the order of the bytes.

        Returns:
            Lower-case hex, each number in its range and of its width. None if `data` is no such
            document: what is wrong with it, a reader of documents has to say.
        """
        if len(data) != self._pieces.size:
            return None
        pieces = self._pieces.unpack(data)
        numbers: tuple[bytes, ...] = pieces[1::2]
        if pieces[::2] != self._between or b"".join(numbers).translate(None, _DIGITS):
            return None
        return numbers if self._are_in_range(numbers) else None

    def _are_in_range(self, numbers: tuple[bytes, ...]) -> bool:
        # Digits of one width are in the order of the numbers that they write.
        elements, scalars = self._elements(numbers), self._scalars(numbers)
        zero = b"0" * len(self._prime)
        if not (zero < min(elements) and max(elements) < self._prime):
            return False
        return not scalars or max(scalars) < self._order


_Picker = Callable[[Sequence[bytes]], tuple[bytes, ...]]


def _those_of(widths: list[int], width: int) -> _Picker:
    """Return what picks the numbers of a width: none, or several."""
    places = [place for place, each in enumerate(widths) if each == width]
    return cast("_Picker", itemgetter(*places)) if places else lambda _: ()


def style_of(data: bytes) -> int:
    """Return the number of the style that a ballot's bytes end with; 0 if they end with none."""
    found = _STYLE.search(data[-_LONGEST_END:])
    return int(found[1]) if found else 0
