"""The first reading of a record: every entry with its payload, in order.

Small payloads are kept, ballots and challenges are only hashed; they are read a second time when
everything needed to check them is known.
Source: docs/spec/verification.md C01.3, C01.4, C03.1, C03.2.
"""

from collections import defaultdict
from dataclasses import dataclass

from crypto import canonical_json, merkle, record_format
from crypto.canonical_json import MAX_LINE
from crypto.entries import EntryHeader, decode_entry
from crypto.errors import CryptoError, DecodeError
from crypto.group import PARAMETER_SETS
from verifier.errors import UnusableRecordError
from verifier.record import Record
from verifier.report import Report

BALLOT_KINDS = ("ballot", "challenge")
"""Types of entry whose payloads are not kept."""

MAX_KEPT = 2**30
"""Bytes of all payloads that are kept."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A well-formed entry.

    Attributes:
        index: its number, from 0.
        header: what it says.
        payload: the payload's bytes; empty for ballots and challenges.
    """

    index: int
    header: EntryHeader
    payload: bytes

    @property
    def kind(self) -> str:
        """The entry's type."""
        return self.header.kind

    @property
    def place(self) -> str:
        """Where it stands, and which trustee signed it if one did, for messages."""
        by = f", by trustee {self.header.trustee}" if self.header.trustee else ""
        return f"entry {self.index} ({self.kind}{by})"


class Board:
    """All entries of a record.

    Attributes:
        leaves: leaf hashes of all lines of entries.jsonl, malformed ones included.
        entries: the well-formed entries in order.
    """

    def __init__(self) -> None:
        self.leaves: list[bytes] = []
        self.entries: list[Entry] = []
        self._by_kind: dict[str, list[Entry]] = defaultdict(list)

    def add(self, entry: Entry) -> None:
        """Append a well-formed entry."""
        self.entries.append(entry)
        self._by_kind[entry.kind].append(entry)

    def of(self, kind: str) -> list[Entry]:
        """Return the entries of one type in order."""
        return self._by_kind.get(kind, [])

    def first(self, kind: str) -> list[Entry]:
        """Return the first entry of a type, or nothing; a second one is a failure of C04.1."""
        return self.of(kind)[:1]

    @property
    def size(self) -> int:
        """Number of lines of entries.jsonl."""
        return len(self.leaves)

    def root(self, size: int) -> bytes:
        """Return the root over the first `size` entries, at most all of them."""
        return merkle.root(self.leaves[:size])

    @property
    def is_cancelled(self) -> bool:
        """Whether the election was called off."""
        return bool(self.of("cancel"))


def read_board(record: Record, report: Report) -> Board:
    """Read all entries and payloads side by side.

    Raises:
        UnusableRecordError: there is no entry at all, or the small payloads are too many to hold.
    """
    _verify_lines(record, report)
    board, kept = Board(), 0
    lines = zip(
        record.lines(record_format.ENTRIES), record.lines(record_format.PAYLOADS), strict=False
    )
    for index, (data, payload) in enumerate(lines):
        board.leaves.append(merkle.leaf_hash(data))
        try:
            header = decode_entry(data)
        except DecodeError as error:
            report.fail(sentence_of_form(data, "C03.1"), f"entry {index}", str(error))
            continue
        entry = Entry(index, header, b"" if header.kind in BALLOT_KINDS else payload)
        kept += len(entry.payload)
        if kept > MAX_KEPT:
            raise UnusableRecordError(f"entry {index}: more than {MAX_KEPT} bytes beside ballots")
        with report.holds("C03.2", entry.place):
            header.verify_payload(payload)
        board.add(entry)
    return board


def _verify_lines(record: Record, report: Report) -> None:
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
