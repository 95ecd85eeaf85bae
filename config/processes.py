"""The child processes of an installation: a worker for Celery's queues, a web server.

Used by `serve` and `rehearsal`, and by tests that drive the running product.
"""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings

QUEUES = "ballots,tally,mail,default"
STOP_SECONDS = 20


@contextlib.contextmanager
def worker_process() -> Iterator[subprocess.Popen[bytes]]:
    """A Celery worker with the scheduler inside; ended when the block ends."""
    slots = max(2, os.cpu_count() or 1)
    command = [
        *(sys.executable, "-m", "celery", "--quiet", "--app", "config", "worker"),
        *("--beat", "--queues", QUEUES, "--concurrency", str(slots)),
        *("--loglevel", "warning", "--without-gossip", "--without-mingle", "--without-heartbeat"),
    ]
    with _child(command) as process:
        yield process


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
        *("--bind", f"{shown}:{port}"),
        *("--workers", "2", "--threads", "4", "--worker-class", "gthread"),
    ]
    with _child(command) as process:
        yield process


@contextlib.contextmanager
def _child(command: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    # Celery warns at every start of a container that runs as root.
    environment = os.environ | {"PYTHONWARNINGS": "ignore"}
    process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment)  # noqa: S603
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
