"""Let requests and tasks of a test run as the database role that does them in an installation.

    scripts/with_services.py pytest -p tests.played_roles tests/voting ...

What a test arranges by itself is done as the owner.
"""

import contextlib

import pytest
from celery import Task
from django.core.handlers.base import BaseHandler
from django.db import connection

from config.celery import app
from config.database_roles import BALLOTS, MAIL, ROLES, TALLY, WEB, grants

PREFIX = "played"
ARRANGED = {
    "test_a_ballot_refused_while_it_was_checked_stays_refused": "closes within a worker's task",
}
"""Tests that do within a task what some other process does in an installation."""
ROLE_OF_QUEUE = {"ballots": BALLOTS, "tally": TALLY, "default": TALLY, "mail": MAIL}


@pytest.fixture(scope="session")
def roles_made(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        if connection.vendor != "postgresql":
            pytest.exit("roles are played on PostgreSQL only", returncode=1)
        with connection.cursor() as cursor:
            for role in ROLES:
                cursor.execute(f"DROP ROLE IF EXISTS {PREFIX}_{role.name}")
                cursor.execute(f"CREATE ROLE {PREFIX}_{role.name}")
            for statement in grants(PREFIX):
                cursor.execute(statement)


@contextlib.contextmanager
def playing(role):
    """What tests run in eager tasks is played within a request, so the role before comes back.

    Past Django, which counts the queries of some tests.
    """
    connection.ensure_connection()
    server = connection.connection
    (before,) = server.execute("SELECT current_user").fetchone()
    server.execute(f"SET ROLE {PREFIX}_{role.name}")
    try:
        yield
    finally:
        server.execute(f"SET ROLE {before}")


@pytest.fixture(autouse=True)
def played(request):
    """With a patch of its own: the tests' own has to end before the database's fixture does."""
    if reason := ARRANGED.get(request.node.originalname):
        pytest.skip(reason)
    answer = BaseHandler.get_response

    def answered(handler, asked):
        with playing(WEB):
            return answer(handler, asked)

    with pytest.MonkeyPatch.context() as patch:
        if "db" in request.fixturenames or request.node.get_closest_marker("django_db"):
            request.getfixturevalue("roles_made")
            patch.setattr(BaseHandler, "get_response", answered)
            for task in list(app.tasks.values()):
                patch.setattr(task, "run", _as(task))
        yield


def _as(task: Task):
    name = app.amqp.router.route({}, task.name)["queue"].name
    role, run = ROLE_OF_QUEUE.get(name, TALLY), task.run

    def played(*arguments, **named):
        with playing(role):
            return run(*arguments, **named)

    return played
