import json

import pytest

from config.rehearsal.plan import PlanError, plain_count, read_choices, read_plan

BOARD = {
    "title": "Library board",
    "contests": [
        {"title": "Opening hours", "options": ["Mornings", "Evenings", "Weekends"]},
        {
            "title": "Bücher für Żółw 図書",
            "votes_max": 5,
            "option_max": 3,
            "options": ["Łódź", "Łódź;Nord", "a=b"],
        },
    ],
}


def plan_of(**changes):
    return read_plan(json.dumps(BOARD | changes).encode())


def choices(text, plan=None):
    return read_choices(text.encode(), plan or plan_of())


def fault_of(call, *arguments, **keywords):
    with pytest.raises(PlanError) as caught:
        call(*arguments, **keywords)
    return str(caught.value)


def test_what_is_left_out_has_its_default():
    plan = plan_of()
    assert (plan.parameters, plan.trustees, plan.threshold) == ("EG-2.1-3072", 3, 2)
    assert plan.languages == ("en",)
    assert (plan.contests[0].votes_min, plan.contests[0].votes_max) == (0, 1)


def test_texts_may_be_given_by_language():
    title = {"en": "Board", "fr": "Conseil"}
    plan = plan_of(title=title, languages=["en", "fr"])
    assert plan.title == title
    assert plan.contests[0].options[0] == {"en": "Mornings", "fr": "Mornings"}


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"titel": "x"}, "unknown key 'titel'"),
        ({"parameters": "EG-2.1-512"}, "manifest.parameters"),
        ({"trustees": 2, "threshold": 3}, "manifest.threshold"),
        ({"trustees": True}, "manifest.trustees"),
        ({"contests": []}, "manifest.contests"),
        ({"contests": [{"title": "A", "options": ["x", "x"]}]}, "'x' stands twice"),
        ({"contests": [{"title": "A", "options": ["x"], "votes_max": 2}]}, "votes_max"),
        ({"contests": [{"title": "A\u0000", "options": ["x"]}]}, "control character"),
        ({"contests": [{"title": "A", "options": ["x"], "minimum": 1}]}, "manifest.contests[1]"),
        ({"title": {"de": "x"}}, "manifest.title"),
        ({"languages": []}, "manifest.languages"),
    ],
)
def test_a_fault_in_the_manifest_is_named_by_its_place(changes, place):
    assert place in fault_of(plan_of, **changes)


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff", b"[1]", b"{", b'{"title": "a", "title": "b", "contests": []}', b"[" * 100_000],
)
def test_a_manifest_that_is_no_json_object_is_refused(data):
    assert fault_of(read_plan, data).startswith("manifest")


def test_options_and_scores_are_read_even_when_names_hold_the_separators():
    header = "Opening hours,Bücher für Żółw 図書\n"
    voters = choices(header + "Evenings,Łódź;Nord=3;a=b=1\n,Łódź=2 ; a=b\n")
    assert voters == [((0, 1, 0), (0, 3, 1)), ((0, 0, 0), (2, 0, 1))]
    assert plain_count(voters, plan_of()) == [[0, 1, 0], [2, 3, 2]]


def test_columns_may_stand_in_any_order_and_a_byte_order_mark_is_ignored():
    assert choices("\ufeffBücher für Żółw 図書,Opening hours\na=b,Mornings\n") == [
        ((1, 0, 0), (0, 0, 1))
    ]


def test_an_empty_line_is_a_blank_ballot_where_there_is_one_contest():
    plan = plan_of(contests=BOARD["contests"][:1])
    assert choices("Opening hours\nMornings\n\nEvenings\n", plan)[1] == ((0, 0, 0),)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("Noon,", "line 3, column 1 (Opening hours): there is no option 'Noon'"),
        ("Mornings;Evenings,", "line 3, column 1 (Opening hours): expected 0 to 1 votes"),
        (",a=b=4", "line 3, column 2"),
        (",a=b=x", "not a score: 'x'"),
        (",a=b=-1", "not a score"),
        (",a=b;a=b", "chosen twice"),
        ("Mornings", "line 3: expected 2 columns, got 1"),
        ("Mornings,,", "line 3: expected 2 columns, got 3"),
    ],
)
def test_a_wrong_row_is_named_by_line_and_column(row, fault):
    header = "Opening hours,Bücher für Żółw 図書\n"
    assert fault in fault_of(choices, f"{header}Mornings,\n{row}\nEvenings,\n")


def test_every_wrong_row_is_named_at_once():
    text = "Opening hours,Bücher für Żółw 図書\n" + "Noon,\n" * 60
    faults = fault_of(choices, text).splitlines()
    assert len(faults) == 51
    assert faults[-1] == "and 10 more"


@pytest.mark.parametrize(
    "header", ["", "Opening hours", "Opening hours,Opening hours", "Opening hours,Other"]
)
def test_a_wrong_header_is_refused(header):
    assert "choices line 1" in fault_of(choices, f"{header}\nMornings,\n")


def test_a_vote_below_the_minimum_is_refused():
    contests = [{"title": "A", "options": ["x", "y"], "votes_min": 1}]
    assert "expected 1 to 1 votes" in fault_of(choices, "A\nx\n\n", plan_of(contests=contests))


def test_a_file_without_rows_or_in_another_encoding_is_refused():
    header = "Opening hours,Bücher für Żółw 図書\n"
    assert "no row" in fault_of(choices, header)
    assert "line 2: not UTF-8" in fault_of(read_choices, header.encode() + b"\xff", plan_of())
