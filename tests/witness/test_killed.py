import http.client
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from witness import folder
from witness.answers import Witness

from .logs import body, log_of

ROOT = Path(__file__).parents[2]
LOG = log_of(10)
FORK = LOG.fork(2)
SUBMISSIONS = [
    LOG.body(0, 4),
    FORK.body(4),
    body(4, [], FORK.note(4)),
    LOG.body(4, 8),
    FORK.body(8),
    LOG.body(8),
]


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    path = tmp_path_factory.mktemp("witness") / "fresh"
    folder.create(path, "witness.example")
    with folder.open_memory(path).deciding() as records:
        records.add_log(LOG.key, None)
    return path


@contextmanager
def mortal(path, moment):
    command = [sys.executable, "-m", "tests.witness.mortal", str(path), str(moment)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process, int(process.stdout.readline())
        finally:
            process.kill()


def submit(port, data):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("POST", "/add-checkpoint", data)
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


def submit_all(port):
    """Submit until the witness dies; return the answers it gave out."""
    answers = []
    for data in SUBMISSIONS:
        try:
            answers.append((data, *submit(port, data)))
        except (OSError, http.client.HTTPException):
            break
    return answers


def sizes_of(answers):
    return [
        int(data.partition(b"\n\n")[2].split(b"\n")[1])
        for data, status, _ in answers
        if status == 200
    ]


def test_a_witness_killed_at_any_moment_never_contradicts_what_it_gave_out(fresh, tmp_path):
    moment, is_alive = 0, False
    while not is_alive:
        moment += 2
        path = tmp_path / str(moment)
        shutil.copytree(fresh, path)
        with mortal(path, moment) as (process, port):
            before = submit_all(port)
            is_alive = len(before) == len(SUBMISSIONS)
            if not is_alive:
                process.wait(20)
        _check_after(path, before)
    assert moment > 30


def _check_after(path, before):
    with folder.open_memory(path).reading() as records:
        newest = records.newest(LOG.origin)
    sizes = sizes_of(before)
    assert sizes == sorted(sizes)
    if sizes:
        # What was given out is on disk, and perhaps one more decision that was not.
        assert newest.checkpoint.size >= sizes[-1]
    if newest:
        assert newest.checkpoint.root == LOG.root(newest.checkpoint.size)
    witness = Witness(folder.open_signer(path), folder.open_memory(path), lambda: 1)
    answers = [(data, witness.add_checkpoint(data)) for data in SUBMISSIONS]
    after = [(data, answer.status, answer.body.decode()) for data, answer in answers]
    for data, status, answer in after:
        if status == 200:
            assert data in {SUBMISSIONS[0], SUBMISSIONS[3], SUBMISSIONS[5]}
        assert "—" not in answer or status == 200
    known = newest.checkpoint.size if newest else 0
    assert all(size >= known for size in sizes_of(after))
