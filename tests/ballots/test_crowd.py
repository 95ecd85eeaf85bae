"""Sixteen writers at once with the same ballots and tasks: on SQLite, and on PostgreSQL."""

import json
import os
import subprocess
import sys

import pytest

from tests.ballots.crowd import VOTERS
from tests.board.test_processes import postgresql_url, sqlite_url  # noqa: F401  fixtures, by name


@pytest.fixture(params=["sqlite_url", pytest.param("postgresql_url", marks=pytest.mark.services)])
def election(request, tmp_path):
    """An election with locked ballots, and how to set a process to work on them."""
    environment = os.environ | {
        "DATABASE_URL": request.getfixturevalue(request.param),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "TABELLA_VAR": str(tmp_path / "var"),
    }

    def start(act, election="none"):
        command = [sys.executable, "-m", "tests.ballots.crowd", act, election]
        return subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    made = told(start("create")).strip()
    return lambda act: start(act, made)


def told(process):
    output, fault = process.communicate(timeout=300)
    assert process.returncode == 0, fault
    return output


def test_sixteen_writers_with_the_same_ballots_and_tasks_write_each_once(election):
    """In two processes: whoever sequences at a moment, there is another who would like to."""
    receipts = [json.loads(told(writers)) for writers in [election("race"), election("race")]]
    assert json.loads(told(election("report"))) == {
        "entries": VOTERS,
        "is_each_row_right": True,
        "is_without_gaps": True,
    }
    # Whoever asked got the same receipt for the same ballot.
    assert receipts[0] == receipts[1]
    assert len(receipts[0]) == len({ballot for ballot, _ in receipts[0]}) == VOTERS
