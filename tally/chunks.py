"""Adding up in chunks, by any number of workers, while voting is open and after.

A chunk that is full of ballots is multiplied at once, all of it: nobody knows yet which of its
ballots will count. When that is known, the others are divided out. So little is left to do when
voting ends (docs/adr/0031-adding-up-while-open.md).

What a crash leaves: a chunk's product is one statement that names what it is the product of, so it
is there or it is not. A chunk that was given out and did not come back is given out again, and one
that comes back twice is kept once.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from board.models import Entry
from board.rows import rows_update
from board.selectors import sizes_of_kind
from crypto.ballot import Votes, decode_votes
from crypto.context import ElectionContext
from crypto.errors import CryptoError
from crypto.tally import aggregate, divide_totals, merge_totals
from crypto.tally_payloads import Grid, TallyItem
from tally import selectors
from tally.errors import TallyError
from tally.grids import totals_of, totals_text
from tally.models import Chunk
from voting.contexts import election_context
from voting.models import Election
from voting.selectors import election_get, election_locked, weights_of
from voting.states import ElectionState

# Together these take about as long as a task takes to start, so that a ballot which comes
# meanwhile hardly notices.
CHUNK = 500
CHUNK_BYTES = 5 * 2**20
# Ballots that are held in memory at a time.
HELD = 250
LOST_AFTER = timedelta(minutes=2)
# So many chunks wait for workers at most: the longest wait has to stay below the time after which
# a chunk counts as lost.
MOST_GIVEN_OUT = 400
MOST_AHEAD = 20


@dataclass(frozen=True, slots=True)
class ChunkKey:
    """Names one chunk in a task's arguments."""

    election_id: UUID
    number: int


@dataclass(frozen=True, slots=True)
class _Run:
    """Entries from `start` to below `stop` that hold so many ballots."""

    start: int
    stop: int
    ballots: int
    is_full: bool


@dataclass(frozen=True, slots=True)
class _Made:
    totals: Grid[TallyItem]
    weight: int


def chunks_ahead(*, election_id: UUID) -> list[int]:
    """Give out what can be added up while voting is open. Returns the numbers of the chunks.

    The record is read before the lock is taken, since ballots wait for that: what was read stays.
    """
    election = election_get(election_id)
    if election.state != ElectionState.OPEN:
        return []
    stop = selectors.chunks_stop(election)
    runs = [run for run in _runs(_sizes(election, stop)[: CHUNK * MOST_AHEAD]) if run.is_full]
    if not runs and not _unmade(election).exists():
        return []
    with transaction.atomic():
        locked = election_locked(election_id)
        if locked.state != ElectionState.OPEN:
            return []
        if selectors.chunks_stop(locked) == stop:
            _chunks_store(locked, runs)
        return chunks_give_out(election=locked, most=MOST_AHEAD)


def chunks_settle(*, election: Election, counted: Sequence[int]) -> None:
    """Note of every chunk which of its ballots do not count, as a part of the caller's transaction.

    Args:
        election: locked by the caller; voting has ended.
        counted: entry numbers of the ballots that count, ascending.
    """
    _chunks_store(election, _runs(_sizes(election, selectors.chunks_stop(election)).iterator()))
    rows = election.chunks.values_list("pk", "start", "stop", "totals").iterator(chunk_size=HELD)
    rows_update(
        Chunk,
        ("is_settled", "left_out", "is_final", "given_out_at"),
        [
            (True, left_out, bool(totals) and not left_out, None, pk)
            for pk, start, stop, totals in rows
            for left_out in [_left_out(election, range(start, stop), counted)]
        ],
    )


def _left_out(election: Election, span: range, counted: Sequence[int]) -> list[int]:
    own = set(counted[bisect_left(counted, span.start) : bisect_left(counted, span.stop)])
    return [index for index in selectors.ballots_between(election, span) if index not in own]


def _sizes(election: Election, start: int) -> "QuerySet[Entry, tuple[int, int]]":
    return sizes_of_kind(selectors.log_of(election), "ballot", start)


def _runs(sizes: Iterable[tuple[int, int]]) -> Iterator[_Run]:
    """Cut ballots into runs of so many, or of so many bytes; the last one may not be full."""
    start = stop = ballots = length = 0
    for index, size in sizes:
        start = start if ballots else index
        stop, ballots, length = index + 1, ballots + 1, length + size
        if ballots >= CHUNK or length >= CHUNK_BYTES:
            yield _Run(start, stop, ballots, is_full=True)
            ballots = length = 0
    if ballots:
        yield _Run(start, stop, ballots, is_full=False)


def _chunks_store(election: Election, runs: Iterable[_Run]) -> None:
    known = election.chunks.count()
    Chunk.objects.bulk_create(
        Chunk(election=election, number=number, start=run.start, stop=run.stop, ballots=run.ballots)
        for number, run in enumerate(runs, start=known)
    )


def _unmade(election: Election) -> "QuerySet[Chunk]":
    """Chunks that a worker can do something for now."""
    return election.chunks.filter(Q(totals="") | Q(is_settled=True), is_final=False)


def chunks_give_out(*, election: Election, most: int) -> list[int]:
    """Give out chunks that wait, so that at most so many are out; in the caller's transaction.

    A chunk that was given out and did not come back for some minutes is given out again.
    """
    now = timezone.now()
    is_free = Q(given_out_at__isnull=True) | Q(given_out_at__lt=now - LOST_AFTER)
    unmade = _unmade(election)
    room = max(0, most - unmade.exclude(is_free).count())
    numbers = list(unmade.filter(is_free).values_list("number", flat=True)[:room])
    election.chunks.filter(number__in=numbers).update(given_out_at=now)
    return numbers


def chunks_give_back(*, election_id: UUID, number: int | None = None) -> None:
    """Let chunks be given out again at once: one of them, or all."""
    rows = Chunk.objects.filter(election_id=election_id, is_final=False)
    if number is not None:
        rows = rows.filter(number=number)
    rows.update(given_out_at=None)


def chunk_add_up(*, key: ChunkKey) -> None:
    """Make a chunk's product, or bring it up to what counts. No lock is held meanwhile.

    Two workers at once compute the same, and only the first of them is kept. One that began while
    voting was open may come back after it was settled: what it has is the product of all, which
    then stands as such.
    """
    chunk = Chunk.objects.get(election_id=key.election_id, number=key.number)
    if chunk.is_final or (chunk.totals and not chunk.is_settled):
        return
    election = election_get(key.election_id)
    context = election_context(election)
    made = _made(election, chunk, context)
    fields = {"totals": totals_text(made.totals, context.group), "weight": made.weight}
    rows = Chunk.objects.filter(pk=chunk.pk, is_final=False)
    if chunk.is_settled:
        rows.update(**fields, is_final=True)
    else:
        rows.filter(totals="").update(**fields)


def _made(election: Election, chunk: Chunk, context: ElectionContext) -> _Made:
    """The product of the ballots that are not left out, the way that reads fewer of them."""
    if chunk.totals and 2 * len(chunk.left_out) <= chunk.ballots:
        gone = _product(election, chunk.left_out, context)
        whole = totals_of(chunk.totals, context.group)
        return _Made(divide_totals(context, whole, gone.totals), chunk.weight - gone.weight)
    gone_ones = frozenset(chunk.left_out)
    every = selectors.ballots_between(election, range(chunk.start, chunk.stop))
    if len(every) != chunk.ballots:
        raise TallyError(f"ballots from entry {chunk.start} on: not those of the chunk")
    return _product(election, [index for index in every if index not in gone_ones], context)


def _product(election: Election, indexes: Sequence[int], context: ElectionContext) -> _Made:
    """Multiply ballots, some of them in memory at a time."""
    totals, weight = aggregate(context, ()), 0
    for first in range(0, len(indexes), HELD):
        terms = _terms(election, indexes[first : first + HELD], context)
        totals = merge_totals(context, (totals, aggregate(context, terms)))
        weight += sum(own for _, own in terms)
    return _Made(totals, weight)


def _terms(
    election: Election, indexes: Sequence[int], context: ElectionContext
) -> list[tuple[Votes, int]]:
    """Read ballots, and with each its voter's weight."""
    data = selectors.ballots_at(election, indexes)
    ballots = [_votes(index, data[index], context) for index in indexes]
    credentials = [ballot.credential.hex() for ballot in ballots]
    weights = weights_of(election, credentials)
    return [
        (ballot, weights[credential])
        for ballot, credential in zip(ballots, credentials, strict=True)
    ]


def _votes(index: int, data: bytes, context: ElectionContext) -> Votes:
    try:
        return decode_votes(data, context)
    except CryptoError as error:
        raise TallyError(f"entry {index}: {error}") from error
