"""What became of an entry: counted, replaced, a test, or left out of the count.

Source: docs/spec/board.md section 13; docs/spec/record.md sections 3, 4.15 and 4.20.
"""

from dataclasses import dataclass

from crypto.ballot import tracker
from crypto.entries import EntryHeader, decode_entry
from crypto.errors import DecodeError
from crypto.payloads import decode_roll_payload, decode_tally_input_payload
from crypto.roll_change import decode_roll_change_payload
from crypto.voter_roll import VoterRoll
from verifier.disputes.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Standing:
    """What became of an entry.

    Attributes:
        name: "counted", "recorded", "replaced", "withdrawn", "test", "late", "left out" or "entry".
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
        roll: the voter roll with its changes; None where it was not changed.
        close: number of the entry that ended voting; None while voting goes on.
        cancel: number of the entry that called the election off, if any.
        tally_input: number of the entry that lists the counted ballots, if any.
        ballots: numbers and hashes of the credential's ballots, in order.
        tests: numbers and hashes of the ballots it showed as tests.
        of_voter: numbers of all ballots of whoever has or had the credential, in order.
    """

    roll: VoterRoll | None
    close: int | None
    cancel: int | None
    tally_input: int | None
    ballots: tuple[tuple[int, str], ...]
    tests: tuple[tuple[int, str], ...]
    of_voter: tuple[int, ...]


def votes_of(ledger: Ledger, credential: str) -> Votes:
    """Return what a log says of one credential, 64 hex digits.

    Raises:
        DecodeError: the roll or a change of it is malformed.
    """
    first: dict[str, int] = {}
    changes: list[int] = []
    ballots, tests, cast = [], [], []
    for index, header in ledger.headers():
        first.setdefault(header.kind, index)
        if header.kind == "roll-change" and "freeze" in first and "close" not in first:
            changes.append(index)
        if header.kind == "ballot":
            cast.append((index, header.credential or ""))
        if header.credential == credential and header.kind == "ballot":
            ballots.append((index, header.payload_hash))
        elif header.credential == credential:
            tests.append((index, header.ballot or ""))
    roll = _roll(ledger, first.get("roll"), changes)
    return Votes(
        roll=roll,
        close=first.get("close"),
        cancel=first.get("cancel"),
        tally_input=first.get("tally-input"),
        ballots=tuple(ballots),
        tests=tuple(tests),
        of_voter=tuple(index for index, other in cast if _is_same(roll, credential, other)),
    )


def _roll(ledger: Ledger, index: int | None, changes: list[int]) -> VoterRoll | None:
    """Return the roll where it was changed; otherwise a credential is a voter by itself."""
    if index is None or not changes:
        return None
    roll = VoterRoll(decode_roll_payload(ledger.payload(index)).voters)
    for change in changes:
        roll.change(change, decode_roll_change_payload(ledger.payload(change)))
    return roll


def _is_same(roll: VoterRoll | None, credential: str, other: str) -> bool:
    if roll is None:
        return credential == other
    return roll.voter(credential) == roll.voter(other)


def standing_of(ledger: Ledger, index: int) -> Standing:
    """Return what became of entry `index` of the log.

    Raises:
        DecodeError: the roll, a change of it, or the list of counted ballots is malformed.
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
    out = _out_of_count(ledger, index, header, votes)
    if out is not None:
        return Standing(out[0], f"{name}, {out[1]}")
    if votes.cancel is not None:
        return Standing("recorded", f"{name}; the election was called off")
    if votes.tally_input is None:
        return Standing("recorded", f"{name}, the newest of its voter so far")
    if _counts(ledger, votes.tally_input, index):
        return Standing("counted", f"{name}, and is counted")
    return Standing("left out", f"{name}, the last of its voter, but is not counted")


def _out_of_count(
    ledger: Ledger, index: int, header: EntryHeader, votes: Votes
) -> tuple[str, str] | None:
    """Say why the rules themselves leave a ballot out; None where they do not."""
    if votes.roll is not None and votes.roll.is_revoked(header.credential or ""):
        return "withdrawn", "whose voter was taken off the roll: it never counts"
    before = votes.close if votes.close is not None else ledger.size
    later = [number for number in votes.of_voter if index < number < before]
    return ("replaced", f"replaced by the same voter's entry {later[-1]}") if later else None


def _counts(ledger: Ledger, tally_input: int, index: int) -> bool:
    return index in decode_tally_input_payload(ledger.payload(tally_input)).counted
