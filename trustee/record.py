"""What the board says, followed entry by entry from the first: the state machine and its contents.

Proofs of ballots and the totals are trustee.count's to check, from what is gathered here.
Source: docs/spec/record.md section 3.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial
from typing import BinaryIO

from crypto.ceremony import CEREMONY_TYPES, CeremonyError, CeremonyView
from crypto.context import ElectionContext
from crypto.entries import EntryHeader
from crypto.errors import CryptoError
from crypto.manifest import Manifest, decode_manifest
from crypto.payloads import (
    CancelPayload,
    ExtendPayload,
    FreezePayload,
    RollEntry,
    TallyInputPayload,
    TurnPayload,
    decode_cancel_payload,
    decode_extend_payload,
    decode_freeze_payload,
    decode_roll_payload,
    decode_tally_input_payload,
    decode_turn_payload,
)
from crypto.roll_change import decode_roll_change_payload
from crypto.tally_payloads import (
    DecryptionPayload,
    TallyPayload,
    decode_decryption_payload,
    decode_tally_payload,
)
from crypto.transcript import sha256
from crypto.voter_roll import VoterRoll
from trustee.board import BoardEntry
from trustee.errors import RefusedError


class Phase(Enum):
    """Where the election stands; what comes before the manifest is the ceremony's own."""

    CEREMONY = auto()
    MANIFEST = auto()
    ROLL = auto()
    FROZEN = auto()
    OPEN = auto()
    CLOSED = auto()
    COUNTING = auto()
    DECRYPTING = auto()
    COUNTED = auto()
    END = auto()
    CANCELLED = auto()


_NEXT: dict[tuple[Phase, str], Phase] = {
    (Phase.CEREMONY, "election"): Phase.MANIFEST,
    (Phase.MANIFEST, "roll"): Phase.ROLL,
    (Phase.ROLL, "freeze"): Phase.FROZEN,
    (Phase.FROZEN, "drill"): Phase.FROZEN,
    (Phase.FROZEN, "roll-change"): Phase.FROZEN,
    (Phase.FROZEN, "open"): Phase.OPEN,
    (Phase.OPEN, "ballot"): Phase.OPEN,
    (Phase.OPEN, "challenge"): Phase.OPEN,
    (Phase.OPEN, "extend"): Phase.OPEN,
    (Phase.OPEN, "drill"): Phase.OPEN,
    (Phase.OPEN, "roll-change"): Phase.OPEN,
    (Phase.OPEN, "close"): Phase.CLOSED,
    (Phase.CLOSED, "tally-input"): Phase.COUNTING,
    (Phase.COUNTING, "tally"): Phase.DECRYPTING,
    (Phase.DECRYPTING, "decryption"): Phase.DECRYPTING,
    (Phase.DECRYPTING, "result"): Phase.COUNTED,
    (Phase.COUNTED, "final"): Phase.END,
    **{(Phase.CEREMONY, kind): Phase.CEREMONY for kind in CEREMONY_TYPES},
    **{(phase, "cancel"): Phase.CANCELLED for phase in Phase if phase.value < Phase.END.value},
}


_TURNS: dict[str, Callable[[bytes], TurnPayload | ExtendPayload | CancelPayload]] = {
    **{kind: partial(decode_turn_payload, kind=kind) for kind in ("open", "close", "final")},
    "extend": decode_extend_payload,
    "cancel": decode_cancel_payload,
}
"""Entries that move the election on, or say a time or a reason."""


@dataclass(frozen=True, slots=True)
class RecordedBallot:
    """A ballot or test ballot, signed by a voter on the roll; its payload is in the spool.

    Attributes:
        index: number of its entry.
        credential: 64 hex digits.
        ballot_hash: SHA-256 of the ballot, 64 hex digits; of a test ballot what its entry says.
        position: where the payload begins in the spool.
        size: how many they are.
    """

    index: int
    credential: str
    ballot_hash: str
    position: int
    size: int


class BadEntryError(RefusedError):
    """An entry that must not stand where it stands.

    Attributes:
        kind: the entry's type.
        trustee: whom it names, if it is a trustee's.
        is_signers_fault: whether that trustee has signed it, and it holds nowhere.
    """

    def __init__(self, entry: BoardEntry, reason: str, *, is_signers_fault: bool = False) -> None:
        self.kind = entry.header.kind
        self.trustee = entry.header.trustee
        self.is_signers_fault = is_signers_fault
        by = f", by trustee {self.trustee}" if self.trustee else ""
        super().__init__(f"entry {entry.index} ({self.kind}{by}): {reason}")


class Record:
    """The board's contents so far. Ballots, which may be many, are kept in a file.

    Args:
        election_id: which election the board has to be of.
        spool: an empty file for the ballots' bytes, readable and writable.

    Attributes:
        phase: where the election stands.
        ceremony: the key ceremony.
        roll: the voters, with what became of their credentials since.
        ballots: all cast ballots in the order of the board.
        tests: all test ballots in the order of the board.
        challenged: hashes of ballots that were shown as tests.
        closed_at: number of the `close` entry.
        tally_hash: SHA-256 of the `tally` payload.
        decryptions: by trustee, with proofs not checked.
    """

    def __init__(self, election_id: str, spool: BinaryIO) -> None:
        self.phase = Phase.CEREMONY
        self.ceremony = CeremonyView()
        self.manifest_bytes = b""
        self.context: ElectionContext | None = None
        self.roll = VoterRoll(())
        self.ballots: list[RecordedBallot] = []
        self.tests: list[RecordedBallot] = []
        self.challenged: set[str] = set()
        self.closed_at = -1
        self.tally_input: TallyInputPayload | None = None
        self.tally: TallyPayload | None = None
        self.tally_hash = b""
        self.decryptions: dict[int, DecryptionPayload] = {}
        self._cast: set[str] = set()
        self._hashes: dict[str, bytes] = {}
        self._election_id = election_id
        self._spool = spool
        self._takers: dict[str, Callable[[BoardEntry], None]] = {
            **dict.fromkeys(CEREMONY_TYPES, self._take_ceremony),
            "election": self._take_manifest,
            "roll": self._take_roll,
            "roll-change": self._take_roll_change,
            "freeze": self._take_freeze,
            "ballot": self._take_ballot,
            "challenge": self._take_challenge,
            **dict.fromkeys(_TURNS, self._take_turn),
            "tally-input": self._take_tally_input,
            "tally": self._take_tally,
            "decryption": self._take_decryption,
        }

    @property
    def manifest(self) -> Manifest:
        """The manifest.

        Raises:
            RefusedError: the election is not frozen.
        """
        return self.frozen_context().manifest

    def frozen_context(self) -> ElectionContext:
        """Return the election's context.

        Raises:
            RefusedError: the election is not frozen.
        """
        if self.context is None:
            raise RefusedError("the election is not frozen")
        return self.context

    def read(self, entries: Iterable[BoardEntry]) -> None:
        """Take all entries of a board.

        Raises:
            BadEntryError: one of them must not stand where it stands.
        """
        for entry in entries:
            self.add(entry)

    def add(self, entry: BoardEntry) -> None:
        """Take the next entry.

        Raises:
            BadEntryError: it is malformed, wrongly signed, or not allowed here.
        """
        kind = entry.header.kind
        phase = _NEXT.get((self.phase, kind))
        if phase is None or (kind == "cancel" and not self.ceremony.attempt):
            raise BadEntryError(entry, f"not allowed here, where the election is {self._words()}")
        try:
            self._takers.get(kind, self._take_nothing)(entry)
        except BadEntryError:
            raise
        except CryptoError as error:
            # An entry out of order may be a true one that was put there again.
            is_theirs = not isinstance(error, CeremonyError) and self._is_signed(entry.header)
            raise BadEntryError(entry, str(error), is_signers_fault=is_theirs) from error
        self._hashes[kind] = bytes.fromhex(entry.header.payload_hash)
        self.phase = phase

    def _is_signed(self, header: EntryHeader) -> bool:
        """Tell whether the trustee an entry names has signed it, with the key on the record."""
        key = self.ceremony.keys.get(header.trustee or 0)
        if key is None:
            return False
        try:
            header.verify_signature(key.signing_key)
        except CryptoError:
            return False
        return True

    def ballot_bytes(self, ballot: RecordedBallot) -> bytes:
        """Read a ballot back from the spool."""
        self._spool.seek(ballot.position)
        return self._spool.read(ballot.size)

    def voter(self, ballot: RecordedBallot) -> RollEntry:
        """Return what the roll says of the credential of a ballot on the record."""
        voter = self.roll.entry(ballot.credential)
        if voter is None:
            raise RefusedError(f"entry {ballot.index}: its voter is not on the roll")
        return voter

    def _words(self) -> str:
        if self.phase is Phase.CEREMONY:
            return f"in its key ceremony, phase {self.ceremony.phase}"
        return self.phase.name.lower()

    def _verify_election(self, entry: BoardEntry, election_id: str) -> None:
        if election_id != self._election_id:
            raise BadEntryError(entry, "is of another election")

    @staticmethod
    def _take_nothing(entry: BoardEntry) -> None:
        """A result: whoever is to unlock has nothing to do any more."""

    def _take_turn(self, entry: BoardEntry) -> None:
        kind = entry.header.kind
        self._verify_election(entry, _TURNS[kind](entry.payload).election_id)
        if kind == "close":
            self.closed_at = entry.index

    def _take_ceremony(self, entry: BoardEntry) -> None:
        self.ceremony.add_entry(entry.header, entry.payload)
        self._verify_election(entry, self.ceremony.ceremony.election_id)

    def _take_manifest(self, entry: BoardEntry) -> None:
        if not self.ceremony.is_complete:
            raise BadEntryError(entry, "not every key holder has proven its key")
        manifest, ceremony = decode_manifest(entry.payload), self.ceremony.ceremony
        agreed = ("demonstration", "election_id", "log_key", "origin", "parameters", "threshold")
        for name in (*agreed, "trustees"):
            if getattr(manifest, name) != getattr(ceremony, name):
                raise BadEntryError(entry, f"its {name} differs from the key ceremony's")
        self.manifest_bytes = entry.payload

    def _take_roll(self, entry: BoardEntry) -> None:
        payload = decode_roll_payload(entry.payload)
        self._verify_election(entry, payload.election_id)
        self.roll = VoterRoll(payload.voters)

    def _take_roll_change(self, entry: BoardEntry) -> None:
        payload = decode_roll_change_payload(entry.payload)
        self._verify_election(entry, payload.election_id)
        for found in self.roll.change(entry.index, payload):
            raise BadEntryError(entry, f"changes[{found.position}]: {found.wrong.value}")

    def _take_freeze(self, entry: BoardEntry) -> None:
        context = ElectionContext.build(self.manifest_bytes, self.ceremony.joint_key())
        payload = decode_freeze_payload(entry.payload, context.group)
        expected = FreezePayload(
            election_id=self._election_id,
            at=payload.at,
            election_hash=context.h_e,
            joint_key=context.joint_key,
            manifest=sha256(self.manifest_bytes),
            roll=self._hashes["roll"],
            transcript=self.ceremony.transcript(),
        )
        if payload != expected:
            raise BadEntryError(
                entry, "does not fix the keys, questions and voters in the public record"
            )
        self.context = context

    def _take_ballot(self, entry: BoardEntry) -> None:
        self._verify_voter(entry)
        if entry.header.payload_hash in self._cast:
            raise BadEntryError(entry, "stands in the public record already")
        self._cast.add(entry.header.payload_hash)
        self.ballots.append(self._spooled(entry, entry.header.payload_hash))

    def _take_challenge(self, entry: BoardEntry) -> None:
        self._verify_voter(entry)
        shown = entry.header.ballot or ""
        self.challenged.add(shown)
        self.tests.append(self._spooled(entry, shown))

    def _spooled(self, entry: BoardEntry, ballot_hash: str) -> RecordedBallot:
        position = self._spool.seek(0, 2)
        self._spool.write(entry.payload)
        return RecordedBallot(
            index=entry.index,
            credential=entry.header.credential or "",
            ballot_hash=ballot_hash,
            position=position,
            size=len(entry.payload),
        )

    def _verify_voter(self, entry: BoardEntry) -> None:
        """Check that a voter on the roll signed the entry."""
        credential = entry.header.credential or ""
        if not self.roll.holds(credential, entry.index):
            raise BadEntryError(entry, "its voter is not on the roll")
        entry.header.verify_signature(bytes.fromhex(credential))

    def _take_tally_input(self, entry: BoardEntry) -> None:
        self.tally_input = decode_tally_input_payload(entry.payload)

    def _take_tally(self, entry: BoardEntry) -> None:
        self.tally = decode_tally_payload(entry.payload, self.frozen_context().group)
        self.tally_hash = bytes.fromhex(entry.header.payload_hash)
        if self.tally.tally_input != self._hashes["tally-input"]:
            raise BadEntryError(entry, "is of another list of counted ballots")

    def _take_decryption(self, entry: BoardEntry) -> None:
        payload = decode_decryption_payload(entry.payload, self.frozen_context().group)
        if payload.trustee != entry.header.trustee:
            raise BadEntryError(entry, "entry and payload name different key holders")
        if payload.trustee in self.decryptions:
            raise BadEntryError(entry, "this key holder has unlocked the count already")
        entry.header.verify_signature(self.ceremony.signing_key(payload.trustee))
        self.decryptions[payload.trustee] = payload
