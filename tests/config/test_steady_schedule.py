"""Scheduled tasks are sent in time, whatever the time of day is said to be."""

import datetime as library
from datetime import timedelta

import pytest

from config.celery import app
from config.steady_schedule import SteadyScheduler

SECONDS = 5
HOUR = 3600


class Clock:
    """The time of day, and the seconds since the machine was started."""

    def __init__(self):
        self.day, self.steady = library.datetime.now(library.UTC), 1000.0

    def pass_seconds(self, seconds):
        self.day += timedelta(seconds=seconds)
        self.steady += seconds


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr("time.monotonic", lambda: clock.steady)
    monkeypatch.setattr("celery.schedules.schedule.now", lambda _: clock.day)
    return clock


@pytest.fixture
def sent(clock, monkeypatch):
    """A scheduler with two tasks; gives how often each was sent while some seconds went by."""
    scheduler = SteadyScheduler(app, lazy=True)
    scheduler.update_from_dict(
        {name: {"task": name, "schedule": float(SECONDS)} for name in ("one", "other")}
    )
    names = []
    monkeypatch.setattr(scheduler, "apply_entry", lambda entry, **_: names.append(entry.name))
    monkeypatch.setattr(SteadyScheduler, "producer", None)

    def while_time_goes_by(seconds):
        names.clear()
        for _ in range(seconds):
            clock.pass_seconds(1)
            while scheduler.tick() == 0:
                pass
        return sorted(names)

    return while_time_goes_by


def test_every_task_is_sent_after_its_seconds(sent):
    assert sent(SECONDS) == ["one", "other"]
    assert sent(SECONDS - 1) == []
    assert sent(3 * SECONDS) == 3 * ["one"] + 3 * ["other"]


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_clock_that_is_set_changes_nothing(sent, clock, hours):
    assert sent(SECONDS) == ["one", "other"]
    clock.day += timedelta(hours=hours)
    assert sent(2 * SECONDS) == 2 * ["one"] + 2 * ["other"]


def test_the_installation_uses_it(settings):
    assert settings.CELERY_BEAT_SCHEDULER.replace(":", ".") == (
        f"{SteadyScheduler.__module__}.{SteadyScheduler.__name__}"
    )
