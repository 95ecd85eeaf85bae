"""Honest records pass, unfinished ones are not called valid, cancelled ones are complete."""

from dataclasses import replace
from datetime import timedelta

import pytest

from crypto import canonical_json
from crypto.payloads import CancelPayload, ExtendPayload
from tests.simulator import BUDGET, CHAIR, ELECTION_ID, WAIVED, Plan, Simulation, Style, Vote, Voter
from tests.verifier.defects import stopped_by_complaint, witnessed
from tests.verifier.punctual import punctual
from verifier.examination import Examination
from verifier.report import CHECKS, Verdict


def passes(summary):
    assert summary.status == 0, summary.text()
    assert summary.report.checks_with(Verdict.PASS) == list(CHECKS)
    return True


def test_honest_record_passes_every_check(honest, verify):
    text = verify(honest).text()
    assert "C07 pass         5 ballots" in text
    assert "C08 pass         1 test ballot" in text
    assert "C09 pass         4 counted, 1 replaced" in text
    assert text.endswith("as it was cast.")


def test_first_line_names_title_origin_and_log_key(honest, verify):
    key_id = honest.log.verifier().key_id.hex()
    first = verify(honest).text().splitlines()[0]
    assert first == f'"General meeting" at {honest.origin}, log key {key_id}'


def test_demonstration_says_so_first(demonstration, verify):
    summary = verify(demonstration)
    assert passes(summary)
    assert summary.text().startswith("DEMONSTRATION. Votes here count for nothing. ")
    assert summary.document()["election"]["demonstration"] is True


@pytest.mark.parametrize("against", [2, 3])
def test_ceremony_after_a_complaint_passes(against, verify):
    assert passes(verify(stopped_by_complaint(against=against)))


def test_election_without_the_drills_of_waived_trustees_passes(verify):
    summary = verify(Simulation.honest(WAIVED))
    assert passes(summary)
    assert "(waiver): went on without a drill of trustee 2, 5" in summary.text()


def test_trustee_who_was_waived_may_still_pass_a_drill(verify):
    simulation = Simulation.new(WAIVED)
    simulation.hold_ceremony()
    simulation.pass_drill(2)
    simulation.freeze()
    simulation.pass_drill(5)
    simulation.turn("open")
    simulation.turn("close")
    simulation.count()
    assert passes(verify(simulation))


def test_two_waivers_may_follow_one_another(verify):
    simulation = Simulation.new(WAIVED)
    simulation.hold_ceremony()
    simulation.edit("waiver", lambda document: document.update(trustees=[2]))
    simulation.waive((5,))
    simulation.freeze()
    simulation.turn("open")
    simulation.turn("close")
    simulation.count()
    assert passes(verify(simulation))


def test_key_holders_tool_that_was_mended_before_the_freeze_costs_a_note(honest, verify):
    honest.edit("ceremony", lambda document: document.update(key_tool="ab" * 32))
    summary = verify(honest)
    assert passes(summary)
    assert any("tool is another one than in the manifest" in n for n in summary.report.notes)


def test_larger_parameters_pass(verify):
    plan = Plan(parameters="EG-2.1-4096", votes=(Vote(0, ((1, 0), (2, 1))),))
    assert passes(verify(Simulation.honest(plan)))


def test_contest_nobody_voted_in_passes(verify):
    plan = Plan(
        contests=(CHAIR, BUDGET, replace(CHAIR, votes_max=2)),
        styles=(Style("Chair", (1,)), Style("Rest", (2, 3))),
        voters=(Voter(), Voter(style=2)),
        votes=(Vote(0, ((0, 0),)),),
    )
    assert passes(verify(Simulation.honest(plan)))


def test_election_without_ballots_passes(verify):
    assert passes(verify(Simulation.honest(Plan(votes=()))))


def test_extended_election_passes_and_notes_times(honest, verify):
    payload = ExtendPayload(
        ELECTION_ID, honest.now - timedelta(hours=1, minutes=30), honest.now, "x"
    )
    extend = honest.add("extend", payload.encode())
    honest.lines.remove(extend)
    honest.insert_before("close", extend)
    honest.count()
    summary = verify(honest)
    assert passes(summary)
    assert any("(close): planned" in note for note in summary.report.notes)


def test_election_opened_and_closed_as_planned_has_nothing_to_be_noted(verify):
    summary = verify(punctual())
    assert passes(summary)
    assert not [note for note in summary.report.notes if "planned" in note]


def test_witnessed_checkpoint_holds(verify):
    simulation = witnessed()
    assert verify(simulation).report.verdict("C03") is Verdict.PASS


@pytest.mark.parametrize(
    ("last", "checked"),
    [
        ("ceremony", {"C03"}),
        ("confirm", {"C03"}),
        ("freeze", {"C01", "C02", "C03", "C05", "C06", "C07", "C08"}),
        ("ballot", {"C01", "C02", "C03", "C05", "C06", "C07", "C08"}),
        ("close", {"C01", "C02", "C03", "C05", "C06", "C07", "C08"}),
        ("tally", {"C01", "C02", "C03", "C05", "C06", "C07", "C08", "C09", "C10"}),
    ],
)
def test_unfinished_record_says_what_was_not_checked(last, checked, honest, verify):
    honest.lines = honest.lines[: honest.index(last) + 1]
    if last in {"ceremony", "confirm"}:
        honest.members["manifest.json"] = b"{}"
    summary = verify(honest)
    assert summary.status == 2, summary.text()
    assert set(summary.report.checks_with(Verdict.PASS)) == checked
    assert "were not made" in summary.text().splitlines()[-1]


@pytest.mark.parametrize(
    "last", ["ceremony", "drill", "freeze", "ballot", "close", "tally", "result"]
)
def test_cancelled_election_is_complete(last, honest, verify):
    honest.lines = honest.lines[: honest.index(last) + 1]
    honest.add("cancel", CancelPayload(ELECTION_ID, honest.tick(), "rain").encode())
    summary = verify(honest)
    assert passes(summary)
    assert summary.text().endswith("The election was cancelled and has no result.")
    assert "result:" not in summary.text()


def test_kept_checkpoint_is_continued(honest, verify):
    kept = honest.checkpoint(size=honest.index("close"))
    summary = verify(honest, kept_note=kept)
    assert passes(summary)
    assert "continues the kept checkpoint" in summary.text()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda line: line.replace(b"0", b"1", 1),
        lambda line: line.replace(b'"commitments":[', b'"commitments":[[],'),
        lambda _: b"not json",
        lambda _: canonical_json.encode({"ballot": "0" * 64, "commitments": []}),
        lambda line: line[:-40] + (b"0" if line[-40:-39] != b"0" else b"1") + line[-39:],
    ],
)
def test_wrong_commitments_cost_a_note_only(spoil, honest, verify):
    honest.commitments[1] = spoil(honest.commitments[1])
    summary = verify(honest)
    assert passes(summary)
    assert any(
        note.startswith("commitments.jsonl line 2: ignored") for note in summary.report.notes
    )


def test_ballots_with_their_commitments_are_checked_together(honest, verify, monkeypatch):
    alone = []
    verify_numbers = Examination.verify_numbers

    def watched(examination, *args, **kwargs):
        alone.append(examination.task.index)
        verify_numbers(examination, *args, **kwargs)

    monkeypatch.setattr(Examination, "verify_numbers", watched)
    tests = [index for index, line in enumerate(honest.lines) if line.kind == "challenge"]
    together = verify(honest)
    assert alone == tests
    # Without commitments, or with lines in another order, ballots are checked one by one.
    for lines in ([], honest.commitments[::-1]):
        alone.clear()
        honest.commitments = list(lines)
        assert verify(honest).text() == together.text()
        assert len(alone) > len(tests)


@pytest.mark.parametrize("place", [0, 3])
def test_one_false_ballot_among_sound_ones_is_named_as_if_it_were_alone(place, honest, verify):
    def spoil(document):
        proof = document["contests"][0]["selections"][0]["proof"]
        proof[0][1] = f"{int(proof[0][1], 16) ^ 1:064x}"

    sound = verify(honest)
    assert passes(sound)
    line = honest.line("ballot", place)
    line.edit(spoil)
    with_lines = verify(honest).report
    honest.commitments = []
    alone = verify(honest).report
    assert with_lines.failed_sentences == alone.failed_sentences
    assert "C07.5" in alone.failed_sentences
    assert with_lines.failures("C07") == alone.failures("C07")


def test_unended_commitments_cost_a_note_only(honest, verify):
    honest.members["commitments.jsonl"] = b"{"
    summary = verify(honest)
    assert passes(summary)
    assert "commitments.jsonl: the last line is ignored, it does not end" in summary.report.notes


def test_several_processes_come_to_the_same_report(honest, verify, monkeypatch):
    monkeypatch.setattr("verifier.ballots.POOL_PAYS_FROM", 1)
    monkeypatch.setattr("verifier.ballots.BATCH_SIZE", 2)
    monkeypatch.setattr("verifier.workers.IN_FLIGHT", 0)
    line = honest.line("ballot", 0)
    line.seed = b"\7" * 32
    assert verify(honest, jobs=2).text() == verify(honest, jobs=1).text()


def test_nothing_but_a_roll_is_a_failure(honest, verify):
    honest.lines = [honest.line("roll")]
    honest.members["manifest.json"] = b"{}"
    summary = verify(honest)
    assert summary.report.failed_sentences == ["C04.1"]
    assert summary.text().startswith("A record whose election cannot be read")
    assert "C03 not checked  there is no log key that can be read" in summary.text()


def test_result_is_shown_when_all_passed(honest, verify):
    summary = verify(honest)
    assert "result: Chair: Ada 0, Grace 2" in summary.text()
    assert summary.document()["result"][1]["options"][0] == {"title": "Parks", "count": 7}


@pytest.mark.parametrize("trustees", [[1, 2], [1, 3], [2, 3]])
def test_any_two_of_three_trustees_lead_to_the_same_result(trustees, honest, verify):
    honest.edit("result", lambda document: document.update(trustees=trustees))
    assert passes(verify(honest))


def test_no_result_is_shown_when_something_failed(honest, verify):
    honest.line("ballot").seed = b"\7" * 32
    summary = verify(honest)
    assert "result:" not in summary.text()
    assert summary.document()["result"] == []


def test_manifest_without_a_freeze_is_not_checked(honest, verify):
    honest.lines = honest.lines[: honest.index("roll") + 1]
    summary = verify(honest)
    assert summary.status == 2
    for check in ("C02", "C05", "C06"):
        assert "there is no freeze that can be read" in summary.report.line(check)


def test_notes_are_counted_not_listed(honest, verify):
    honest.commitments = [b"x"] * 100
    notes = verify(honest).report.notes
    assert len(notes) == 51
    assert notes[-1] == "52 more notes"
