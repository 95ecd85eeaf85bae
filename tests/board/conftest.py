import uuid

import pytest
from django.db import connection, transaction

from board.services import board_append, log_create
from tests.board.documents import note

HOST = "record.example:8443"


@pytest.fixture
def log(db):
    return log_create(slug=str(uuid.uuid4()), host=HOST)


@pytest.fixture
def write(django_capture_on_commit_callbacks):
    """Write one batch and commit it, checkpoint and all."""

    def write_batch(log, *entries):
        with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
            return board_append(log=log, entries=entries)

    return write_batch


@pytest.fixture
def write_unsigned(django_capture_on_commit_callbacks):
    """Write one batch and commit it, then crash before the checkpoint."""

    def write_batch(log, *entries):
        with django_capture_on_commit_callbacks(execute=False), transaction.atomic():
            return board_append(log=log, entries=entries)

    return write_batch


@pytest.fixture
def written(log, write):
    """A log with rows in every table, and no check that still has to come."""
    write(log, note(0), note(1), note(2))
    connection.check_constraints()  # PostgreSQL refuses to truncate while checks are deferred
    return log
