"""What the pages of the record show: rows and facts made from entries, without HTML."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from board import selectors
from board.documents import (
    MAX_READ,
    changed_voters,
    decoded,
    header_of,
    moment_in,
    text_in,
    timed_documents,
)
from board.kinds import TIMED_KINDS, words_of
from board.models import Entry, Log
from board.published import Published
from board.standing import WitnessedLog
from crypto import tiles
from crypto.ballot import tracker
from crypto.entries import EntryHeader
from crypto.strict_base64 import encode_base64

PAGE_SIZE = 50

Cell = dict[str, object]
Fact = dict[str, str | int | Promise]


@dataclass(frozen=True, slots=True)
class EntryPage:
    """Some entries, newest first, and whether there are newer and older ones of the same kind."""

    entries: Sequence[Entry]
    has_newer: bool
    has_older: bool


@dataclass(frozen=True, slots=True)
class RecordHead:
    """What there is to copy from the top of a record.

    Attributes:
        note: the published checkpoint with all its signature lines.
        size: number of entries under it.
        code: its root hash, in base64 as the note writes it.
        signed_at: when the last of the witnesses says it signed it, as pages write times; empty
            where none has. The log's own signature has no time: it would be the newest ballot's.
    """

    note: str
    size: int
    code: str
    signed_at: str

    @property
    def newest(self) -> int:
        """Return the number of the newest entry."""
        return self.size - 1


def head_of(found: Published, witnessed: WitnessedLog) -> RecordHead:
    """Return the head of a record as it is published."""
    moments = [each.signed_at for each in witnessed.witnesses if each.signed_at is not None]
    return RecordHead(
        note=found.note,
        size=found.size,
        code=encode_base64(found.checkpoint.root),
        signed_at=shown_time(max(moments, default=None)),
    )


def page_before(log: Log, before: int, *, size: int, kind: str = "") -> EntryPage:
    """Return the page of entries below number `before`, of the first `size` entries."""
    entries = selectors.entries_page(
        log, kind=kind, span=range(min(before, size)), newest_first=True, count=PAGE_SIZE
    )
    return _page(log, entries, size, kind)


def page_after(log: Log, after: int, *, size: int, kind: str = "") -> EntryPage:
    """Return the page of entries above number `after`, of the first `size` entries."""
    entries = selectors.entries_page(
        log, kind=kind, span=range(after + 1, size), newest_first=False, count=PAGE_SIZE
    )
    return _page(log, entries[::-1], size, kind)


def _page(log: Log, entries: Sequence[Entry], size: int, kind: str) -> EntryPage:
    if not entries:
        return EntryPage((), has_newer=False, has_older=False)
    newer, older = range(entries[0].index + 1, size), range(entries[-1].index)
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


def rows(log: Log, entries: Sequence[Entry]) -> list[list[Cell]]:
    """Return the list's rows, a cell for each column."""
    documents = timed_documents(log, entries)
    return [
        _row(log, entry, shown_time(moment_in(documents.get(entry.index, {})))) for entry in entries
    ]


def _row(log: Log, entry: Entry, time: str) -> list[Cell]:
    words = words_of(entry.kind)
    address = reverse("record-entry", args=[log.slug, entry.index])
    return [
        {"text": entry.index, "url": address, "is_numeric": True},
        {"text": words.label, "tag": words.colour},
        {"code": ballot_code(header_of(entry))},
        {"text": time},
    ]


def ballot_code(header: EntryHeader) -> str:
    """Return the code of the ballot an entry speaks of, or nothing where it speaks of none."""
    if header.credential is None:
        return ""
    return tracker(header.ballot or header.payload_hash)


def facts(entry: Entry) -> list[Fact]:
    """Return what there is to know about an entry, one row each."""
    header = header_of(entry)
    payload = decoded(entry.payload.data) if entry.kind in TIMED_KINDS else {}
    rows: list[tuple[str, str | int | None]] = [
        (_("Time"), shown_time(moment_in(payload))),
        (_("Changes"), "; ".join(changed_voters(payload))),
        (_("Reason"), text_in(payload, "reason")),
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
    document = decoded(first) if len(first) <= MAX_READ else {}
    return isinstance(document, Mapping) and document.get("demonstration") is True


def shown_payload(entry: Entry) -> str:
    """Return the payload as text, or nothing where it is too long for a page."""
    data = entry.payload.data
    return data.decode() if len(data) <= MAX_READ else ""


def shown_time(moment: datetime | None) -> str:
    """Return a moment as pages write it, with its zone; nothing for None."""
    if moment is None:
        return ""
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
