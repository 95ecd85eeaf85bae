"""What became of an entry: counted, replaced, a test, or left out of the count.

Source: docs/spec/board.md section 13; docs/spec/record.md sections 3 and 4.15.
"""

from dataclasses import dataclass

from crypto.ballot import tracker
from crypto.entries import EntryHeader, decode_entry
from crypto.errors import DecodeError
from crypto.payloads import decode_tally_input_payload
from verifier.disputes.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Standing:
    """What became of an entry.

    Attributes:
        name: "counted", "recorded", "replaced", "test", "late", "left out" or "entry".
        text: the same in words.
    """

    name: str
    text: str

    @property
    def is_wrong(self) -> bool:
        """Whether the log's own rules did not allow it."""
        return self.name in {"late", "left out"}


@dataclass(frozen=True, slots=True)
class Votes:
    """The entries of a log that say what became of one voter's ballots.

    Attributes:
        close: number of the entry that ended voting; None while voting goes on.
        cancel: number of the entry that called the election off, if any.
        tally_input: number of the entry that lists the counted ballots, if any.
        ballots: numbers and hashes of the credential's ballots, in order.
        tests: numbers and hashes of the ballots it showed as tests.
    """

    close: int | None
    cancel: int | None
    tally_input: int | None
    ballots: tuple[tuple[int, str], ...]
    tests: tuple[tuple[int, str], ...]


def votes_of(ledger: Ledger, credential: str) -> Votes:
    """Return what a log says of one credential, 64 hex digits."""
    first: dict[str, int] = {}
    ballots, tests = [], []
    for index, header in ledger.headers():
        first.setdefault(header.kind, index)
        if header.credential == credential and header.kind == "ballot":
            ballots.append((index, header.payload_hash))
        elif header.credential == credential:
            tests.append((index, header.ballot or ""))
    return Votes(
        close=first.get("close"),
        cancel=first.get("cancel"),
        tally_input=first.get("tally-input"),
        ballots=tuple(ballots),
        tests=tuple(tests),
    )


def standing_of(ledger: Ledger, index: int) -> Standing:
    """Return what became of entry `index` of the log.

    Raises:
        DecodeError: the list of counted ballots is malformed.
    """
    try:
        header = decode_entry(ledger.entry(index))
    except DecodeError:
        return Standing("entry", f"entry {index} is on the log, of a type no election has")
    if header.kind == "challenge":
        code = tracker(header.ballot or "")
        return Standing("test", f"entry {index} is test ballot {code}: shown, never counted")
    if header.kind != "ballot":
        return Standing("entry", f"entry {index} is of type {header.kind}")
    return _of_ballot(ledger, index, header, votes_of(ledger, header.credential or ""))


def _of_ballot(ledger: Ledger, index: int, header: EntryHeader, votes: Votes) -> Standing:
    name = f"entry {index} is ballot {tracker(header.payload_hash)}"
    if votes.close is not None and index > votes.close:
        return Standing("late", f"{name}, recorded after voting was closed")
    before = votes.close if votes.close is not None else ledger.size
    later = [number for number, _ in votes.ballots if index < number < before]
    if later:
        return Standing("replaced", f"{name}, replaced by the same voter's entry {later[-1]}")
    if votes.cancel is not None:
        return Standing("recorded", f"{name}; the election was called off")
    if votes.tally_input is None:
        return Standing("recorded", f"{name}, the newest of its voter so far")
    if _counts(ledger, votes.tally_input, index):
        return Standing("counted", f"{name}, and is counted")
    return Standing("left out", f"{name}, the last of its voter, but is not counted")


def _counts(ledger: Ledger, tally_input: int, index: int) -> bool:
    return index in decode_tally_input_payload(ledger.payload(tally_input)).counted
