"""How long voters wait for a receipt, over HTTP from gunicorn, with workers, Redis, PostgreSQL.

Prints milliseconds as JSON. Run by `python -m scripts.bench` with the servers of with_services.py.
"""

import contextlib
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
from http import HTTPStatus
from pathlib import Path

from scripts.bench.product import PORT, START_SECONDS, running_web  # isort: skip  sets Django up

from django.core.management import call_command
from django.db import connection

from board.selectors import log_verifier_key
from config.processes import QUEUES
from crypto.canonical_json import encode
from crypto.notes import NoteVerifier, decode_tlog_proof
from tests.elections import BuiltElection, contest_draft, open_election
from tests.votes import LockedBallot, lock

ROOT = Path(__file__).resolve().parent.parent.parent
VOTERS = 32
ROUNDS = 6
LONGEST_SECONDS = 60
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


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


def _locked(built: BuiltElection) -> list[LockedBallot]:
    return [lock(built, voter, [[1, 0, 0, 0, 0]]) for voter in range(1, VOTERS + 1)]


def _round(
    ballots: list[LockedBallot], verifier: NoteVerifier, *, within: float = 0.0
) -> list[float]:
    """Let all voters send within some seconds; return how long each waited."""
    barrier, wait = threading.Barrier(len(ballots)), booth_wait()
    bodies = [encode(ballot.cast_body()) for ballot in ballots]

    def voter(number: int) -> float:
        way = Way()
        send = way.request("POST", f"{ballots[number].address}/ballots", bodies[number])
        look = way.request("GET", f"{ballots[number].address}/ballots/{ballots[number].hash}")
        barrier.wait()
        time.sleep(within * number / len(ballots))
        start = time.perf_counter()
        way.ask(send)
        receipt = _receipt(way, look, wait)
        waited = 1000 * (time.perf_counter() - start)
        way.close()
        # Voters' own devices do this; here all of them would do it on the server's cores.
        decode_tlog_proof(receipt).verify(verifier)
        return waited

    with ThreadPoolExecutor(len(ballots)) as pool:
        return list(pool.map(voter, range(len(ballots))))


def _receipt(way: "Way", look: bytes, wait: Wait) -> str:
    end, pause = time.monotonic() + LONGEST_SECONDS, wait.first
    while time.monotonic() < end:
        time.sleep(pause / 1000)
        fate = way.ask(look)
        if fate["status"] != "waiting":
            return str(fate["receipt"])
        pause = min(wait.growth * pause, wait.longest)
    raise SystemExit("a ballot was not recorded in time")


class Way:
    """A connection of one voter, in as little work as can be: it is done on the server's cores."""

    def __init__(self) -> None:
        self._socket: socket.socket | None = None

    def request(self, method: str, path: str, body: bytes = b"") -> bytes:
        """Return the bytes of a request."""
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{PORT}\r\n"
        if body:
            head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        return f"{head}\r\n".encode() + body

    def ask(self, request: bytes) -> dict[str, object]:
        """Send a request and return the document of the answer."""
        status, body = self._exchange(request)
        if status >= HTTPStatus.MULTIPLE_CHOICES:
            raise SystemExit(f"{status} {body.decode()}")
        return dict(json.loads(body))

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
        self._socket = None

    def _exchange(self, request: bytes) -> tuple[int, bytes]:
        """Try twice: the server may have let go of an idle connection; browsers ask again, too."""
        for _ in range(2):
            with contextlib.suppress(ConnectionError):
                if self._socket is None:
                    self._socket = socket.create_connection(("127.0.0.1", PORT), LONGEST_SECONDS)
                self._socket.sendall(request)
                return self._answer(self._socket)
            self.close()
        raise SystemExit("the web server does not answer")

    def _answer(self, way: socket.socket) -> tuple[int, bytes]:
        data = b""
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += _received(way)
        length = _LENGTH.search(data, 0, end)
        if length is None:
            raise SystemExit("an answer without its length")
        while len(data) < end + 4 + int(length[1]):
            data += _received(way)
        return int(data[9:12]), data[end + 4 :]


def _received(way: socket.socket) -> bytes:
    data = way.recv(1 << 16)
    if not data:
        raise ConnectionResetError
    return data


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
