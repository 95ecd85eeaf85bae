"""Counting again before anything is unlocked: which ballots, their proofs, and every total.

Source: docs/spec/protocol.md S6 and S8; docs/spec/verification.md C07, C09 and C10.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from enum import Enum, auto

from crypto import canonical_json
from crypto.ballot import (
    SubmittedBallot,
    ballot_hash,
    decode_ballot,
    encode_ballot,
    verify_ballot,
)
from crypto.challenged_ballot import decode_nonces, open_challenged_ballot
from crypto.context import ElectionContext
from crypto.errors import CryptoError
from crypto.payloads import RollEntry
from crypto.reader import Fields
from crypto.record_format import MAX_BALLOT
from crypto.tally import aggregate, members, merge_totals
from crypto.tally_payloads import EncryptedTally, Grid, TallyItem
from trustee.errors import RefusedError
from trustee.record import Record, RecordedBallot

CHUNK = 25
"""Ballots one process checks at a time, a few seconds of work."""

ROUND = 40
"""Chunks read into memory at a time."""

MOST_PROCESSES = 60
"""As many as Windows can wait for."""

ShowProgress = Callable[[int, int], None]
"""Is told how many of how many ballots are done."""


class Use(Enum):
    """What becomes of a ballot."""

    COUNTED = auto()
    REPLACED = auto()
    TEST = auto()


@dataclass(frozen=True, slots=True)
class BallotToCheck:
    """A ballot with the voter it belongs to.

    Attributes:
        index: number of its entry.
        use: what becomes of it.
        data: its entry's payload.
        ballot_hash: what its entry says its SHA-256 is.
        voter: who signed the entry.
    """

    index: int
    use: Use
    data: bytes
    ballot_hash: str
    voter: RollEntry


@dataclass(frozen=True, slots=True)
class _ChunkCounter:
    """Checks a chunk of ballots and adds up the counted ones; can be sent to another process."""

    context: ElectionContext
    has_proofs_checked: bool

    def __call__(self, chunk: Sequence[BallotToCheck]) -> Grid[TallyItem]:
        checked = ((item, self._checked(item)) for item in chunk)
        terms = ((b, item.voter.weight) for item, b in checked if item.use is Use.COUNTED)
        return aggregate(self.context, terms)

    def _checked(self, item: BallotToCheck) -> SubmittedBallot:
        try:
            if item.use is Use.TEST:
                return self._opened(item)
            ballot = decode_ballot(item.data, self.context)
            _verify_voter(item, ballot)
            if self.has_proofs_checked:
                verify_ballot(ballot, self.context)
        except CryptoError as error:
            raise RefusedError(f"entry {item.index}: {error}") from error
        return ballot

    def _opened(self, item: BallotToCheck) -> SubmittedBallot:
        """Check a test ballot: its proofs hold, and it opens with what the voter was shown."""
        document = canonical_json.decode(item.data, max_size=MAX_BALLOT, place="challenge")
        fields = Fields(document, "challenge", ("ballot", "nonces", "v"))
        fields.version()
        ballot = decode_ballot(fields.value("ballot"), self.context)
        nonces = decode_nonces(fields.value("nonces"), self.context, ballot.style)
        _verify_voter(item, ballot)
        if ballot_hash(encode_ballot(ballot, self.context)) != item.ballot_hash:
            raise RefusedError(f"entry {item.index}: another ballot is shown than its entry says")
        open_challenged_ballot(verify_ballot(ballot, self.context), nonces, self.context)
        return ballot


def _verify_voter(item: BallotToCheck, ballot: SubmittedBallot) -> None:
    if (ballot.credential, ballot.style) != (item.voter.credential, item.voter.style):
        raise RefusedError(f"entry {item.index}: ballot and voter do not belong together")


def counted(record: Record) -> list[RecordedBallot]:
    """Apply the re-vote rule to the board, and check that `tally-input` says the same.

    Ballots of a voter who was taken off the roll are none of them counted.

    Raises:
        RefusedError: it does not, or a ballot that was shown as a test is among them.
    """
    tally_input = record.tally_input
    indexes = record.roll.counted((ballot.index, ballot.credential) for ballot in record.ballots)
    if tally_input is None or tally_input.election_id != record.manifest.election_id:
        raise RefusedError("the public record does not say which ballots are counted")
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


def withdrawn_ballots(record: Record) -> int:
    """Count the ballots on the board of voters who were taken off the roll."""
    return sum(record.roll.is_revoked(ballot.credential) for ballot in record.ballots)


def recount(record: Record, *, has_proofs_checked: bool, show: ShowProgress) -> EncryptedTally:
    """Compute every total from the ballots, and check that the board's `tally` says the same.

    Args:
        record: the board up to `tally`.
        has_proofs_checked: whether the proofs of all ballots are checked too, most of the work:
            the counted ones, the replaced ones, and the test ballots.
        show: is told of the progress.

    Returns:
        The totals, tested to be of the group.

    Raises:
        RefusedError: a ballot is wrong, or a total differs.
    """
    context = record.frozen_context()
    wanted = _wanted(record, has_proofs_checked=has_proofs_checked)
    counter = _ChunkCounter(context, has_proofs_checked)
    totals = merge_totals(context, _parts(counter, record, wanted, show))
    if record.tally is None or record.tally.election_id != context.election_id:
        raise RefusedError("the public record holds no totals of this election")
    if record.tally.contests != totals:
        raise RefusedError(
            "the totals in the public record are not the ones the ballots add up to; "
            "unlocking them could open somebody's ballot"
        )
    try:
        return members(context, totals)
    except CryptoError as error:
        raise RefusedError(f"the totals in the public record: {error}") from error


def _wanted(record: Record, *, has_proofs_checked: bool) -> list[tuple[Use, RecordedBallot]]:
    """List what is to be looked at, in the order of the board."""
    chosen = {ballot.index for ballot in counted(record)}
    cast = [(Use.COUNTED if b.index in chosen else Use.REPLACED, b) for b in record.ballots]
    if not has_proofs_checked:
        return [(use, ballot) for use, ballot in cast if use is Use.COUNTED]
    return sorted(cast + [(Use.TEST, b) for b in record.tests], key=lambda item: item[1].index)


def _parts(
    counter: _ChunkCounter,
    record: Record,
    wanted: Sequence[tuple[Use, RecordedBallot]],
    show: ShowProgress,
) -> Iterator[Grid[TallyItem]]:
    """Count chunk by chunk, on every core where that is worth the start of processes."""
    done = 0
    show(done, len(wanted))
    with _pool(is_wanted=counter.has_proofs_checked and len(wanted) > CHUNK) as pool:
        count_all = pool.map if pool else map
        for start in range(0, len(wanted), CHUNK * ROUND):
            chunks = list(_chunks(record, wanted[start : start + CHUNK * ROUND]))
            for chunk, totals in zip(chunks, count_all(counter, chunks), strict=True):
                yield totals
                done += len(chunk)
                show(done, len(wanted))


def _pool(*, is_wanted: bool) -> AbstractContextManager[ProcessPoolExecutor | None]:
    processes = min(os.cpu_count() or 1, MOST_PROCESSES)
    return ProcessPoolExecutor(processes) if is_wanted else nullcontext()


def _chunks(
    record: Record, wanted: Sequence[tuple[Use, RecordedBallot]]
) -> Iterator[list[BallotToCheck]]:
    for start in range(0, len(wanted), CHUNK):
        yield [
            BallotToCheck(
                ballot.index,
                use,
                record.ballot_bytes(ballot),
                ballot.ballot_hash,
                record.voter(ballot),
            )
            for use, ballot in wanted[start : start + CHUNK]
        ]


def single_ballot_contests(record: Record) -> list[int]:
    """List the contests in which exactly one ballot is counted: their totals are that ballot."""
    manifest = record.manifest
    voted = Counter(
        number
        for ballot in counted(record)
        for number in manifest.style(record.voter(ballot).style).contests
    )
    return sorted(number for number, ballots in voted.items() if ballots == 1)
