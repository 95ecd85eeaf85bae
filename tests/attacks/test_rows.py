"""Every attack has its line, its test and its place on the public page."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client

from tests.attacks.__main__ import DATA, DOCUMENT
from tests.attacks.document import data, document
from tests.attacks.judgement import FAILED, NOT_RUN, PASSED, UNTESTED, judged, wanted
from tests.attacks.outcomes import named
from tests.attacks.rows import MOST_UNTESTED, PUBLISHED, ROWS, Row
from tests.pages import Page

TESTS = Path(__file__).parents[1]
GOOD = {name: [PASSED] for row in ROWS for name in row.tests}


def test_every_published_attack_has_one_row():
    ids = [row.id for row in ROWS]
    known = {
        f"{group}{number}" for group, most in PUBLISHED.items() for number in range(1, most + 1)
    }
    assert len(known) == 83
    assert known <= set(ids)
    assert len(ids) == len(set(ids))


def test_few_rows_are_not_tested_and_each_of_them_says_why():
    assert sum(bool(row.reason) for row in ROWS) <= MOST_UNTESTED


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_row_is_two_sentences_and_a_test(row):
    assert faults(row) == []


def faults(row: Row) -> list[str]:
    found = [f"{name} is not there" for name in (*row.tests, *row.more) if not is_there(name)]
    if not row.tried.endswith(".") or not (row.happens.endswith(".") or row.reason):
        found.append("no sentence")
    if not (row.tests or row.reason):
        found.append("neither test nor reason")
    return found


def is_there(name: str) -> bool:
    file, _, test = name.partition("::")
    path = TESTS / file
    return path.is_file() and (not test or f"def {test}(" in path.read_text(encoding="utf-8"))


def test_a_new_row_without_a_test_is_noticed():
    row = Row("C99", "Something.", "Nothing.")
    assert faults(row) == ["neither test nor reason"]
    assert judged(row, GOOD).outcome == NOT_RUN
    assert faults(replace(row, tests=("attacks/test_rows.py::test_of_nothing",))) != []
    assert faults(replace(row, reason="no such thing")) == []


@pytest.mark.parametrize(
    ("results", "outcome"),
    [
        ({}, NOT_RUN),
        ({"a.py::x": ["passed"]}, NOT_RUN),
        ({"a.py::x": ["passed"], "b.py::z": ["passed"]}, NOT_RUN),
        ({"a.py::x": ["passed"], "b.py::y": ["passed"]}, PASSED),
        ({"a.py::x": ["passed", "skipped"], "b.py::y": ["passed"]}, NOT_RUN),
        ({"a.py::x": ["failed", "passed"], "b.py::y": ["passed"]}, FAILED),
        ({"b.py::y": ["failed"]}, FAILED),
    ],
)
def test_a_row_passes_if_all_it_names_ran_and_passed(results, outcome):
    row = Row("C99", "Something.", "Nothing.", tests=("a.py", "b.py::y"))
    assert judged(row, results).outcome == outcome
    assert judged(row, results).is_right == (outcome == PASSED)
    untested = replace(row, reason="no network")
    assert judged(untested, results).is_right == (outcome == PASSED)


def test_what_only_has_a_reason_is_named_as_not_tested():
    row = Row("C99", "Something.", "", reason="no network")
    assert judged(row, {}).outcome == UNTESTED
    assert judged(row, {}).is_right


def test_tests_are_known_by_their_names_alone():
    for nodeid in ("tests/a/b.py::c[x::y@z]", "tests/a/b.py::c@group", "tests/a/b.py::c"):
        assert named(nodeid) == "a/b.py::c"


def test_a_file_stands_for_the_tests_in_it():
    rows = [Row("C1", "", "", ("a.py::x", "a.py")), Row("C2", "", "", ("b.py::y",))]
    assert wanted(rows) == ["a.py", "b.py::y"]


def test_page_and_document_are_what_the_last_run_wrote_of_these_rows():
    """Where this fails: `make attacks`."""
    passing = {row.id: judged(row, GOOD) for row in ROWS}
    assert DATA.read_text(encoding="utf-8") == data(passing)
    assert DOCUMENT.read_text(encoding="utf-8") == document(data(passing))


def test_the_public_page_shows_every_row():
    page = Page(Client().get("/attacks"))
    for row in ROWS:
        assert row.tried.replace("`", "") in page.text
        assert row.happens.partition("[")[0].replace("`", "").strip() in page.text
    assert page.text.count("Not tested here") >= sum(bool(row.reason) for row in ROWS)
    assert page.inline_scripts == []
