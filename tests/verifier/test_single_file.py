"""tabella-verify.pyz, run by a Python that has nothing but its standard library."""

import io
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from crypto.transcript import sha256
from tests.simulator import Plan, Simulation, Vote, Voter
from tests.verifier.defects import DEFECTS, spoil
from tests.verifier.many_ballots import election_of
from tests.verifier.programs import ROOT, run_measured
from tests.verifier.public_logs import PublicLog, serving
from verifier import cli
from verifier.program import program_digest
from verifier.single_file import NAME, single_file

BARE = (sys.executable, "-I", "-S")
WITH_LIBRARIES = (sys.executable,)


@pytest.fixture
def program(tmp_path):
    """The file in a folder from which no path leads to this repository."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / NAME).write_bytes(single_file())
    return folder / NAME


def run(program, *words, python=BARE):
    return run_measured([*python, program, *words], cwd=program.parent)


def test_a_record_is_verified_with_nothing_but_python(program, honest, tmp_path, capsys):
    record = honest.write(tmp_path / "record.zip")
    bare = run(program, record)
    assert (bare.status, cli.main([str(record)])) == (0, 0)
    assert bare.out == capsys.readouterr().out
    assert run(program, record, python=WITH_LIBRARIES).out == bare.out


@pytest.mark.parametrize("name", ["beta_negated", "two_ballots_with_one_id", "answers_swapped"])
def test_a_fault_is_named_with_nothing_but_python(name, program, honest, tmp_path):
    record = spoil(name, honest) or honest
    cost = run(program, record.write(tmp_path / "record.zip"))
    assert cost.status == 1
    assert set(re.findall(r"C\d\d\.\d+", cost.out)) == set(DEFECTS[name].sentences)


def test_processes_share_the_work_of_the_file(program, tmp_path):
    """They start anew, and have to find the program inside the file."""
    record = election_of(70).write(tmp_path / "record.zip")
    words = (record, "--no-progress", "--jobs")
    one, two = (run(program, *words, jobs, python=WITH_LIBRARIES) for jobs in ("1", "2"))
    assert two.status == 0
    assert one.out == two.out


def test_all_it_can_do_is_in_the_file(program, honest, tmp_path):
    folder = PublicLog.of(honest).write(tmp_path / "log")
    record, page, state = (tmp_path / name for name in ("out.zip", "out.html", "state"))
    assert run(program, "fsck", folder).status == 0
    assert run(program, "record-of", folder, record).status == 0
    words = (record, "--html", page, "--state", state)
    assert run(program, *words, python=WITH_LIBRARIES).status == 0
    assert "All twelve checks passed" in page.read_text("utf-8")
    assert run(program, *words).status == 0
    with serving(folder) as site:
        assert run(program, "mirror", site.address, tmp_path / "mirror").status == 0
    assert "watch" in run(program, "--help").out


def test_the_same_sources_give_the_same_bytes():
    code = "import sys, verifier.single_file as s; sys.stdout.buffer.write(s.single_file())"
    for seed in ("1", "2"):
        made = subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed, "TZ": "Pacific/Kiritimati"},
            capture_output=True,
            check=True,
        )
        assert made.stdout == single_file()


def test_it_holds_what_it_needs_and_nothing_of_keys(program):
    with zipfile.ZipFile(io.BytesIO(single_file())) as archive:
        names = set(archive.namelist())
        assert archive.read("LICENSE") == (ROOT / "LICENSE").read_bytes()
    assert {"rfc8785/LICENSE", "__main__.py", "verifier/cli.py", "verifier/checks/c07_ballots.py",
            "verifier/commands/watch.py", "crypto/plain_numbers.py"} <= names  # fmt: skip
    assert not {"crypto/encryption.py", "crypto/trustee_keys.py", "crypto/decryption.py",
                "crypto/key_file.py", "crypto/program_file.py"} & names  # fmt: skip
    assert {name.split("/")[0] for name in names} == {
        *("LICENSE", "__main__.py", "crypto", "rfc8785", "verifier")
    }


def test_a_state_knows_the_program_it_is_of(program):
    code = "from verifier.program import program_digest as d; print(d())"
    sources = f"import sys; sys.path.insert(0, {str(program)!r}); {code}"
    said = subprocess.run([*BARE, "-c", sources], capture_output=True, text=True, check=True)
    assert re.fullmatch("[0-9a-f]{64}\n", said.stdout)
    # It lacks modules that are here, so it is another program.
    assert said.stdout.strip() != program_digest()


def test_an_older_python_is_told_which_one_it_needs(program):
    script = (
        "import runpy, sys\n"
        "sys.version_info, sys.version = (3, 9, 2, 'final', 0), '3.9.2 (old)'\n"
        f"runpy.run_path({str(program)!r}, run_name='__main__')\n"
    )
    said = subprocess.run([*BARE, "-c", script], capture_output=True, text=True, check=False)
    assert (said.returncode, said.stderr) == (
        1,
        "This program needs Python 3.11 or newer; this is Python 3.9.2\n",
    )


@pytest.mark.long
def test_a_record_of_200_ballots_is_verified_with_nothing_but_python(program, tmp_path):
    plan = Plan(
        voters=(Voter(),) * 200,
        votes=tuple(Vote(voter, ((voter % 2, 0), (1, voter % 3))) for voter in range(200)),
    )
    record = Simulation.honest(plan).write(tmp_path / "record.zip")
    cost = run(program, record)
    assert cost.status == 0, cost.out
    assert "200 ballots counted" in cost.out
    assert sha256(Path(program).read_bytes()) == sha256(single_file())
