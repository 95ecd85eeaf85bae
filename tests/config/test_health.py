"""Whether the product says truly how it is, and to strangers no more than that."""

import json
import logging
from collections import namedtuple
from datetime import timedelta

import pytest
from django.db import OperationalError, ProgrammingError
from django.test import Client
from django.utils import timezone
from kombu.exceptions import OperationalError as QueueError
from redis.exceptions import TimeoutError as CacheTimeout

from config import health
from config.models import Pulse
from config.processes import QUEUES
from config.pulses import STALE, pulse_note
from config.tasks import pulse

NAMES = ("database", "queue", "cache", "disk", "workers", "signer", "canary")


@pytest.fixture(autouse=True)
def nothing_seen():
    health.sight.forget()
    yield
    health.sight.forget()


@pytest.fixture
def alive(db):
    """All queues are worked."""
    for queue in QUEUES.split(","):
        pulse(queue)


def ready():
    health.sight.until = 0.0
    return Client().get("/health/ready")


def faults():
    return {part.name: part.fault for part in health.sight.look() if part.fault}


def test_a_process_that_answers_is_live_and_asks_no_database():
    # Without the mark of a database any look at one fails this test.
    answer = Client().get("/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "live"})
    assert "no-store" in answer["Cache-Control"]


def test_all_parts_are_looked_at_and_ready(alive):
    answer = ready()
    assert (answer.status_code, answer.json()) == (200, {"status": "ready"})
    assert tuple(part.name for part in health.sight.look()) == NAMES


def test_scheduled_pulses_reach_every_queue(settings):
    sent = {
        entry["options"]["queue"]
        for entry in settings.CELERY_BEAT_SCHEDULE.values()
        if entry["task"] == "config.tasks.pulse" and entry["args"] == [entry["options"]["queue"]]
    }
    assert sent == set(QUEUES.split(","))


def test_a_queue_that_nobody_works_is_a_fault(alive):
    Pulse.objects.filter(queue="mail").update(beaten_at=timezone.now() - STALE * 2)
    assert ready().status_code == 503
    assert faults() == {"workers": "no worker on mail, or no scheduler"}
    pulse_note(queue="mail")
    assert ready().status_code == 200


def test_a_queue_that_was_never_worked_is_a_fault(db):
    assert ready().status_code == 503
    assert "ballots, tally, mail, default" in faults()["workers"]


def broken(error):
    def look():
        raise error

    return look


@pytest.mark.parametrize(
    ("part", "error"),
    [
        ("database", OperationalError("connection refused\nIs the server running?")),
        ("queue", QueueError("connection refused")),
        ("cache", CacheTimeout("no answer in time")),
        ("workers", ProgrammingError("no such table")),
        ("disk", health.UnwellError("less than 256 MiB are free")),
        ("signer", OSError("no secret")),
    ],
)
def test_a_part_that_fails_makes_the_whole_unready(alive, monkeypatch, part, error):
    monkeypatch.setitem(health.PARTS, part, broken(error))
    answer = ready()
    assert answer.status_code == 503
    # Strangers learn that, and neither which part nor why.
    assert answer.json() == {"status": "not ready"}
    assert faults()[part] == str(error).splitlines()[0]


def test_a_full_disk_is_a_fault(alive, monkeypatch):
    usage = namedtuple("usage", "free")(health.ROOM_BYTES - 1)
    monkeypatch.setattr(health.shutil, "disk_usage", lambda _: usage)
    assert ready().status_code == 503
    assert faults() == {"disk": "less than 256 MiB are free"}


def test_a_lost_secret_is_a_fault(alive, settings):
    from board.registry import registry_ensure  # noqa: PLC0415  its log needs the secret first

    registry_ensure()
    assert ready().status_code == 200
    settings.BOARD_SIGNING_SECRETS = {}
    assert ready().status_code == 503
    assert set(faults()) == {"signer"}


def test_a_part_is_named_in_the_log_once_when_it_changes(alive, monkeypatch, caplog):
    caplog.set_level(logging.WARNING)
    sound = health.PARTS["queue"]
    monkeypatch.setitem(health.PARTS, "queue", broken(QueueError("connection refused")))
    for _ in range(3):
        ready()
    monkeypatch.setitem(health.PARTS, "queue", sound)
    for _ in range(3):
        ready()
    said = [record.getMessage() for record in caplog.records]
    assert said == ["queue: not ready: connection refused", "queue: ready again"]


def test_who_asks_without_end_costs_nothing(alive, django_assert_num_queries, monkeypatch):
    monkeypatch.setattr(health, "SEEN_FOR", 600.0)
    ready()
    with django_assert_num_queries(0):
        for _ in range(20):
            assert Client().get("/health/ready").status_code == 200


def test_health_is_answered_without_tls_on_the_machine_itself(alive, settings):
    settings.SECURE_SSL_REDIRECT = True
    for path in ("/health", "/health/ready"):
        assert Client().get(path).status_code == 200
    assert Client().get("/healthy").status_code == 301


def test_an_old_pulse_is_told_by_its_age_alone(alive):
    age = timezone.now() - timedelta(seconds=30)
    Pulse.objects.filter(queue="tally").update(beaten_at=age)
    assert ready().status_code == 200
    assert json.loads(ready().content) == {"status": "ready"}
