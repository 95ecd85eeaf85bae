"""The verdict on the whole record, and publishing only what passed."""

import json
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import transaction

import board.services
from board.errors import LogFrozenError
from board.models import Entry, Payload
from tally import selectors
from tally.errors import TallyError
from tally.models import Count, Verdict
from tally.record import record_write
from tally.services import check_begin, count_retry, result_publish, verdict_note
from tally.tasks import count_advance, elections_tick
from tally.verification import judged
from tests.board.append_only import lifted
from tests.counting import counted
from tests.elections import draft_election, open_election
from tests.tasks import Queue
from tests.votes import vote
from voting.errors import StateError
from voting.services.guards import record_append

CHECKS = [f"C{number:02}" for number in range(1, 13)]


def report(**verdicts):
    """A verifier's report; every check passes that is not named."""
    checks = [
        {"check": check, "verdict": verdicts.get(check, "pass"), "text": "", "failures": []}
        for check in CHECKS
    ]
    return json.dumps({"v": 1, "checks": checks})


def test_a_record_without_its_end_passes_when_nothing_else_is_missing():
    assert judged(report(C04="not checked"))[0] == Verdict.PASSED
    assert judged(report())[0] == Verdict.PASSED


@pytest.mark.parametrize("check", CHECKS)
def test_one_failed_check_fails_the_record(check):
    assert judged(report(**{check: "fail"}))[0] == Verdict.FAILED


@pytest.mark.parametrize("check", [check for check in CHECKS if check != "C04"])
def test_a_check_that_could_not_be_made_fails_it_too(check):
    assert judged(report(**{check: "not checked"}))[0] == Verdict.FAILED


@pytest.mark.parametrize(
    "answer", ["", "Traceback", "[]", "{}", '{"checks": []}', '{"checks": [{}]}', "null"]
)
def test_a_verifier_that_says_nothing_understandable_fails_it(answer):
    assert judged(answer)[0] == Verdict.FAILED


def test_the_report_names_the_failing_entry():
    document = json.loads(report(C07="fail"))
    document["checks"][6]["failures"] = [
        {"sentence": "C07.5", "place": "entry 17", "detail": "range proof does not hold"}
    ]
    verdict, text = judged(json.dumps(document))
    assert verdict == Verdict.FAILED
    assert "  C07.5 entry 17: range proof does not hold" in text


@pytest.fixture
def built(eager, transactional_db):
    election = open_election()
    vote(election, 1, [[1, 0, 0]])
    counted(election)
    return election


def verify(election, tmp_path):
    path = tmp_path / "record.zip"
    with path.open("w+b") as stream:
        record_write(election, stream)
    return subprocess.run(
        [sys.executable, "-m", "verifier", str(path), "--no-progress"],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_published_record_passes_the_stand_alone_verifier_and_is_closed(built, tmp_path):
    assert selectors.count_get(built.election.pk).verdict == "passed"
    assert verify(built.election, tmp_path).returncode == 2  # not finished
    published = result_publish(election=built.election)
    assert published.state == "published"
    assert result_publish(election=published).state == "published"
    done = verify(built.reload(), tmp_path)
    assert done.returncode == 0, done.stdout
    assert len(re.findall(r"^C\d\d pass", done.stdout, re.MULTILINE)) == 12
    with pytest.raises(LogFrozenError), transaction.atomic():
        record_append(election=built.election, kind="final", payload={})


@pytest.mark.parametrize("verdict", [Verdict.NONE, Verdict.FAILED])
def test_nothing_is_published_that_did_not_pass(built, verdict):
    verdict_note(election_id=built.election.pk, verdict=verdict, report="")
    with pytest.raises(TallyError, match="checked again"):
        result_publish(election=built.election)
    assert built.reload().state == "counted"


def test_a_result_that_somebody_changed_in_the_database_does_not_pass(built):
    """The record says one thing and the totals another: the verifier counts again."""
    row = Entry.objects.get(kind="result").payload
    honest = bytes(row.data)
    with lifted():
        Payload.objects.filter(pk=row.pk).update(data=honest.replace(b'"count":0', b'"count":1', 1))
    Count.objects.update(verdict=Verdict.NONE, check_began_at=None)
    count_advance(built.election.slug)
    count = selectors.count_get(built.election.pk)
    assert count.verdict == Verdict.FAILED
    assert "C03.2" in count.report
    assert "C12.5 " in count.report
    with lifted():
        Payload.objects.filter(pk=row.pk).update(data=honest)
    count_retry(election=built.election)
    count_advance(built.election.slug)
    assert selectors.count_get(built.election.pk).verdict == Verdict.PASSED


def test_the_check_is_made_by_one_worker_at_a_time(built):
    key = built.election.pk
    assert not check_begin(election_id=key)
    count_retry(election=built.election)
    assert not check_begin(election_id=key)  # it passed; there is nothing to try again
    verdict_note(election_id=key, verdict=Verdict.FAILED, report="x")
    count_retry(election=built.election)
    assert check_begin(election_id=key)
    assert not check_begin(election_id=key)


def test_the_whole_check_waits_until_the_result_is_published(eager, transactional_db, monkeypatch):
    built = open_election()
    vote(built, 1, [[1, 0, 0]])
    write = board.services.log_write_public

    def late(*, log, released):
        """Another process is faster than this one is at writing the files."""
        if not log.entries.filter(kind="result").exists():
            write(log=log, released=released)

    monkeypatch.setattr(board.services, "log_write_public", late)
    counted(built)
    count_advance(built.election.slug)
    assert built.reload().state == "counted"
    assert selectors.count_get(built.election.pk).verdict == Verdict.NONE
    monkeypatch.undo()
    elections_tick()
    count_advance(built.election.slug)
    assert selectors.count_get(built.election.pk).verdict == Verdict.PASSED


@pytest.mark.django_db
def test_there_is_nothing_to_publish_before_the_result(queue: Queue):
    built = open_election()
    with pytest.raises(TallyError, match="no result"):
        result_publish(election=built.election)


@pytest.mark.django_db
def test_a_draft_has_no_record(tmp_path):
    with pytest.raises(StateError), (tmp_path / "record.zip").open("w+b") as stream:
        record_write(draft_election().election, stream)
