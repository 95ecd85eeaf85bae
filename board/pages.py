"""What the pages of the record show: rows and facts made from entries, without HTML."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from board import selectors
from board.kinds import TIMED_KINDS, words_of
from board.models import Entry, Log
from crypto import canonical_json, tiles
from crypto.ballot import tracker
from crypto.canonical_json import JsonValue
from crypto.entries import EntryHeader, decode_entry
from crypto.reader import read_time
from crypto.registry import REGISTRY_TYPES, decode_registry_entry

PAGE_SIZE = 50
MAX_SHOWN = 100_000
"""Characters of a payload shown in the page; a longer one is linked to."""

Cell = dict[str, object]
Fact = dict[str, str | int | Promise]


@dataclass(frozen=True, slots=True)
class EntryPage:
    """Some entries, newest first, and whether there are newer and older ones of the same kind."""

    entries: Sequence[Entry]
    has_newer: bool
    has_older: bool


def page_before(log: Log, before: int, *, kind: str = "") -> EntryPage:
    """Return the page of entries below number `before`."""
    entries = selectors.entries_page(
        log, kind=kind, span=range(before), newest_first=True, count=PAGE_SIZE
    )
    return _page(log, entries, kind)


def page_after(log: Log, after: int, *, kind: str = "") -> EntryPage:
    """Return the page of entries above number `after`."""
    entries = selectors.entries_page(
        log, kind=kind, span=range(after + 1, log.size), newest_first=False, count=PAGE_SIZE
    )
    return _page(log, entries[::-1], kind)


def _page(log: Log, entries: Sequence[Entry], kind: str) -> EntryPage:
    if not entries:
        return EntryPage((), has_newer=False, has_older=False)
    newer, older = range(entries[0].index + 1, log.size), range(entries[-1].index)
    return EntryPage(
        entries,
        has_newer=bool(_any(log, kind, newer)),
        has_older=bool(_any(log, kind, older)),
    )


def _any(log: Log, kind: str, span: range) -> Sequence[Entry]:
    return selectors.entries_page(log, kind=kind, span=span, newest_first=True, count=1)


def columns() -> list[Cell]:
    """Return the heads of the list's columns."""
    return [
        {"text": _("Number"), "is_numeric": True},
        {"text": _("Kind")},
        {"text": _("Ballot code")},
        {"text": _("Time")},
    ]


def rows(log: Log, entries: Iterable[Entry]) -> list[list[Cell]]:
    """Return the list's rows, a cell for each column."""
    listed = list(entries)
    times = _times(log, listed)
    return [_row(log, entry, times.get(entry.index, "")) for entry in listed]


def _row(log: Log, entry: Entry, time: str) -> list[Cell]:
    words = words_of(entry.kind)
    address = reverse("record-entry", args=[log.slug, entry.index])
    return [
        {"text": entry.index, "url": address, "is_numeric": True},
        {"text": words.label, "tag": words.colour},
        {"code": ballot_code(_header(entry))},
        {"text": time},
    ]


def _times(log: Log, entries: Iterable[Entry]) -> dict[int, str]:
    timed = [entry.index for entry in entries if entry.kind in TIMED_KINDS]
    payloads = selectors.payloads_at(log, timed)
    return {index: _shown_time(_decoded(data)) for index, data in payloads.items()}


def _header(entry: Entry) -> EntryHeader:
    data = bytes(entry.data)
    return decode_registry_entry(data) if entry.kind in REGISTRY_TYPES else decode_entry(data)


def ballot_code(header: EntryHeader) -> str:
    """Return the code of the ballot an entry speaks of, or nothing where it speaks of none."""
    if header.credential is None:
        return ""
    return tracker(header.ballot or header.payload_hash)


def facts(entry: Entry) -> list[Fact]:
    """Return what there is to know about an entry, one row each."""
    header = _header(entry)
    payload = _decoded(entry.payload.data) if entry.kind in TIMED_KINDS else {}
    rows: list[tuple[str, str | int | None]] = [
        (_("Time"), _shown_time(payload)),
        (_("Reason"), _text_of(payload, "reason")),
        (_("Ballot code"), ballot_code(header)),
        (_("Voter, as a number without a name"), header.credential),
        (_("Key holder"), header.trustee),
        (_("Size in bytes"), header.size),
        (_("Fingerprint of the document (SHA-256)"), header.payload_hash),
        (_("Fingerprint of the entry (leaf hash)"), entry.leaf.hex()),
        (_("Fingerprint of the record so far (running chain)"), entry.chain.hex()),
    ]
    return [{"key": key, "value": value} for key, value in rows if value not in {"", None}]


def is_demonstration(log: Log) -> bool:
    """Return whether the record itself says, in its first document, that it is a demonstration."""
    first = selectors.payloads_at(log, [0]).get(0, b"{}")
    document = _decoded(first) if len(first) <= MAX_SHOWN else {}
    return isinstance(document, Mapping) and document.get("demonstration") is True


def shown_payload(entry: Entry) -> str:
    """Return the payload as text, or nothing where it is too long for a page."""
    data = entry.payload.data
    return data.decode() if len(data) <= MAX_SHOWN else ""


def _decoded(data: bytes) -> JsonValue:
    return canonical_json.decode(data, max_size=MAX_SHOWN, place="payload")


def _text_of(payload: JsonValue, name: str) -> str:
    value = payload.get(name, "") if isinstance(payload, Mapping) else ""
    return value if isinstance(value, str) else ""


def _shown_time(payload: JsonValue) -> str:
    written = _text_of(payload, "at")
    if not written:
        return ""
    moment: datetime = read_time(written, "payload.at")
    return _("%(moment)s UTC") % {"moment": date_format(moment, "DATETIME_FORMAT")}


def log_columns() -> list[Cell]:
    """Return the heads of the columns of the list of logs."""
    return [
        {"text": _("Record")},
        {"text": _("Entries"), "is_numeric": True},
        {"text": _("State")},
        {"text": _("Signed checkpoint")},
    ]


def log_rows(logs: Iterable[Log]) -> list[list[Cell]]:
    """Return one row for each log, oldest first."""
    return [_log_row(log) for log in logs]


def _log_row(log: Log) -> list[Cell]:
    state = (_("Finished"), "green") if log.is_frozen else (_("Being written"), "purple")
    file = reverse("log-file", args=[log.slug, tiles.CHECKPOINT])
    return [
        {"text": log.origin, "url": reverse("record", args=[log.slug])},
        {"text": log.size, "is_numeric": True},
        {"text": state[0], "tag": state[1]},
        {"text": _("Checkpoint"), "url": file},
    ]
