"""P8. Results over so few ballots that they tell how somebody voted."""

import json

from django.test import Client, TestCase
from django.urls import reverse

from board.models import Entry
from tally.tasks import count_advance
from tests import people
from tests.attacks.doors import give, post
from tests.counting import decryption_payload
from tests.elections import contest_draft, keyed_election, open_election
from tests.pages import Page
from tests.votes import lock
from voting.services import credentials_issue, election_close

ROLL = "\n".join(
    ["name,email,style", "Ada,a@x.example,Ward", *(f"B {i},b{i}@x.example," for i in range(11))]
)
QUESTIONS = [contest_draft("City", ("A", "B")), contest_draft("Ward", ("C", "D"))]


def test_a_ward_of_one_voter_has_no_totals_of_its_own(db):
    """Both wards answer one question; their ballots go into one sum."""
    built = open_election(
        contests=[contest_draft("City", ("A", "B"))], styles={"Ward": [1]}, voters=12, roll=ROLL
    )
    for voter, style in ((1, 2), (2, 1), (3, 1)):
        ballot = lock(built, voter, [[1, 0]], style=style)
        assert post(f"{ballot.address}/ballots", ballot.cast_body()).status_code == 202
    with TestCase.captureOnCommitCallbacks(execute=True):
        election_close(election=built.election)
        count_advance(built.election.slug)
        payload = decryption_payload(built.reload(), built.secrets[0])
        assert give(built, built.secrets[0], "decryption", payload).status_code == 201
        count_advance(built.election.slug)
    rows = Entry.objects.filter(log=built.election.log, kind__in=("tally", "result"))
    for row in rows:
        (question,) = json.loads(bytes(row.payload.data))["contests"]
        assert len(question) == 2  # one total for each option, and none for each ward
    assert {row.kind for row in rows} == {"tally", "result"}
    assert "style" not in json.loads(bytes(rows.get(kind="result").payload.data))


def test_organisers_are_told_before_the_freeze(db):
    """Nine of twelve have the second question alone, so that three can answer the first one."""
    few = ROLL.replace("x.example,\n", "x.example,Ward\n", 8)
    told = warnings(keyed_election(contests=QUESTIONS, styles={"Ward": [2]}, voters=12, roll=few))
    assert "Only 3 voters can answer the question “City”. With so few the result may tell" in told
    assert "the question “Ward”" not in told


def test_nobody_is_told_of_a_question_that_many_answer(db):
    assert "With so few" not in warnings(keyed_election(contests=QUESTIONS, voters=12))


def warnings(built) -> str:
    credentials_issue(election=built.election)
    official = Client()
    people.sign_in(official, people.official())
    return Page(official.get(reverse("official-freeze", args=[built.election.pk]))).text
