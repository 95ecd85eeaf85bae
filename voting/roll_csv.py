"""Reading a voter file: what is in it, and what is wrong with it by line and column.

Pure: it knows nothing of the database. Lines are counted from the header, which is line 1.
"""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from voting.errors import InputError, RollError
from voting.roll_headers import column_named
from voting.texts import clean_text

REQUIRED = ("name", "email")
COLUMNS = (*REQUIRED, "weight", "style")
DELIMITERS = (",", ";", "\t")
MAX_WEIGHT = 1_000_000
MAX_BYTES = 20 * 1024 * 1024
MAX_VOTERS = 200_000
MAX_FAULTS = 10_000
TOLD_EVERY = 2_000


@dataclass(frozen=True, slots=True)
class RollRow:
    line: int
    name: str
    email: str
    weight: int
    style: str


@dataclass(frozen=True, slots=True)
class RollFault:
    line: int
    column: str
    message: str

    def __str__(self) -> str:
        place = _("Line %(line)s") % {"line": self.line}
        return (
            f"{place}, {self.column}: {self.message}" if self.column else f"{place}: {self.message}"
        )


@dataclass(frozen=True, slots=True)
class RollReport:
    """What a file would add (`rows`) and what in it cannot be added (`faults`)."""

    rows: tuple[RollRow, ...]
    faults: tuple[RollFault, ...]

    @property
    def line_count(self) -> int:
        return len(self.rows) + len({fault.line for fault in self.faults})


@dataclass(slots=True)
class _Reading:
    styles: Mapping[str, str]
    seen: dict[str, int] = field(default_factory=dict)
    known: frozenset[str] = frozenset()
    faults: list[RollFault] = field(default_factory=list)

    def fault(self, line: int, column: str, message: str) -> None:
        self.faults.append(RollFault(line, column, message))


def decode_roll_file(data: bytes) -> str:
    """The text of an uploaded file. Raises RollError when it is too large or no UTF-8."""
    if len(data) > MAX_BYTES:
        raise RollError(_("The file is larger than 20 MB."), [])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise RollError(
            _("Line %(line)s: this is not UTF-8 text. Save the file as CSV UTF-8 and try again.")
            % {"line": line},
            [],
        ) from error
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise RollError(
            _("Line %(line)s: the file holds a NUL character, so it is no CSV file.")
            % {"line": line},
            [],
        )
    return text


def untold(_lines: int) -> None:
    """Nobody waits for the reading of a short file."""


def read_roll(
    text: str,
    *,
    styles: tuple[str, ...],
    known_emails: frozenset[str] = frozenset(),
    on_progress: Callable[[int], None] = untold,
) -> RollReport:
    """Sort the lines of a voter file into rows and faults.

    `known_emails` (lower case) are already on the voter roll; `styles` are the names of the ballot
    styles, the first of which is used where a line names none. `on_progress` is told how many lines
    are read, now and then. Raises RollError when the file as a whole cannot be read.
    """
    lines = _lines(text.removeprefix("\ufeff"))
    columns = _header(lines)
    reading = _Reading(styles={name.casefold(): name for name in styles}, known=known_emails)
    rows = []
    for count, (line, cells) in enumerate(lines, start=1):
        if count % TOLD_EVERY == 0:
            on_progress(line)
        row = _row(line, cells, columns, reading, styles[0])
        if row is not None:
            rows.append(row)
        _verify_size(rows, reading.faults)
    if not rows and not reading.faults:
        raise RollError(_("The file has a header but no voters."), [])
    return RollReport(tuple(rows), tuple(reading.faults))


def _verify_size(rows: list[RollRow], faults: list[RollFault]) -> None:
    if len(rows) > MAX_VOTERS:
        raise RollError(
            _("The file has more than %(max_voters)s voters.") % {"max_voters": f"{MAX_VOTERS:,}"},
            [],
        )
    if len(faults) > MAX_FAULTS:
        first = faults[0]
        raise RollError(
            _("The file has more than %(max_faults)s faults. %(first)s.")
            % {"max_faults": f"{MAX_FAULTS:,}", "first": first},
            [],
        )


def _delimiter(header: str) -> str:
    return max(DELIMITERS, key=header.count)


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Number and cells of every line that is not empty."""
    header = text.lstrip("\r\n").split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(header), strict=True)
    previous = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise RollError(
                _("Line %(line)s: a quotation mark is not closed in the right place.")
                % {"line": previous + 1},
                [],
            ) from error
        line, previous = previous + 1, reader.line_num
        if any(cell.strip() for cell in cells):
            yield line, cells


def _header(lines: Iterator[tuple[int, list[str]]]) -> tuple[str, ...]:
    line, cells = next(lines, (0, []))
    if not cells:
        raise RollError(_("The file is empty."), [])
    columns = tuple(column_named(cell) or cell.strip().casefold() for cell in cells)
    for name in REQUIRED:
        if name not in columns:
            raise RollError(
                _(
                    "Line %(line)s: the first line names the columns, and there is no column "
                    '"%(name)s".'
                )
                % {"line": line, "name": name},
                [],
            )
    for place, name in enumerate(columns, start=1):
        if name not in COLUMNS:
            known = ", ".join(COLUMNS)
            raise RollError(
                _('Line %(line)s, column %(place)s: "%(name)s" is not one of %(known)s.')
                % {"line": line, "place": place, "name": name[:40], "known": known},
                [],
            )
        if columns.index(name) != place - 1:
            raise RollError(
                _('Line %(line)s, column %(place)s: "%(name)s" is there twice.')
                % {"line": line, "place": place, "name": name},
                [],
            )
    return columns


def _row(
    line: int, cells: list[str], columns: tuple[str, ...], reading: _Reading, first_style: str
) -> RollRow | None:
    if len(cells) != len(columns):
        reading.fault(
            line,
            "",
            _("%(expected)s columns expected, %(found)s found")
            % {"expected": len(columns), "found": len(cells)},
        )
        return None
    before = len(reading.faults)
    values = dict(zip(columns, cells, strict=True))
    name = _name(line, values["name"], reading)
    email = _email(line, values["email"], reading)
    weight = _weight(line, values.get("weight", ""), reading)
    style = _style(line, values.get("style", ""), reading, first_style)
    if len(reading.faults) > before:
        return None
    reading.seen[email.lower()] = line
    return RollRow(line, name, email, weight, style)


def _name(line: int, value: str, reading: _Reading) -> str:
    try:
        name = clean_text(value, place="name", longest=200)
    except InputError as error:
        reading.fault(line, "name", error.message.removeprefix("name: "))
        return ""
    if not name:
        reading.fault(line, "name", _("is empty"))
    return name


def _email(line: int, value: str, reading: _Reading) -> str:
    email = value.strip()
    fault = _email_fault(email)
    if fault:
        reading.fault(line, "email", fault)
    elif email.lower() in reading.known:
        reading.fault(line, "email", _("%(email)s is already on the voter list") % {"email": email})
    elif email.lower() in reading.seen:
        reading.fault(
            line,
            "email",
            _("the same address as on line %(seen)s") % {"seen": reading.seen[email.lower()]},
        )
    return email


def _email_fault(email: str) -> str:
    if not email:
        return _("is empty")
    if email.count("@") > 1:
        return _("two @ signs") if email.count("@") == 2 else _("more than one @ sign")
    if "@" not in email:
        return _("no @ sign")
    try:
        validate_email(email)
        clean_text(email, place="email", longest=254)
    except (ValidationError, InputError):
        return _("is not an email address")
    return ""


def _weight(line: int, value: str, reading: _Reading) -> int:
    digits = value.strip()
    if not digits:
        return 1
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= 7):
        reading.fault(line, "weight", _("must be a whole number from 1 to 1,000,000"))
        return 1
    weight = int(digits)
    if not 1 <= weight <= MAX_WEIGHT:
        reading.fault(line, "weight", _("must be a whole number from 1 to 1,000,000"))
    return weight


def _style(line: int, value: str, reading: _Reading, first_style: str) -> str:
    wanted = value.strip()
    if not wanted:
        return first_style
    name = reading.styles.get(wanted.casefold())
    if name is None:
        reading.fault(
            line,
            "style",
            _('there is no ballot style called "%(wanted)s"') % {"wanted": wanted[:40]},
        )
        return first_style
    return name
