"""What was found out about the first ballots of a record, kept in a file between runs.

The examination of a ballot by itself (C07.1 to C07.6, C08.1 to C08.5) takes nearly all of the time
and depends on nothing but its entry, its payload, the election and the program. Only that is kept.
Everything else is done anew in every run.
Source: docs/spec/verification.md, "State".
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Self

from crypto.context import ElectionContext
from verifier.board import Board
from verifier.chained_file import ChainedFile
from verifier.errors import UnusableStateError
from verifier.examination import Finding
from verifier.program import program_digest
from verifier.report import Failure

_KIND: Final = "tabella verifier state"


@dataclass(frozen=True, slots=True)
class Subject:
    """What findings depend on beside the ballots.

    Attributes:
        origin: the log's name.
        log_key: its verifier key.
        election_hash: H_E, which binds parameters, manifest and joint key, in hex.
    """

    origin: str
    log_key: str
    election_hash: str

    @classmethod
    def of(cls, context: ElectionContext) -> Self:
        """Return the subject of an election's ballots."""
        manifest = context.manifest
        return cls(manifest.origin, manifest.log_key, context.h_e.hex())


@dataclass(frozen=True, slots=True)
class Mark:
    """The first entries of a record.

    Attributes:
        size: how many.
        root: the root over them, 32 bytes.
    """

    size: int
    root: bytes


@dataclass(frozen=True, slots=True)
class _Kept:
    """A line of the file: so many ballots, and where the record stands after them."""

    mark: Mark
    ballots: int


class State:
    """The state in one file; without a path, one that knows nothing and is never kept.

    Args:
        path: of the file, which need not exist.

    Attributes:
        ballots: how many ballots are known; 0 until `begin` has decided what is believed.
        words: what became of the file, for people; empty if there is nothing to say.

    Raises:
        UnusableStateError: there is a file that holds something else, or it cannot be read.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.ballots = 0
        self.words = ""
        self._file = None if path is None else ChainedFile(path)
        self._about: Mapping[str, Any] = {}
        self._kept: list[_Kept] = []
        self._last = 0
        if self._file is not None:
            with _usable("read"):
                self._read(self._file)

    @property
    def sizes(self) -> set[int]:
        """The numbers of first entries whose roots have to be known to believe it."""
        return {kept.mark.size for kept in self._kept}

    def begin(self, subject: Subject, board: Board) -> None:
        """Decide how much is believed of this record, and prepare the file for more.

        Raises:
            UnusableStateError: it is of another log, or the file cannot be written.
        """
        if self._file is None:
            return
        if self._about and self._about["origin"] != subject.origin:
            raise UnusableStateError("the state is of another log: give another file")
        about = {"kind": _KIND, "v": 1, "program": program_digest(), **asdict(subject)}
        is_ours = self._about == about
        believed = self._believed(board) if is_ours else 0
        left = self._kept[believed:]
        self._kept = self._kept[:believed]
        self.ballots = sum(kept.ballots for kept in self._kept)
        self._last = board.first_unsound
        with _usable("written"):
            if is_ours and left and left[0].mark.size > board.size:
                self.words = "the state is of a longer record and stays as it is"
                self._last = 0
                return
            if left:
                self._say_why(self._file.copy_beside(), is_ours=is_ours, size=left[0].mark.size)
            self._file.open_after(1 + believed if is_ours else 0)
            if not is_ours:
                self._file.append(about)

    def known(self) -> Iterator[tuple[Finding, ...]]:
        """Yield the findings that are believed, portion by portion, in the record's order."""
        if self._file is None:
            return
        for document in self._file.again(1, len(self._kept)):
            yield tuple(_finding(*fields) for fields in document["ballots"])

    def keep(self, findings: Sequence[Finding], mark: Mark) -> None:
        """Append what was found out about the next ballots, so that it lasts.

        Args:
            findings: in the record's order.
            mark: the record up to the last of them.

        Raises:
            UnusableStateError: the file cannot be written.
        """
        if self._file is None or mark.size > self._last:
            return
        ballots = [_fields(finding) for finding in findings]
        with _usable("written"):
            self._file.append({"ballots": ballots, "root": mark.root.hex(), "size": mark.size})

    def close(self) -> None:
        """Leave the file."""
        if self._file is not None:
            self._file.close()

    def _read(self, file: ChainedFile) -> None:
        documents = file.documents()
        self._about = next(documents, {})
        if not self._about and file.is_empty:
            return
        if self._about.get("kind") != _KIND:
            raise UnusableStateError("this file is no state of this program: give another one")
        for document in documents:
            mark = Mark(document["size"], bytes.fromhex(document["root"]))
            self._kept.append(_Kept(mark, len(document["ballots"])))

    def _believed(self, board: Board) -> int:
        """Return how many lines are about the first entries of this record, byte for byte."""
        for number, kept in enumerate(self._kept):
            is_same = board.roots.get(kept.mark.size) == kept.mark.root
            if not is_same or kept.mark.size > board.first_unsound:
                return number
        return len(self._kept)

    def _say_why(self, beside: str, *, is_ours: bool, size: int) -> None:
        why = "it is of another election or made by another version of this program"
        if is_ours:
            why = f"the first {size:,} entries of this record are not those it was made of"
        self.words = f"the state is not used from there on: {why}; {beside} holds it as it was"


@contextmanager
def _usable(done: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UnusableStateError(f"the state cannot be {done}: {error.strerror}") from error


def _fields(finding: Finding) -> list[Any]:
    return [
        finding.index,
        finding.kind,
        finding.ballot_hash,
        finding.style,
        finding.parts.hex(),
        finding.commitments.hex(),
        finding.is_usable,
        [[failure.sentence, failure.place, failure.detail] for failure in finding.failures],
    ]


def _finding(*fields: Any) -> Finding:  # noqa: ANN401 -- from JSON
    index, kind, ballot_hash, style, parts, commitments, is_usable, failures = fields
    return Finding(
        index=index,
        kind=kind,
        ballot_hash=ballot_hash,
        style=style,
        parts=bytes.fromhex(parts),
        commitments=bytes.fromhex(commitments),
        is_usable=is_usable,
        failures=tuple(Failure(*failure) for failure in failures),
    )
