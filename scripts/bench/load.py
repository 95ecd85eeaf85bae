"""The way of a ballot under load: from many clients over HTTP to the record, and to its receipt.

Real ballots of one question with five options, proofs and all. Beside it in the same run, on the
same cores: the verifier's own check of the same ballots and nothing else. Then three times as many
voters come as can be served. Prints figures as JSON. Run by `python -m scripts.bench` with the
servers of with_services.py, and by itself on the embedded setting.
"""

import asyncio
import json
import multiprocessing
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Sequence

from scripts.bench.client import Course, Crowd, Ready, all_at_once, arriving, delivered

from scripts.bench.product import PORT, running_product  # isort: skip  sets Django up

from django.core.management import call_command
from django.db import connections

from ballots.models import Submission, SubmissionStatus
from ballots.reader import read_ballot
from board.models import Entry
from crypto import canonical_json
from crypto.batch import BallotClaim, verify_together
from crypto.commitments import decode_commitments
from crypto.context import ElectionContext
from crypto.signing import entry_message, verify_signature
from tests.elections import BuiltElection, contest_draft, open_election
from tests.votes import lock
from voting.contexts import election_context
from voting.models import MessagePlan

OPTIONS = ("A", "B", "C", "D", "E")
CORES = 2
ROUNDS = 3
IN_A_ROUND = 1000
FIRST = 50
AT_ONCE = 400
"""Voters who wait for their receipt at the same time; another one comes for each that has it."""

OVERLOAD = 3.0
OVERLOAD_SECONDS = 10.0
MOST_IN_OVERLOAD = 9000
LONGEST_SECONDS = 240.0
Act = Callable[[Crowd], Awaitable[None]]


def main() -> int:
    call_command("migrate", verbosity=0)
    count = FIRST + 2 * ROUNDS * IN_A_ROUND
    built = open_election(
        contests=[contest_draft(options=OPTIONS)], voters=count + MOST_IN_OVERLOAD
    )
    # Mail leaves by workers of its own in this setting; here it would take the voters' cores.
    MessagePlan.objects.update_or_create(election=built.election, defaults={"receipts": False})
    ballots = iter(_locked(built, 1, count))
    with running_product():
        # Tables and contexts are made here.
        _course(lambda crowd: all_at_once(crowd, _next(ballots, FIRST), FIRST))
        figures = _rounds(built, ballots)
        capacity = figures["receipts_per_second"]
        crowd = min(int(OVERLOAD * OVERLOAD_SECONDS * capacity), MOST_IN_OVERLOAD)
        figures |= _overload(_locked(built, count + 1, crowd), capacity)
    _verify_nothing_lost(built, count + crowd)
    print(json.dumps(figures))
    return 0


def _next(ballots: "iter[Ready]", count: int) -> list[Ready]:
    return [next(ballots) for _ in range(count)]


def _course(act: Act) -> Course:
    course = Course()

    async def begin() -> None:
        crowd = Crowd(PORT, course)
        async with asyncio.timeout(LONGEST_SECONDS):
            await act(crowd)
        crowd.close()

    asyncio.run(begin())
    return course


def _rounds(built: BuiltElection, ballots: "iter[Ready]") -> dict[str, float]:
    """Bare verifying, the way to the record, and the way to a receipt, in turn."""
    bare, recorded, received, waits = [], [], [], []
    for _ in range(ROUNDS):
        batch = _next(ballots, IN_A_ROUND)
        bare.append(_bare(batch, election_context(built.election)))
        recorded.append(_to_the_record(batch))
        course = _with_receipts(_next(ballots, IN_A_ROUND))
        received.append(_middle_rate(course))
        waits += course.waits
    return {
        "bare_per_second": statistics.median(bare),
        "recorded_per_second": statistics.median(recorded),
        "receipts_per_second": statistics.median(received),
        "accept_vs_bare": statistics.median(map(_ratio, recorded, bare)),
        "receipts_vs_bare": statistics.median(map(_ratio, received, bare)),
        "receipt_ms_under_load": 1000 * statistics.median(waits),
    }


def _ratio(part: float, whole: float) -> float:
    return part / whole


_shared: list[tuple[Sequence[Ready], ElectionContext]] = []


def _bare(ballots: Sequence[Ready], context: ElectionContext) -> float:
    """Ballots a second that processes on all cores verify, which do nothing else."""
    _shared[:] = [(ballots, context)]
    connections.close_all()
    with multiprocessing.get_context("fork").Pool(CORES) as pool:
        pool.map(_warm, range(CORES), chunksize=1)
        start = time.perf_counter()
        pool.map(_share, range(CORES), chunksize=1)
        return len(ballots) / (time.perf_counter() - start)


def _warm(_: int) -> None:
    ballots, context = _shared[0]
    _all_proven(ballots[:4], context)


def _share(number: int) -> None:
    ballots, context = _shared[0]
    _all_proven(ballots[number::CORES], context)


def _all_proven(ballots: Sequence[Ready], context: ElectionContext) -> None:
    """Read, check the signatures and verify the proofs, all in one batch."""
    if None in verify_together([_claim(one, context) for one in ballots], context):
        raise AssertionError("a sound ballot was not proven")


def _claim(one: Ready, context: ElectionContext) -> BallotClaim:
    envelope = read_ballot(one.body, context)
    message = entry_message("ballot", bytes.fromhex(envelope.ballot_hash))
    verify_signature(envelope.submitted.credential, message, envelope.signature)
    return BallotClaim(
        envelope.submitted,
        decode_commitments(envelope.companion, context, envelope.submitted.style),
    )


_building: list[BuiltElection] = []


def _locked(built: BuiltElection, first: int, count: int) -> list[Ready]:
    _building[:] = [built]
    connections.close_all()
    with multiprocessing.get_context("fork").Pool(CORES) as pool:
        return pool.map(_lock, range(first, first + count), chunksize=50)


def _lock(voter: int) -> Ready:
    votes = [[int(option == voter % len(OPTIONS)) for option in range(len(OPTIONS))]]
    made = lock(_building[0], voter, votes)
    body = canonical_json.encode(made.cast_body())
    return Ready(f"{made.address}/ballots", made.hash, body)


def _to_the_record(ballots: Sequence[Ready]) -> float:
    """Ballots a second from the first request to the last entry on the record."""
    start = time.perf_counter()
    _course(lambda crowd: delivered(crowd, ballots, AT_ONCE))
    unfinished = Submission.objects.exclude(status=SubmissionStatus.RECORDED)
    while unfinished.exists():
        time.sleep(0.02)
    return len(ballots) / (time.perf_counter() - start)


def _with_receipts(ballots: Sequence[Ready]) -> Course:
    return _course(lambda crowd: all_at_once(crowd, ballots, AT_ONCE))


def _middle_rate(course: Course) -> float:
    """Receipts a second, without the first and last tenth, when not all voters are there."""
    moments = sorted(course.receipts)
    first, last = len(moments) // 10, 9 * len(moments) // 10
    return (last - first) / (moments[last] - moments[first])


def _overload(ballots: Sequence[Ready], capacity: float) -> dict[str, float]:
    """Voters come three times as fast as they can be served; all have receipts in the end."""
    seconds = len(ballots) / (OVERLOAD * capacity)
    course = _course(lambda crowd: arriving(crowd, ballots, seconds))
    begun = seconds / 5
    served = sum(begun <= moment < seconds for moment in course.receipts)
    return {
        "overload_goodput": served / (seconds - begun) / capacity,
        "overload_busy_per_ballot": course.busy / len(ballots),
        "overload_served": len(course.receipts) / len(ballots),
        "overload_seconds": seconds,
        "overload_last_receipt_seconds": max(course.receipts),
    }


def _verify_nothing_lost(built: BuiltElection, sent: int) -> None:
    recorded = Entry.objects.filter(log=built.election.log, kind="ballot").count()
    if recorded != sent:
        raise SystemExit(f"{sent} ballots were sent, {recorded} are on the record")


if __name__ == "__main__":
    sys.exit(main())
