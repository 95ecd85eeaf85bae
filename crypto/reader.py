"""Strict reading of decoded JSON: the exact fields, each of the exact form.

Every error names the place as a path into the document, counting list items from 0,
for example "ballot.contests[2].selections[1].alpha".
Source: docs/spec/record.md section 1.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from crypto.canonical_json import JsonValue
from crypto.errors import DecodeError

_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_HEX = re.compile(r"[0-9a-f]*")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")

_Items = list[JsonValue]
_PlacedItems = list[tuple[str, JsonValue]]

FULL_INTEGER = 2**31 - 1
"""Largest integer of a document where nothing else is said."""


def read_text(value: JsonValue, place: str, *, max_length: int, min_length: int = 0) -> str:
    """Return `value` if it is text of `min_length` to `max_length` code points.

    Raises:
        DecodeError: it is no string, is too short or long, or holds a control character other than
            a newline.
    """
    if not isinstance(value, str):
        raise DecodeError(f"{place}: expected text")
    if not min_length <= len(value) <= max_length:
        raise DecodeError(
            f"{place}: expected {min_length} to {max_length} characters, got {len(value)}"
        )
    if _CONTROL.search(value):
        raise DecodeError(f"{place}: holds a control character")
    return value


def read_integer(value: JsonValue, place: str, low: int, high: int) -> int:
    """Return `value` if it is an integer in [low, high].

    Raises:
        DecodeError: it is not.
    """
    if isinstance(value, bool) or not isinstance(value, int):
        raise DecodeError(f"{place}: expected an integer")
    if not low <= value <= high:
        raise DecodeError(f"{place}: expected {low} to {high}, got {value}")
    return value


def read_hex(value: JsonValue, place: str, digits: int) -> str:
    """Return `value` if it is exactly `digits` lower-case hexadecimal digits.

    Raises:
        DecodeError: it is not.
    """
    if not isinstance(value, str) or len(value) != digits or not _HEX.fullmatch(value):
        raise DecodeError(f"{place}: expected {digits} lower-case hex digits")
    return value


def read_list(value: JsonValue, place: str, low: int, high: int) -> list[JsonValue]:
    """Return `value` if it is a list of `low` to `high` items.

    Raises:
        DecodeError: it is not.
    """
    if not isinstance(value, list):
        raise DecodeError(f"{place}: expected a list")
    if not low <= len(value) <= high:
        raise DecodeError(f"{place}: expected {low} to {high} items, got {len(value)}")
    return value


def read_time(value: JsonValue, place: str) -> datetime:
    """Return the moment written in `value` as YYYY-MM-DDTHH:MM:SSZ, with time zone UTC.

    Raises:
        DecodeError: it is no such text or no day of the calendar.
    """
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        raise DecodeError(f"{place}: expected a time as YYYY-MM-DDTHH:MM:SSZ")
    try:
        return datetime.fromisoformat(value)
    except ValueError as error:
        raise DecodeError(f"{place}: no such time") from error


def format_time(moment: datetime) -> str:
    """Return an aware `moment` as YYYY-MM-DDTHH:MM:SSZ; fractions of a second are dropped."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def read_uuid(value: JsonValue, place: str) -> str:
    """Return `value` if it is a UUID in lower-case 8-4-4-4-12 form.

    Raises:
        DecodeError: it is not.
    """
    if not isinstance(value, str) or not _UUID.fullmatch(value):
        raise DecodeError(f"{place}: expected a lower-case UUID")
    return value


class Fields:
    """An object that has exactly the fields `names`, read one by one.

    Args:
        value: the decoded object.
        place: path of the object, for messages.
        names: the fields it must have, no more and no fewer.

    Raises:
        DecodeError: `value` is no object or has other fields.
    """

    __slots__ = ("_value", "place")

    def __init__(self, value: JsonValue, place: str, names: Iterable[str]) -> None:
        if not isinstance(value, dict):
            raise DecodeError(f"{place}: expected an object")
        expected = set(names)
        if value.keys() != expected:
            raise DecodeError(f"{place}: {_difference(set(value), expected)}")
        self._value: dict[str, JsonValue] = value
        self.place = place

    def place_of(self, name: str) -> str:
        """Return the path of field `name`."""
        return f"{self.place}.{name}"

    def value(self, name: str) -> JsonValue:
        """Return field `name` as it was decoded."""
        return self._value[name]

    def text(self, name: str, max_length: int, *, min_length: int = 0) -> str:
        """Return a text field; see `read_text`."""
        return read_text(
            self._value[name], self.place_of(name), max_length=max_length, min_length=min_length
        )

    def matching(self, name: str, pattern: re.Pattern[str], expected: str) -> str:
        """Return a text field that matches `pattern` whole; `expected` says so in words.

        Raises:
            DecodeError: it does not.
        """
        value = self._value[name]
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise DecodeError(f"{self.place_of(name)}: expected {expected}")
        return value

    def choice(self, name: str, allowed: Iterable[str]) -> str:
        """Return a text field that is one of `allowed`.

        Raises:
            DecodeError: it is none of them.
        """
        value = self._value[name]
        choices = sorted(allowed)
        if not isinstance(value, str) or value not in choices:
            raise DecodeError(f"{self.place_of(name)}: expected one of {', '.join(choices)}")
        return value

    def integer(self, name: str, low: int = 0, high: int = FULL_INTEGER) -> int:
        """Return an integer field in [low, high]."""
        return read_integer(self._value[name], self.place_of(name), low, high)

    def boolean(self, name: str) -> bool:
        """Return a boolean field.

        Raises:
            DecodeError: it is no boolean.
        """
        value = self._value[name]
        if not isinstance(value, bool):
            raise DecodeError(f"{self.place_of(name)}: expected true or false")
        return value

    def hex(self, name: str, digits: int) -> str:
        """Return a field of exactly `digits` lower-case hex digits."""
        return read_hex(self._value[name], self.place_of(name), digits)

    def octets(self, name: str, length: int) -> bytes:
        """Return the `length` bytes a hex field stands for."""
        return bytes.fromhex(self.hex(name, 2 * length))

    def list(self, name: str, low: int, high: int) -> _Items:
        """Return a list field of `low` to `high` items."""
        return read_list(self._value[name], self.place_of(name), low, high)

    def items(self, name: str, low: int, high: int) -> _PlacedItems:
        """Return the items of a list field of `low` to `high` items, each with its path."""
        place = self.place_of(name)
        return [
            (f"{place}[{position}]", item)
            for position, item in enumerate(self.list(name, low, high))
        ]

    def fields(self, name: str, names: Iterable[str]) -> "Fields":
        """Return an object field with exactly the fields `names`."""
        return Fields(self._value[name], self.place_of(name), names)

    def objects(self, name: str, low: int, high: int, names: Iterable[str]) -> "tuple[Fields, ...]":
        """Return a list field of `low` to `high` objects with exactly the fields `names`."""
        wanted = tuple(names)
        return tuple(Fields(item, place, wanted) for place, item in self.items(name, low, high))

    def time(self, name: str) -> datetime:
        """Return a time field as an aware datetime in UTC."""
        return read_time(self._value[name], self.place_of(name))

    def uuid(self, name: str) -> str:
        """Return a field holding a lower-case UUID."""
        return read_uuid(self._value[name], self.place_of(name))

    def version(self) -> None:
        """Check that the field `v` is 1.

        Raises:
            DecodeError: it is not.
        """
        self.integer("v", 1, 1)


def _difference(got: set[str], expected: set[str]) -> str:
    missing, unknown = sorted(expected - got), sorted(got - expected)
    if missing:
        return f"lacks the field {missing[0]!r}"
    return f"has the unknown field {unknown[0][:40]!r}"
