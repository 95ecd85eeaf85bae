"""A count from the close to the result: reading rows, decoding, multiplying, opening.

Ballots of one question with five options at 3,072 bits. Those that are counted are copies of real
ones with other salts and credentials, which whoever adds up cannot tell from real ones; those that
are verified are all real. Prints figures as JSON. Run by `scripts.bench.count`; with a number as
argument it counts so many ballots once and prints seconds and the most memory it held.
"""

import json
import multiprocessing
import os
import pickle
import sys
import time
from contextlib import AbstractContextManager
from pathlib import Path
from unittest.mock import patch
from uuid import UUID

import django

django.setup()

from django.conf import settings  # noqa: E402  needs the set-up above
from django.core.management import call_command  # noqa: E402
from django.db import connections, transaction  # noqa: E402

from board.selectors import log_locked  # noqa: E402
from board.services import NewEntry, board_append  # noqa: E402
from crypto.ballot import decode_ballot  # noqa: E402
from crypto.batch import BallotClaim, verify_together  # noqa: E402
from crypto.commitments import decode_commitments  # noqa: E402
from crypto.context import ElectionContext  # noqa: E402
from crypto.entropy import random_bytes  # noqa: E402
from scripts.bench.cryptography import encrypted, sample_context  # noqa: E402
from tally import services  # noqa: E402
from tally.chunks import ChunkKey, chunk_add_up, chunks_ahead  # noqa: E402
from tally.tasks import chunk_aggregate  # noqa: E402
from tests.counting import unlock  # noqa: E402
from tests.elections import BuiltElection, contest_draft, open_election  # noqa: E402
from tests.votes import lock  # noqa: E402
from voting.models import Voter  # noqa: E402
from voting.selectors import election_get  # noqa: E402
from voting.services import election_close  # noqa: E402

BALLOTS = 5000
VERIFIED = 1000
REPLACED = 10
"""One ballot in so many."""
AT_ONCE = 500
OPTIONS = ("A", "B", "C", "D", "E")


def main() -> None:
    call_command("migrate", verbosity=0)
    if sys.argv[1:] == ["saved"]:
        print(json.dumps(_counted()))
        return
    if len(sys.argv) > 1:
        _made(int(sys.argv[1]))
    _count(_election(100))  # tables are made, and modules loaded
    verifying = _verifying()
    one, two = _count(_election(BALLOTS)), _count(_election(2 * BALLOTS))
    recorded = 2 * BALLOTS * (1 + 1 / REPLACED)  # all of which somebody verifies
    figures = {
        "tally_vs_verify": two / (recorded * verifying),
        "count_us_per_ballot": 1e6 * two / recorded,
        "verify_us_per_ballot": 1e6 * verifying,
        "count_growth": two / one,
        "count_two_workers_gain": _two_workers(_election(2 * BALLOTS)),
        "count_left_at_close": _left_at_close(_election(2 * BALLOTS)) / two,
    }
    print(json.dumps(figures))


def _made(ballots: int) -> None:
    """Make an election and leave it to a new process, whose memory holds nothing else yet."""
    built = _election(ballots)
    _saved().write_bytes(pickle.dumps((built.election.pk, built.secrets)))
    command = [sys.executable, "-m", "scripts.bench.counting", "saved"]
    os.execv(sys.executable, command)  # noqa: S606  our own program


def _counted() -> dict[str, float]:
    key, secrets = pickle.loads(_saved().read_bytes())  # noqa: S301  our own file
    before = _most_memory()
    seconds = _count(BuiltElection(election_get(key), secrets=secrets))
    return {"seconds": seconds, "mib_before": before, "mib": _most_memory()}


def _saved() -> Path:
    return Path(settings.TABELLA_VAR) / "election"


def _most_memory() -> float:
    """Most MiB held so far; what getrusage says would be that of the program before this one."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def _verifying() -> float:
    """Seconds for each of a thousand real ballots, verified together after they were decoded."""
    context = sample_context(len(OPTIONS))
    claims = [_claim(context, number) for number in range(VERIFIED)]
    verify_together(claims[:10], context)
    start = time.process_time()
    if None in verify_together(claims, context):
        raise AssertionError("a sound ballot was not proven")
    return (time.process_time() - start) / VERIFIED


def _claim(context: ElectionContext, number: int) -> BallotClaim:
    votes = [int(option == number % len(OPTIONS)) for option in range(len(OPTIONS))]
    made = encrypted(context, [votes])
    ballot = decode_ballot(made.data, context)
    return BallotClaim(ballot, decode_commitments(made.commitments, context, 1))


def _count(built: BuiltElection) -> float:
    """Processor time from the close to the result, without what the key holder's program does."""
    key = built.election.pk
    with _nothing_published():
        start = time.process_time()
        election_close(election=built.election)
        while numbers := services.count_start(election_id=key):
            for number in numbers:
                chunk_aggregate(built.election.slug, number)
        spent = time.process_time() - start
        unlock(built, built.secrets[0])
        start = time.process_time()
        services.result_combine(election_id=key)
        spent += time.process_time() - start
    if built.reload().state != "counted":
        raise AssertionError("the count came to no result")
    return spent


def _left_at_close(built: BuiltElection) -> float:
    """Processor time from the close on, of an election that was added up while it was open."""
    while numbers := chunks_ahead(election_id=built.election.pk):
        for number in numbers:
            _add_up((built.election.slug, number))
    return _count(built)


def _two_workers(built: BuiltElection) -> float:
    """How much sooner two workers have added up than one."""
    with _nothing_published():
        election_close(election=built.election)
        numbers = services.count_start(election_id=built.election.pk)
    work = [(built.election.slug, number) for number in numbers]
    seconds = {}
    for workers in (1, 2):
        built.election.chunks.update(totals="", is_final=False)
        connections.close_all()
        with multiprocessing.get_context("fork").Pool(workers) as pool:
            pool.map(_warm, range(workers), chunksize=1)
            start = time.perf_counter()
            pool.map(_add_up, work, chunksize=1)
            seconds[workers] = time.perf_counter() - start
    return seconds[1] / seconds[2]


def _warm(_: int) -> None:
    Voter.objects.exists()


def _add_up(chunk: tuple[str, int]) -> None:
    chunk_add_up(key=ChunkKey(UUID(chunk[0]), chunk[1]))


def _election(ballots: int) -> BuiltElection:
    """An open election with so many ballots on its record that count, and some that do not."""
    built = open_election(contests=[contest_draft(options=OPTIONS)], voters=1)
    votes = ([1, 0, 0, 0, 0], [0, 0, 0, 0, 0], [0, 0, 0, 0, 1])
    templates = [lock(built, 1, [own]).data.decode() for own in votes]
    voters = [random_bytes(32).hex() for _ in range(ballots)]
    style = built.election.voters.get().style
    Voter.objects.bulk_create(
        Voter(
            election=built.election,
            number=number,
            email=f"{number}@voters.example",
            credential=voter,
            style=style,
        )
        for number, voter in enumerate(voters, start=2)
    )
    cast = [*voters[::REPLACED], *voters]
    with _nothing_published():
        for first in range(0, len(cast), AT_ONCE):
            entries = [_entry(templates[int(voter, 16) % 3], voter)
                       for voter in cast[first : first + AT_ONCE]]  # fmt: skip
            with transaction.atomic():
                board_append(log=log_locked(built.election.slug), entries=entries)
    return built


def _entry(template: str, voter: str) -> NewEntry:
    """A copy of a ballot by another voter, with another salt."""
    text = template
    for name, value in (("credential", voter), ("salt", random_bytes(32).hex())):
        place = text.index(f'"{name}":"') + len(name) + 4
        text = f"{text[:place]}{value}{text[place + 64 :]}"
    return NewEntry("ballot", text.encode(), {"credential": voter, "signature": "00" * 64})


def _nothing_published() -> AbstractContextManager[object]:
    """What follows a commit is left out: the checkpoint, and the public files."""
    return patch("board.services._checkpoint_after_commit", lambda _: None)


if __name__ == "__main__":
    main()
