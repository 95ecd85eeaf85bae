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
    """A full inbox, and how to set a process to work on it."""
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


def test_workers_in_two_processes_write_every_ballot_once(inbox):
    for worker in [inbox("race"), inbox("race")]:
        told(worker)
    assert facts(inbox) == {"entries": VOTERS, "is_each_row_right": True}


def test_a_crash_while_writing_leaves_nothing_and_the_next_worker_writes_all(inbox):
    told(inbox("crash_while_writing"), status=9)
    assert facts(inbox)["entries"] == 0
    told(inbox("race"))
    assert facts(inbox) == {"entries": VOTERS, "is_each_row_right": True}
