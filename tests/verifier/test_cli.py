"""The program from outside: statuses, words, and no traceback whatever it is given."""

import json
import os
import runpy
import subprocess
import sys

import pytest

from verifier import ballots, cli
from verifier.examination import Task
from verifier.state import Mark
from verifier.terminal import Progress, harmless


@pytest.fixture
def record(honest, tmp_path):
    return honest.write(tmp_path / "record.zip")


def test_status_0_when_all_passed(run, record):
    status, out = run(record)
    assert status == 0
    assert len([line for line in out.splitlines() if line.startswith("C")]) == 12


def test_status_1_when_something_failed(run, honest, tmp_path):
    honest.edit("freeze", lambda document: document.update(transcript="0" * 64))
    status, out = run(honest.write(tmp_path / "record.zip"))
    assert status == 1
    assert "  C05.11 entry 15 (freeze): " in out
    assert out.splitlines()[-1].startswith("This record is NOT in order: 1 of 12")


def test_status_2_when_something_is_missing(run, honest, tmp_path):
    honest.drop("final")
    status, out = run(honest.write(tmp_path / "record.zip"))
    assert status == 2
    assert "C04 not checked  the record ends before final or cancel" in out


@pytest.mark.parametrize(
    "data", [b"", b"PK", b"\0" * 10_000, bytes(range(256)) * 20, b"{}\n" * 1000]
)
def test_status_2_for_anything_else(data, run, tmp_path):
    path = tmp_path / "record.zip"
    path.write_bytes(data)
    status, out = run(path)
    assert status == 2
    assert out.splitlines()[-1].startswith("This file is unusable")


@pytest.mark.parametrize("path", ["/nowhere/record.zip", "/", "/dev/null"])
def test_status_2_for_no_file(path, run):
    assert run(path)[0] == 2


def test_json_for_machines(run, record):
    status, out = run("--json", record)
    document = json.loads(out)
    assert status == document["status"] == 0
    assert [check["verdict"] for check in document["checks"]] == ["pass"] * 12
    assert document["election"]["title"] == "General meeting"


def test_json_names_failures(run, honest, tmp_path):
    honest.line("ballot").seed = b"\7" * 32
    _, out = run("--json", honest.write(tmp_path / "record.zip"))
    check = json.loads(out)["checks"][6]
    assert check["verdict"] == "fail"
    assert check["failures"][0]["sentence"] == "C07.3"
    assert check["failures"][0]["place"] == "entry 17 (ballot)"


@pytest.mark.parametrize("size", [9, None])
def test_kept_checkpoint_from_a_file(size, run, honest, record, tmp_path):
    kept = tmp_path / "checkpoint"
    kept.write_text(honest.checkpoint(size=size))
    assert run("--since", kept, record)[0] == 0


@pytest.mark.parametrize("text", ["", "hello", "a\nb\nc\n\n", "\xff" * 20_000])
def test_kept_checkpoint_that_is_none(text, run, record, tmp_path):
    kept = tmp_path / "checkpoint"
    kept.write_text(text, encoding="latin-1")
    status, out = run("--since", kept, record)
    assert status == 2
    assert "C03 not checked  kept checkpoint" in out
    assert "FAIL" not in out


def test_kept_checkpoint_that_is_not_there(run, record, tmp_path):
    assert run("--since", tmp_path / "none", record)[0] == 2


def test_internal_error_is_no_verdict(run, record, monkeypatch):
    def fail(*_):
        raise RuntimeError("boom")

    monkeypatch.setattr(cli, "verify_record", fail)
    status, out = run(record)
    assert status == 2
    assert "RuntimeError" in out
    assert out.endswith("The verifier stopped before it came to a verdict.\n")


def test_text_of_the_record_cannot_steer_the_terminal(run, verify, honest, tmp_path):
    title = "\N{RIGHT-TO-LEFT OVERRIDE}evil\N{ZERO WIDTH JOINER}\N{LINE SEPARATOR}"
    honest.edit("election", lambda document: document.update(title={"en": title}))
    _, out = run(honest.write(tmp_path / "record.zip"))
    assert "<U+202E>evil<U+200D><U+2028>" in out
    assert all(letter.isprintable() or letter == "\n" for letter in out)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred", "<U+001B>[31mred"),
        ("a\nC12 pass", "a<U+000A>C12 pass"),
        ("\x00\x9b\ue000", "<U+0000><U+009B><U+E000>"),
        ("Vorsitz: Ä/ß", "Vorsitz: Ä/ß"),
    ],
)
def test_harmless(text, shown):
    assert harmless(text) == shown


def test_long_text_is_cut():
    assert harmless("x" * 1000) == "x" * 300 + "..."


def test_progress_only_on_a_terminal(run, record, monkeypatch):
    class Terminal:
        written = ""

        def isatty(self):
            return True

        def write(self, text):
            self.written += text

        def flush(self):
            pass

    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    run(record)
    assert "6 of 6 ballots checked" in terminal.written
    terminal.written = ""
    run("--no-progress", record)
    assert terminal.written == ""
    Progress().show(1, 2)


@pytest.mark.parametrize(
    "surroundings",
    [
        {"TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "1"},
        {"TZ": "America/Anchorage", "LC_ALL": "C", "PYTHONHASHSEED": "random", "PYTHONUTF8": "0"},
    ],
)
def test_report_does_not_depend_on_surroundings(surroundings, honest, run, tmp_path):
    honest.edit("election", lambda document: document.update(title={"en": "Vorsitz für 2030 ✓"}))
    path = honest.write(tmp_path / "record.zip")

    def words(where):
        (tmp_path / where).mkdir()
        kept = ("--html", tmp_path / where / "page", "--state", tmp_path / where / "state")
        return ["--no-progress", *(str(word) for word in (*kept, path))]

    expected = run(*words("here"))
    done = subprocess.run(
        [sys.executable, "-m", "verifier", *words("there")],
        capture_output=True,
        check=False,
        env={**os.environ, **surroundings},
    )
    assert (done.returncode, done.stdout.decode("utf-8")) == expected
    assert done.stderr == b""
    for name in ("page", "state"):
        assert (tmp_path / "there" / name).read_bytes() == (tmp_path / "here" / name).read_bytes()


def test_many_failures_are_counted_not_listed(honest, verify):
    for line in honest.lines[:]:
        if line.kind == "final":
            honest.lines += [line] * 30
    text = verify(honest).text()
    assert "C04 FAIL         30 failures" in text
    assert "  and 10 more" in text


def test_module_is_a_program(record, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["verifier", str(record)])
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("verifier", run_name="__main__")
    assert ended.value.code == 0
    assert "All twelve checks passed" in capsys.readouterr().out


def test_reader_who_has_seen_enough(record):
    command = f"{sys.executable} -m verifier {record} | true"
    done = subprocess.run(["sh", "-c", command], capture_output=True, check=False)
    assert done.stderr == b""


def test_workers_do_what_one_process_does(honest):
    lines = honest.lines[17:18]
    tasks = [Task(1, line.kind, line.entry(), line.payload, 1) for line in lines]
    ballots._start_worker(honest.line("election").payload, int(honest.context.joint_key))
    portion = ballots.Portion(tuple(tasks), Mark(18, b""))
    assert ballots._work(portion) == ballots.examine_batch(tasks, honest.context)
