"""Every write of append, checkpoint and publish fails: what is left, and that it can be mended."""

import uuid
from time import time as now

import pytest
from django.db import DatabaseError, connection, transaction

from board.models import Entry
from board.public_files import log_write_public, logs_behind
from board.selectors import log_get, log_locked, logs_unsigned
from board.services import board_append, checkpoint_publish, log_create
from tests.board.conftest import HOST
from tests.board.documents import ballot
from tests.board.faults import Fault, database_writes, file_writes
from tests.board.folders import contents, verify_folder
from tests.board.oracle import running_chain, tree_hash
from tests.board.test_signed_heads import put_back

FEWEST_WRITES = 25


def append(slug, number):
    with transaction.atomic():
        board_append(log=log_locked(slug), entries=[ballot(number)])


def is_on_record(slug, number):
    credential = ballot(number).fields["credential"]
    return sum(credential in bytes(row.data).decode() for row in log_get(slug).entries.all())


def mend():
    """What the scheduler does every few seconds."""
    for log in logs_unsigned():
        checkpoint_publish(log=log)
    for log in logs_behind():
        log_write_public(log=log)


def verify_one_log(slug):
    """Check that what is stored is one log, and that each signature and file is right for it."""
    log = log_get(slug)
    stored = [bytes(row.data) for row in Entry.objects.filter(log=log).order_by("index")]
    assert len(stored) == log.size
    assert log.root == tree_hash(stored)
    assert log.chain == running_chain(log.origin, stored)[-1]
    for checkpoint in log.checkpoints.all():
        assert checkpoint.root == tree_hash(stored[: checkpoint.size])
    assert verify_folder(log) <= max([row.size for row in log.checkpoints.all()], default=0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("persisted", [False, True], ids=["fails", "fails but persisted"])
@pytest.mark.parametrize("times", [1, 2], ids=["once", "twice in a row"])
def test_whatever_write_fails_the_log_is_whole_and_the_next_call_goes_on(
    monkeypatch, persisted, times
):
    slug = log_create(slug=str(uuid.uuid4()), host=HOST).slug
    append(slug, 0)
    number, is_reached = 0, True
    while is_reached:
        number += 1
        for attempt in range(times):
            fault = Fault(number, persisted=persisted)
            with monkeypatch.context() as patch, database_writes(patch, file_writes(patch, fault)):
                if not is_on_record(slug, number):
                    attempt_append(slug, number)
            is_reached = fault.is_reached if attempt == 0 else is_reached
            verify_one_log(slug)
        if not is_on_record(slug, number):
            append(slug, number)
        mend()
        verify_one_log(slug)
        assert is_on_record(slug, number) == 1
        assert verify_folder(log_get(slug)) == log_get(slug).size == number + 1
    assert number > FEWEST_WRITES


def attempt_append(slug, number):
    try:
        append(slug, number)
    except DatabaseError:
        connection.close()


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_clock_that_is_wrong_changes_no_byte(log, write, monkeypatch, hours):
    write(log, ballot(0), ballot(1))
    notes = list(log.checkpoints.values_list("note", flat=True))
    before = contents(log)
    put_back(log)
    log.refresh_from_db()
    with monkeypatch.context() as clock:
        clock.setattr("time.time", lambda: now() + 3600 * hours)
        write(log, ballot(0), ballot(1))
    assert list(log.checkpoints.values_list("note", flat=True)) == notes
    assert contents(log) == before
