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
            command,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    made = start("create", "none")
    election = told(made).strip()

    return lambda act: start(act, election)


def told(process, status=0, answer=None):
    output, fault = process.communicate(answer, timeout=120)
    assert process.returncode == status, fault
    return output


def facts(inbox):
    return json.loads(told(inbox("report")))


WHOLE = {"entries": VOTERS, "is_each_row_right": True, "is_without_gaps": True}


def is_whole(inbox):
    return WHOLE.items() <= facts(inbox).items()


def test_sixteen_writers_with_the_same_ballots_and_tasks_write_each_once(inbox):
    """All send all ballots and do all tasks, in two processes: two sequencers at least."""
    told_receipts = [json.loads(told(worker)) for worker in [inbox("race"), inbox("race")]]
    assert is_whole(inbox)
    # Whoever asked got the same receipt for the same ballot.
    assert told_receipts[0] == told_receipts[1]
    assert len(told_receipts[0]) == len({ballot for ballot, _ in told_receipts[0]}) == VOTERS


def test_a_crash_while_writing_leaves_nothing_and_the_next_worker_writes_all(inbox):
    told(inbox("crash_while_writing"), status=9)
    left = facts(inbox)
    assert (left["entries"], left["parts"]) == (0, 0)
    told(inbox("race"))
    assert is_whole(inbox)


def test_of_two_sequencers_one_leaves_at_once_and_the_other_writes_for_both(inbox):
    before = facts(inbox)["checkpoints"]
    first = inbox("hold_the_turn")
    assert first.stdout.readline() == "held\n"
    assert told(inbox("find_the_turn_taken")) == "0\n"
    told(first, answer="go on\n" * VOTERS)
    assert is_whole(inbox)
    assert facts(inbox)["checkpoints"] == before + 1


def test_a_worker_killed_in_its_turn_keeps_no_other_from_it(inbox):
    first = inbox("hold_the_turn")
    assert first.stdout.readline() == "held\n"
    first.kill()
    first.communicate(timeout=120)
    assert told(inbox("find_the_turn_taken")) == f"{VOTERS}\n"
    assert is_whole(inbox)


def test_promises_asked_for_at_once_and_during_the_close_are_all_kept(inbox):
    race = json.loads(told(inbox("promise_race")))
    assert race["at_once"] == [1] * (VOTERS // 2), "each ballot has one promise"
    left = facts(inbox)
    assert left["ballots"] == race["promised"]
    assert (left["state"], left["promises"]) == ("closed", 0)


def test_a_crash_while_promising_leaves_neither_promise_nor_parts(inbox):
    told(inbox("crash_while_promising"), status=9)
    left = facts(inbox)
    assert (left["promises"], left["parts"]) == (0, 0)


def test_a_crash_between_promised_ballots_and_the_close_undoes_both(inbox):
    told(inbox("crash_while_closing"), status=9)
    left = facts(inbox)
    assert (left["state"], left["entries"], left["promises"]) == ("open", 0, 1)
    told(inbox("close"))
    left = facts(inbox)
    assert (left["state"], left["entries"], left["promises"]) == ("closed", 1, 0)


def test_ballots_and_new_codes_at_once_leave_no_ballot_behind_its_change(inbox):
    """Whoever wins: a ballot stands before the change that replaced its code, or is refused."""
    race = json.loads(told(inbox("code_race")))
    assert race["promised"] == "recorded"
    assert len(race["ballots"]) == VOTERS
    for status, reason, place, change in race["ballots"]:
        if status == "recorded":
            assert change is None or place < change
        else:
            assert (status, reason) == ("refused", "off_roll")
            assert change is not None
    left = facts(inbox)
    assert left["is_without_gaps"]
    assert left["promises"] == 0
