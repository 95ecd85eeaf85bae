"""What the small payloads of a record say, decoded once.

A payload that cannot be decoded is a failure of its own sentence and is left out; what depends on
it is then not checked.
Source: docs/spec/verification.md C02.1, C03.3, C04.6, C05.1, C06.1, C06.6, C09.1, C10.1, C11.1,
C12.1.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from crypto import record_format
from crypto.ceremony_payloads import (
    CeremonyPayload,
    CeremonyStep,
    decode_ceremony_payload,
    decode_complaint_payload,
    decode_confirm_payload,
    decode_drill_payload,
    decode_share_payload,
    decode_trustee_payload,
)
from crypto.errors import DecodeError
from crypto.group import Group, group_named
from crypto.long_payloads import CountedBallots, RollVoters
from crypto.manifest import Manifest, decode_manifest
from crypto.notes import Checkpoint, split_note
from crypto.payloads import (
    CancelPayload,
    ExtendPayload,
    FreezePayload,
    RollEntry,
    TurnPayload,
    decode_cancel_payload,
    decode_extend_payload,
    decode_freeze_payload,
    decode_roll_payload,
    decode_tally_input_payload,
    decode_turn_payload,
)
from crypto.roll_change import RollChangePayload, decode_roll_change_payload
from crypto.tally_payloads import (
    DecryptionPayload,
    Grid,
    ResultPayload,
    TallyPayload,
    decode_decryption_payload,
    decode_result_payload,
    decode_tally_payload,
)
from crypto.waiver import WaiverPayload, decode_waiver_payload
from verifier.board import Board, Entry, sentence_of_form
from verifier.record import RecordSource
from verifier.report import Report

PayloadT_co = TypeVar("PayloadT_co", covariant=True)
OtherT = TypeVar("OtherT")

Turn = (
    WaiverPayload | FreezePayload | TurnPayload | ExtendPayload | RollChangePayload | CancelPayload
)
"""A payload that tells when something happened."""

STEP_KINDS = ("trustee", "share", "confirm", "complaint", "drill")
"""Types of entry that trustees make during a ceremony."""


@dataclass(frozen=True, slots=True)
class Found(Generic[PayloadT_co]):
    """A decoded payload and the entry it belongs to."""

    entry: Entry
    payload: PayloadT_co


@dataclass(frozen=True, slots=True)
class RollList:
    """A `roll` payload that was read once and can be read again; it is never held.

    Attributes:
        entry: the entry it belongs to.
        election_id: which election it names.
    """

    entry: Entry
    election_id: str

    def voters(self) -> Iterator[RollEntry]:
        """Yield its voters in order."""
        return iter(RollVoters(self.entry.kept.pieces()))


@dataclass(frozen=True, slots=True)
class CountedList:
    """A `tally-input` payload that was read once and can be read again; it is never held.

    Attributes:
        entry: the entry it belongs to.
        election_id: which election it names.
        size: number of entries up to and with `close`, as it says.
    """

    entry: Entry
    election_id: str
    size: int

    def counted(self) -> Iterator[int]:
        """Yield the entry numbers it lists, ascending."""
        return iter(CountedBallots(self.entry.kept.pieces()))


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt at the key ceremony.

    Attributes:
        start: its `ceremony` entry.
        steps: what trustees entered, up to the next attempt.
    """

    start: Found[CeremonyPayload]
    steps: list[Found[CeremonyStep]] = field(default_factory=list)


@dataclass(slots=True)
class Election:
    """The record's small payloads; None stands for one that is missing or malformed.

    Of a kind that may stand only once, the first is taken. `ceremony` is the attempt whose keys
    count: the last.
    """

    board: Board
    checkpoint_note: str = ""
    checkpoint: Checkpoint | None = None
    attempts: list[Attempt] = field(default_factory=list)
    ceremony: Attempt | None = None
    manifest: Found[Manifest] | None = None
    roll: RollList | None = None
    freeze: Found[FreezePayload] | None = None
    roll_changes: list[Found[RollChangePayload]] = field(default_factory=list)
    turns: list[Found[Turn]] = field(default_factory=list)
    tally_input: CountedList | None = None
    tally: Found[TallyPayload] | None = None
    decryptions: list[Found[DecryptionPayload]] = field(default_factory=list)
    result: Found[ResultPayload] | None = None

    @property
    def log_key(self) -> str | None:
        """The log's verifier key as the manifest has it, or else the ceremony."""
        if self.manifest:
            return self.manifest.payload.log_key
        return self.ceremony.start.payload.log_key if self.ceremony else None

    @property
    def is_demonstration(self) -> bool:
        """Whether manifest or any ceremony says so."""
        starts = [attempt.start.payload.demonstration for attempt in self.attempts]
        return any(starts) or bool(self.manifest and self.manifest.payload.demonstration)


def decode_election(record: RecordSource, board: Board, report: Report) -> Election:
    """Decode every small payload of the board."""
    election = Election(board)
    reader = _Reader(report)
    _read_checkpoint(record, election, report)
    election.attempts, election.ceremony = _read_attempts(board, reader)
    election.manifest = _only(reader.read("C02.1", board.first("election"), decode_manifest))
    election.roll = _read_roll(board, reader)
    _read_turns(election, reader)
    _read_count(election, reader)
    return election


class _Reader:
    """Decodes payloads and reports those that are malformed."""

    def __init__(self, report: Report) -> None:
        self._report = report

    def read(
        self, sentence: str, entries: Iterable[Entry], decode: Callable[[bytes], OtherT]
    ) -> list[Found[OtherT]]:
        """Return the entries whose payloads could be decoded."""
        found = []
        for entry in entries:
            try:
                found.append(Found(entry, decode(entry.payload)))
            except DecodeError as error:
                broken = sentence_of_form(entry.payload, sentence)
                self._report.fail(broken, entry.place, str(error))
        return found


def _read_roll(board: Board, reader: _Reader) -> RollList | None:
    for entry in board.first("roll"):
        listed = RollVoters(entry.kept.pieces())
        try:
            deque(listed, maxlen=0)
        except DecodeError:
            # What is wrong with it, reading it whole tells.
            reader.read("C06.1", [entry], decode_roll_payload)
        else:
            return RollList(entry, listed.election_id)
    return None


def _read_tally_input(board: Board, reader: _Reader) -> CountedList | None:
    for entry in board.first("tally-input"):
        listed = CountedBallots(entry.kept.pieces())
        try:
            deque(listed, maxlen=0)
        except DecodeError:
            reader.read("C09.1", [entry], decode_tally_input_payload)
        else:
            return CountedList(entry, listed.election_id, listed.size)
    return None


def _only(found: list[Found[OtherT]]) -> Found[OtherT] | None:
    return found[0] if found else None


def _read_checkpoint(record: RecordSource, election: Election, report: Report) -> None:
    with report.holds("C03.3", "checkpoint"):
        note = decode_note(record.read(record_format.CHECKPOINT))
        text, _ = split_note(note)
        election.checkpoint_note, election.checkpoint = note, Checkpoint.parse(text)


def decode_note(data: bytes) -> str:
    """Return the text of a note's bytes.

    Raises:
        DecodeError: not UTF-8.
    """
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DecodeError("not UTF-8") from error


def checkpoint_of(note: str) -> Checkpoint:
    """Return what the text of a signed note says; no signature is checked.

    Raises:
        DecodeError: it is no checkpoint.
    """
    text, _, _ = note.rpartition("\n\n")
    return Checkpoint.parse(text + "\n")


def _read_attempts(board: Board, reader: _Reader) -> tuple[list[Attempt], Attempt | None]:
    """Return all attempts that can be read, and the last one if it can be."""
    # Keys are fixed by the manifest: an attempt after it is out of place (C04.1) and has no say.
    end = board.first("election")[0].index if board.of("election") else board.size
    starts = [entry for entry in board.of("ceremony") if entry.index < end]
    found = reader.read("C05.1", starts, decode_ceremony_payload)
    reader.read("C05.1", board.of("ceremony")[len(starts) :], decode_ceremony_payload)
    attempts = {start.entry.index: Attempt(start) for start in found}
    current: Attempt | None = None
    for entry in board.entries:
        # One that cannot be read ends the one before it as well.
        if entry.kind == "ceremony" and entry.index < end:
            current = attempts.get(entry.index)
        if current and entry.kind in STEP_KINDS:
            decode = _step_decoder(entry.kind, current.start.payload.group)
            current.steps.extend(reader.read("C05.1", [entry], decode))
    return list(attempts.values()), current


def _step_decoder(kind: str, group: Group) -> Callable[[bytes], CeremonyStep]:
    decoders: dict[str, Callable[[bytes], CeremonyStep]] = {
        "trustee": lambda data: decode_trustee_payload(data, group),
        "share": lambda data: decode_share_payload(data, group),
        "confirm": decode_confirm_payload,
        "complaint": decode_complaint_payload,
        "drill": lambda data: decode_drill_payload(data, group),
    }
    return decoders[kind]


def _read_turns(election: Election, reader: _Reader) -> None:
    board = election.board
    if election.manifest:
        group = group_named(election.manifest.payload.parameters)
        freezes = reader.read(
            "C04.6", board.of("freeze"), lambda data: decode_freeze_payload(data, group)
        )
        first = board.first("freeze")
        election.freeze = _only([found for found in freezes if found.entry in first])
        election.turns += freezes
    for kind in ("open", "close", "final"):
        election.turns += reader.read("C04.6", board.of(kind), _turn_decoder(kind))
    election.turns += reader.read("C04.6", board.of("waiver"), decode_waiver_payload)
    election.turns += reader.read("C04.6", board.of("extend"), decode_extend_payload)
    election.turns += reader.read("C04.6", board.of("cancel"), decode_cancel_payload)
    election.roll_changes = reader.read(
        "C06.6", board.of("roll-change"), decode_roll_change_payload
    )
    election.turns += election.roll_changes
    election.turns.sort(key=lambda turn: turn.entry.index)


def _turn_decoder(kind: str) -> Callable[[bytes], TurnPayload]:
    return lambda data: decode_turn_payload(data, kind)


def _read_count(election: Election, reader: _Reader) -> None:
    board = election.board
    election.tally_input = _read_tally_input(board, reader)
    if not election.manifest:
        return
    manifest = election.manifest.payload
    group = group_named(manifest.parameters)

    def decode_tally(data: bytes) -> TallyPayload:
        payload = decode_tally_payload(data, group)
        _verify_shape(payload.contests, manifest)
        return payload

    def decode_decryption(data: bytes) -> DecryptionPayload:
        payload = decode_decryption_payload(data, group)
        _verify_shape(payload.contests, manifest)
        return payload

    def decode_result(data: bytes) -> ResultPayload:
        payload = decode_result_payload(data, group)
        _verify_shape(payload.contests, manifest)
        return payload

    election.tally = _only(reader.read("C10.1", board.first("tally"), decode_tally))
    election.decryptions = reader.read("C11.1", board.of("decryption"), decode_decryption)
    election.result = _only(reader.read("C12.1", board.first("result"), decode_result))


def _verify_shape(grid: Grid[object], manifest: Manifest) -> None:
    if [len(items) for items in grid] != [len(contest.options) for contest in manifest.contests]:
        raise DecodeError("contests: not exactly the manifest's contests and options")
