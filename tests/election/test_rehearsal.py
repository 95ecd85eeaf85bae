"""The rehearsal command, as a process of its own, on real key sizes."""

import re

import pytest

from tests.election.product import Place, redis_number
from tests.election.rehearsals import (
    BOARD,
    BOARD_COUNTS,
    BOARD_ROWS,
    counts_said,
    flipped_records,
    rehearse,
)
from verifier import cli

pytestmark = pytest.mark.xdist_group("rehearsal")

SEED = 2027
AS_BY_HAND = {option: (n, n) for counts in BOARD_COUNTS.values() for option, n in counts.items()}


@pytest.fixture(scope="module")
def place(tmp_path_factory, worker):
    """An installation in which rehearsals are held one after another."""
    made = Place(tmp_path_factory.mktemp("rehearsals"), redis_number=redis_number(worker, of=1))
    with made.made():
        yield made


@pytest.fixture(scope="module")
def rehearsed(place):
    """The outcome of a small rehearsal."""
    return rehearse(place, BOARD, BOARD_ROWS)


def test_a_small_rehearsal_agrees_and_its_record_verifies(rehearsed, capsys):
    assert rehearsed.status == 0, rehearsed.output + rehearsed.complaints
    assert counts_said(rehearsed.output) == AS_BY_HAND
    assert "The result agrees with the plain count." in rehearsed.output
    assert "All twelve checks passed" in rehearsed.output
    status, report = _verified(rehearsed.record, capsys)
    assert status == 0
    assert report.startswith("DEMONSTRATION")


def test_a_flipped_digit_anywhere_in_a_record_is_found(rehearsed, tmp_path, capsys):
    _flip(rehearsed.record, tmp_path, capsys, each=4)


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ([["Früh", ""], ["Nie", ""]], "choices line 3, column 1 (Öffnungszeiten): there is no"),
        ([["Früh", "Romans=4"]], "choices line 2, column 2 (Points = ideas): 'Romans' may have"),
        ("Öffnungszeiten,Points\nFrüh,\n", "choices line 1: no contest is called 'Points'"),
    ],
)
def test_wrong_choices_are_named_by_line_and_column_and_nothing_is_created(
    place, rehearsed, rows, fault
):
    _refused(place, BOARD, rows, fault)


@pytest.mark.parametrize(
    ("manifest", "fault"),
    [
        (BOARD | {"colour": "blue"}, "manifest: unknown key 'colour'"),
        ('{"title": "Board",\n "contests": [}', "manifest line 2 column 15"),
    ],
)
def test_a_wrong_manifest_is_named_by_its_place_and_nothing_is_created(
    place, rehearsed, manifest, fault
):
    _refused(place, manifest, BOARD_ROWS, fault)


def test_a_wide_ballot_of_ten_contests_and_a_hundred_options_agrees(place):
    contests = [
        {
            "title": f"Question {number}",
            "votes_max": 10,
            "options": [f"Option {number}.{option}" for option in range(1, 11)],
        }
        for number in range(1, 11)
    ]
    row = ["", *(f"Option {number}.1;Option {number}.{number}" for number in range(2, 11))]
    outcome = rehearse(place, {"title": "Wide", "contests": contests}, [row, row])
    assert outcome.status == 0, outcome.output + outcome.complaints
    said = counts_said(outcome.output)
    assert len(said) == 100
    assert (said["Option 10.10"], said["Option 2.1"], said["Option 1.1"]) == (
        (2, 2),
        (2, 2),
        (0, 0),
    )


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_two_hundred_voters_and_three_contests_agree_and_every_flip_is_found(
    place, tmp_path, capsys
):
    contest = {"title": "Three", "votes_max": 2, "options": ["Nord", "Süd", "Mitte"]}
    manifest = BOARD | {"contests": [*BOARD["contests"], contest]}
    choices = ("Nord", "Süd;Mitte", "", "Nord;Süd")
    rows = [[*BOARD_ROWS[row % 4], choices[row % 3]] for row in range(200)]
    outcome = rehearse(place, manifest, rows)
    assert outcome.status == 0, outcome.output + outcome.complaints
    said = counts_said(outcome.output)
    assert {option: counts[0] for option, counts in said.items()} == {
        **{option: 50 * n for counts in BOARD_COUNTS.values() for option, n in counts.items()},
        **{"Nord": 67, "Süd": 67, "Mitte": 67},
    }
    _flip(outcome.record, tmp_path, capsys, each=2)


def _flip(record, folder, capsys, *, each):
    for name, place, path in flipped_records(record, folder, each=each, seed=SEED):
        status, report = _verified(path, capsys)
        where = f"{name}, byte {place}: {report}"
        if name == "commitments.jsonl":
            assert status == 0, where
        else:
            assert status in {1, 2}, where
            assert re.search(r"^C\d\d FAIL", report, re.MULTILINE), where


def _verified(path, capsys):
    capsys.readouterr()
    status = cli.main([str(path), "--no-progress", "--jobs", "1"])
    return status, capsys.readouterr().out


def _refused(place, manifest, rows, fault):
    before = place.table_sizes()
    outcome = rehearse(place, manifest, rows)
    assert outcome.status == 2, outcome.output + outcome.complaints
    assert fault in outcome.complaints
    assert outcome.complaints.strip().endswith("Nothing was created.")
    assert "Traceback" not in outcome.complaints
    assert not outcome.record.exists()
    assert place.table_sizes() == before
