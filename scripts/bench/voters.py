"""How long voters wait for a receipt, over HTTP from gunicorn, with workers, Redis, PostgreSQL.

Prints milliseconds as JSON. Run by `python -m scripts.bench` with the servers of with_services.py.
"""

import contextlib
import http.client
import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
VOTERS = 32
ROUNDS = 6
START_SECONDS = 60
LONGEST_SECONDS = 60


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


PORT = _free_port()
os.environ["TABELLA_URL"] = f"http://127.0.0.1:{PORT}"

import django  # noqa: E402  needs the address

django.setup()

from django.core.management import call_command  # noqa: E402  needs the set-up above
from django.db import connection  # noqa: E402

from board.selectors import log_verifier_key  # noqa: E402
from config.processes import QUEUES, web_process  # noqa: E402
from crypto.canonical_json import encode  # noqa: E402
from crypto.notes import NoteVerifier, decode_tlog_proof  # noqa: E402
from tests.elections import BuiltElection, contest_draft, open_election  # noqa: E402
from tests.votes import LockedBallot, lock  # noqa: E402

OPTIONS = ("A", "B", "C", "D", "E")
MEASURES = {
    "config": {"as_it_is": 0.0},
    "scripts.bench.worker": {"proofs_apart": 0.0, "proofs_apart_within_two_seconds": 2.0},
}
"""Seconds within which all voters send, by measure, by the worker's application."""


@dataclass(frozen=True)
class Wait:
    """Milliseconds between two looks, as the booth waits."""

    first: float
    growth: float
    longest: float


def main() -> int:
    call_command("migrate", verbosity=0)
    built = open_election(contests=[contest_draft(options=OPTIONS)], voters=VOTERS)
    rounds = [_locked(built) for _ in range(3 * ROUNDS + 2)]
    verifier = NoteVerifier.parse(log_verifier_key(built.election.log))
    connection.close()
    figures = {}
    with web_process():
        _wait_until_answering()
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


def _wait_until_answering() -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", PORT)).close()
            return
        time.sleep(0.1)
    raise SystemExit("no web server answers")


def _locked(built: BuiltElection) -> list[LockedBallot]:
    return [lock(built, voter, [[1, 0, 0, 0, 0]]) for voter in range(1, VOTERS + 1)]


def _round(
    ballots: list[LockedBallot], verifier: NoteVerifier, *, within: float = 0.0
) -> list[float]:
    """Let all voters send within some seconds; return how long each waited."""
    barrier, wait = threading.Barrier(len(ballots)), booth_wait()
    bodies = [encode(ballot.cast_body()) for ballot in ballots]

    def voter(number: int) -> float:
        way = http.client.HTTPConnection("127.0.0.1", PORT, timeout=LONGEST_SECONDS)
        barrier.wait()
        time.sleep(within * number / len(ballots))
        start = time.perf_counter()
        _ask(way, "POST", f"{ballots[number].address}/ballots", bodies[number])
        receipt = _receipt(way, ballots[number], wait)
        waited = 1000 * (time.perf_counter() - start)
        way.close()
        # Voters' own devices do this; here all of them would do it on the server's cores.
        decode_tlog_proof(receipt).verify(verifier)
        return waited

    with ThreadPoolExecutor(len(ballots)) as pool:
        return list(pool.map(voter, range(len(ballots))))


def _receipt(way: http.client.HTTPConnection, ballot: LockedBallot, wait: Wait) -> str:
    end, pause = time.monotonic() + LONGEST_SECONDS, wait.first
    while time.monotonic() < end:
        time.sleep(pause / 1000)
        fate = _ask(way, "GET", f"{ballot.address}/ballots/{ballot.hash}")
        if fate["status"] != "waiting":
            return str(fate["receipt"])
        pause = min(wait.growth * pause, wait.longest)
    raise SystemExit("a ballot was not recorded in time")


def _ask(
    way: http.client.HTTPConnection, method: str, path: str, body: bytes | None = None
) -> dict[str, object]:
    headers = {"Content-Type": "application/json"} if body else {}
    try:
        way.request(method, path, body, headers)
        answer = way.getresponse()
    except ConnectionError:  # the server let go of an idle connection; browsers ask again, too
        way.close()
        way.request(method, path, body, headers)
        answer = way.getresponse()
    data = answer.read()
    if answer.status >= 300:
        raise SystemExit(f"{path}: {answer.status} {data.decode()}")
    return dict(json.loads(data))


def booth_wait() -> Wait:
    """What voters' browsers do."""
    source = (ROOT / "static/js/booth/delivery.js").read_text()
    first, growth, longest = (
        float(found[1])
        for name in ("FIRST_WAIT", "GROWTH", "LONGEST_WAIT")
        if (found := re.search(rf"const {name} = ([\d.]+);", source))
    )
    return Wait(first, growth, longest)


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
