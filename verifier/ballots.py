"""The second reading of a record: all ballots and test ballots, in order.

Processes share the examination of batches; results are taken in the order of the record, so the
report does not depend on how many there are.
Source: docs/spec/verification.md C07 to C10.
"""

import multiprocessing
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from crypto import record_format
from crypto.ballot import EncryptedBallot
from crypto.context import ElectionContext
from crypto.group import Element, Residue
from crypto.numbers import mpz
from crypto.tally import aggregate, merge_totals
from crypto.tally_payloads import Grid, TallyItem
from verifier.board import BALLOT_KINDS, Board
from verifier.checks.c07_ballots import Repeats, examine_ballot
from verifier.checks.c08_test_ballots import examine_test_ballot
from verifier.examination import Examination, Finding, Task
from verifier.record import Record
from verifier.report import Report
from verifier.terminal import Progress

BATCH_SIZE: Final = 16
"""Ballots a process examines at a time."""

POOL_PAYS_FROM: Final = 64
"""Ballots from which starting processes costs less than it saves."""

_IN_FLIGHT: Final = 3


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of some ballots, and the totals of those that are counted and usable."""

    findings: tuple[Finding, ...]
    totals: Grid[TallyItem]


@dataclass(frozen=True, slots=True)
class Workload:
    """What to read.

    Attributes:
        record: the file.
        board: its entries.
        context: the election.
        manifest: the manifest's bytes, from which other processes build the context.
        weights: weight of each counted ballot, by entry number.
    """

    record: Record
    board: Board
    context: ElectionContext
    manifest: bytes
    weights: Mapping[int, int]

    @property
    def count(self) -> int:
        """Number of ballots and test ballots."""
        return sum(len(self.board.of(kind)) for kind in BALLOT_KINDS)

    def tasks(self) -> Iterator[Task]:
        """Yield all ballots and test ballots in order."""
        waiting = iter([entry for entry in self.board.entries if entry.kind in BALLOT_KINDS])
        entry = next(waiting, None)
        for index, payload in enumerate(self.record.lines(record_format.PAYLOADS)):
            if entry is None:
                return
            if entry.index == index:
                yield Task(index, entry.header, payload, self.weights.get(index, 0))
                entry = next(waiting, None)


@dataclass(slots=True)
class BallotReading:
    """What the second reading found.

    Attributes:
        totals: the products over the counted ballots that are usable.
        styles: style of each ballot that could be decoded, by entry number.
        commitments: of each cast ballot, its style and the digest of its proofs' commitments, by
            ballot hash.
        unusable: entry numbers of ballots that are malformed or not in the group.
    """

    totals: Grid[TallyItem]
    styles: dict[int, int] = field(default_factory=dict)
    commitments: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    unusable: set[int] = field(default_factory=set)

    def add(self, finding: Finding) -> None:
        """Remember what later checks need of one ballot."""
        if finding.style:
            self.styles[finding.index] = finding.style
        if not finding.is_usable:
            self.unusable.add(finding.index)
        if finding.kind == "ballot" and finding.ballot_hash:
            self.commitments[finding.ballot_hash] = (finding.style, finding.commitments)


def read_ballots(
    workload: Workload, report: Report, progress: Progress, *, jobs: int = 1
) -> BallotReading:
    """Examine every ballot of the record and report what does not hold.

    Args:
        workload: what to read.
        report: where failures go.
        progress: shows how far it is.
        jobs: how many processes may share the work, at least 1.
    """
    context = workload.context
    reading = BallotReading(merge_totals(context, ()))
    repeats = Repeats(context.manifest, report)
    done = 0
    for batch in _batches(workload, jobs):
        for finding in batch.findings:
            report.add(finding.failures)
            repeats.add(finding)
            reading.add(finding)
        reading.totals = merge_totals(context, (reading.totals, batch.totals))
        done += len(batch.findings)
        progress.show(done, workload.count)
    progress.end()
    return reading


def examine_batch(tasks: Sequence[Task], context: ElectionContext) -> Batch:
    """Examine ballots by themselves, one after the other; a pure function of its arguments."""
    findings: list[Finding] = []
    # The products are made while the ballots go by, so that none has to be held.
    totals = aggregate(context, _examine_each(tasks, context, findings))
    return Batch(tuple(findings), totals)


def _examine_each(
    tasks: Sequence[Task], context: ElectionContext, findings: list[Finding]
) -> Iterator[tuple[EncryptedBallot, int]]:
    for task in tasks:
        examination = Examination(task, context)
        examine = examine_ballot if task.header.kind == "ballot" else examine_test_ballot
        examine(examination)
        findings.append(examination.finding())
        if task.weight and examination.usable is not None:
            yield examination.usable, task.weight


def _batches(workload: Workload, jobs: int) -> Iterator[Batch]:
    if jobs == 1 or workload.count < POOL_PAYS_FROM:
        for tasks in _cut(workload):
            yield examine_batch(tasks, workload.context)
        return
    arguments = (workload.manifest, int(workload.context.joint_key))
    # Fresh processes, so that nothing depends on what this one holds.
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(
        jobs, mp_context=spawn, initializer=_start_worker, initargs=arguments
    ) as pool:
        under_way: deque[Future[Batch]] = deque()
        for tasks in _cut(workload):
            under_way.append(pool.submit(_work, tasks))
            if len(under_way) > _IN_FLIGHT * jobs:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()


def _cut(workload: Workload) -> Iterator[list[Task]]:
    tasks = workload.tasks()
    while batch := list(islice(tasks, BATCH_SIZE)):
        yield batch


_worker_context: list[ElectionContext] = []


def _start_worker(manifest: bytes, joint_key: int) -> None:
    _worker_context.append(ElectionContext.build(manifest, Element(Residue(mpz(joint_key)))))


def _work(tasks: Sequence[Task]) -> Batch:
    return examine_batch(tasks, _worker_context[0])
