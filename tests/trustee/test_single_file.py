"""The single file, run by a Python that has nothing but its standard library."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from crypto import canonical_json
from tests.trustee.served import PASSPHRASE, MemoryElection
from trustee.single_file import NAME, single_file

BARE = (sys.executable, "-I", "-S")
WITH_LIBRARIES = (sys.executable,)


@dataclass
class Computer:
    """Where the single file is run. No path leads to this repository."""

    folder: Path
    election: MemoryElection

    def run(self, command, trustee, *more, python=BARE, environment=None):
        """Carry a task file there and the answer, if there is one, back to the board."""
        (self.folder / "1-task.txt").write_bytes(self.election.task(trustee))
        said = subprocess.run(
            [
                *(*python, NAME, command, "1-task.txt", "--key", f"key-{trustee}.txt"),
                *("--passphrase-file", "passphrase.txt", *more),
            ],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
            env=environment,
        )
        assert said.returncode == 0, said
        return said.stdout

    def answer(self):
        return json.loads((self.folder / "1-answer.txt").read_bytes())

    def upload(self):
        answer = self.answer()
        (self.folder / "1-answer.txt").unlink()
        payload = canonical_json.encode(answer["payload"])
        self.election.accept(answer["trustee"], answer["type"], payload, answer["signature"])


@pytest.fixture
def computer(tmp_path):
    election = MemoryElection("EG-2.1-3072")
    election.begin()
    (tmp_path / NAME).write_bytes(single_file())
    (tmp_path / "passphrase.txt").write_text(PASSPHRASE)
    return Computer(tmp_path, election)


def hold_ceremony(computer):
    """Key holder 3 has gmpy2 and PyCryptodome, the others nothing."""
    for command in ("key", "confirm", "confirm", "drill"):
        for trustee in (1, 2, 3):
            computer.run(command, trustee, python=WITH_LIBRARIES if trustee == 3 else BARE)
            computer.upload()


def hold_vote(election):
    election.freeze()
    election.turn("open")
    election.cast("ada", ((0, 1), (1, 0, 0)))
    election.cast("bob")
    ballot, nonces = election.test_ballot("cyd")
    election.show_as_test(ballot, "cyd", nonces)
    election.cast("ada")
    election.turn("close")
    election.count()


def unlocked_twice(computer, trustee):
    """Unlock with and without libraries from the same files; gives what was said and made."""
    note = computer.folder / f"key-{trustee}.txt.unlocked"
    results = []
    for python in (WITH_LIBRARIES, BARE):
        note.unlink(missing_ok=True)
        results.append((computer.run("unlock", trustee, python=python), computer.answer()))
        assert note.read_text().strip() == results[-1][1]["payload"]["tally"]
    computer.upload()
    return results


def shares(answer):
    return [[item["share"] for item in contest] for contest in answer["payload"]["contests"]]


def test_an_election_of_real_size_is_held_with_nothing_but_python(computer):
    hold_ceremony(computer)
    assert computer.election.view.is_complete
    hold_vote(computer.election)
    for trustee in (1, 3):
        (said, made), (bare_said, bare_made) = unlocked_twice(computer, trustee)
        assert said == bare_said
        assert "with 1 replaced and 1 test ballots" in said
        assert shares(made) == shares(bare_made)
    assert computer.election.opened() == [2, 0, 0, 4, 6]


def test_many_ballots_are_shared_among_processes_where_those_start_from_nothing(computer, tmp_path):
    """As on Windows and macOS."""
    election = computer.election
    for command in ("key", "confirm", "confirm", "drill"):
        for trustee in (1, 2, 3):
            computer.run(command, trustee, python=WITH_LIBRARIES)
            computer.upload()
    election.freeze()
    election.turn("open")
    for name in ("ada", "bob") * 13:
        election.cast(name)
    election.turn("close")
    election.count()
    start = "import multiprocessing\nmultiprocessing.set_start_method('spawn')\n"
    (tmp_path / "sitecustomize.py").write_text(start)
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    said = computer.run("unlock", 1, python=WITH_LIBRARIES, environment=environment)
    assert "with 24 replaced and 0 test ballots" in said


@pytest.mark.parametrize(
    ("python", "words"),
    [(BARE, "Computing with Python's own integers"), (WITH_LIBRARIES, "Computing with gmpy2.")],
)
def test_it_says_what_computes(computer, python, words):
    assert words in computer.run("status", 1, python=python)
    said = subprocess.run(
        [*python, computer.folder / NAME, "--version"], capture_output=True, text=True, check=True
    )
    assert words in said.stdout


def test_help_names_the_file_it_was_started_as(computer):
    said = subprocess.run(
        [*BARE, computer.folder / NAME, "--help"], capture_output=True, text=True, check=True
    )
    assert f"python {NAME} key TASK --key my-key.txt" in said.stdout


def test_an_older_python_is_told_which_one_it_needs(tmp_path):
    (tmp_path / NAME).write_bytes(single_file())
    script = (
        "import runpy, sys\n"
        "sys.version_info, sys.version = (3, 9, 2, 'final', 0), '3.9.2 (old)'\n"
        f"runpy.run_path({str(tmp_path / NAME)!r}, run_name='__main__')\n"
    )
    said = subprocess.run([*BARE, "-c", script], capture_output=True, text=True, check=False)
    assert said.returncode == 1
    assert said.stderr == "This program needs Python 3.11 or newer; this is Python 3.9.2\n"
