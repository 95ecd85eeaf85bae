from dataclasses import replace

import pytest

from tests.elections import contest_draft, draft_election, frozen_election
from voting.errors import InputError, NotFoundError, StateError
from voting.selectors import contest_get, style_contests
from voting.services import (
    contest_add,
    contest_move,
    contest_remove,
    contest_update,
    roll_import,
    style_add,
    style_remove,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def election():
    titles = ("First", "Second", "Third")
    return draft_election(contests=[contest_draft(title) for title in titles], voters=0).election


def order(election) -> list[tuple[int, str]]:
    return [(row.number, row.title_text) for row in election.contests.order_by("number")]


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ({"options": ()}, "options: 1 to 500, got 0"),
        ({"options": [f"Option {i}" for i in range(501)]}, "options: 1 to 500, got 501"),
        ({"votes_max": 0}, "choices: at most 1000, and at least 1"),
        ({"votes_min": 2, "votes_max": 1}, "choices: the smallest number cannot be above"),
        ({"votes_max": 4}, "choices: at most 3 can be given to these options, 4 asked"),
        ({"option_max": 101}, "options: at most 100 points"),
        ({"options": ("Dana", "dana ")}, r"option 2 \(en\): the same words as option 1"),
        ({"options": ("Dana", " ")}, r"option 2 \(en\): must not be empty"),
        ({"title": ""}, r"question \(en\): must not be empty"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(election, rules, message):
    with pytest.raises(InputError, match=message):
        contest_add(election=election, draft=contest_draft(**rules))
    assert len(order(election)) == 3


def test_points_let_options_take_more_than_one(election):
    draft = contest_draft(options=("A", "B"), votes_max=10, option_max=5)
    contest = contest_add(election=election, draft=draft)
    assert contest.number == 4
    assert contest.points == 5


def test_a_changed_question_keeps_its_place_and_loses_its_old_options(election):
    second = contest_get(election, 2)
    contest_update(contest=second, draft=contest_draft("New", ("Yes", "No")))
    assert order(election) == [(1, "First"), (2, "New"), (3, "Third")]
    titles = [option.title_text for option in contest_get(election, 2).options.all()]
    assert titles == ["Yes", "No"]


def test_a_refused_change_loses_nothing(election):
    second = contest_get(election, 2)
    with pytest.raises(InputError):
        contest_update(contest=second, draft=contest_draft("New", ("Yes", "Yes")))
    assert contest_get(election, 2).title_text == "Second"
    assert contest_get(election, 2).options.count() == 3


def test_removing_closes_the_gap(election):
    contest_remove(contest=contest_get(election, 1))
    assert order(election) == [(1, "Second"), (2, "Third")]


@pytest.mark.parametrize(
    ("start", "to", "titles"),
    [(3, 1, "Third First Second"), (1, 3, "Second Third First"), (2, 2, "First Second Third")],
)
def test_moving_keeps_numbers_without_holes(election, start, to, titles):
    contest_move(contest=contest_get(election, start), to=to)
    assert order(election) == list(enumerate(titles.split(), start=1))


@pytest.mark.parametrize("to", [0, 4])
def test_a_question_cannot_move_off_the_list(election, to):
    with pytest.raises(InputError):
        contest_move(contest=contest_get(election, 1), to=to)


def test_a_style_holds_its_questions_and_the_first_style_holds_all(election):
    north = style_add(election=election, name="North", contests=[3, 1])
    everything = election.styles.get(number=1)
    assert style_contests(north, election) == [1, 3]
    contest_add(election=election, draft=contest_draft("Fourth"))
    assert style_contests(everything, election) == [1, 2, 3, 4]


def test_styles_with_voters_or_without_a_name_are_refused(election):
    for name, contests in (("", [1]), ("North", []), ("all QUESTIONS", [1])):
        with pytest.raises(InputError):
            style_add(election=election, name=name, contests=contests)
    style_add(election=election, name="North", contests=[1])
    roll_import(election=election, text="name,email,style\nAda,ada@example.org,North\n")
    for number in (1, 2):
        with pytest.raises(InputError):
            style_remove(election=election, number=number)
    with pytest.raises(NotFoundError):
        style_remove(election=election, number=9)


def test_a_frozen_ballot_cannot_change():
    election = frozen_election().election
    contest = contest_get(election, 1)
    for act in (
        lambda: contest_add(election=election, draft=contest_draft()),
        lambda: contest_update(contest=contest, draft=contest_draft()),
        lambda: contest_remove(contest=contest),
        lambda: contest_move(contest=contest, to=1),
        lambda: style_add(election=election, name="North", contests=[1]),
        lambda: style_remove(election=election, number=1),
    ):
        with pytest.raises(StateError):
            act()


def test_texts_in_a_language_of_another_election_are_refused(election):
    draft = replace(contest_draft(), title={"en": "Who?", "fr": "Qui ?"})
    with pytest.raises(InputError, match="language fr is not one of this election"):
        contest_add(election=election, draft=draft)
