"""Organisers who agree at the same moment: on SQLite, and on PostgreSQL. It is done once."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.board.test_processes import postgresql_url, sqlite_url  # noqa: F401  fixtures, by name

ROOT = Path(__file__).resolve().parents[2]
# What does an act that takes two; whoever calls one of these from a page goes past the rule.
DOERS = re.compile(
    r"\b(election_freeze|election_open|election_open_checked|election_extend|election_close"
    r"|election_cancel|voting_close|roll_change|code_replace|public_key_replace|result_publish"
    r"|official_invite|official_remove|opening_plan)\("
)


@pytest.fixture(params=["sqlite_url", pytest.param("postgresql_url", marks=pytest.mark.services)])
def act(request, tmp_path):
    """Run an act in a process of its own, on an election that all of one test share."""
    environment = os.environ | {
        "DATABASE_URL": request.getfixturevalue(request.param),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "TABELLA_VAR": str(tmp_path / "var"),
    }

    def run(name, election="none"):
        command = [sys.executable, "-m", "tests.voting.agreers", name, election]
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    election = run("create")
    return lambda name: run(name, election)


@pytest.mark.slow
def test_of_six_agreements_at_once_one_does_it(act):
    assert json.loads(act("race")) == ["done"] + ["refused"] * 5
    assert json.loads(act("report")) == {"entries": 1, "lines": 1, "states": ["done"]}


def test_no_page_does_by_itself_what_takes_two():
    sources = [
        path
        for room in ("voting", "ballots", "tally")
        for path in (ROOT / room).rglob("*.py")
        if path.parent.name == "views" or path.name in {"api.py", "views.py"}
    ]
    assert len(sources) > 20
    found = {path.name for path in sources if DOERS.search(path.read_text(encoding="utf-8"))}
    assert found == set()
