"""Following an election over real HTTP: what is told, what gives alarm, and how it ends."""

import json
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace

import pytest

from crypto import tiles
from crypto.cosignatures import CosignatureSigner
from crypto.evidence import decode_evidence
from crypto.payloads import CancelPayload
from crypto.transcript import sha256
from tests.simulated_rolls import shared_changed_election
from tests.simulator import DEMONSTRATION, ELECTION_ID, Simulation, Vote
from tests.verifier.many_ballots import cut
from tests.verifier.programs import ROOT, end, start_verifier
from tests.verifier.public_logs import PublicLog, serving
from verifier import ballots, cli


@pytest.fixture
def site(tmp_path):
    with serving(tmp_path / "served") as site:
        yield site


@pytest.fixture
def look(site, tmp_path, capsys):
    """Look once; statuses and words as from outside."""

    def run(*more):
        words = ["watch", "--once", "--patience", "2", site.address, tmp_path / "copy", *more]
        status = cli.main([str(word) for word in words])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.out + captured.err
        return status, captured.out

    return run


def publish(site, simulation, *, checkpoint=None):
    """Put a log in the place of the one that is served; the checkpoint comes last."""
    draft = site.folder.with_name("draft")
    PublicLog.of(simulation).write(draft)
    (draft / tiles.CHECKPOINT).write_text(checkpoint or simulation.checkpoint())
    shutil.rmtree(site.folder, ignore_errors=True)
    draft.rename(site.folder)


def kept(tmp_path, kind):
    return sorted((tmp_path / "copy/.mirror" / kind).glob("*"))


def test_each_look_tells_what_is_new_and_checks_it_once(site, look, honest, monkeypatch):
    seen = []
    examine = ballots.examine_batch
    monkeypatch.setattr(ballots, "examine_batch", lambda tasks, context: seen.extend(
        task.index for task in tasks) or examine(tasks, context))  # fmt: skip
    publish(site, cut(honest, 3))
    status, out = look()
    assert status == 0
    assert "20 entries (+20); 2 ballots (+2); 1 test ballot (+1); in order C01 C02" in out
    assert "not yet C04 C09 C10 C11 C12; no witnesses" in out
    publish(site, cut(honest, 6))
    status, out = look()
    assert (status, seen) == (0, list(range(17, 23)))
    assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ 23 entries ", out)


@pytest.mark.parametrize("last", ["ceremony", "confirm", "drill", "election", "roll", "freeze"])
def test_it_can_begin_at_any_time(last, site, look, honest):
    early = honest.copy()
    early.lines = early.lines[: early.index(last) + 1]
    publish(site, early)
    status, out = look()
    assert (status, "ALARM" in out) == (0, False)
    publish(site, honest)
    assert look()[0] == 0


def test_the_end_of_an_election_is_told(site, look, honest):
    publish(site, honest)
    status, out = look()
    assert status == 0
    assert "All twelve checks passed" in out
    called_off = cut(honest, 2)
    called_off.add("cancel", CancelPayload(ELECTION_ID, honest.tick(), "rain").encode())
    publish(site, called_off)
    assert look()[0] == 1  # another history than before


def test_a_bad_ballot_gives_alarm_by_its_place_and_the_report_is_kept(site, look, honest, tmp_path):
    publish(site, cut(honest, 2))
    assert look()[0] == 0
    honest.line("ballot", 1).seed = b"\7" * 32
    publish(site, cut(honest, 3))
    status, out = look()
    assert status == 1
    assert "ALARM C07.3 entry 19 (ballot): signature: does not match" in out
    (alarm,) = kept(tmp_path, "alarms")
    assert str(alarm.relative_to(tmp_path / "copy")) in out
    document = json.loads(alarm.read_text())
    assert document["report"]["outcome"] == "failed"
    assert document["checkpoint"] == cut(honest, 3).checkpoint()


def test_a_fault_of_officials_gives_alarm(site, look, honest):
    honest.insert_before("ballot", replace(honest.line("open")))
    publish(site, cut(honest, 2))
    status, out = look()
    assert status == 1
    assert "ALARM C04.1 entry 17 (open)" in out


def test_a_fork_gives_alarm_and_the_proof_is_kept(site, look, honest, tmp_path):
    publish(site, cut(honest, 3))
    assert look()[0] == 0
    other = cut(honest, 2)
    other.cast(Vote(2, ((1, 0), (0, 1))))
    publish(site, other)
    status, out = look()
    assert status == 1
    assert "ALARM two histories of 20 entries" in out
    (proof,) = kept(tmp_path, "evidence")
    decode_evidence(proof.read_bytes()).verify()
    assert look()[0] == 1


def test_a_rewritten_history_gives_alarm(site, look, honest, tmp_path):
    publish(site, cut(honest, 3))
    look()
    other = cut(honest, 2)
    for voter in (2, 1, 2):
        other.cast(Vote(voter, ((1, 0), (0, 1))))
    publish(site, other)
    status, out = look()
    assert (status, "are not those it signed for before" in out) == (1, True)
    assert kept(tmp_path, "evidence")


def test_entries_taken_back_give_alarm(site, look, honest):
    publish(site, cut(honest, 4))
    look()
    publish(site, cut(honest, 2))
    status, out = look()
    assert status == 1
    assert "ALARM the log shows only 19 entries, but signed for 21 before" in out


def test_a_payload_that_is_withheld_gives_alarm(site, look, honest):
    publish(site, cut(honest, 3))
    look()
    publish(site, cut(honest, 4))
    payload = sha256(honest.line("ballot", 2).payload).hex()
    (site.folder / tiles.payload_path(payload)).unlink()
    status, out = look()
    assert (status, "the payload of entry 20 is missing" in out) == (1, True)


def test_a_log_of_another_key_is_no_log(site, look, honest):
    other = honest.log.verifier().text()
    publish(site, Simulation.honest(DEMONSTRATION))
    status, out = look("--key", other)
    assert status == 2
    assert "cannot be used" in out


def test_a_dead_server_is_no_alarm(site, look, honest, tmp_path):
    assert look()[0] == 2
    publish(site, cut(honest, 2))
    assert look()[0] == 0
    with serving(tmp_path / "gone") as gone:
        pass
    words = ["watch", "--once", gone.address, str(tmp_path / "copy")]
    assert cli.main(words) == 2


def test_a_slow_server_is_given_up(site, look, honest):
    publish(site, cut(honest, 2))
    answered = threading.Event()
    site.special["checkpoint"] = lambda _: answered.wait(20)
    started = time.monotonic()
    status, out = look("--patience", "1")
    answered.set()
    assert (status, "no answer" in out, "ALARM" in out) == (2, True, False)
    assert time.monotonic() - started < 15


# Witnesses

WITNESSES = tuple(CosignatureSigner(f"w{i}.example", bytes([i]) * 32) for i in (1, 2, 3))


@pytest.fixture
def witnessed():
    return Simulation.honest(replace(DEMONSTRATION, witnesses=WITNESSES, quorum=2))


def with_lines(simulation, *witnesses):
    """The checkpoint with the lines of some witnesses only."""
    twin = simulation.copy()
    twin.plan = replace(twin.plan, witnesses=witnesses)
    return twin.checkpoint()


def test_how_many_witnesses_have_signed_is_told(site, look, witnessed):
    early = cut(witnessed, 1)
    publish(site, early, checkpoint=with_lines(early, *WITNESSES[:1]))
    status, out = look()
    assert status == 0  # they may be late while voting goes on
    assert "signed by 1 of 3 witnesses, 2 needed" in out
    publish(site, early)
    assert "(+0); signed" not in look()[1]
    publish(site, witnessed, checkpoint=with_lines(witnessed, *WITNESSES[1:]))
    status, out = look()
    assert (status, "signed by 2 of 3 witnesses, 2 needed" in out) == (0, True)


def test_too_few_witnesses_at_the_end_give_alarm(site, look, witnessed):
    publish(site, witnessed, checkpoint=with_lines(witnessed, WITNESSES[0]))
    status, out = look()
    assert (status, "ALARM C03.9 checkpoint: signed by 1 witnesses" in out) == (1, True)


def test_a_forged_line_of_a_witness_gives_alarm_at_once(site, look, witnessed):
    early = cut(witnessed, 1)
    forged = CosignatureSigner(WITNESSES[0].name, b"\x09" * 32)
    publish(site, early, checkpoint=with_lines(early, forged, *WITNESSES[1:]))
    status, out = look()
    assert (status, "ALARM C03.9 witness w1.example" in out) == (1, True)
    assert "signed by 2 of 3 witnesses" in out


# Going on


def lines_until(process, words):
    """Read what is printed until a line holds some words."""
    for line in process.stdout:
        if words in line.decode():
            return line.decode()
    raise AssertionError(f"ended before {words!r}: {process.stderr.read()}")


@pytest.fixture
def following(site, tmp_path):
    started = []

    def start(*more):
        words = ("watch", "--every", "1", site.address, tmp_path / "copy", *more)
        started.append(start_verifier(*words))
        return started[-1]

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def test_it_follows_until_ctrl_c_and_the_next_run_goes_on(site, following, look, honest):
    publish(site, cut(honest, 2))
    process = following()
    lines_until(process, "19 entries (+19)")
    publish(site, cut(honest, 4))
    lines_until(process, "21 entries (+2)")
    status, out = end(process, signal.SIGINT)
    assert (status, "the next run goes on" in out) == (0, True)
    publish(site, honest)
    assert look()[0] == 0


def test_an_alarm_is_told_once_and_decides_the_status(site, following, honest):
    publish(site, cut(honest, 3))
    process = following()
    lines_until(process, "20 entries")
    publish(site, cut(honest, 2))
    lines_until(process, "ALARM")
    asked = len(site.asked)
    deadline = time.monotonic() + 30
    while len(site.asked) < asked + 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    status, out = end(process, signal.SIGINT)
    assert (status, "ALARM" in out) == (1, False)


def test_it_ends_with_the_election_by_itself(site, following, honest):
    publish(site, cut(honest, 5))
    process = following()
    lines_until(process, "22 entries")
    publish(site, honest)
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert out.decode().splitlines()[-1].endswith("as it was cast.")


def test_one_folder_is_watched_once(site, following, look, honest):
    publish(site, cut(honest, 2))
    lines_until(following(), "19 entries")
    status, out = look()
    assert (status, "another run is at work" in out) == (2, True)


def test_a_killed_run_leaves_a_copy_that_is_in_order(site, following, look, honest, tmp_path):
    publish(site, cut(honest, 3))
    process = following()
    lines_until(process, "20 entries")
    end(process, signal.SIGKILL)
    publish(site, honest)
    assert look()[0] == 0
    done = subprocess.run(
        [sys.executable, "-m", "verifier", "fsck", tmp_path / "copy"], cwd=ROOT, check=False,
        capture_output=True,
    )  # fmt: skip
    assert done.returncode == 0


def test_changes_of_the_roll_are_told_while_voting_goes_on(site, look):
    changed = shared_changed_election().copy()
    changed.lines = changed.lines[: changed.index("roll-change", 2)]
    publish(site, changed)
    status, told = look()
    assert status == 0, told
    assert "4 voter codes issued again, 1 voters taken off; in order" in told
