"""Changes of the roll: honest ones pass and are told in numbers; what cannot be read does not."""

import pytest

from tests.simulated_rolls import change_roll, shared_changed_election
from tests.simulator import Simulation, Vote
from tests.verifier.public_logs import PublicLog
from verifier.report import CHECKS, Verdict


@pytest.fixture
def changed():
    return shared_changed_election().copy()


def line_of(summary, check):
    return next(line for line in summary.text().splitlines() if line.startswith(check))


def test_new_codes_and_voters_taken_off_pass_and_are_told(changed, verify):
    summary = verify(changed)
    assert summary.report.checks_with(Verdict.PASS) == list(CHECKS)
    assert line_of(summary, "C06").endswith("6 voters, 5 codes issued again, 2 taken off")
    assert line_of(summary, "C09").endswith("4 counted, 1 replaced, 1 of voters taken off")
    notes = [note for note in summary.report.notes if "roll-change" in note]
    assert [note.partition(": ")[2] for note in notes] == [
        "voter codes issued again: 1, voters taken off the roll: 0",
        "voter codes issued again: 3, voters taken off the roll: 1",
        "voter codes issued again: 1, voters taken off the roll: 1",
    ]


def test_a_record_without_changes_says_nothing_of_them(honest, verify):
    text = verify(honest).text()
    assert "issued again" not in text
    assert "taken off" not in text


def test_the_result_is_that_of_the_voters_last_ballots(changed, verify):
    """Voter 0 after the new code, 1 before it, 2 after it with weight 3, and 5 before opening."""
    counts = {
        title: count for contest in verify(changed).counts for title, count in contest.options
    }
    assert counts == {"Ada": 2, "Grace": 1, "Parks": 7, "Roads": 7}


@pytest.mark.parametrize("nth", [0, 1, 2])
def test_behind_a_change_that_cannot_be_read_nothing_is_called_counted(changed, verify, nth):
    changed.edit("roll-change", lambda document: document.update(reason=""), nth)
    report = verify(changed).report
    assert report.failed_sentences == ["C06.6"]
    assert report.checks_with(Verdict.NOT_CHECKED) == ["C09", "C10", "C11", "C12"]


def test_a_roll_that_cannot_be_read_leaves_the_count_of_a_changed_one(changed, verify):
    changed.edit("roll", lambda document: document["voters"].reverse())
    changed.relink()
    report = verify(changed).report
    assert report.failed_sentences == ["C06.1"]
    assert report.checks_with(Verdict.NOT_CHECKED) == ["C09", "C10", "C11", "C12"]


def test_a_change_after_the_close_is_not_followed(changed, verify):
    """Else whoever was counted could be taken off by the very entry that is not allowed."""
    twin = changed.copy()
    line = change_roll(twin, revoke=(2,))
    line.edit(lambda document: document.update(at=twin.line("close").document["at"]))
    twin.lines.remove(line)
    twin.insert_before("tally-input", line)
    assert verify(twin).report.failed_sentences == ["C04.1"]


def test_a_state_is_used_over_a_changed_roll(changed, tmp_path, run):
    """What is known of ballots does not depend on whose they are: the roll is followed anew."""
    path, state = tmp_path / "record.zip", tmp_path / "state"
    twin = changed.copy()
    twin.lines = twin.lines[: twin.index("roll-change", 1)]
    for what in (twin, changed):
        what.write(path)
        status, told = run("--json", "--no-progress", "--state", state, path)
    assert status == 0
    assert "4 counted, 1 replaced, 1 of voters taken off" in told


def standings(log, tmp_path, run, simulation):
    """What a judge says of the receipt of each ballot."""
    folder = log.write(tmp_path / "log")
    names = []
    for index, line in enumerate(simulation.lines):
        if line.kind == "ballot":
            path = tmp_path / f"receipt-{index}"
            path.write_text(log.receipt(index))
            _, told = run("receipt", "--json", path, "--mirror", folder)
            names.append(told.partition('"standing": "')[2].partition('"')[0])
    return names


def test_receipts_of_all_codes_of_a_voter_are_judged_together(changed, tmp_path, run):
    names = standings(PublicLog.of(changed), tmp_path, run, changed)
    assert names == ["replaced", "counted", "counted", "withdrawn", "counted", "counted"]


def test_while_voting_goes_on_a_receipt_follows_the_voter(tmp_path, run):
    simulation = Simulation.new()
    simulation.hold_ceremony()
    simulation.freeze()
    simulation.turn("open")
    simulation.cast(Vote(0, ((1, 0), (2, 1))))
    simulation.cast(Vote(1, ((1, 0), (2, 1))))
    change_roll(simulation, reissue=(0,), revoke=(1,))
    folder = tmp_path / "before"
    folder.mkdir()
    assert standings(PublicLog.of(simulation), folder, run, simulation) == ["recorded", "withdrawn"]
    simulation.cast(Vote(0, ((0, 1), (2, 1))))
    folder = tmp_path / "after"
    folder.mkdir()
    after = standings(PublicLog.of(simulation), folder, run, simulation)
    assert after == ["replaced", "withdrawn", "recorded"]
