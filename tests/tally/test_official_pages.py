"""Watching, closing, following the count and publishing (screens O7 to O10)."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from ballots.models import Submission
from board.models import Entry
from tally import selectors, services
from tally.models import Count, Verdict
from tally.tasks import count_advance
from tests import people
from tests.counting import unlock
from tests.elections import contest_draft, draft_election, frozen_election, open_election
from tests.pages import Page
from tests.votes import challenge, lock, send, vote
from voting.services import election_close

pytestmark = pytest.mark.django_db(transaction=True)

TITLE = "Riverside board election"
PAGES = ("watch", "watch.json", "close", "count", "publish")


@pytest.fixture
def official():
    client = Client()
    people.sign_in(client, people.official())
    return client


def path(election, name):
    return f"/officials/elections/{election.slug}/{name}"


def page(client, election, name):
    return Page(client.get(path(election, name)))


@pytest.mark.parametrize("name", [*PAGES, "count/again"])
def test_officials_of_this_election_only(name, queue):
    election = open_election().election
    act = "post" if name.endswith("again") else "get"
    anonymous = getattr(Client(), act)(path(election, name))
    assert anonymous.status_code == 302
    assert anonymous["Location"].startswith("/officials/sign-in?next=")
    stranger = Client()
    people.sign_in(stranger, people.other_official())
    assert getattr(stranger, act)(path(election, name)).status_code == 404
    assert stranger.post(path(election, name), {"typed": TITLE}).status_code in (404, 405)
    assert queue == []


@pytest.mark.parametrize("name", ["close", "publish", "count/again"])
def test_nothing_changes_without_the_token_of_the_form(name, queue):
    election = open_election().election
    client = Client(enforce_csrf_checks=True)
    people.sign_in(client, people.official())
    assert client.post(path(election, name), {"typed": TITLE}).status_code == 403


@pytest.mark.parametrize("build", [draft_election, frozen_election, open_election])
@pytest.mark.parametrize("name", ["watch", "close", "count", "publish"])
def test_every_page_stands_in_every_state(build, name, official):
    built = build()
    shown = page(official, built.election, name)
    assert shown.status == 200
    assert len(shown.headings) == 1
    assert shown.headings[0] in shown.title
    assert "This is a demonstration" in shown.text
    assert not shown.inline_scripts


def test_watching_shows_how_many_and_nothing_of_what(official, queue):
    built = open_election(voters=4)
    vote(built, 1, [[1, 0, 0]])
    vote(built, 1, [[0, 1, 0]])
    challenge(lock(built, 2, [[0, 0, 1]]))
    bad = lock(built, 3, [[1, 0, 0]])
    body = bad.cast_body() | {"commitments": lock(built, 3, [[1, 0, 0]]).commitments}
    send(f"{bad.address}/ballots", body)
    queue.run()
    vote(built, 4, [[1, 0, 0]])  # nobody has looked at this one yet
    shown = page(official, built.election, "watch")
    assert shown.headings == ["Voting is open"]
    assert "1 of 4 have voted (25%)" in shown.text
    assert "1: what was sent beside the ballot does not fit it" in shown.text
    for name in ("Dana Levi", "Noor Aziz", "Sam Okoro", "Ada 1"):
        assert name not in shown.text
    answer = official.get(path(built.election, "watch.json")).json()
    assert answer["state"] == "open"
    assert answer["turned_away"] == 1
    numbers = answer["numbers"]
    assert {name: numbers[name] for name in ("voted", "voters", "percent")} == {
        "voted": "1",
        "voters": "4",
        "percent": "25",
    }
    assert (numbers["ballots"], numbers["replaced"], numbers["tests"]) == ("2", "1", "1")
    assert (numbers["under_way"], numbers["turned_away"]) == ("1", "1")
    # Whatever the script brings up to date is a number of the page.
    assert set(shown.data("number")) <= set(numbers)


def test_closing_asks_for_the_title_and_starts_the_count(official, queue):
    built = open_election(voters=3)
    ballot = vote(built, 1, [[1, 0, 0]])
    address = path(built.election, "close")
    assert (
        "3 people have not voted. You cannot reopen."
        in page(official, built.election, "close").text
    )
    wrong = Page(official.post(address, {"typed": "something else"}))
    assert wrong.title.startswith("Error: ")
    assert built.reload().state == "open"
    queue.clear()
    answer = official.post(address, {"typed": TITLE.lower()})
    assert (answer.status_code, answer["Location"]) == (302, path(built.election, "count"))
    assert built.reload().state == "closed"
    assert queue.names() == ["count_advance"]
    assert Submission.objects.get(ballot_hash=ballot.hash).status == "recorded"
    assert "Voting is not open." in page(official, built.election, "close").text


def test_closing_what_is_not_open_is_refused(official, queue):
    built = frozen_election()
    shown = Page(official.post(path(built.election, "close"), {"typed": TITLE}))
    assert shown.title.startswith("Error: ")
    assert built.reload().state == "frozen"
    assert queue == []


@pytest.fixture
def closed(queue):
    built = open_election(trustees=3, threshold=2)
    vote(built, 1, [[1, 0, 0]])
    queue.run()
    election_close(election=built.election)
    return built


def states(shown):
    return [state.rsplit("--", 1)[1] for state in shown.classes("app-steps__item--")]


def test_following_a_count_from_step_to_step(official, closed, queue, monkeypatch):
    shown = page(official, closed.election, "count")
    assert states(shown) == ["waiting"] * 5
    assert "Start the count" in shown.text
    count_advance(closed.election.slug)
    shown = page(official, closed.election, "count")
    assert states(shown) == ["done", "current", "waiting", "waiting", "waiting"]
    assert "0 of 1 locked ballots added up." in shown.text
    queue.run()
    unlock(closed, closed.secrets[1])
    shown = page(official, closed.election, "count")
    assert states(shown) == ["done", "done", "current", "waiting", "waiting"]
    assert "1 of 2 needed. Done: Tom. Not yet: Priya, Ana." in shown.text
    assert "Each got a message with their link. Remind those who have not." in shown.text
    unlock(closed, closed.secrets[2])
    assert states(page(official, closed.election, "count"))[3] == "current"
    monkeypatch.setattr("tally.tasks.record_verify", lambda _: (Verdict.PASSED, "C01 pass"))
    count_advance(closed.election.slug)
    assert states(page(official, closed.election, "count"))[4] == "current"
    queue.run()
    shown = page(official, closed.election, "count")
    assert states(shown) == ["done"] * 5
    assert "C01 pass" in shown.text
    assert "Go on to publishing" in shown.text
    assert "Try again" not in shown.text


def test_the_page_and_the_interface_agree_on_when_to_draw_anew(official, closed, queue):
    def marks():
        shown = page(official, closed.election, "count")
        progress = Client().get(f"/api/v1/elections/{closed.election.slug}/count").json()
        assert shown.data("mark") == [progress["mark"]]
        return progress["mark"]

    seen = [marks()]
    count_advance(closed.election.slug)
    seen.append(marks())
    queue.run()
    seen.append(marks())
    unlock(closed, closed.secrets[1])
    seen.append(marks())
    services.fault_note(election_id=closed.election.pk, fault="entry 9: wrong")
    seen.append(marks())
    assert len(set(seen)) == len(seen)


def test_a_count_that_is_stuck_names_the_entry_and_what_to_do(official, closed, queue):
    count_advance(closed.election.slug)
    services.fault_note(election_id=closed.election.pk, fault="entry 17: ballot.salt: too short")
    shown = page(official, closed.election, "count")
    assert "entry 17: ballot.salt: too short" in shown.text
    assert states(shown)[1] == "failed"
    queue.clear()
    answer = official.post(path(closed.election, "count/again"))
    assert answer["Location"] == path(closed.election, "count")
    assert queue.names() == ["count_advance"]
    assert selectors.progress(closed.election).fault == ""


def test_a_failed_check_shows_its_report_and_can_be_made_again(
    official, closed, queue, monkeypatch
):
    monkeypatch.setattr(
        "tally.tasks.record_verify", lambda _: (Verdict.FAILED, "C07 fail\n  C07.5 entry 17")
    )
    count_advance(closed.election.slug)
    queue.run()
    for index in (0, 1):
        unlock(closed, closed.secrets[index])
    count_advance(closed.election.slug)
    queue.run()
    shown = page(official, closed.election, "count")
    assert states(shown)[4] == "failed"
    assert "C07.5 entry 17" in shown.text
    assert "Check again" in shown.text
    assert "Go on to publishing" not in shown.text
    assert "has not passed yet" in page(official, closed.election, "publish").text
    refused = Page(official.post(path(closed.election, "publish"), {"typed": TITLE}))
    assert refused.title.startswith("Error: ")
    monkeypatch.setattr("tally.tasks.record_verify", lambda _: (Verdict.PASSED, "fine"))
    official.post(path(closed.election, "count/again"))
    queue.run()
    assert Count.objects.get().verdict == "passed"


def test_a_check_nobody_finished_can_be_started_again(official, closed, queue):
    count_advance(closed.election.slug)
    queue.run()
    for index in (0, 1):
        unlock(closed, closed.secrets[index])
    count_advance(closed.election.slug)
    assert services.check_begin(election_id=closed.election.pk)
    assert "Try again" not in page(official, closed.election, "count").text
    count = Count.objects.get()
    count.check_began_at -= selectors.PATIENCE * 2
    count.save()
    assert "Try again" in page(official, closed.election, "count").text


def count_out(built, queue):
    """From the last ballot to the verdict."""
    queue.run()
    election_close(election=built.election)
    count_advance(built.election.slug)
    queue.run()
    unlock(built, built.secrets[0])
    count_advance(built.election.slug)
    queue.run()
    built.reload()


@pytest.fixture
def result(queue, monkeypatch):
    monkeypatch.setattr("tally.tasks.record_verify", lambda _: (Verdict.PASSED, "fine"))

    def make(voters):
        built = open_election(voters=voters)
        for voter in range(1, voters + 1):
            vote(built, voter, [[1, 0, 0]])
        count_out(built, queue)
        return built

    return make


def test_publishing_shows_the_result_first_and_asks_for_the_title(official, result):
    built = result(3)
    shown = page(official, built.election, "publish")
    assert shown.headings == ["Publish the results?"]
    assert "Dana Levi" in shown.text
    assert "3 ballots counted" in shown.text
    address = path(built.election, "publish")
    assert Page(official.post(address, {"typed": ""})).title.startswith("Error: ")
    assert built.reload().state == "counted"
    answer = official.post(address, {"typed": TITLE})
    assert answer["Location"] == reverse("result", args=[built.election.pk])
    assert built.reload().state == "published"
    assert Entry.objects.filter(log=built.election.log).order_by("index").last().kind == "final"
    assert "The results are published." in page(official, built.election, "publish").text
    assert official.post(address, {"typed": TITLE}).status_code == 302


def test_few_ballots_are_pointed_out_before_publishing(official, result, monkeypatch):
    few = page(official, result(2).election, "publish")
    assert "Only 2 ballots were counted." in few.text
    monkeypatch.setattr("tally.views.count.FEW_BALLOTS", 2)
    monkeypatch.setattr("tally.results.FEW_BALLOTS", 2)
    assert "Only" not in page(official, result(2).election, "publish").text


def test_few_ballots_of_one_question_are_pointed_out_too(official, queue, monkeypatch):
    monkeypatch.setattr("tally.views.count.FEW_BALLOTS", 2)
    monkeypatch.setattr("tally.results.FEW_BALLOTS", 2)
    monkeypatch.setattr("tally.tasks.record_verify", lambda _: (Verdict.PASSED, "fine"))
    roll = "name,email,style\nAda,a@x.org,\nBen,b@x.org,Ward\nCleo,c@x.org,Ward\n"
    built = open_election(
        contests=[contest_draft("City", ("A", "B")), contest_draft("Ward", ("C", "D"))],
        styles={"Ward": [2]},
        roll=roll,
    )
    vote(built, 1, [[1, 0], [1, 0]])
    vote(built, 2, [[1, 0]], style=2)
    vote(built, 3, [[0, 1]], style=2)
    count_out(built, queue)
    shown = page(official, built.election, "publish")
    assert "Only 1 ballot had the question “City”." in shown.text
    assert "“Ward”" not in shown.text


def test_numbers_of_the_watch_page_are_json_for_officials_only(official, queue):
    built = draft_election()
    assert json.loads(official.get(path(built.election, "watch.json")).content) == {
        "state": "draft"
    }
