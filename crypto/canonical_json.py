"""Canonical JSON: the one encoding of every document that is hashed or signed.

A document is an object, array, string, boolean or integer; a reader accepts exactly the bytes the
writer would make.
Source: docs/spec/record.md section 1; RFC 8785.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import NoReturn

import rfc8785

from crypto.errors import DecodeError

JsonValue = Mapping[str, "JsonValue"] | Sequence["JsonValue"] | str | int

MAX_DEPTH = 16
MAX_LINE = 64 * 1024 * 1024
"""Bytes of the largest document a reader takes (record.md section 6)."""

MAX_INTEGER = 2**53 - 1

_ASCII_WRITER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))

# Consumes a string whole, unterminated ones to the end of the text, so that the scan stays linear
# and brackets inside strings do not count.
_BRACKETS = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|([\[{])|([\]}])', re.DOTALL)


def encode(value: JsonValue) -> bytes:
    """Return the canonical bytes of `value`.

    Raises:
        DecodeError: `value` holds something a reader would refuse: a float, None, an integer
            outside [0, 2^53), a string not in NFC, nesting over 16.
    """
    _check_value(value, "document", MAX_DEPTH)
    try:
        return _written(value)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as error:
        raise DecodeError("document: cannot be encoded") from error


def decode(data: bytes, *, max_size: int, place: str) -> JsonValue:
    """Return the document in `data`.

    Args:
        data: the bytes, from anywhere.
        max_size: largest length accepted, in bytes; looked at before anything else.
        place: what the document is called in error messages.

    Raises:
        DecodeError: `data` is not a canonical document.
    """
    if len(data) > max_size:
        raise DecodeError(f"{place}: expected at most {max_size} bytes, got {len(data)}")
    _check_depth(data, place)
    value = _parse(data, place)
    _check_value(value, place, MAX_DEPTH)
    if _encode_again(value, place) != data:
        raise DecodeError(f"{place}: bytes are not canonical JSON")
    return value


def _check_depth(data: bytes, place: str) -> None:
    """Bound nesting before a recursive parser sees the bytes."""
    depth = 0
    for match in _BRACKETS.finditer(data):
        if match.lastindex == 1:
            depth += 1
            if depth > MAX_DEPTH:
                raise DecodeError(f"{place}: nested deeper than {MAX_DEPTH}")
        elif match.lastindex == 2:
            depth -= 1


def _parse(data: bytes, place: str) -> JsonValue:
    def integer(digits: str) -> int:
        # The length bound comes first: turning thousands of digits into a number is slow.
        if len(digits) > 16 or not digits.isdecimal() or int(digits) > MAX_INTEGER:
            raise DecodeError(f"{place}: integer outside [0, 2^53)")
        return int(digits)

    def no_float(text: str) -> NoReturn:
        raise DecodeError(f"{place}: numbers must be integers, got {text[:20]!r}")

    def unique(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
        fields = dict(pairs)
        if len(fields) != len(pairs):
            raise DecodeError(f"{place}: an object has a field twice")
        return fields

    try:
        value: JsonValue = json.loads(
            data.decode("utf-8"),
            parse_int=integer,
            parse_float=no_float,
            parse_constant=no_float,
            object_pairs_hook=unique,
        )
    except (ValueError, RecursionError) as error:
        raise DecodeError(f"{place}: not JSON in UTF-8") from error
    return value


def _encode_again(value: JsonValue, place: str) -> bytes:
    try:
        return _written(value)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as error:
        raise DecodeError(f"{place}: holds an unpaired surrogate") from error


def _written(value: JsonValue) -> bytes:
    """Return the canonical bytes of a value that was checked.

    The standard library writes without floats what RFC 8785 asks for, but it puts names in the
    order of code points and not of UTF-16; in ASCII the two are one. It takes a quarter of the
    time, and ballots are ASCII.
    """
    text = _ASCII_WRITER.encode(value)
    return text.encode() if text.isascii() else rfc8785.dumps(value)


def _check_value(value: object, place: str, depth: int) -> None:
    if isinstance(value, str):
        _check_text(value, place)
    elif isinstance(value, int):
        if not 0 <= value <= MAX_INTEGER:
            raise DecodeError(f"{place}: integer outside [0, 2^53)")
    else:
        if depth == 0:
            raise DecodeError(f"{place}: nested deeper than {MAX_DEPTH}")
        for item in _items(value, place):
            _check_value(item, place, depth - 1)


def _items(value: object, place: str) -> Iterable[object]:
    if isinstance(value, dict):
        for name in value:
            _check_text(name, place)
        return value.values()
    if isinstance(value, list | tuple):
        return value
    raise DecodeError(f"{place}: a {type(value).__name__} is not allowed")


def _check_text(text: object, place: str) -> None:
    if not isinstance(text, str):
        raise DecodeError(f"{place}: field names must be strings")
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        raise DecodeError(f"{place}: text is not in Unicode normal form C")
