"""Tasks and a database that is away."""

import pytest
from django.db import OperationalError

from config.celery import app
from config.patient_task import WAITS, PatientTask

pytestmark = pytest.mark.django_db  # connections are looked at before the next try


@pytest.fixture
def waited(monkeypatch):
    waits = []
    monkeypatch.setattr("config.patient_task.time.sleep", waits.append)
    return waits


@pytest.fixture
def away():
    """Make a task that fails some times; gives it and the numbers it was called with."""
    name = "tests.away"

    def made(times, error):
        calls = []

        @app.task(name=name)
        def task(number):
            calls.append(number)
            if len(calls) <= times:
                raise error

        return task, calls

    yield made
    app.tasks.pop(name, None)


def test_a_task_waits_until_the_database_is_back(waited, away):
    task, calls = away(2, OperationalError("the connection was lost"))
    task(7)
    assert (calls, waited) == ([7, 7, 7], list(WAITS[:2]))


def test_it_does_not_wait_for_ever(waited, away):
    task, calls = away(100, OperationalError("the connection was lost"))
    with pytest.raises(OperationalError):
        task(7)
    assert (len(calls), waited) == (len(WAITS) + 1, list(WAITS))


def test_other_faults_are_not_waited_for(waited, away):
    task, calls = away(1, ValueError("a fault of ours"))
    with pytest.raises(ValueError, match="of ours"):
        task(7)
    assert (calls, waited) == ([7], [])


def test_every_task_of_ours_is_patient():
    app.loader.import_default_modules()
    ours = [task for name, task in app.tasks.items() if not name.startswith("celery.")]
    assert "tally.tasks.elections_tick" in {task.name for task in ours}
    assert all(isinstance(task, PatientTask) for task in ours)
