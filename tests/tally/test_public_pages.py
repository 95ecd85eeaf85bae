"""What everybody sees of a count and its result."""

import csv
import io
import json
from dataclasses import replace

import pytest
from django.test import Client

from crypto.manifest import Contest, Option
from crypto.tally_payloads import ResultItem
from tally.models import Verdict
from tally.result_csv import result_csv_write, safe_cell
from tally.results import (
    ContestCount,
    OptionCount,
    ResultSheet,
    Winners,
    contest_count,
    result_sheet,
)
from tally.services import result_publish
from tests.elections import (
    closed_election,
    contest_draft,
    draft_election,
    election_draft,
    frozen_election,
    open_election,
)
from tests.pages import Page
from tests.tally.test_official_pages import count_out
from tests.votes import challenge, lock, vote
from voting.contexts import election_manifest
from voting.services import election_cancel

pytestmark = pytest.mark.django_db(transaction=True)

NAMES = ("=cmd()", 'Dana "D", Levi', "<script>x</script>")


@pytest.fixture
def sound(monkeypatch):
    monkeypatch.setattr("tally.tasks.record_verify", lambda _: (Verdict.PASSED, "C01 pass"))


@pytest.fixture
def published(queue, sound):
    built = open_election(
        contests=[contest_draft("Chair", NAMES), contest_draft("Day", ("Mon", "Tue"), votes_max=2)],
        voters=4,
        trustees=1,
    )
    vote(built, 1, [[0, 0, 1], [1, 1]])
    vote(built, 1, [[1, 0, 0], [1, 1]])
    vote(built, 2, [[1, 0, 0], [1, 1]])
    vote(built, 3, [[0, 1, 0], [0, 0]])
    challenge(lock(built, 4, [[0, 1, 0], [0, 0]]))
    count_out(built, queue)
    result_publish(election=built.election)
    built.reload()
    return built


def get(election, name):
    return Client().get(f"/e/{election.slug}/{name}")


def test_the_result_is_for_everybody(published):
    shown = Page(get(published.election, "result"))
    assert shown.status == 200
    assert shown.headings == ["Result: Riverside board election"]
    assert shown.headings[0] in shown.title
    assert not shown.inline_scripts
    assert "This is a demonstration" in shown.text
    assert "3 ballots counted, 1 replaced by a later one of the same voter, 1 test." in shown.text
    assert "The count was unlocked by 1 of 1 key holder: Priya" in shown.text
    assert "66.7%" in shown.text
    assert "Equal number of votes (2): Mon, Tue" in shown.text
    assert shown.text.index("Check this result yourself") < shown.text.index("Choice")
    assert "<script>x</script>" in shown.text  # as words, not as a script
    assert "C01 pass" in shown.text


@pytest.mark.parametrize(
    ("counts", "seats", "expected"),
    [
        ((5, 3, 1, 9), 1, (("A",), (), 0)),
        ((5, 3, 3, 9), 2, (("A",), ("B", "C"), 1)),
        ((3, 3, 3, 9), 2, ((), ("A", "B", "C"), 2)),
        ((3, 3, 3, 9), 3, (("A", "B", "C"), (), 0)),
        ((3, 0, 0, 9), 2, (("A",), (), 0)),
        ((0, 0, 0, 9), 1, ((), (), 0)),
    ],
)
def test_winners_and_ties(published, counts, seats, expected):
    # D stands for "None of these", which never wins.
    text = {"en": "x"}
    options = [Option({"en": name}, text, 1, exclusive=name == "D") for name in "ABCD"]
    contest = Contest(text, text, tuple(options), 0, 1, text, seats=seats)
    manifest = replace(election_manifest(published.election), contests=(contest,))
    items = tuple(ResultItem(count=count, value=1) for count in counts)
    found = contest_count(1, contest, items, 9, manifest).winners
    assert found == Winners(seats, *expected)


def test_winners_sections_turnout_and_quorum_stand_on_the_page(queue, sound):
    chair = replace(contest_draft("Chair", ("Ada", "Ben")), section={"en": "Board"}, seats=1)
    deputy = replace(contest_draft("Deputy", ("Cy", "Di")), section={"en": "Board"}, seats=1)
    draft = replace(election_draft(), quorum=3, contact={"en": "office@example.org"})
    built = open_election(draft=draft, contests=[chair, deputy], voters=4)
    start = Page(Client().get(f"/e/{built.election.slug}/"))
    assert "The result is valid if at least 3 voters take part." in start.text
    assert "office@example.org" in start.text
    vote(built, 1, [[1, 0], [1, 0]])
    vote(built, 2, [[1, 0], [0, 1]])
    count_out(built, queue)
    result_publish(election=built.election)
    shown = Page(get(built.election, "result")).text
    assert shown.count("Board") == 1
    assert "2 of 4 voters took part (50.0%)." in shown
    assert "3 voters have to take part: that many did not." in shown
    assert "Won: Ada" in shown
    assert "Won: nobody A tie: 1 more place could go to any of these." in shown
    rows = list(csv.reader(io.StringIO(get(built.election, "result.csv").content.decode())))
    assert [row[5:] for row in rows[1:]] == [
        ["Board", word] for word in ("yes", "no", "tie", "tie")
    ]


def test_weights_are_mentioned_where_there_are_any(queue, sound):
    built = open_election(roll="name,email,weight\nAda,a@x.org,3\nBen,b@x.org,1\n")
    vote(built, 1, [[1, 0, 0]])
    count_out(built, queue)
    result_publish(election=built.election)
    assert "the counted ballots weigh 3 together" in Page(get(built.election, "result")).text


@pytest.mark.parametrize(
    ("build", "words"),
    [
        (frozen_election, "Voting has not begun."),
        (open_election, "Voting is open. Ballots are counted after it closes."),
        (closed_election, "Voting has ended and the votes are being counted."),
    ],
)
def test_before_there_is_a_result_its_page_says_so(build, words, queue):
    built = build()
    shown = Page(get(built.election, "result"))
    assert shown.status == 200
    assert shown.headings == ["There is no result yet"]
    assert words in shown.text
    assert get(built.election, "result.csv").status_code == 404
    assert api(built.election).status_code == 404


def test_a_result_that_is_not_published_is_shown_to_nobody(queue, sound):
    built = open_election()
    vote(built, 1, [[1, 0, 0]])
    count_out(built, queue)
    shown = Page(get(built.election, "result"))
    assert "the count is being checked" in shown.text
    assert "Dana Levi" not in shown.text
    assert api(built.election).status_code == 404


def test_an_election_that_was_called_off_has_no_result(queue):
    built = open_election()
    election_cancel(election=built.election, reason="A wrong list")
    shown = Page(get(built.election, "result"))
    assert shown.headings == ["There is no result"]


@pytest.mark.parametrize("name", ["result", "result.csv", "download", "record.zip"])
def test_a_draft_is_not_public(name):
    assert get(draft_election().election, name).status_code == 404
    assert Client().get(f"/e/00000000-0000-4000-8000-000000000000/{name}").status_code == 404


def api(election):
    return Client().get(f"/api/v1/elections/{election.slug}/result")


def test_programs_get_the_same_numbers(published):
    document = json.loads(api(published.election).content)
    assert document["ballots"] == 3
    assert document["trustees"] == [1]
    assert [[o["count"] for o in c["options"]] for c in document["contests"]] == [[2, 1, 0], [2, 2]]
    assert document["contests"][0]["options"][0]["title"] == {"en": "=cmd()"}


def test_spreadsheets_get_a_table_without_formulas(published):
    answer = get(published.election, "result.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    text = answer.content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    columns = ["question_number", "question", "option", "votes", "percent_of_votes"]
    assert rows[0] == [*columns, "section", "wins"]
    assert rows[1] == ["1", "Chair", "'=cmd()", "2", "66.67", "", ""]
    assert rows[2][2] == 'Dana "D", Levi'
    assert len(rows) == 1 + 3 + 2


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "  ="])
def test_no_cell_begins_like_a_formula(start):
    assert safe_cell(f"{start}1+1") == f"'{start}1+1"
    sheet = ResultSheet(
        contests=(
            ContestCount(1, start, start, (OptionCount(f"{start}x", 1, 100.0),), 1, 1, (), None),
        ),
        ballots=1,
        weight=1,
        replaced=0,
        withdrawn=0,
        tests=0,
        key_holders=(),
        all_key_holders=1,
        voters=1,
        quorum=0,
    )
    stream = io.StringIO()
    result_csv_write(sheet, stream)
    (row,) = list(csv.reader(io.StringIO(stream.getvalue())))[1:]
    assert row[1].startswith("'")
    assert row[2].startswith("'")


@pytest.mark.parametrize("text", ["Dana Levi", "3 more seats", "Yes", "", "a=b"])
def test_other_cells_stay_as_they_are(text):
    assert safe_cell(text) == text


def test_shares_of_a_question_nobody_answered_are_zero(queue, sound):
    built = open_election()
    vote(built, 1, [[0, 0, 0]])
    count_out(built, queue)
    (contest,) = result_sheet(built.election).contests
    assert [option.percent for option in contest.options] == [0.0, 0.0, 0.0]
    assert (contest.votes, contest.ballots, contest.largest, contest.ties) == (0, 1, 1, ())


def test_progress_of_a_count_holds_no_choice(published):
    answer = Client().get(f"/api/v1/elections/{published.election.slug}/count").json()
    assert set(answer) == {
        "added",
        "added_text",
        "ballots",
        "has_fault",
        "has_result",
        "has_totals",
        "mark",
        "state",
        "threshold",
        "unlocked",
        "verdict",
    }
    assert (answer["added"], answer["ballots"], answer["verdict"]) == (3, 3, "passed")
