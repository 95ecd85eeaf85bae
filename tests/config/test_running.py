"""Health and canary of the product as it runs: gunicorn, workers and scheduler over PostgreSQL."""

import json
import signal
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

from scripts.with_services import missing_programs, postgresql_make
from tests.chaos.supervised import kill_group, started, wait_until
from tests.election.product import ROOT, Place

pytestmark = [pytest.mark.services, pytest.mark.long]

RED_SECONDS = 10
GREEN_SECONDS = 60
START_SECONDS = 180
FIRST_VOTE_SECONDS = 180
TOKEN = "a token of this test's own"


def asked(url, path, **headers):
    request = urllib.request.Request(f"{url}{path}", headers=headers)  # noqa: S310  loopback
    try:
        with urllib.request.urlopen(request, timeout=8) as answer:  # noqa: S310
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()
    except OSError:
        return 0, ""


def is_ready(url):
    return asked(url, "/health/ready")[0] == 200


def figures(url):
    _, text = asked(url, "/metrics", Authorization=f"Bearer {TOKEN}")
    lines = [line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in lines}


@contextmanager
def database_running(server):
    process = server.start()
    wait_until(server.is_answering, "an answering database", START_SECONDS)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)


@contextmanager
def product_running(place):
    command = [sys.executable, "manage.py", "serve", "--no-demonstration"]
    process = started(command, environment=place.environment, folder=ROOT, log=place.log)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=60)
        kill_group(process.pid)


@pytest.fixture
def place(tmp_path):
    place = Place(tmp_path, redis_number=0)
    place.broker_url = ""
    place.var.mkdir()
    place.extra = {
        "TABELLA_METRICS_TOKEN": TOKEN,
        "TABELLA_CANARY": "1",
        "LOG_FORMAT": "json",
        "PYTHONWARNINGS": "ignore",
    }
    return place


@pytest.fixture
def open_folder():
    """One that PostgreSQL's user gets into; pytest's own are closed to others."""
    with tempfile.TemporaryDirectory(prefix="tabella-running-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@pytest.mark.skipif(bool(missing_programs()), reason="PostgreSQL is not installed")
def test_a_dead_database_is_red_within_seconds_and_green_again_by_itself(place, open_folder):
    server = postgresql_make(open_folder / "postgresql")
    place.database_url = server.url
    with database_running(server) as database, product_running(place):
        url = place.url
        wait_until(lambda: "canary_age_seconds" in str(figures(url)), "a first vote", 300)
        wait_until(lambda: is_ready(url), "a ready product", START_SECONDS)
        assert figures(url)['tabella_ready{part="canary"}'] == 1

        kill_group(database.pid)
        database.wait()
        killed = time.monotonic()
        wait_until(lambda: not is_ready(url), "red", RED_SECONDS)
        assert time.monotonic() - killed < RED_SECONDS
        assert asked(url, "/health")[0] == 200
        assert asked(url, "/health/ready")[1] == '{"status": "not ready"}'
        ready = 'tabella_ready{part="database"}'
        wait_until(lambda: figures(url)[ready] == 0, "a figure that says so", RED_SECONDS)

        with database_running(server):
            wait_until(lambda: is_ready(url), "green again", GREEN_SECONDS)
    events = [json.loads(line) for line in place.log_text().splitlines() if line.startswith("{")]
    texts = {event["text"].partition(": ")[0] for event in events if event["room"] == "config"}
    assert "database" in texts
