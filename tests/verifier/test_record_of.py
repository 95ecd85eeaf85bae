"""A mirror becomes a record that the verifier takes for the server's own."""

import zipfile

import pytest

from crypto import tiles
from crypto.transcript import sha256
from tests.verifier.public_logs import PublicLog
from verifier import cli


@pytest.fixture
def folder(honest, tmp_path):
    return PublicLog.of(honest).write(tmp_path / "log")


def test_the_record_passes_all_checks(folder, tmp_path, capsys):
    assert cli.main(["record-of", str(folder), str(tmp_path / "out.zip")]) == 0
    assert cli.main(["--no-progress", str(tmp_path / "out.zip")]) == 0
    assert "All twelve checks passed" in capsys.readouterr().out


def test_its_members_are_those_of_the_server_but_commitments(folder, honest, tmp_path):
    cli.main(["record-of", str(folder), str(tmp_path / "out.zip")])
    honest.commitments = []
    assert (tmp_path / "out.zip").read_bytes() == honest.record()
    with zipfile.ZipFile(tmp_path / "out.zip") as record:
        assert record.read("commitments.jsonl") == b""


def test_a_folder_that_is_not_in_order_makes_no_record(folder, honest, tmp_path):
    file = folder / tiles.payload_path(sha256(honest.lines[-1].payload).hex())
    file.write_bytes(file.read_bytes() + b" ")
    assert cli.main(["record-of", str(folder), str(tmp_path / "out.zip")]) == 1
    assert not (tmp_path / "out.zip").exists()
    assert not (tmp_path / "out.zip.part").exists()


def test_nothing_is_overwritten(folder, tmp_path):
    (tmp_path / "out.zip").write_bytes(b"mine")
    assert cli.main(["record-of", str(folder), str(tmp_path / "out.zip")]) == 2
    assert (tmp_path / "out.zip").read_bytes() == b"mine"


def test_a_log_of_no_election_makes_no_record(tmp_path):
    folder = PublicLog.plain(3).write(tmp_path / "log")
    assert cli.main(["record-of", str(folder), str(tmp_path / "out.zip")]) == 2
    assert cli.main(["record-of", str(tmp_path / "none"), str(tmp_path / "out.zip")]) == 2
