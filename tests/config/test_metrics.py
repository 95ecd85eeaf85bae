"""Figures for operators: who may read them, and that none of them gives the moment of a ballot."""

import re

import pytest
from django.db import OperationalError
from django.test import Client

from ballots.models import Submission
from config import health, metrics, refusal_counts
from config.models import Pulse
from config.tasks import pulse
from tests.elections import open_election
from tests.votes import cast, lock, send
from voting.models import Election

TOKEN = "a token of the test's own"
LINE = re.compile(r'tabella_[a-z_]+(\{[a-z]+="[a-z_]+"\})? -?[0-9.e+]+')
VOTES = [[1, 0, 0]]


@pytest.fixture(autouse=True)
def nothing_seen(settings):
    settings.TABELLA_METRICS_TOKEN = TOKEN
    health.sight.forget()
    metrics.minute.forget()
    yield
    health.sight.forget()
    metrics.minute.forget()


@pytest.fixture
def built(db):
    return open_election(voters=4)


def asked(token=TOKEN):
    return Client().get("/metrics", headers={"Authorization": f"Bearer {token}"})


def figures():
    answer = asked()
    assert answer.status_code == 200
    lines = [line for line in answer.content.decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


def test_there_is_no_such_page_without_the_token(db, settings):
    assert asked("another").status_code == 404
    assert Client().get("/metrics").status_code == 404
    settings.TABELLA_METRICS_TOKEN = ""
    assert asked("").status_code == 404


def test_every_line_is_a_name_a_label_of_ours_and_a_number(built):
    pulse("mail")
    text = asked().content.decode()
    assert text.endswith("\n")
    samples = [line for line in text.splitlines() if not line.startswith("#")]
    assert [line for line in samples if not LINE.fullmatch(line)] == []
    named = set(re.findall(r"# TYPE (\S+) gauge", text))
    assert named == {re.split("[{ ]", line)[0] for line in samples} | {"tabella_logs"}
    assert {"tabella_ready", "tabella_entries", "tabella_refusals"} <= named


def test_no_figure_names_an_election_a_person_or_an_address(built):
    cast(lock(built, 1, VOTES))
    text = asked().content.decode()
    for secret in (built.election.slug, built.election.title_text, "@", "127.0.0.1"):
        assert secret not in text


def test_one_ballot_changes_no_figure(built):
    """Not even one that is asked for before and after, in another minute."""
    before = figures()
    cast(lock(built, 1, VOTES))
    metrics.minute.forget()
    after = figures()
    # What is of this moment is moved by nobody's vote.
    for moving in ("tabella_disk_free_bytes",):
        before.pop(moving)
        after.pop(moving)
    assert Submission.objects.count() == 1
    assert after == before


def test_figures_of_ballots_stand_still_for_a_minute(built, monkeypatch):
    now = 1_900_000_020.0
    monkeypatch.setattr(metrics.time, "time", lambda: now)
    monkeypatch.setattr(metrics, "STEP", 1)  # as if they were exact
    assert figures()["tabella_ballots_waiting"] == 0
    cast(lock(built, 1, VOTES))
    now += 59
    assert figures()["tabella_ballots_waiting"] == 0
    now += 1
    assert figures()["tabella_ballots_waiting"] == 1


def test_votes_of_rehearsals_are_not_counted(built, monkeypatch):
    monkeypatch.setattr(metrics, "STEP", 1)
    monkeypatch.setattr(metrics, "ENTRIES_STEP", 1)
    cast(lock(built, 1, VOTES))
    assert figures()["tabella_ballots_waiting"] == 1
    Election.objects.update(is_rehearsal=True)
    metrics.minute.forget()
    assert figures()["tabella_ballots_waiting"] == 0
    assert figures()["tabella_entries"] == 0


def test_refusals_are_counted_by_code_and_rounded_down(built, monkeypatch):
    monkeypatch.setattr(refusal_counts, "EVERY_SECONDS", 0.0)
    monkeypatch.setattr(refusal_counts.refusal_counts, "_until", 0.0)
    before = figures()['tabella_refusals{code="malformed"}']
    for _ in range(2 * metrics.STEP):
        assert send(f"/api/v1/elections/{built.election.slug}/ballots", b"{}").status_code == 400
    metrics.minute.forget()
    assert figures()['tabella_refusals{code="malformed"}'] == before + 2 * metrics.STEP


def test_refusals_are_added_up_rarely(monkeypatch):
    added = []
    monkeypatch.setattr(
        refusal_counts, "_add_up", lambda code, number: added.append((code, number))
    )
    counts = refusal_counts.RefusalCounts()
    for _ in range(50):
        counts.add("malformed")
    assert added == [("malformed", 1)]
    counts._until = 0.0
    counts.add("busy")
    assert added[1:] == [("malformed", 49), ("busy", 1)]


@pytest.mark.parametrize(("number", "shown"), [(0, 0), (1, 1), (9, 1), (10, 10), (19, 10)])
def test_a_single_failure_is_seen(number, shown):
    assert metrics.some(number) == shown


def test_a_database_that_goes_away_meanwhile_takes_its_figures_alone(built, monkeypatch):
    def away(_now):
        raise OperationalError("gone")

    monkeypatch.setattr(metrics, "pulse_ages", away)
    found = figures()
    assert "tabella_disk_free_bytes" in found
    assert "tabella_ballots_waiting" not in found


def test_while_the_database_is_away_the_rest_is_still_said(built, monkeypatch):
    def away():
        raise health.UnwellError("gone")

    Pulse.objects.all().delete()
    monkeypatch.setitem(health.PARTS, "database", away)
    found = figures()
    assert found['tabella_ready{part="database"}'] == 0
    assert found['tabella_ready{part="queue"}'] == 1
    assert "tabella_disk_free_bytes" in found
    assert "tabella_ballots_waiting" not in found
