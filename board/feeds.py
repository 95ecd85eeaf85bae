"""The newest entries of a record as feeds for programs that watch it: Atom and JSON Feed 1.1.

Atom asks for a time of each item, and the record gives a ballot none: whoever could tell when a
ballot came could tell whose it is. An item is therefore dated with its own time where the record
writes one, and otherwise with the last such time before it, as that of the opening for ballots:
what anybody can read in the record, and no more. Entries before the first written time bear the
one that the record's files bear (board/public_files.py). The time at which a checkpoint was made is
never used, nor told in a header: for the newest ballot it would be the time at which that came.

Source: docs/spec/board.md section 6.1; RFC 4287; JSON Feed 1.1 (jsonfeed.org).
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from board import selectors
from board.documents import decoded, header_of, moment_in
from board.kinds import TIMED_KINDS, words_of
from board.models import Entry, Log
from board.pages import ballot_code, page_before
from board.public_files import MODIFIED

ATOM = "record-atom"
JSON = "record-json"
_BEFORE_ALL = datetime.fromtimestamp(MODIFIED, UTC)
_TAGS_SINCE = "2026"
"""The year in tag addresses (RFC 4151); part of the name of every item for good."""


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One entry, as both forms of feed tell it.

    Attributes:
        index: number of the entry.
        kind: its type.
        leaf: its leaf hash, 32 bytes.
        name: what names it for good, a tag address.
        title: number and kind, in words.
        text: what happened, in words.
        url: of its page.
        at: the time the record gives it; None where it gives none.
        since: that time, or the last one that the record gives before it.
    """

    index: int
    kind: str
    leaf: bytes
    name: str
    title: str
    text: str
    url: str
    at: datetime | None
    since: datetime


@dataclass(frozen=True, slots=True)
class RecordFeed:
    """What a feed holds: the newest published entries, newest first.

    Attributes:
        log: whose entries they are.
        kind: the only kind of them; all where it is empty.
        items: at most as many as a page lists.
        older: the number below which the next, older part begins; None at the end.
        since: the last time that the record gives up to its newest published entry.
    """

    log: Log
    kind: str
    items: Sequence[FeedItem]
    older: int | None
    since: datetime

    @property
    def name(self) -> str:
        """Return what names the feed for good."""
        return _tag(self.log) + (f"?kind={self.kind}" if self.kind else "")

    @property
    def title(self) -> str:
        """Return the feed's title."""
        return _("Public record %(origin)s") % {"origin": self.log.origin}

    @property
    def text(self) -> str:
        """Return what the feed's dates mean."""
        return _(
            "Ballots have no time of their own. They are dated with the last act of the organisers "
            "before them."
        )

    @property
    def page_url(self) -> str:
        """Return the address of the page with the same entries."""
        return _absolute("record", self.log, {"kind": self.kind})

    def url(self, form: str, before: int | None = None) -> str:
        """Return the address of the feed in a form, `ATOM` or `JSON`, or of an older part of it."""
        part = {} if before is None else {"before": str(before)}
        return _absolute(form, self.log, {"kind": self.kind, **part})

    def older_url(self, form: str) -> str:
        """Return the address of the next, older part; nothing at the end."""
        return "" if self.older is None else self.url(form, self.older)


def feed_of(log: Log, size: int, *, kind: str = "", before: int | None = None) -> RecordFeed:
    """Return the feed of the first `size` entries of a log.

    Args:
        log: the log.
        size: how many of its entries are published.
        kind: only entries of this kind; all where it is empty.
        before: only entries below this number; all where it is None.
    """
    page = page_before(log, size if before is None else before, size=size, kind=kind)
    times = _Times(log, size)
    return RecordFeed(
        log=log,
        kind=kind,
        items=[_item(log, entry, times) for entry in page.entries],
        older=page.entries[-1].index if page.has_older else None,
        since=times.since(size),
    )


class _Times:
    """The times that the record gives, by the numbers of their entries."""

    def __init__(self, log: Log, size: int) -> None:
        told: dict[int, datetime] = {}
        for entry in selectors.entries_of_kind(log, TIMED_KINDS).filter(index__lt=size):
            moment = moment_in(decoded(entry.payload.data))
            if moment is not None:
                told[entry.index] = moment
        self._at: Mapping[int, datetime] = told
        self._indexes = sorted(told)

    def at(self, index: int) -> datetime | None:
        return self._at.get(index)

    def since(self, index: int) -> datetime:
        place = bisect_right(self._indexes, index)
        return self._at[self._indexes[place - 1]] if place else _BEFORE_ALL


def _item(log: Log, entry: Entry, times: _Times) -> FeedItem:
    words = words_of(entry.kind)
    code = ballot_code(header_of(entry))
    text = str(words.sentence)
    if code:
        text += " " + _("Ballot code: %(code)s") % {"code": code}
    return FeedItem(
        index=entry.index,
        kind=entry.kind,
        leaf=bytes(entry.leaf),
        name=f"{_tag(log)}/{entry.index}/{bytes(entry.leaf).hex()}",
        title=_("Entry %(number)s: %(label)s") % {"number": entry.index, "label": words.label},
        text=text,
        url=settings.TABELLA_URL + reverse("record-entry", args=[log.slug, entry.index]),
        at=times.at(entry.index),
        since=times.since(entry.index),
    )


def _tag(log: Log) -> str:
    """Return the log's name as a tag address; its authority is the host without a port."""
    return f"tag:{log.origin.partition('/')[0].partition(':')[0]},{_TAGS_SINCE}:{log.origin}"


def _absolute(view: str, log: Log, parameters: Mapping[str, str]) -> str:
    given = urlencode({name: value for name, value in parameters.items() if value})
    address: str = settings.TABELLA_URL + reverse(view, args=[log.slug])
    return f"{address}?{given}" if given else address
