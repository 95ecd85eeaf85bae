"""The child processes of an installation: workers for Celery's queues, a scheduler, a web server.

Used by `serve` and `rehearsal`, and by tests that drive the running product.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import CommandError

QUEUES = "ballots,tally,mail,default"
STOP_SECONDS = 20
MOST_ENDS = 5
"""How often a child may end by itself within `ENDS_SECONDS` before all is given up."""
ENDS_SECONDS = 60

_PR_SET_PDEATHSIG = 1

Start = Callable[[], contextlib.AbstractContextManager[subprocess.Popen[bytes]]]


class EndsTooOftenError(CommandError):
    """A child ends again and again: starting it once more does not help."""


class Kept:
    """A child process that is started again when it ends by itself, whatever ended it."""

    def __init__(self, name: str, start: Start, stack: contextlib.ExitStack) -> None:
        self.name = name
        self._start = start
        self._stack = stack
        self._ends: list[float] = []
        self.process = stack.enter_context(start())

    def has_ended(self) -> bool:
        return self.process.poll() is not None

    def start_again(self) -> None:
        now = time.monotonic()
        self._ends = [*(then for then in self._ends if now - then < ENDS_SECONDS), now]
        if len(self._ends) > MOST_ENDS:
            raise EndsTooOftenError(f"{self.name} ends again and again; its messages are above")
        _end_group(self.process)
        self.process = self._stack.enter_context(self._start())


def workers() -> dict[str, Start]:
    """How to start each worker by name, and the scheduler, without which nothing is done in time.

    Every worker does its tasks in its own process. In one that gives them to children, a child that
    is killed at the wrong moment takes a lock with it, and nothing is done from then on.
    """
    count = max(2, os.cpu_count() or 1)
    starts = {name: _worker(name) for name in (f"worker {number + 1}" for number in range(count))}
    return starts | {"scheduler": _scheduler}


@contextlib.contextmanager
def worker_processes() -> Iterator[None]:
    """All workers and the scheduler; ended when the block ends."""
    with contextlib.ExitStack() as stack:
        for start in workers().values():
            stack.enter_context(start())
        yield


def _worker(name: str) -> Start:
    command = [
        *(sys.executable, "-m", "celery", "--quiet", "--app", "config", "worker"),
        *("--pool", "solo", "--queues", QUEUES, "--hostname", f"{name.replace(' ', '-')}@%h"),
        *("--loglevel", "warning", "--without-gossip", "--without-mingle", "--without-heartbeat"),
    ]
    return lambda: _child(command)


def _scheduler() -> contextlib.AbstractContextManager[subprocess.Popen[bytes]]:
    celery = (sys.executable, "-m", "celery", "--quiet", "--app", "config")
    return _child([*celery, "beat", "--loglevel", "warning", "--pidfile", ""])


def web_address() -> tuple[str, int]:
    """Host and port that TABELLA_URL names."""
    address = urlsplit(settings.TABELLA_URL)
    return address.hostname or "127.0.0.1", address.port or 80


@contextlib.contextmanager
def web_process() -> Iterator[subprocess.Popen[bytes]]:
    """gunicorn on the address of TABELLA_URL."""
    host, port = web_address()
    shown = f"[{host}]" if ":" in host else host
    command = [
        *(sys.executable, "-m", "gunicorn", "config.wsgi:application", "--log-level", "warning"),
        *("--logger-class", "config.web_log.WebServerLogger"),
        *("--bind", f"{shown}:{port}"),
        # Loaded once: a process that was killed is replaced at once.
        *("--preload", "--workers", "2", "--threads", "4", "--worker-class", "gthread"),
    ]
    with _child(command) as process:
        yield process


@contextlib.contextmanager
def _child(command: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    # Celery warns at every start of a container that runs as root.
    environment = os.environ | {"PYTHONWARNINGS": "ignore"}
    # A group of its own, so that what a killed process leaves behind can be ended with it.
    process = subprocess.Popen(  # noqa: S603
        command,
        cwd=settings.BASE_DIR,
        env=environment,
        process_group=0,
        preexec_fn=_end_with_parent,  # noqa: PLW1509  commands start children from one thread
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        _end_group(process)


def _end_with_parent() -> None:
    """Let Linux ask the child to end when its parent ends, also by a kill that it cannot handle.

    Otherwise the next start finds the address taken, and nobody keeps what was left behind.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """End what is left of a process that has ended: its own children, orphaned if it was killed."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
