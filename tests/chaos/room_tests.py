"""Tests of single rooms that belong here too: every write fails, sixteen write at once."""

import subprocess
import sys

from tests.chaos.outcome import Outcome
from tests.election.product import ROOT

FAULTS = ("tests/board/test_faults.py", "tests/ballots/test_faults.py")
RACES = ("tests/board/test_processes.py", "tests/ballots/test_processes.py")
SECONDS = 3600
PASSED = 0
LAST_LINES = 40
SERVICES = (sys.executable, "scripts/with_services.py")


def every_write_fails(setting: str) -> Outcome:
    return _run("every write fails, before and after it is done", setting, FAULTS)


def sixteen_writers(setting: str, rounds: int) -> Outcome:
    return _run("16 writers, 2 sequencers, all twice", setting, RACES * rounds)


def _run(scenario: str, setting: str, files: tuple[str, ...]) -> Outcome:
    """In one database. Files named twice are run twice."""
    start = SERVICES if setting == "PostgreSQL" else ()
    # Races of the other database have been run, or will be.
    choice = ("-k", "not sqlite" if setting == "PostgreSQL" else "not postgresql")
    pytest = (sys.executable, "-m", "pytest", "--quiet", "--keep-duplicates", *choice)
    done = subprocess.run(
        [*start, *pytest, *files],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    lines = done.stdout.splitlines()
    return Outcome(
        scenario=scenario,
        setting=setting,
        kills=None,
        acknowledged=None,
        lost=None,
        twice=None,
        recovery=None,
        faults=() if done.returncode == PASSED else lines[-LAST_LINES:],
        notes=lines[-1:],
    )
