"""Key holders who send at the same moment: on SQLite, and on PostgreSQL."""

import json
import os
import subprocess
import sys

import pytest

from crypto.transcript import sha256
from crypto.trustee_keys import TrusteeSecret
from tests.board.test_processes import postgresql_url, sqlite_url  # noqa: F401  fixtures, by name
from tests.elections import BuiltElection, draft_election, key_payload, send_entry
from tests.voting.ceremony_senders import ROUNDS, TRUSTEES
from voting.ceremonies import ceremony_view
from voting.errors import StateError
from voting.models import CeremonyStep
from voting.selectors import trustee_get
from voting.services import (
    ceremony_entries,
    ceremony_start,
    ceremony_stop,
    trustee_entry_accept,
)


@pytest.fixture(params=["sqlite_url", pytest.param("postgresql_url", marks=pytest.mark.services)])
def act(request, tmp_path):
    """Run an act in a process of its own, on an election that all of one test share."""
    url = request.getfixturevalue(request.param)
    environment = os.environ | {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "TABELLA_VAR": str(tmp_path / "var"),
    }

    def run(name, election="none"):
        command = [sys.executable, "-m", "tests.voting.ceremony_senders", name, election]
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    election = run("create")
    return lambda name: run(name, election)


def test_a_round_in_which_everybody_sends_at_once_twice_is_one_round(act):
    act("race")
    assert json.loads(act("report")) == {
        "entries": 1 + TRUSTEES * len(ROUNDS),
        "steps": TRUSTEES * len(ROUNDS),
        "trustees": TRUSTEES,
        "is_complete": True,
        "is_phase_right": True,
    }


@pytest.fixture
def started(db) -> BuiltElection:
    built = draft_election(trustees=3, threshold=2)
    ceremony_start(election=built.election)
    group = ceremony_view(built.reload()).ceremony.group
    built.secrets = [TrusteeSecret.draw(group, index=i, threshold=2) for i in (1, 2, 3)]
    return built


class Between:
    """Does something right after the checks of an entry, before the lock is taken."""

    def __init__(self, monkeypatch, *acts):
        self.acts, self.checks = list(acts), 0
        self._phase_after = ceremony_entries._phase_after
        monkeypatch.setattr(ceremony_entries, "_phase_after", self)

    def __call__(self, sent):
        phase = self._phase_after(sent)
        self.checks += 1
        if self.acts:
            self.acts.pop(0)()
        return phase


def sender(built: BuiltElection, index: int):
    secret = built.secrets[index - 1]
    kind, payload = key_payload(built.reload(), secret)
    signature = secret.sign(kind, sha256(payload))
    trustee = trustee_get(built.election, index)
    return lambda: trustee_entry_accept(
        trustee=trustee, kind=kind, payload=payload, signature=signature
    )


def test_an_entry_checked_against_an_older_record_is_checked_again(started, monkeypatch):
    second = sender(started, 2)
    between = Between(monkeypatch, second)
    assert sender(started, 1)().index == 2
    # Once for each, and once more for the first.
    assert between.checks == 3
    assert sorted(ceremony_view(started.reload()).keys) == [1, 2]


def test_the_same_entry_in_between_is_answered_with_its_number(started, monkeypatch):
    send = sender(started, 1)
    Between(monkeypatch, send)
    assert send().index == 1
    assert CeremonyStep.objects.count() == 1


def test_a_ceremony_stopped_in_between_takes_nothing(started, monkeypatch):
    Between(monkeypatch, lambda: ceremony_stop(election=started.election))
    with pytest.raises(StateError, match="not under way"):
        sender(started, 1)()
    assert not CeremonyStep.objects.exists()


def test_an_entry_that_is_refused_because_of_another_in_between_is_looked_at_again(
    started, monkeypatch
):
    """The same entry, sent twice: the second sees the first one's entry before its step."""
    send, same_entry = sender(started, 1), ceremony_entries._same_entry
    calls = []

    def late(sent):
        calls.append(sent)
        if len(calls) == 1:
            found = same_entry(sent)
            send()
            return found
        return same_entry(sent)

    monkeypatch.setattr(ceremony_entries, "_same_entry", late)
    assert send().index == 1
    assert CeremonyStep.objects.count() == 1


def test_after_some_tries_the_checks_are_made_under_the_lock(started, monkeypatch):
    monkeypatch.setattr(ceremony_entries, "MOST_TRIES", 1)
    between = Between(monkeypatch, sender(started, 2))
    assert sender(started, 3)().index == 2
    assert between.checks == 3
    send_entry(started, started.secrets[0], key_payload)
    assert started.reload().ceremony_phase == "shares"
