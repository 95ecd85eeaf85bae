"""Every write on a ballot's way fails, from the inbox to the public files: what is left, and that
it can be mended by sending again and by the scheduler alone.
"""

import pytest
from django.db import DatabaseError, connection

from ballots.tasks import submissions_sweep
from board.models import Entry
from board.selectors import log_get, log_verifier_key
from crypto.notes import NoteVerifier, decode_tlog_proof
from tally.tasks import elections_tick
from tests.board.faults import Fault, database_writes, file_writes
from tests.board.folders import verify_folder
from tests.board.test_faults import verify_one_log
from tests.elections import open_election
from tests.votes import cast, lock, look

VOTERS = 3
FEWEST_WRITES = 30
TICKS = 3


def bring(ballot, queue):
    """A voter sends, a worker works; whatever fails, the worker ends with its tasks."""
    try:
        if cast(ballot).status_code == 202:
            queue.run()
    except DatabaseError:
        pass
    finally:
        queue.clear()
        connection.close()


def mend(ballot, queue):
    """The voter's browser sends once more, and some seconds go by."""
    assert cast(ballot).status_code == 202
    queue.run()
    for _ in range(TICKS):
        submissions_sweep.delay()
        elections_tick.delay()
        queue.run()


def entries_of(log, ballot):
    return Entry.objects.filter(log=log, payload__sha256=bytes.fromhex(ballot.hash)).count()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("persisted", [False, True], ids=["fails", "fails but persisted"])
@pytest.mark.parametrize("times", [1, 2], ids=["once", "twice in a row"])
def test_whatever_write_fails_the_ballot_stands_on_the_record_once(
    queue, monkeypatch, persisted, times
):
    built = open_election(voters=VOTERS)
    slug = built.election.slug
    log_key = NoteVerifier.parse(log_verifier_key(log_get(slug)))
    number, is_reached = 0, True
    while is_reached:
        number += 1
        ballot = lock(built, number % VOTERS + 1, [[1, 0, 0]])
        for attempt in range(times):
            fault = Fault(number, persisted=persisted)
            with monkeypatch.context() as patch, database_writes(patch, file_writes(patch, fault)):
                bring(ballot, queue)
            is_reached = fault.is_reached if attempt == 0 else is_reached
            verify_one_log(slug)
        mend(ballot, queue)
        log = log_get(slug)
        fate = look(ballot)
        assert (fate["status"], entries_of(log, ballot)) == ("recorded", 1), f"write {number}"
        assert decode_tlog_proof(fate["receipt"]).verify(log_key).size == log.size
        assert verify_folder(log) == log.size
    assert number > FEWEST_WRITES
