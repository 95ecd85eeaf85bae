"""The booth for practice, as the server gives it out."""

import html
import re

import pytest
from django.test import Client

from crypto.manifest import decode_manifest
from tests import people
from tests.elections import contest_draft, draft_election, election_draft, open_election
from tests.pages import Page
from voting.ballot_effort import ballot_effort
from voting.models import Election
from voting.practice import practice_manifest
from voting.services import election_create

pytestmark = pytest.mark.django_db


@pytest.fixture
def official() -> Client:
    client = Client()
    people.sign_in(client, people.official())
    return client


def page_of(election: Election) -> str:
    return f"/officials/elections/{election.pk}/practice"


def bare_election() -> Election:
    return election_create(
        draft=election_draft(), official=people.official(), is_demonstration=False
    )


def test_the_page_carries_a_manifest_that_no_real_election_has(official):
    election = draft_election(trustees=0, voters=0).election
    text = official.get(page_of(election)).content.decode()
    carried = html.unescape(re.search(r'data-manifest="([^"]*)"', text)[1])
    manifest = decode_manifest(carried.encode())
    assert manifest.election_id == election.slug
    assert manifest.origin == f"practice.invalid/e/{election.slug}"
    assert manifest.demonstration
    assert manifest.contests[0].title == {"en": "Who chairs the board?"}


def test_its_key_is_a_new_one_each_time_and_times_need_not_be_planned():
    election = draft_election(trustees=0).election
    Election.objects.filter(pk=election.pk).update(opens_at=None, closes_at=None)
    election.refresh_from_db()
    first, second = (decode_manifest(practice_manifest(election)) for _ in range(2))
    assert first.log_key != second.log_key
    election.refresh_from_db()
    assert election.opens_at is None


def test_practice_changes_nothing_and_leaves_an_open_election_alone(official):
    built = open_election()
    before = Election.objects.filter(pk=built.election.pk).values().get()
    page = Page(official.get(page_of(built.election)))
    assert "Practice. Nothing is sent." in page.text
    assert page.inline_scripts == []
    assert Election.objects.filter(pk=built.election.pk).values().get() == before
    assert built.election.log.entries.filter(kind="ballot").count() == 0


def test_without_questions_there_is_nothing_to_practise_with(official):
    answer = official.get(page_of(bare_election()), follow=True)
    assert "Voters cannot see this ballot yet: there are no questions." in Page(answer).text


def test_the_browser_is_told_to_let_nothing_out(official):
    answer = official.get(page_of(draft_election().election))
    policy = answer.headers["Content-Security-Policy"]
    assert "connect-src 'none'" in policy
    assert "form-action 'none'" in policy
    assert "worker-src 'self'" in policy


def test_voters_are_given_no_such_page():
    built = open_election()
    for query in ("", "?practice=1", "?style=1"):
        page = Client().get(f"/e/{built.election.slug}/vote{query}").content.decode()
        assert "practice" not in page


def test_long_ballots_are_told_in_seconds_and_size():
    names = [f"Person {number}" for number in range(1, 121)]
    few = ballot_effort(draft_election().election)
    many = ballot_effort(draft_election(contests=[contest_draft("All", names)]).election)
    assert (few.options, few.is_heavy) == (3, False)
    assert (many.options, many.is_heavy) == (120, True)
    # 242 branches; ten times 0.87 milliseconds for each.
    assert many.seconds == 3
    assert 500 < many.kilobytes < 700
