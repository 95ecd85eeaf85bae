"""How long voters wait for a receipt, over HTTP from gunicorn, with workers, Redis, PostgreSQL.

Prints milliseconds as JSON. Run by `python -m scripts.bench` with the servers of with_services.py.
"""

import asyncio
import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from scripts.bench.client import Course, Crowd, Ready, arriving

from scripts.bench.product import PORT, START_SECONDS, running_web  # isort: skip  sets Django up

from django.core.management import call_command
from django.db import connection

from board.selectors import log_verifier_key
from config.processes import QUEUES
from crypto.canonical_json import encode
from crypto.notes import NoteVerifier, decode_tlog_proof
from tests.elections import BuiltElection, contest_draft, open_election
from tests.votes import lock

ROOT = Path(__file__).resolve().parent.parent.parent
VOTERS = 32
ROUNDS = 6
LONGEST_SECONDS = 60.0
OPTIONS = ("A", "B", "C", "D", "E")
MEASURES = {
    "config": {"as_it_is": 0.0},
    "scripts.bench.worker": {"proofs_apart": 0.0, "proofs_apart_within_two_seconds": 2.0},
}
"""Seconds within which all voters send, by measure, by the worker's application."""


def main() -> int:
    call_command("migrate", verbosity=0)
    built = open_election(contests=[contest_draft(options=OPTIONS)], voters=VOTERS)
    rounds = [_locked(built) for _ in range(3 * ROUNDS + 2)]
    verifier = NoteVerifier.parse(log_verifier_key(built.election.log))
    connection.close()
    figures = {}
    with running_web():
        for app, measures in MEASURES.items():
            with _worker(app):
                _round(rounds.pop(), verifier)  # tables and contexts are made here
                for name, seconds in measures.items():
                    figures[name] = [
                        milliseconds
                        for _ in range(ROUNDS)
                        for milliseconds in _round(rounds.pop(), verifier, within=seconds)
                    ]
    print(json.dumps(figures))
    return 0


def _locked(built: BuiltElection) -> list[Ready]:
    made = [lock(built, voter, [[1, 0, 0, 0, 0]]) for voter in range(1, VOTERS + 1)]
    return [Ready(f"{one.address}/ballots", one.hash, encode(one.cast_body())) for one in made]


def _round(ballots: Sequence[Ready], verifier: NoteVerifier, *, within: float = 0.0) -> list[float]:
    """Let all voters send within some seconds; return how many milliseconds each waited."""
    course = Course()

    async def begin() -> None:
        crowd = Crowd(PORT, course)
        async with asyncio.timeout(LONGEST_SECONDS):
            await arriving(crowd, ballots, within)
        crowd.close()

    asyncio.run(begin())
    # Voters' own devices do this; here all of them would do it on the server's cores.
    for receipt in course.texts:
        decode_tlog_proof(receipt).verify(verifier)
    return [1000 * seconds for seconds in course.waits]


@contextlib.contextmanager
def _worker(app: str) -> Iterator[None]:
    """As many workers as the product starts by itself, without and then with the proofs."""
    command = [
        *(sys.executable, "-m", "celery", "--quiet", "--app", app, "worker", "--beat"),
        *("--queues", QUEUES, "--concurrency", str(max(2, os.cpu_count() or 1))),
        *("--loglevel", "error", "--without-gossip", "--without-mingle", "--without-heartbeat"),
    ]
    environment = os.environ | {"PYTHONWARNINGS": "ignore"}
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=START_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
