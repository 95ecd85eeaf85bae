"""Several workers on one inbox, and a worker that dies: on SQLite, and on PostgreSQL."""

import json
import os
import subprocess
import sys

import pytest

from tests.ballots.sequencers import VOTERS
from tests.board.test_processes import postgresql_url, sqlite_url  # noqa: F401  fixtures, by name


@pytest.fixture(params=["sqlite_url", pytest.param("postgresql_url", marks=pytest.mark.services)])
def inbox(request, tmp_path):
    """Locked ballots, and how to set a process to work on them."""
    url = request.getfixturevalue(request.param)
    environment = os.environ | {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "TABELLA_VAR": str(tmp_path / "var"),
    }

    def start(act, election):
        command = [sys.executable, "-m", "tests.ballots.sequencers", act, election]
        return subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    made = start("create", "none")
    election = told(made).strip()

    return lambda act: start(act, election)


def told(process, status=0):
    output, fault = process.communicate(timeout=120)
    assert process.returncode == status, fault
    return output


def facts(inbox):
    return json.loads(told(inbox("report")))


WHOLE = {"entries": VOTERS, "is_each_row_right": True, "is_without_gaps": True}


def test_sixteen_writers_with_the_same_ballots_and_tasks_write_each_once(inbox):
    """All send all ballots and do all tasks, in two processes: two sequencers at least."""
    told_receipts = [json.loads(told(worker)) for worker in [inbox("race"), inbox("race")]]
    assert facts(inbox) == WHOLE
    # Whoever asked got the same receipt for the same ballot.
    assert told_receipts[0] == told_receipts[1]
    assert len(told_receipts[0]) == len({ballot for ballot, _ in told_receipts[0]}) == VOTERS


def test_a_crash_while_writing_leaves_nothing_and_the_next_worker_writes_all(inbox):
    told(inbox("crash_while_writing"), status=9)
    assert facts(inbox)["entries"] == 0
    told(inbox("race"))
    assert facts(inbox) == WHOLE
