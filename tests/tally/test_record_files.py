"""The record as a file: whole, made once for each size, the same for everybody."""

import os
import subprocess
import sys
import zipfile
from io import BytesIO

import pytest
from django.conf import settings
from django.test import Client

from crypto import canonical_json, record_format
from crypto.ballot import decode_ballot, verify_ballot
from crypto.commitments import decode_commitments, verify_commitments
from crypto.transcript import sha256
from tally import record_files
from tally.models import Verdict
from tally.record import record_write
from tally.record_files import record_file, record_outline
from tally.verification import record_verify
from tests.elections import draft_election, frozen_election, open_election
from tests.votes import challenge, lock, vote
from verifier.record import Record
from voting.contexts import election_context
from voting.services import election_close

pytestmark = pytest.mark.django_db(transaction=True)


def download(election):
    return Client().get(f"/e/{election.slug}/record.zip")


def body(answer):
    return b"".join(answer.streaming_content)


def test_a_record_can_be_downloaded_from_the_freeze_on(queue):
    built = frozen_election()
    answer = download(built.election)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/zip"
    assert f"record-{built.election.slug[:8]}.zip" in answer["Content-Disposition"]
    data = body(answer)
    assert int(answer["Content-Length"]) == len(data)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert tuple(archive.namelist()) == record_format.MEMBERS
        assert archive.testzip() is None


def test_a_draft_has_nothing_to_download():
    built = draft_election()
    assert download(built.election).status_code == 404
    assert Client().get(f"/e/{built.election.slug}/download").status_code == 404


def test_the_verifier_reads_an_unfinished_record_and_finds_no_fault(queue, tmp_path):
    built = open_election(trustees=3, threshold=2, is_demonstration=False)
    vote(built, 1, [[1, 0, 0]])
    challenge(lock(built, 2, [[0, 1, 0]]))
    queue.run()
    path = tmp_path / "record.zip"
    path.write_bytes(body(download(built.election)))
    with Record.open(path):
        pass
    done = subprocess.run(
        [sys.executable, "-m", "verifier", str(path), "--no-progress"],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2, done.stdout
    assert "FAIL" not in done.stdout
    assert "1 ballot" in done.stdout


def test_the_commitments_in_the_record_are_those_of_its_ballots(queue):
    built = open_election()
    ballots = [vote(built, voter, [[0, 1, 0]]) for voter in (1, 2)]
    challenge(lock(built, 3, [[0, 1, 0]]))
    queue.run()
    with zipfile.ZipFile(BytesIO(body(download(built.election)))) as archive:
        lines = archive.read(record_format.COMMITMENTS).splitlines()
    by_hash = {ballot.hash: ballot.data for ballot in ballots}
    context = election_context(built.election)
    assert len(lines) == 2
    for line in lines:
        document = canonical_json.decode(line, max_size=len(line), place="line")
        ballot = verify_ballot(decode_ballot(by_hash[document["ballot"]], context), context)
        commitments = decode_commitments(document["commitments"], context, ballot.style)
        verify_commitments(ballot, commitments, context)


def size_of(path):
    return int(path.stem.split("-")[0])


def test_many_downloads_of_one_size_make_one_file(queue, monkeypatch):
    built = open_election()
    made = []
    write = record_files.record_write
    monkeypatch.setattr(record_files, "record_write", lambda *args: made.append(1) or write(*args))
    first, second = (body(download(built.election)) for _ in range(2))
    assert first == second
    assert len(made) == 1


def test_a_record_that_grew_replaces_its_file_and_readers_of_the_old_one_go_on(queue, monkeypatch):
    monkeypatch.setattr(record_files, "FRESH_SECONDS", 0)
    built = open_election()
    old = download(built.election)
    path = record_file(built.election)
    vote(built, 1, [[1, 0, 0]])
    queue.run()
    newer = body(download(built.election))
    assert not path.exists()
    assert len(body(old)) < len(newer)
    assert len(list(path.parent.glob("*.zip"))) == 1


def test_while_voting_goes_on_a_file_serves_for_a_minute_and_after_it_for_ever(queue):
    built = open_election()
    path = record_file(built.election)
    vote(built, 1, [[1, 0, 0]])
    queue.run()
    assert record_file(built.reload()) == path
    past = path.stat().st_mtime - record_files.FRESH_SECONDS - 1
    os.utime(path, (past, past))
    newer = record_file(built.election)
    assert size_of(newer) > size_of(path)
    election_close(election=built.election)
    assert size_of(record_file(built.reload())) == size_of(newer) + 1


def test_a_crash_while_writing_leaves_no_file_and_the_next_download_mends_it(queue, monkeypatch):
    built = open_election()

    def dies(_election, stream):
        stream.write(b"half")
        raise OSError("no space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(record_files, "record_write", dies)
        with pytest.raises(OSError, match="no space"):
            record_file(built.election)
    folder = record_file(built.election).parent
    assert [file.suffix for file in folder.glob("*.*")] == [".zip"]


def test_what_is_said_of_the_file_is_what_is_in_it(queue):
    built = open_election()
    vote(built, 1, [[1, 0, 0]])
    challenge(lock(built, 2, [[0, 1, 0]]))
    queue.run()
    outline, size = record_outline(built.reload()), record_file(built.election).stat().st_size
    assert (outline.ballots, outline.tests) == (1, 1)
    assert outline.entries == size_of(record_file(built.election))
    assert abs(outline.size - size) < 8192


def test_commitments_give_way_where_a_record_would_grow_too_long(queue, monkeypatch, tmp_path):
    """They only make checking faster; without this the largest elections would have no record."""
    built = open_election()
    vote(built, 1, [[0, 1, 0]])
    vote(built, 2, [[0, 1, 0]])
    queue.run()
    whole = BytesIO()
    record_write(built.election, whole)
    with zipfile.ZipFile(whole) as archive:
        total = sum(member.file_size for member in archive.infolist())
        first, _ = archive.read(record_format.COMMITMENTS).splitlines(keepends=True)
    monkeypatch.setattr(record_format, "MAX_RECORD", total - 1)
    path = tmp_path / "record.zip"
    with path.open("w+b") as stream:
        record_write(built.election, stream)
    with Record.open(path) as record:
        assert record.read(record_format.COMMITMENTS) == first


def test_a_record_longer_than_the_cap_fails_its_check_in_words(queue, monkeypatch):
    built = open_election()
    monkeypatch.setattr(record_format, "MAX_RECORD", 2_000)
    verdict, report = record_verify(built.election)
    assert verdict == Verdict.FAILED
    assert report == "The record is too long to be checked: a record holds at most 2000 bytes."


def test_the_page_says_how_to_check_it(queue):
    built = open_election()
    text = Client().get(f"/e/{built.election.slug}/download").content.decode()
    assert "python3 tabella-verify.pyz record.zip" in text
    assert f"{settings.TABELLA_URL}/downloads/tabella-verify.pyz" in text
    program = Client().get("/downloads/tabella-verify.pyz").content
    assert sha256(program).hex() in text
    assert f"{settings.TABELLA_URL}/e/{built.election.slug}/record.zip" in text
    for name in ("record", "board", "verification", "protocol"):
        assert f"/formats/{name}.md" in text
        answer = Client().get(f"/formats/{name}.md")
        assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain; charset=utf-8")


@pytest.mark.parametrize("name", ["secret", "README", "..", "%2e%2e%2fsettings"])
def test_no_other_file_is_given_out(name):
    assert Client().get(f"/formats/{name}.md").status_code == 404
