"""A log, another history of the same key, and a judge who has the one or the other."""

import json
from pathlib import Path

import pytest

from tests.verifier.public_logs import PublicLog
from verifier import cli


@pytest.fixture
def log(honest):
    return PublicLog.of(honest)


@pytest.fixture(autouse=True)
def _proofs_stay_here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def judge(log, tmp_path, capsys):
    """Judge texts by the folder of the honest log; the outcome for machines."""

    def call(*documents, by=None, command="dispute", bench="--mirror", more=()):
        files = []
        for number, document in enumerate(documents):
            data = document.encode() if isinstance(document, str) else document
            files.append(Path(f"brought-{number}"))
            files[-1].write_bytes(data)
        place = (by or log).write(tmp_path / f"log-{id(by)}") if bench == "--mirror" else bench
        entries = [] if bench is None else ["--mirror", place]
        words = [command, "--json", *files, *entries, *more]
        status = cli.main([str(word) for word in words])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.out + captured.err
        answer = json.loads(captured.out)
        assert answer["status"] == status
        return answer

    return call


@pytest.fixture
def other(log):
    """The same log's key over another history from entry 19 on, of the same length."""
    other = log.twin(19)
    other.entries += [log.entries[20], log.entries[19], *log.entries[21:]]
    other.payloads += [log.payloads[20], log.payloads[19], *log.payloads[21:]]
    return other


@pytest.fixture
def open_log(log, honest):
    """The log while voting goes on."""
    return log.twin(honest.index("close"))
