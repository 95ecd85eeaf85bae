"""Task files and the program as a file: what key holders download."""

import io
import json
import subprocess
import sys
import zipfile

import pytest
from django.test import Client

from board.services import log_publish
from crypto.transcript import sha256
from tests.elections import (
    BuiltElection,
    draft_election,
    frozen_election,
    keyed_election,
    run_ceremony,
)
from trustee.answer_file import AnswerFile
from trustee.board import Board
from trustee.record import Phase, Record
from trustee.single_file import single_file
from trustee.task_file import TaskFile
from verifier.single_file import NAME as VERIFIER
from verifier.single_file import single_file as verifier_file
from voting import task_files
from voting.key_tool import key_tool_files
from voting.selectors import trustee_get
from voting.services import ceremony_start, trustee_invite

pytestmark = pytest.mark.django_db
PROGRAM = "tabella-trustee.pyz"


def download(built: BuiltElection, index: int = 1, token: str | None = None):
    token = token or trustee_invite(trustee=trustee_get(built.election, index))
    if built.election.log is not None and not built.election.log.checkpoints.exists():
        # Nothing is ever committed in these tests, and so nothing published.
        log_publish(log=built.election.log)
    client = Client(headers={"Authorization": f"Bearer {token}"})
    return client.get(f"/api/v1/elections/{built.election.pk}/trustee/task")


def content(answer) -> bytes:
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def test_the_program_reads_it_and_finds_the_whole_record(tmp_path):
    built = frozen_election(trustees=3, threshold=2)
    path = tmp_path / "task.txt"
    path.write_bytes(content(download(built, 2)))
    with (
        TaskFile(path, AnswerFile(tmp_path / "answer.txt")) as way,
        (tmp_path / "s").open("w+b") as spool,
    ):
        assert (way.election_id, way.trustee) == (built.election.slug, 2)
        assert way.status().step == "wait"
        record = Record(way.election_id, spool)
        record.read(Board(way, way.election_id, None))
    assert record.phase is Phase.FROZEN


def test_it_says_what_is_next_and_is_named_after_the_election():
    built = draft_election(trustees=3, threshold=2)
    ceremony_start(election=built.election)
    built.reload()
    answer = download(built)
    header, *lines = content(answer).split(b"\n")
    assert json.loads(header)["step"] == "key"
    assert len(lines) == 3
    assert answer["Content-Disposition"] == (
        f'attachment; filename="{built.election.slug}-task.txt"'
    )
    assert answer["Cache-Control"] == "no-store"


def test_it_ends_where_its_checkpoint_ends():
    """Entries that are not signed yet are in the next file."""
    built = draft_election(trustees=3, threshold=2)
    ceremony_start(election=built.election)
    built.reload()
    download(built)
    run_ceremony(built)
    assert built.election.log.entries.count() > 1
    header, *lines = content(download(built)).splitlines()
    assert json.loads(header)["checkpoint"].split("\n")[1] == "1"
    assert len(lines) == 2


def test_long_records_are_read_in_batches(monkeypatch):
    built = keyed_election()
    whole = content(download(built)).split(b"\n")[1:]
    monkeypatch.setattr(task_files, "COUNT", 2)
    monkeypatch.setattr(task_files, "BATCH_BYTES", 1)
    assert content(download(built)).split(b"\n")[1:] == whole


def test_it_is_only_for_who_has_the_link():
    answer = download(keyed_election(), token="x" * 43)
    assert (answer.status_code, answer.json()["code"]) == (401, "token_refused")


def test_before_the_ceremony_there_is_none():
    answer = download(draft_election(trustees=3, threshold=2))
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_state")


def test_the_program_can_be_downloaded_and_stands_in_the_list(client):
    answer = client.get(f"/downloads/{PROGRAM}")
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == f'attachment; filename="{PROGRAM}"'
    assert sha256(answer.content).hex() == key_tool_files()[PROGRAM]


def test_it_is_the_same_from_every_process(tmp_path):
    command = [sys.executable, "-m", "scripts.single_files", str(tmp_path)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    for name, data in ((PROGRAM, single_file()), (VERIFIER, verifier_file())):
        assert (tmp_path / name).read_bytes() == data
        assert f"{sha256(data).hex()}  {name}\n" in said


def test_it_holds_what_it_needs_and_the_licences_and_nothing_more():
    with zipfile.ZipFile(io.BytesIO(single_file())) as archive:
        names = archive.namelist()
        assert names == sorted(names)
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert {"LICENSE", "rfc8785/LICENSE", "__main__.py", "trustee/cli.py"} <= set(names)
    # What makes ballots and reads voters' codes has no place in it.
    assert not {"crypto/encryption.py", "crypto/credentials.py"} & set(names)
    assert {name.split("/")[0] for name in names} == {
        "LICENSE",
        "__main__.py",
        "crypto",
        "rfc8785",
        "trustee",
    }
