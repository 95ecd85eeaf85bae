"""The first reading of a record: every entry with its payload, in order.

Ballots and challenges are only hashed and put on a list; they are read a second time when all that
is needed to check them is known. The list and all other payloads are on disk.
Source: docs/spec/verification.md C01.3, C01.4, C03.1, C03.2.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from heapq import merge

from crypto import canonical_json, merkle, record_format
from crypto.canonical_json import MAX_LINE
from crypto.entries import EntryHeader, decode_entry
from crypto.errors import CryptoError, DecodeError
from crypto.group import PARAMETER_SETS
from verifier.errors import UnusableRecordError
from verifier.kept import Kept, KeptPayload
from verifier.record import RecordSource
from verifier.report import Report
from verifier.spool import BALLOT_KINDS, Spool, SpooledBallot

MAX_KEPT = 2**30
"""Bytes of all payloads that are kept."""

MAX_LINES = 2**53
"""More entries than a log can have."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A well-formed entry.

    Attributes:
        index: its number, from 0.
        header: what it says.
        kept: where its payload is.
    """

    index: int
    header: EntryHeader
    kept: KeptPayload

    @property
    def payload(self) -> bytes:
        """The payload's bytes, read anew each time."""
        return self.kept.read()

    @property
    def payload_hash(self) -> bytes:
        """SHA-256 over the payload, 32 bytes, whatever the entry says of it."""
        return self.kept.hash

    @property
    def kind(self) -> str:
        """The entry's type."""
        return self.header.kind

    @property
    def place(self) -> str:
        """Where it stands, and which trustee signed it if one did, for messages."""
        return place_of(self.index, self.header)


def place_of(index: int, header: EntryHeader) -> str:
    """Return where an entry stands, for messages."""
    by = f", by trustee {header.trustee}" if header.trustee else ""
    return f"entry {index} ({header.kind}{by})"


class Board:
    """All entries of a record.

    Attributes:
        entries: the well-formed entries in order, but those of ballots and test ballots.
        ballots: ballots and test ballots, on disk.
        size: number of lines of entries.jsonl, malformed ones included.
        roots: roots over the first entries, for the sizes that were asked for and for all.
        first_unsound: number of the first ballot that is not the one its entry commits to; `size`
            or more if there is none.
    """

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.ballots = Spool()
        self.size = 0
        self.roots: dict[int, bytes] = {}
        self.first_unsound = MAX_LINES
        self._by_kind: dict[str, list[Entry]] = defaultdict(list)

    def add_ballot(self, index: int, header: EntryHeader) -> None:
        """Append the well-formed entry of a ballot or test ballot."""
        self.ballots.add(index, header.kind, header.credential or "")

    def add(self, entry: Entry) -> None:
        """Append any other well-formed entry."""
        self.entries.append(entry)
        self._by_kind[entry.kind].append(entry)

    def of(self, kind: str) -> list[Entry]:
        """Return the entries of one type in order; those of `BALLOT_KINDS` are in `ballots`."""
        return self._by_kind.get(kind, [])

    def first(self, kind: str) -> list[Entry]:
        """Return the first entry of a type, or nothing; a second one is a failure of C04.1."""
        return self.of(kind)[:1]

    def all_entries(self) -> Iterator[Entry | SpooledBallot]:
        """Yield every well-formed entry in order."""
        return merge(self.entries, self.ballots.all(), key=lambda entry: entry.index)

    @property
    def is_cancelled(self) -> bool:
        """Whether the election was called off."""
        return bool(self.of("cancel"))


def read_board(record: RecordSource, report: Report, sizes: Collection[int] = ()) -> Board:
    """Read all entries and payloads side by side.

    Args:
        record: what to read.
        report: where failures go.
        sizes: numbers of first entries whose root will be asked for.

    Raises:
        UnusableRecordError: there is no entry at all, or the small payloads are too many to hold.
    """
    _verify_lines(record, report)
    reader = _Reader(report)
    lines = zip(
        record.lines(record_format.ENTRIES), record.lines(record_format.PAYLOADS), strict=False
    )
    board = reader.board
    board.roots = merkle.roots_along((reader.take(*pair) for pair in lines), sizes)
    return board


class _Reader:
    """Takes the lines of a record one after the other."""

    def __init__(self, report: Report) -> None:
        self.board = Board()
        self._report = report
        self._kept = Kept()

    def take(self, data: bytes, payload: bytes) -> bytes:
        """Read the next entry and its payload; return the entry's leaf hash."""
        index = self.board.size
        self.board.size += 1
        try:
            header = decode_entry(data)
        except DecodeError as error:
            self._report.fail(sentence_of_form(data, "C03.1"), f"entry {index}", str(error))
        else:
            self._add(index, header, payload)
        return merkle.leaf_hash(data)

    def _add(self, index: int, header: EntryHeader, payload: bytes) -> None:
        is_ballot = header.kind in BALLOT_KINDS
        try:
            header.verify_payload(payload)
        except DecodeError as error:
            self._report.fail("C03.2", place_of(index, header), str(error))
            if is_ballot:
                self.board.first_unsound = min(self.board.first_unsound, index)
        if is_ballot:
            self.board.add_ballot(index, header)
            return
        if self._kept.size + len(payload) > MAX_KEPT:
            raise UnusableRecordError(f"entry {index}: more than {MAX_KEPT} bytes beside ballots")
        self.board.add(Entry(index, header, self._kept.add(payload)))


def _verify_lines(record: RecordSource, report: Report) -> None:
    entries, payloads = (
        record.placed(record_format.ENTRIES),
        record.placed(record_format.PAYLOADS),
    )
    if entries.lines == 0 or payloads.lines == 0:
        raise UnusableRecordError("entries.jsonl or payloads.jsonl holds nothing")
    if entries.lines != payloads.lines:
        report.fail("C01.3", "", f"{entries.lines:,} entries, but {payloads.lines:,} payloads")
    for placed in (entries, payloads):
        if not placed.ends_with_newline:
            report.fail("C01.3", placed.member.name, "does not end with a newline")


def sentence_of_form(data: bytes, otherwise: str) -> str:
    """Return the sentence a malformed document breaks: C01.4, C01.5 or else `otherwise`."""
    try:
        value = canonical_json.decode(data, max_size=MAX_LINE, place="document")
    except CryptoError:
        return otherwise
    if not isinstance(value, dict):
        return otherwise
    if isinstance(value.get("v"), int) and value["v"] != 1:
        return "C01.4"
    parameters = value.get("parameters")
    if isinstance(parameters, str) and parameters not in PARAMETER_SETS:
        return "C01.5"
    return otherwise
