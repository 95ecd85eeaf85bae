"""A few boards through both checkers, and that the corpus is made again the same."""

import json
from pathlib import Path

import pytest

from tests.evil.__main__ import SAMPLE, main
from tests.evil.corpus import GROUPS, boards
from tests.evil.document import document
from tests.evil.honest import HONEST, SLOW
from tests.evil.verdicts import Verdict, judged
from tests.js.checker import running_checker
from tests.verifier.defects import DEFECTS

FOLDER = Path(__file__).parent / "sample"
FEWEST = 100


def test_there_are_more_than_a_hundred_and_each_has_its_place():
    assert len(DEFECTS) >= FEWEST
    assert {defect.make.__module__.rpartition(".")[2] for defect in DEFECTS.values()} == set(GROUPS)


@pytest.fixture(scope="module")
def sample():
    return {board.name: board for board in boards(frozenset(SAMPLE))}


@pytest.mark.parametrize("name", SAMPLE)
def test_the_files_in_the_repository_are_made_again_byte_for_byte(name, sample):
    # Said in a word: nobody wants to read how two archives differ.
    is_same = (FOLDER / f"{name}.zip").read_bytes() == sample[name].record
    assert is_same, "write it anew: python -m tests.evil --sample tests/evil/sample"


def test_nothing_else_lies_beside_them():
    assert {path.stem for path in FOLDER.glob("*")} == set(SAMPLE)


def test_both_checkers_find_the_sample(sample, tmp_path):
    with running_checker() as checker:
        verdicts = [judged(board, checker, tmp_path) for board in sample.values()]
    assert [verdict.board.name for verdict in verdicts if not verdict.is_right] == []
    assert "3 of 3 evil boards were found by both; 1 of 1 honest ones passed" in document(verdicts)


def test_both_checkers_pass_every_honest_board_that_is_not_long(tmp_path):
    names = frozenset(HONEST.keys() - SLOW)
    with running_checker() as checker:
        verdicts = [judged(board, checker, tmp_path) for board in boards(names)]
    assert {verdict.board.name for verdict in verdicts if verdict.is_right} == names


def test_a_board_that_one_checker_passes_is_an_alarm(sample):
    board = sample["beta_negated"]
    for python, browser, statuses in (
        (board.expected, frozenset(), (1, 0)),
        (frozenset(), board.expected, (0, 1)),
        (board.expected | {"C07.5"}, board.expected, (1, 1)),
        (board.expected, board.expected, (1, 2)),
    ):
        assert not Verdict(board, python, browser, statuses).is_right
    honest = sample["an_ordinary_election"]
    assert not Verdict(honest, frozenset(), frozenset(), (2, 2)).is_right
    assert Verdict(honest, frozenset(), frozenset(), (0, 0)).is_right


def test_the_page_in_the_docs_names_every_board():
    page = (FOLDER.parents[2] / "docs" / "evil-boards.md").read_text(encoding="utf-8")
    for name in (*HONEST, *DEFECTS):
        assert f"| {name.replace('_', ' ')} |" in page
    assert "passes | passes" not in page.split("## The file", 1)[1]


@pytest.mark.long
def test_every_board_is_found_by_both(tmp_path):
    page = tmp_path / "evil-boards.md"
    assert main(["--document", str(page)]) == 0


def test_other_checkers_get_files_and_what_has_to_come_out(tmp_path):
    names = ("beta_negated", "history_rewritten_since_the_kept_checkpoint", "one_ballot")
    assert main(["--files", str(tmp_path), *names]) == 0
    expected = json.loads((tmp_path / "expected.json").read_text())
    assert expected == {"one_ballot": [], names[0]: ["C07.4"], names[1]: ["C03.8"]}
    assert (tmp_path / "beta_negated.zip").read_bytes() == (
        FOLDER / "beta_negated.zip"
    ).read_bytes()
    assert {path.name for path in tmp_path.glob("*.checkpoint")} == {f"{names[1]}.checkpoint"}
