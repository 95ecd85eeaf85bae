"""Counting again before anything is unlocked: which ballots, their proofs, and every total.

Source: docs/spec/protocol.md S6 and S8; docs/spec/verification.md C07, C09 and C10.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from crypto.ballot import SubmittedBallot, decode_ballot, verify_ballot
from crypto.context import ElectionContext
from crypto.errors import CryptoError
from crypto.payloads import RollEntry
from crypto.tally import aggregate, counted_ballots, members, merge_totals
from crypto.tally_payloads import EncryptedTally, Grid, TallyItem
from trustee.errors import RefusedError
from trustee.record import Record, RecordedBallot

CHUNK = 25
"""Ballots one process checks at a time, a few seconds of work."""

ROUND = 40
"""Chunks read into memory at a time."""

ShowProgress = Callable[[int, int], None]
"""Is told how many of how many ballots are done."""


@dataclass(frozen=True, slots=True)
class BallotToCount:
    """A counted ballot with the voter it belongs to."""

    index: int
    data: bytes
    voter: RollEntry


@dataclass(frozen=True, slots=True)
class _ChunkCounter:
    """Counts a chunk of ballots; can be sent to another process."""

    context: ElectionContext
    has_proofs_checked: bool

    def __call__(self, chunk: Sequence[BallotToCount]) -> Grid[TallyItem]:
        terms = ((self._ballot(item), item.voter.weight) for item in chunk)
        return aggregate(self.context, terms)

    def _ballot(self, item: BallotToCount) -> SubmittedBallot:
        try:
            ballot = decode_ballot(item.data, self.context)
            if (ballot.credential, ballot.style) != (item.voter.credential, item.voter.style):
                raise RefusedError(f"entry {item.index}: ballot and voter do not belong together")
            if self.has_proofs_checked:
                verify_ballot(ballot, self.context)
        except CryptoError as error:
            raise RefusedError(f"entry {item.index}: {error}") from error
        return ballot


def counted(record: Record) -> list[RecordedBallot]:
    """Apply the re-vote rule to the board, and check that `tally-input` says the same.

    Raises:
        RefusedError: it does not, or a ballot that was shown as a test is among them.
    """
    tally_input = record.tally_input
    indexes = counted_ballots((ballot.index, ballot.credential) for ballot in record.ballots)
    if tally_input is None or tally_input.election_id != record.manifest.election_id:
        raise RefusedError("the board does not say which ballots are counted")
    if tally_input.size != record.closed_at + 1:
        raise RefusedError("the list of counted ballots does not end where voting closed")
    if tally_input.counted != indexes:
        raise RefusedError("the list of counted ballots is not each voter's last one")
    chosen = set(indexes)
    ballots = [ballot for ballot in record.ballots if ballot.index in chosen]
    for ballot in ballots:
        if ballot.ballot_hash in record.challenged:
            raise RefusedError(
                f"entry {ballot.index}: a ballot that was shown as a test is counted"
            )
    return ballots


def recount(record: Record, *, has_proofs_checked: bool, show: ShowProgress) -> EncryptedTally:
    """Compute every total from the ballots, and check that the board's `tally` says the same.

    Args:
        record: the board up to `tally`.
        has_proofs_checked: whether each ballot's proofs are checked too, most of the work.
        show: is told of the progress.

    Returns:
        The totals, tested to be of the group.

    Raises:
        RefusedError: a ballot is wrong, or a total differs.
    """
    context = record.frozen_context()
    ballots = counted(record)
    counter = _ChunkCounter(context, has_proofs_checked)
    totals = merge_totals(context, _parts(counter, record, ballots, show))
    if record.tally is None or record.tally.election_id != context.election_id:
        raise RefusedError("the board holds no totals of this election")
    if record.tally.contests != totals:
        raise RefusedError(
            "the totals on the board are not the ones the ballots add up to; "
            "unlocking them could open somebody's ballot"
        )
    try:
        return members(context, totals)
    except CryptoError as error:
        raise RefusedError(f"the totals on the board: {error}") from error


def _parts(
    counter: _ChunkCounter, record: Record, ballots: Sequence[RecordedBallot], show: ShowProgress
) -> Iterator[Grid[TallyItem]]:
    """Count chunk by chunk, on every core where that is worth the start of processes."""
    done = 0
    show(done, len(ballots))
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        is_long = counter.has_proofs_checked and len(ballots) > CHUNK
        count_all = pool.map if is_long else map
        for start in range(0, len(ballots), CHUNK * ROUND):
            chunks = list(_chunks(record, ballots[start : start + CHUNK * ROUND]))
            for chunk, totals in zip(chunks, count_all(counter, chunks), strict=True):
                yield totals
                done += len(chunk)
                show(done, len(ballots))


def _chunks(record: Record, ballots: Sequence[RecordedBallot]) -> Iterator[list[BallotToCount]]:
    for start in range(0, len(ballots), CHUNK):
        yield [
            BallotToCount(b.index, record.ballot_bytes(b), record.roll[b.credential])
            for b in ballots[start : start + CHUNK]
        ]


def single_ballot_contests(record: Record) -> list[int]:
    """List the contests in which exactly one ballot is counted: their totals are that ballot."""
    manifest = record.manifest
    voted = Counter(
        number
        for ballot in counted(record)
        for number in manifest.style(record.roll[ballot.credential].style).contests
    )
    return sorted(number for number, ballots in voted.items() if ballots == 1)
