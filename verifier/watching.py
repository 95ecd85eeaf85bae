"""One look after another at the log of an election that is open.

Each look brings a mirror up to date, which proves that the log continues all that was seen of it,
and then makes every check that can be made already. What a mirror refuses, and every sentence that
does not hold, is an alarm; what shows it stays in the mirror.
Source: docs/spec/verification.md, "Watching"; docs/spec/board.md section 12.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field

from crypto.cosignatures import CosignatureVerifier
from crypto.errors import CryptoError
from crypto.notes import NoteVerifier
from verifier.election import Election
from verifier.errors import DownloadError, LogFaultError, VerifierError
from verifier.logs.files import decode_note
from verifier.logs.folder import OWN, Folder
from verifier.logs.folder_record import FolderRecord
from verifier.logs.memory import Memory
from verifier.logs.mirror import Mirror
from verifier.report import CHECKS, Failure, Report, Verdict
from verifier.spool import BALLOT_KINDS
from verifier.state import State
from verifier.summary import Summary
from verifier.verification import Options, verify_record

Say = Callable[[str], None]
"""Takes a line for people."""

_TOO_FEW = ("C03.9", "checkpoint")
"""Sentence and place of a checkpoint that too few witnesses have signed."""


@dataclass(slots=True)
class Watch:
    """What is known of one log.

    Attributes:
        mirror: brings the folder up to date.
        folder: the mirror's folder.
        key: the log's key, if it is known from elsewhere.
        jobs: how many processes may share the work.
        say: takes a line whenever something has changed.
        has_seen: whether the log could be looked at once.
        has_alarmed: whether anything was ever wrong.
        has_ended: whether nothing more will come.
    """

    mirror: Mirror
    folder: Folder
    key: NoteVerifier | None
    jobs: int
    say: Say
    has_seen: bool = False
    has_alarmed: bool = False
    has_ended: bool = False
    _alarms: set[str] = field(default_factory=set)
    _trouble: str = ""
    _note: bytes = b""
    _size: int = 0
    _counts: dict[str, int] = field(default_factory=dict)

    @property
    def status(self) -> int:
        """Exit status of the program: 1 after an alarm, 2 if nothing could be looked at."""
        if self.has_alarmed:
            return 1
        return 0 if self.has_seen else 2

    def look(self) -> None:
        """Look once; whatever is found is said and nothing is raised but by this computer.

        Raises:
            OSError: the folder cannot be written.
        """
        try:
            self.mirror.update(self.key)
            self._verify()
            self._trouble = ""
        except LogFaultError as error:
            self._alarm(str(error), str(error))
        except DownloadError as error:
            self._complain(f"no answer, nothing is known to be wrong: {error}")
        except (CryptoError, VerifierError) as error:
            self._complain(f"cannot be used: {error}")

    def _verify(self) -> None:
        """Make every check over what is mirrored, if that is not what was checked last."""
        record = FolderRecord(self.folder)
        if record.note == self._note:
            return
        report = Report()
        with closing(State(self.folder.make(f"{OWN}/verified"))) as state:
            election = verify_record(record, Options(jobs=self.jobs, state=state), report)
            if state.words:
                self.say(state.words)
        self.say("; ".join(self._news(election, report)))
        self._note = record.note
        self._size = record.size
        self.has_seen = True
        self._judge(election, report)

    def _news(self, election: Election, report: Report) -> Iterator[str]:
        board = election.board
        yield f"{board.size:,} entries ({board.size - self._size:+,})"
        for kind, name in zip(BALLOT_KINDS, ("ballot", "test ballot"), strict=True):
            count = board.ballots.count(kind)
            new, self._counts[kind] = count - self._counts.get(kind, 0), count
            yield f"{count:,} {name}{'' if count == 1 else 's'} ({new:+,})"
        yield from _changes(election)
        yield f"in order {_listed(report.checks_with(Verdict.PASS))}"
        if missing := report.checks_with(Verdict.NOT_CHECKED):
            yield f"not yet {_listed(missing)}"
        yield from _witnesses(election)

    def _judge(self, election: Election, report: Report) -> None:
        ends = [entry for kind in ("final", "cancel") for entry in election.board.of(kind)]
        self.has_ended = bool(ends)
        faults = [
            failure
            for check in CHECKS
            for failure in report.failures(check)
            # While voting goes on witnesses may be late; at the end the manifest's quorum counts.
            if ends or (failure.sentence, failure.place) != _TOO_FEW
        ]
        if faults:
            summary = Summary.of(election, report)
            document = {"checkpoint": decode_note(self._note), "report": summary.document()}
            path = Memory(self.folder).keep_alarm(json.dumps(document, indent=1).encode())
            for fault in faults:
                self._alarm(_words(fault), f"{_words(fault)}; the whole report is in {path}")
        elif ends:
            self.say(Summary.of(election, report).conclusion)

    def _alarm(self, fault: str, text: str) -> None:
        """Give alarm once for each fault."""
        self.has_alarmed = True
        if fault not in self._alarms:
            self._alarms.add(fault)
            self.say(f"ALARM {text}")

    def _complain(self, text: str) -> None:
        """Say what hinders, until something else does."""
        if text != self._trouble:
            self._trouble = text
            self.say(text)


def _changes(election: Election) -> Iterator[str]:
    """Say how often the roll was changed, which whoever watches may want to ask about."""
    payloads = [found.payload for found in election.roll_changes]
    if payloads:
        reissued = sum(payload.reissued for payload in payloads)
        revoked = sum(payload.revoked for payload in payloads)
        yield f"{reissued:,} voter codes issued again, {revoked:,} voters taken off"


def _words(failure: Failure) -> str:
    where = f"{failure.place}: " if failure.place else ""
    return f"{failure.sentence} {where}{failure.detail}"


def _listed(checks: list[str]) -> str:
    return " ".join(checks) or "nothing"


def _witnesses(election: Election) -> Iterator[str]:
    """Say how many of the manifest's witnesses have signed what is mirrored."""
    if election.manifest is None:
        return
    witnesses = election.manifest.payload.witnesses
    if not witnesses.keys:
        yield "no witnesses"
        return
    signed = 0
    for key in witnesses.keys:
        try:
            CosignatureVerifier.parse(key).verify(election.checkpoint_note)
        except CryptoError:
            continue
        signed += 1
    yield f"signed by {signed} of {len(witnesses.keys)} witnesses, {witnesses.quorum} needed"
