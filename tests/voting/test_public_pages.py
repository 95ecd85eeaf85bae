import re

import pytest
from django.urls import reverse

from tests.elections import (
    closed_election,
    draft_election,
    frozen_election,
    keyed_election,
    open_election,
)
from voting.selectors import trustee_get
from voting.services import (
    ceremony_start,
    election_advance,
    election_cancel,
    trustee_invite,
)
from voting.states import ElectionState

pytestmark = pytest.mark.django_db

NOTICE = "This is a demonstration. Votes here count for nothing."


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def start_page(client, election) -> str:
    return text(client.get(reverse("election", args=[election.pk])))


def test_drafts_are_nowhere_in_public(client):
    election = keyed_election().election
    assert client.get(reverse("election", args=[election.pk])).status_code == 404
    assert election.title_text not in text(client.get("/"))


def test_an_election_cancelled_before_its_freeze_stays_unknown(client):
    election = keyed_election().election
    election_cancel(election=election, reason="Never mind.")
    assert client.get(reverse("election", args=[election.pk])).status_code == 404


def test_the_front_page_lists_public_elections(client):
    built = open_election()
    shown = text(client.get("/"))
    assert reverse("election", args=[built.election.pk]) in shown
    assert "Demonstration" in shown


def test_the_start_page_before_opening_gives_the_time_and_a_calendar(client):
    built = frozen_election()
    shown = start_page(client, built.election)
    assert "Voting is planned to open on" in shown
    assert "Start now" not in shown
    calendar = client.get(reverse("election-calendar", args=[built.election.pk]))
    assert calendar["Content-Type"].startswith("text/calendar")
    assert b"SUMMARY:Riverside board election\r\n" in calendar.content


def test_the_start_page_while_open_leads_to_the_booth(client):
    built = open_election()
    shown = start_page(client, built.election)
    assert f"/e/{built.election.pk}/vote" in shown
    assert "Voting is open until" in shown
    assert built.election.election_hash in shown


def test_the_start_page_after_closing_waits_for_the_result(client):
    built = closed_election()
    assert "The votes are being counted" in start_page(client, built.election)
    for state in (ElectionState.COUNTING, ElectionState.COUNTED, ElectionState.PUBLISHED):
        election_advance(election=built.election, to=state)
    shown = start_page(client, built.election)
    assert f"/e/{built.election.pk}/result" in shown
    assert "Start now" not in shown


def test_the_start_page_of_a_cancelled_election_says_why(client):
    built = open_election()
    election_cancel(election=built.election, reason="Wrong questions.")
    shown = start_page(client, built.election)
    assert "was called off" in shown
    assert "Wrong questions." in shown


def test_every_page_of_a_demonstration_says_so_and_no_page_of_a_real_election(client):
    demonstration = open_election()
    real = open_election(is_demonstration=False, trustees=3, threshold=2)
    assert NOTICE in start_page(client, demonstration.election)
    assert NOTICE not in start_page(client, real.election)
    assert NOTICE in text(client.get(reverse("key-holder", args=[demonstration.election.pk, 1])))


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("/help", "Help"),
        ("/help/how-this-works", "How this works"),
        ("/help/limits", "Experts advise against"),
        ("/help/demonstration", NOTICE),
        ("/help/accessibility", "Accessibility"),
    ],
)
def test_help_pages_answer_with_one_heading(client, page, words):
    shown = text(client.get(page))
    assert words in shown
    assert len(re.findall("<h1", shown)) == 1


def test_a_key_holder_s_page_names_nobody_and_shows_the_next_command_without_the_token(client):
    election = draft_election(trustees=3, threshold=2).election
    token = trustee_invite(trustee=trustee_get(election, 1))
    shown = text(client.get(reverse("key-holder", args=[election.pk, 1])))
    assert "There is nothing to do now." in shown
    assert token not in shown
    ceremony_start(election=election)
    shown = text(client.get(reverse("key-holder", args=[election.pk, 1])))
    assert 'tabella-trustee.pyz key --link "@link.txt" --key my-key.txt' in shown
    assert "Priya" not in shown
    assert "@keys.example" not in shown


def test_a_key_holder_there_is_not_is_not_found(client):
    election = draft_election().election
    assert client.get(reverse("key-holder", args=[election.pk, 2])).status_code == 404


def test_pages_hold_no_inline_script_or_style(client, official_client):
    built = open_election()
    pages = ["/", "/help", reverse("election", args=[built.election.pk]), "/officials/sign-in"]
    for page in pages:
        shown = text(client.get(page))
        assert not re.search(r"<script(?![^>]*src=)|<style| style=| on[a-z]+=", shown), page
