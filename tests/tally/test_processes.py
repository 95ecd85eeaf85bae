"""Several workers on one count, and workers that die: on SQLite, and on PostgreSQL."""

import json
import os
import subprocess
import sys

import pytest

from tests.board.test_processes import postgresql_url, sqlite_url  # noqa: F401  fixtures, by name

COUNTED = {"is_right": True, "tallies": 1, "state": "counting", "made": 5, "chunks": 5}


@pytest.fixture(params=["sqlite_url", pytest.param("postgresql_url", marks=pytest.mark.services)])
def start(request, tmp_path):
    """An election with twenty ballots on its record, and how to set a process to work on it."""
    environment = os.environ | {
        "DATABASE_URL": request.getfixturevalue(request.param),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "TABELLA_VAR": str(tmp_path / "var"),
    }

    def start(act, election):
        command = [sys.executable, "-m", "tests.tally.adders", act, election]
        return subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    election = told(start("create", "none")).strip()
    return lambda act: start(act, election)


def told(process, status=0):
    output, fault = process.communicate(timeout=120)
    assert process.returncode == status, fault
    return output


def facts(start):
    return json.loads(told(start("report")))


def test_workers_that_do_everything_at_once_come_to_one_right_tally(start):
    for worker in [start("ahead"), start("ahead")]:
        told(worker)
    ahead = facts(start)
    assert (ahead["made"], ahead["chunks"], ahead["tallies"]) == (5, 5, 0)
    for worker in [start("finish"), start("ahead"), start("finish")]:
        told(worker)
    assert facts(start) == COUNTED


def test_workers_that_die_leave_nothing_half_done(start):
    told(start("die_before_storing"), status=9)
    assert facts(start)["made"] == 0
    told(start("lose"))
    told(start("ahead"))
    assert facts(start)["made"] == 5
    told(start("die_while_settling"), status=9)
    left = facts(start)
    assert (left["state"], left["tallies"]) == ("closed", 0)
    told(start("finish"))
    assert facts(start) == COUNTED
