"""The running product for measurements: web, workers and scheduler on a port of their own.

Import it before anything of the product: it sets the address, and sets Django up. Needs the servers
of with_services.py in the environment.
"""

import contextlib
import os
import socket
import time
from collections.abc import Iterator

START_SECONDS = 60


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


PORT = _free_port()
os.environ["TABELLA_URL"] = f"http://127.0.0.1:{PORT}"

import django  # noqa: E402  needs the address

django.setup()

from config.processes import web_process, worker_processes  # noqa: E402  needs the set-up above


@contextlib.contextmanager
def running_web() -> Iterator[None]:
    """gunicorn alone, once it answers."""
    with web_process():
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", PORT)).close()
                break
            time.sleep(0.1)
        else:
            raise SystemExit("no web server answers")
        yield


@contextlib.contextmanager
def running_product() -> Iterator[None]:
    """Web, as many workers as `make run` starts, and the scheduler."""
    with worker_processes(), running_web():
        yield
