"""The task file: the public record and what is asked of one key holder, carried by hand.

Its first line says for whom it is and what is next; then every entry and its payload follow, a line
each. It is read from where it lies, so its size costs no memory, and nothing is ever sent.
Source: docs/spec/record.md section 7.1.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, ClassVar, Self

from crypto import canonical_json
from crypto.errors import DecodeError
from crypto.reader import Fields
from trustee.answer_file import AnswerFile
from trustee.errors import UnusableError
from trustee.way import RawEntry, Status

KIND = "tabella trustee task"
STEPS = ("key", "share", "confirm", "drill", "wait", "unlock", "done", "stopped")

MAX_HEADER = 64 * 2**10
MAX_CHECKPOINT = 16 * 2**10
MAX_TRUSTEES = 100
"""As far as a key holder's number goes."""

COUNT = 200
BATCH = 8 * 2**20
"""Entries, and bytes, after which a batch ends; one entry is always in it."""

_FIELDS = ("checkpoint", "drill_challenge", "election", "kind", "step", "trustee", "v")


@dataclass(frozen=True, slots=True)
class TaskHeader:
    """The first line of a task file, which is the server's word and no more."""

    election_id: str
    trustee: int
    step: str
    drill_challenge: bytes
    checkpoint: str
    size: int
    """Entries the checkpoint speaks of, and so the file has; the signature is not checked here."""

    @classmethod
    def decode(cls, line: bytes) -> Self:
        """Read the line without its newline.

        Raises:
            DecodeError: it has another form.
        """
        document = canonical_json.decode(line, max_size=MAX_HEADER, place="task")
        fields = Fields(document, "task", _FIELDS)
        fields.version()
        fields.choice("kind", (KIND,))
        checkpoint = fields.text("checkpoint", MAX_CHECKPOINT, min_length=1)
        return cls(
            election_id=fields.uuid("election"),
            trustee=fields.integer("trustee", 1, MAX_TRUSTEES),
            step=fields.choice("step", STEPS),
            drill_challenge=fields.octets("drill_challenge", 32),
            checkpoint=checkpoint,
            size=_claimed_size(checkpoint),
        )


def _claimed_size(checkpoint: str) -> int:
    lines = checkpoint.split("\n")
    if len(lines) < 2 or not lines[1].isdecimal() or len(lines[1]) > 10:
        raise DecodeError("task.checkpoint: not a checkpoint")
    return int(lines[1])


class TaskFile:
    """The way by files: entries come from a task file and go into an answer file.

    Used in a `with` statement, which closes the file.

    Args:
        path: the task file.
        answer: where what is made is written.

    Raises:
        UnusableError: it cannot be read, or is no task file.
    """

    is_final: ClassVar[bool] = True
    later: ClassVar[str] = "Download a new task file from your page later, and run this again."

    def __init__(self, path: Path, answer: AnswerFile) -> None:
        self._path = path
        self._answer = answer
        self.told: Mapping[str, str] = answer.told
        try:
            self._stream: BinaryIO = path.open("rb")
        except OSError as error:
            raise UnusableError(f"cannot read {path}: {error.strerror}") from error
        self._next = 0
        try:
            self._header = TaskHeader.decode(self._line(MAX_HEADER))
        except (DecodeError, UnusableError) as error:
            self._stream.close()
            raise UnusableError(f"this is no task file: {error}") from error
        self._entries_begin = self._stream.tell()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stream.close()

    @property
    def election_id(self) -> str:
        """Lower-case UUID of the election."""
        return self._header.election_id

    @property
    def trustee(self) -> int:
        """Number of the key holder, from 1."""
        return self._header.trustee

    def checkpoint(self) -> str:
        """Return the checkpoint the file was made at."""
        return self._header.checkpoint

    def entries(self, start: int) -> list[RawEntry]:
        """Return some entries from number `start` on; none beyond what the checkpoint counts.

        Raises:
            UnusableError: the file is cut short, holds more, or cannot be read.
        """
        self._go_to(start)
        batch: list[RawEntry] = []
        size = 0
        while self._next < self._header.size and len(batch) < COUNT and size < BATCH:
            batch.append(self._entry())
            size += len(batch[-1].payload)
        if self._next == self._header.size and self._read(1):
            raise UnusableError(f"{self._path}: it holds more than its checkpoint counts")
        return batch

    def status(self) -> Status:
        """Return what the server said of this key holder when the file was made."""
        return Status("", self._header.step, self._header.drill_challenge)

    def deliver(self, kind: str, payload: bytes, signature: bytes) -> None:
        """Write the answer file.

        Raises:
            UnusableError: it cannot be written.
        """
        self._answer.write(self._header.election_id, self._header.trustee, kind, payload, signature)

    def _go_to(self, start: int) -> None:
        if start < self._next:
            self._stream.seek(self._entries_begin)
            self._next = 0
        while self._next < min(start, self._header.size):
            self._entry()

    def _entry(self) -> RawEntry:
        entry, payload = self._line(canonical_json.MAX_LINE), self._line(canonical_json.MAX_LINE)
        self._next += 1
        return RawEntry(self._next - 1, entry, payload)

    def _line(self, longest: int) -> bytes:
        """Read a line of at most `longest` bytes and give it without its newline."""
        line = self._read(longest + 1)
        if not line.endswith(b"\n"):
            is_long = len(line) > longest
            what = "a line is too long" if is_long else "it is cut short, download it again"
            raise UnusableError(f"{self._path}: {what}")
        return line[:-1]

    def _read(self, count: int) -> bytes:
        try:
            return self._stream.readline(count)
        except OSError as error:
            raise UnusableError(f"cannot read {self._path}: {error.strerror}") from error
