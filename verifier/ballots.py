"""The second reading of a record: all ballots and test ballots, in order.

Processes share the examination of portions; results are taken in the order of the record, so the
report does not depend on how many there are. What a state file says of the first ballots takes the
place of their examination, and goes the same way from there.
Source: docs/spec/verification.md C07 to C10, "State".
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Final

from crypto import merkle, record_format
from crypto.ballot import decode_ballot
from crypto.context import ElectionContext
from crypto.group import Element, Residue
from crypto.numbers import mpz
from crypto.tally import aggregate, merge_totals
from crypto.tally_payloads import Grid, TallyItem
from verifier.board import Board
from verifier.checks.c07_ballots import Repeats, read_ballot, verify_ballots
from verifier.checks.c08_test_ballots import examine_test_ballot
from verifier.errors import UnusableStateError
from verifier.examination import Examination, Finding, Task
from verifier.record import RecordSource
from verifier.report import Report
from verifier.spool import BALLOT_KINDS, Spool
from verifier.state import Mark, State
from verifier.terminal import Progress
from verifier.workers import in_order

BATCH_SIZE: Final = 500
"""The most ballots a process examines at a time: more were hardly cheaper, and all in memory."""

SMALLEST_BATCH: Final = 16
"""The fewest, where there are enough."""

PIECES: Final = 4
"""Portions for each process, so that all are busy to the end."""

MAX_PORTION: Final = 32 * 2**20
"""Bytes after which a portion takes no further ballot."""

POOL_PAYS_FROM: Final = 64
"""Ballots from which starting processes costs less than it saves."""

_BEGINNING: Final = b'{"ballot":"'
_HASH_DIGITS: Final = 64

Totals = Grid[TallyItem]


@dataclass(frozen=True, slots=True)
class Portion:
    """Some ballots that follow one another.

    Attributes:
        tasks: the ballots, at least one.
        mark: where the record stands after the last of them.
    """

    tasks: tuple[Task, ...]
    mark: Mark


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of some ballots.

    Attributes:
        findings: one for each, in order.
        totals: of those that are counted and usable.
        lines: how many lines of commitments.jsonl they came with, and all were right; None if a
            cast ballot had no line in its place, or a wrong one.
    """

    findings: tuple[Finding, ...]
    totals: Totals
    lines: int | None = None


@dataclass(frozen=True, slots=True)
class Workload:
    """What to read.

    Attributes:
        record: the file.
        board: its entries.
        context: the election.
        manifest: the manifest's bytes, from which other processes build the context.
        state: what is known of the first ballots, and where more is to be kept.
    """

    record: RecordSource
    board: Board
    context: ElectionContext
    manifest: bytes
    state: State

    @property
    def count(self) -> int:
        """Number of ballots and test ballots."""
        return self.board.ballots.count(*BALLOT_KINDS)


@dataclass(slots=True)
class BallotReading:
    """What the second reading found beside what stands on the spool.

    Attributes:
        totals: the products over the counted ballots that are usable.
        lines: how many lines at the start of commitments.jsonl were shown to be right.
        are_all_right: whether there was no other line so far.
    """

    totals: Totals
    lines: int = 0
    are_all_right: bool = True

    def add(self, batch: Batch, context: ElectionContext) -> None:
        """Take in what became of the next ballots."""
        self.totals = merge_totals(context, (self.totals, batch.totals))
        self.are_all_right = self.are_all_right and batch.lines is not None
        if self.are_all_right:
            self.lines += batch.lines or 0


def read_ballots(
    workload: Workload, report: Report, progress: Progress, *, jobs: int = 1
) -> BallotReading:
    """Examine every ballot of the record and report what does not hold.

    Args:
        workload: what to read.
        report: where failures go.
        progress: shows how far it is.
        jobs: how many processes may share the work, at least 1.

    Raises:
        UnusableStateError: the state holds something about other ballots, or cannot be written.
    """
    context, spool = workload.context, workload.board.ballots
    reading = BallotReading(merge_totals(context, ()))
    repeats = Repeats(context.manifest, spool, report)
    done, count = 0, workload.count
    for batch in _batches(workload, jobs):
        for finding in batch.findings:
            report.add(finding.failures)
            repeats.add(finding)
            _settle(spool, finding)
        reading.add(batch, context)
        done += len(batch.findings)
        progress.show(done, count)
    repeats.end()
    progress.end()
    return reading


def _settle(spool: Spool, finding: Finding) -> None:
    spool.settle(
        finding.index,
        style=finding.style,
        ballot_hash=finding.ballot_hash,
        commitments=finding.commitments,
        is_usable=finding.is_usable,
    )


def _batches(workload: Workload, jobs: int) -> Iterator[Batch]:
    """Yield what is known already, then what is found out now, which is kept at once."""
    walk = _Walk(workload)
    for findings in workload.state.known():
        yield _known_batch(findings, walk.take(len(findings)), workload.context)
    is_small = workload.count - workload.state.ballots < POOL_PAYS_FROM
    for portion, batch in _examined(walk.portions(jobs), workload, 1 if is_small else jobs):
        workload.state.keep(batch.findings, portion.mark)
        yield batch


class _Walk:
    """One way through the lines of a record, from ballot to ballot."""

    def __init__(self, workload: Workload) -> None:
        self._workload = workload
        self._edge = merkle.Edge()
        self._tasks = self._read()

    def take(self, count: int) -> Portion:
        """Return the next ballots, at most `count`."""
        tasks = tuple(self._some(count))
        return Portion(tasks, Mark(self._edge.size, self._edge.root()))

    def _some(self, count: int) -> Iterator[Task]:
        """Yield the next ballots, fewer where they are large."""
        size = 0
        for task in islice(self._tasks, count):
            yield task
            size += len(task.data) + len(task.line)
            if size > MAX_PORTION:
                return

    def portions(self, jobs: int) -> Iterator[Portion]:
        """Yield what is left in portions for one process each, large enough to be cheap."""
        left = self._workload.count - self._workload.state.ballots
        pieces = 1 if jobs == 1 else PIECES * jobs
        count = min(BATCH_SIZE, max(SMALLEST_BATCH, -(-left // pieces)))
        while (portion := self.take(count)).tasks:
            yield portion

    def _read(self) -> Iterator[Task]:
        record = self._workload.record
        lines = zip(
            record.lines(record_format.ENTRIES), record.lines(record_format.PAYLOADS), strict=False
        )
        commitments = _Commitments(record)
        ballots = self._workload.board.ballots.with_weights()
        following = next(ballots, None)
        for index, (entry, payload) in enumerate(lines):
            self._edge.add(merkle.leaf_hash(entry))
            if following is not None and following[0] == index:
                _, kind, weight = following
                line = commitments.line_of(entry) if kind == "ballot" else b""
                yield Task(index, kind, entry, payload, weight, line)
                following = next(ballots, None)


class _Commitments:
    """The lines of commitments.jsonl, as far as they stand in the order of their ballots.

    One that does not costs time: from there on ballots are examined one by one.
    """

    def __init__(self, record: RecordSource) -> None:
        self._lines = record.lines(record_format.COMMITMENTS)
        self._next = next(self._lines, b"")

    def line_of(self, entry: bytes) -> bytes:
        """Return the line that names an entry's ballot, or nothing if it is not the next one."""
        line = self._next
        named = line[len(_BEGINNING) :][:_HASH_DIGITS]
        if not line.startswith(_BEGINNING) or b'"payload":"%b"' % named not in entry:
            return b""
        self._next = next(self._lines, b"")
        return line


def _known_batch(
    findings: tuple[Finding, ...], portion: Portion, context: ElectionContext
) -> Batch:
    """Add up ballots that were examined before; their bytes are the same as then."""
    told = [(finding.index, finding.kind) for finding in findings]
    if told != [(task.index, task.kind) for task in portion.tasks]:
        raise UnusableStateError("the state is not about the ballots of this record")
    pairs = zip(findings, portion.tasks, strict=True)
    terms = (
        (decode_ballot(task.data, context), task.weight)
        for finding, task in pairs
        if task.weight and finding.is_usable
    )
    return Batch(findings, aggregate(context, terms))


def examine_batch(tasks: Sequence[Task], context: ElectionContext) -> Batch:
    """Examine ballots by themselves, together where that is faster; a function of its arguments."""
    examinations = [Examination(task, context) for task in tasks]
    cast = [one for one in examinations if one.task.kind == "ballot"]
    for one in examinations:
        (read_ballot if one.task.kind == "ballot" else examine_test_ballot)(one)
    verify_ballots(cast, context)
    terms = (
        (one.usable, one.task.weight)
        for one in examinations
        if one.task.weight and one.usable is not None
    )
    totals = aggregate(context, terms)
    lines = len(cast) if all(one.is_line_right for one in cast) else None
    return Batch(tuple(one.finding() for one in examinations), totals, lines)


def _examined(
    portions: Iterator[Portion], workload: Workload, jobs: int
) -> Iterator[tuple[Portion, Batch]]:
    if jobs == 1:
        for portion in portions:
            yield portion, examine_batch(portion.tasks, workload.context)
        return
    start = partial(_start_worker, workload.manifest, int(workload.context.joint_key))
    yield from in_order(portions, _work, jobs, start)


_worker_context: list[ElectionContext] = []


def _start_worker(manifest: bytes, joint_key: int) -> None:
    _worker_context.append(ElectionContext.build(manifest, Element(Residue(mpz(joint_key)))))


def _work(portion: Portion) -> Batch:
    return examine_batch(portion.tasks, _worker_context[0])
