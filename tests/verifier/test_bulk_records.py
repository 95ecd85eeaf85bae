"""Records made in bulk are records like any other."""

import json

import pytest

from crypto import record_format
from scripts.bench import records
from tests.verifier.many_ballots import election_of
from tests.verifier.programs import MEASURED, run_measured
from verifier.record import Record


@pytest.fixture
def bulk(tmp_path, monkeypatch):
    monkeypatch.setattr(records, "FOLDER", tmp_path)
    return records.record_of


def test_a_record_made_in_bulk_passes_every_check(bulk):
    path = bulk(60)
    cost = run_measured([*MEASURED, "--no-progress", "--jobs", "1", path])
    assert cost.status == 0, cost.out
    assert "60 ballots counted" in cost.out
    assert "Ada 10, Ben 10, Cleo 10, Dina 10, Emil 10" in cost.out


def test_it_is_made_once_and_made_anew_when_the_code_is_another(bulk, monkeypatch):
    path = bulk(2)
    before = path.read_bytes()
    assert bulk(2).read_bytes() == before
    monkeypatch.setattr(records, "_made_by", lambda: "another")
    again = bulk(2)
    assert again.read_bytes() != before
    assert not path.exists()
    assert records.seconds_to_make(again) > 0


def test_every_voter_has_a_credential_and_salt_of_its_own(bulk):
    with Record.open(bulk(60)) as record:
        lines = list(record.lines(record_format.PAYLOADS))
    ballots = [json.loads(line) for line in lines if b'"salt"' in line]
    assert len({ballot["credential"] for ballot in ballots}) == 60
    assert len({ballot["salt"] for ballot in ballots}) == 60


def test_it_has_the_members_and_the_kinds_of_entries_of_a_record_made_one_by_one(bulk, tmp_path):
    kinds = []
    for path in (bulk(2), election_of(2).write(tmp_path / "simulated.zip")):
        with Record.open(path) as record:
            entries = [json.loads(line)["type"] for line in record.lines(record_format.ENTRIES)]
            kinds.append(list(dict.fromkeys(entries)))
    assert kinds[0] == kinds[1]
