"""The worked example of docs/spec: made again the same, and right by three readers."""

import ast
import json
import sys
from pathlib import Path

import pytest

from scripts.worked_example.__main__ import FOLDER, PAGE, make_files
from scripts.worked_example.election import make_election
from scripts.worked_example.page import filled_page
from scripts.worked_example.shown import message
from tests.docs.stranger.arithmetic import Fault
from tests.docs.stranger.checker import values_of
from tests.evil.corpus import Board
from tests.evil.verdicts import judged
from tests.js.checker import running_checker
from tests.simulated_rolls import changed_election
from tests.verifier.defects import DEFECTS
from verifier import cli

RECORD, KEPT, RECEIPT = (
    FOLDER / name for name in ("record.zip", "kept-checkpoint", "receipt.tlog-proof")
)
VALUES = json.loads((FOLDER / "values.json").read_bytes())
CHECKS = [f"C{number:02}" for number in range(1, 13)]
STRANGER = Path(__file__).parent / "stranger"
SAMPLE = Path(__file__).parents[1] / "evil/sample"


@pytest.fixture(scope="module")
def made():
    return make_files(PAGE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def strange_values():
    return values_of(RECORD.read_bytes(), KEPT.read_text(), RECEIPT.read_text())


def test_making_it_again_gives_the_same_bytes(made):
    assert {path: path.read_bytes() for path in made} == made
    assert set(FOLDER.iterdir()) | {PAGE} == set(made)


def test_the_page_has_every_block_once(made):
    page = made[PAGE].decode()
    emptied = page.replace("<!-- values: powers -->", "<!-- something -->")
    with pytest.raises(ValueError, match="powers"):
        filled_page(emptied, VALUES, make_election())


def test_a_message_is_shown_whole():
    value = {"equation": "3.5", "key": "00", "input": "20" + "ab" * 32, "output": "11"}
    assert "  B     33 bytes" in message("H_I", value, [("tag", 1), ("id_B", 32)])
    with pytest.raises(ValueError, match="1 bytes more"):
        message("H_I", value, [("tag", 1), ("id_B", 31)])


def test_the_verifier_passes_it(capsys):
    assert cli.main(["--json", "--since", str(KEPT), str(RECORD)]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report == json.loads((FOLDER / "report.json").read_bytes())
    assert [check["check"] for check in report["checks"]] == CHECKS
    counts = {option["title"]: option["count"] for option in report["result"][0]["options"]}
    assert counts == {"Tea": 1, "Coffee": 3}


def test_the_receipt_is_of_a_counted_ballot(capsys):
    assert cli.main(["receipt", str(RECEIPT), "--record", str(RECORD)]) == 0
    assert "is counted" in capsys.readouterr().out


def test_the_checker_in_the_browser_passes_it(tmp_path):
    example = Board("example", "honest", frozenset(), RECORD.read_bytes(), KEPT.read_text())
    with running_checker() as checker:
        assert judged(example, checker, tmp_path).is_right


@pytest.mark.parametrize("check", CHECKS)
def test_a_stranger_computes_the_same_values(check, strange_values):
    assert strange_values[check] == VALUES[check]


def test_a_stranger_follows_changes_of_the_roll():
    record = changed_election()
    counted = values_of(record.record())["C09"]["counted"]
    assert [each["entry"] for each in counted] == record.line("tally-input").document["counted"]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("ballot_by_a_replaced_code", "C06.9"),
        ("new_code_for_somebody_who_is_not_on_the_roll", "C06.7"),
        ("one_new_code_for_two_voters", "C06.8"),
        ("vote_lost_by_a_new_code", "C09.3"),
        ("vote_of_a_voter_taken_off_in_the_whole_count", "C09.3"),
    ],
)
def test_a_stranger_finds_false_changes(name, sentence):
    with pytest.raises(Fault, match=sentence):
        values_of(DEFECTS[name].make(None).record())


def test_there_is_nothing_that_the_stranger_does_not_compute(strange_values):
    assert VALUES.keys() - {"about"} == strange_values.keys()


def test_the_stranger_knows_the_standard_library_alone():
    imported = set()
    for path in STRANGER.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                imported |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported.add(node.module)
    own = {name for name in imported if name.startswith("tests.docs.stranger.")}
    assert {name.partition(".")[0] for name in imported - own} <= sys.stdlib_module_names


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("beta_negated", "C07.4"),
        ("history_rewritten_under_an_old_checkpoint", "C03.6"),
        ("one_vote_moved_to_another_option", "C12.4"),
    ],
)
def test_the_stranger_finds_faults_by_the_same_sentences(name, sentence):
    with pytest.raises(Fault, match=sentence):
        values_of((SAMPLE / f"{name}.zip").read_bytes())


def test_the_stranger_passes_an_ordinary_election():
    values = values_of((SAMPLE / "an_ordinary_election.zip").read_bytes())
    assert values.keys() == {*CHECKS}
