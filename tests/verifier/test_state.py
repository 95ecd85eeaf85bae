"""What a run leaves for the next one: believed for the same bytes only, and never a verdict."""

import json
import os
import shutil
import signal
import time
from dataclasses import replace

import pytest

from tests.simulator import DEMONSTRATION, Simulation, Vote
from tests.verifier.defects import DEFECTS, Tampered, spoil
from tests.verifier.many_ballots import cut, election_of
from tests.verifier.programs import end, start_verifier
from verifier import ballots, cli
from verifier.errors import VerifierError
from verifier.record import Record
from verifier.report import Report
from verifier.state import State
from verifier.summary import Summary
from verifier.verification import Options, verify_record


@pytest.fixture(autouse=True)
def short_portions(monkeypatch):
    """So that a state of six ballots has several lines."""
    monkeypatch.setattr(ballots, "BATCH_SIZE", 2)


@pytest.fixture
def examined(monkeypatch):
    """The numbers of the entries that were examined."""
    seen = []
    examine = ballots.examine_batch

    def watched(tasks, context):
        seen.extend(task.index for task in tasks)
        return examine(tasks, context)

    monkeypatch.setattr(ballots, "examine_batch", watched)
    return seen


@pytest.fixture
def verify(tmp_path):
    """Verify with the state in one file; return report and what was said of the state."""

    def run(what, *, state=tmp_path / "state"):
        data, note = (what.record, what.kept_note) if isinstance(what, Tampered) else (what, None)
        data = data.record() if isinstance(data, Simulation) else data
        path = tmp_path / "record.zip"
        path.write_bytes(data)
        report = Report()
        kept = State(state)
        try:
            with Record.open(path) as record:
                options = Options(kept_note=note, state=kept)
                summary = Summary.of(verify_record(record, options, report), report)
        except VerifierError as error:
            summary = Summary.unusable(str(error))
        finally:
            kept.close()
        return json.dumps(summary.document()), kept.words

    return run


def test_a_longer_record_costs_what_is_new(honest, verify, examined, tmp_path):
    fresh = verify(honest, state=None)[0]
    del examined[:]
    verify(cut(honest, 4))
    first = list(examined)
    del examined[:]
    assert verify(honest) == (fresh, "")
    assert len(first) == 4
    assert len(examined) == 2
    assert not set(first) & set(examined)
    del examined[:]
    assert verify(honest) == (fresh, "")
    assert examined == []
    assert not (tmp_path / "state.before").exists()


def test_a_ballot_that_is_replaced_later_is_not_counted(honest, verify):
    """Sums are made anew from the bytes: a state holds none."""
    verify(cut(honest, 1))
    report = json.loads(verify(honest)[0])
    assert report["outcome"] == "passed"


def test_an_odd_number_of_known_ballots(honest, verify, examined):
    verify(cut(honest, 3))
    del examined[:]
    assert verify(honest)[0] == verify(honest, state=None)[0]
    assert len(examined) == 3 + 6


EVERY = sorted(DEFECTS)
SOME = (
    "alpha_outside_the_group",
    "ballot_after_the_close",
    "ballot_entered_under_another_credential",
    "ballot_stands_twice",
    "copy_of_anothers_ballot",
    "entries_of_version_two",
    "history_rewritten_since_the_kept_checkpoint",
    "manifest_text_edited_after_the_vote",
    "one_payload_more_than_entries",
    "payload_changed_behind_its_entry",
    "test_ballot_was_cast_as_well",
    "two_ballots_with_one_id",
)


def same_verdicts(name, honest, verify, tmp_path):
    """A defect before the kept point, after it, and known already: as without a state."""
    before = tmp_path / "honest"
    verify(cut(honest, 4), state=before)
    spoilt = spoil(name, honest.copy())
    fresh, _ = verify(spoilt, state=None)
    for known in (1, 3, 5):
        state = tmp_path / f"after-{known}"
        if isinstance(spoilt, Simulation):
            try:
                verify(cut(spoilt, known), state=state)
            except IndexError:
                continue  # the defect needs fewer ballots
        assert verify(spoilt, state=state)[0] == fresh
        assert verify(spoilt, state=state)[0] == fresh
    try:
        assert verify(spoilt, state=before)[0] == fresh
    except VerifierError:
        pytest.fail("a state of the same log is refused")


@pytest.mark.parametrize("name", SOME)
def test_the_same_verdicts_as_from_the_start(name, honest, verify, tmp_path):
    same_verdicts(name, honest, verify, tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("name", [name for name in EVERY if name not in SOME])
def test_the_same_verdicts_for_every_defect(name, honest, verify, tmp_path):
    same_verdicts(name, honest, verify, tmp_path)


def test_a_ballot_changed_behind_a_known_entry_is_found(honest, verify):
    """The entry is the same byte for byte, and so is the root; its payload is not."""
    verify(honest)
    line = honest.line("ballot", 1)
    line.raw_entry = line.entry()
    line.payload = honest.line("ballot", 2).payload
    fresh = verify(honest, state=None)[0]
    assert "C03.2" in fresh
    assert "C07.2" in fresh
    assert verify(honest)[0] == fresh
    assert verify(honest)[0] == fresh


def test_a_rewritten_history_is_examined_anew_and_the_state_kept_beside(honest, verify, examined,
                                                                        tmp_path):  # fmt: skip
    verify(honest)
    old = (tmp_path / "state").read_bytes()
    made = honest.make_ballot(Vote(1, ((1, 0), (1, 0))))
    honest.lines[honest.index("ballot", 1)] = honest.ballot_line(1, made)
    honest.count()
    del examined[:]
    report, words = verify(honest)
    assert json.loads(report)["outcome"] == "passed"
    assert len(examined) >= 4
    assert "are not those it was made of; state.before holds it" in words
    assert (tmp_path / "state.before").read_bytes() == old


def test_a_state_of_a_longer_record_is_used_and_stays(honest, verify, examined, tmp_path):
    verify(honest)
    old = (tmp_path / "state").read_bytes()
    shorter = cut(honest, 4)
    fresh = verify(shorter, state=None)[0]
    del examined[:]
    report, words = verify(shorter)
    assert (report, examined) == (fresh, [])
    assert "longer record" in words
    assert (tmp_path / "state").read_bytes() == old


def test_a_state_of_another_log_is_refused(honest, tmp_path, capsys):
    other = Simulation.honest(replace(DEMONSTRATION, host="elsewhere.example"))
    path, state = honest.write(tmp_path / "a.zip"), tmp_path / "state"
    assert cli.main(["--state", str(state), str(path)]) == 0
    old = state.read_bytes()
    assert cli.main(["--state", str(state), str(other.write(tmp_path / "b.zip"))]) == 2
    assert "the state is of another log" in capsys.readouterr().out
    assert state.read_bytes() == old


def test_a_state_of_another_election_of_the_same_log_is_not_used(honest, verify, examined):
    verify(honest)
    twin = Simulation.honest()
    del examined[:]
    report, words = verify(twin)
    assert json.loads(report)["outcome"] == "passed"
    assert len(examined) == 6
    assert "another election" in words


def test_a_state_of_another_program_is_not_used(honest, verify, examined, monkeypatch):
    verify(honest)
    monkeypatch.setattr("verifier.state.program_digest", lambda: "0" * 64)
    del examined[:]
    _, words = verify(honest)
    assert len(examined) == 6
    assert "another version of this program" in words


@pytest.mark.parametrize("data", [b"PK\3\4 my only record", b"{}\n", b"0" * 64 + b" {}\n"])
def test_a_file_that_is_no_state_is_never_written_over(data, honest, tmp_path, capsys):
    path, state = honest.write(tmp_path / "a.zip"), tmp_path / "state"
    state.write_bytes(data)
    assert cli.main(["--state", str(state), str(path)]) == 2
    assert "no state of this program" in capsys.readouterr().out
    assert state.read_bytes() == data


def test_a_state_that_cannot_be_read_or_written_is_no_verdict(honest, tmp_path, capsys):
    path = honest.write(tmp_path / "a.zip")
    assert cli.main(["--state", str(tmp_path), str(path)]) == 2
    assert cli.main(["--state", str(tmp_path / "none" / "state"), str(path)]) == 2
    assert "the state cannot be written" in capsys.readouterr().out


@pytest.mark.parametrize("spoil_line", [
    lambda data: data[:-20],
    lambda data: data[: len(data) * 2 // 3],
    lambda data: data[:-100] + (b"0" if data[-100:-99] != b"0" else b"1") + data[-99:],
    lambda data: data + b"0" * 64 + b" {}\n",
    lambda data: data.replace(b"true", b"false"),
])  # fmt: skip
def test_what_is_damaged_in_a_state_is_examined_anew(spoil_line, honest, verify, tmp_path):
    fresh, _ = verify(honest)
    state = tmp_path / "state"
    whole = state.read_bytes()
    state.write_bytes(spoil_line(whole))
    assert verify(honest)[0] == fresh
    assert state.read_bytes() == whole


def test_a_state_about_other_ballots_is_no_verdict(honest, verify, tmp_path, monkeypatch, capsys):
    """Only somebody who writes states by hand comes here."""
    verify(honest)
    monkeypatch.setattr("verifier.state._finding", lambda *fields: ballots.Finding(
        99, fields[1], "", 0, b"", b"", is_usable=False, failures=()))  # fmt: skip
    state = str(tmp_path / "state")
    assert cli.main(["--state", state, str(honest.write(tmp_path / "a.zip"))]) == 2
    assert "not about the ballots" in capsys.readouterr().out


# Interruptions


def gone(process):
    """Whether nothing is left of a process and those it began, a moment later."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def interrupted(record, state, by):
    """Start on a record of many ballots, and stop it when some of them are done."""
    process = start_verifier("--no-progress", "--jobs", "2", "--state", state, record)
    deadline = time.monotonic() + 60
    try:
        while time.monotonic() < deadline:
            if state.exists() and state.read_bytes().count(b"\n") >= 3:
                ended = end(process, by)
                assert gone(process)
                return ended
            time.sleep(0.01)
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()
    raise AssertionError("nothing was kept in time")


@pytest.mark.parametrize("by", [signal.SIGKILL, signal.SIGINT])
def test_a_run_that_was_stopped_goes_on_where_it_was(by, tmp_path, examined, capsys):
    record, state = election_of(130).write(tmp_path / "record.zip"), tmp_path / "state"
    status, out = interrupted(record, state, by)
    assert (status, "interrupted" in out) == ((2, True) if by == signal.SIGINT else (-9, False))
    kept = shutil.copy(state, tmp_path / "kept")
    lines = sum(len(json.loads(line[65:])["ballots"]) for line in
                kept.read_bytes().splitlines()[1:])  # fmt: skip
    assert 0 < lines < 130
    assert cli.main(["--no-progress", "--jobs", "1", "--state", str(state), str(record)]) == 0
    resumed = capsys.readouterr().out
    assert len(examined) == 130 - lines
    assert state.read_bytes().startswith(kept.read_bytes())
    assert cli.main(["--no-progress", "--jobs", "1", str(record)]) == 0
    assert capsys.readouterr().out == resumed
