"""When the totals wait to be unlocked: who hears of it, and what officials see and press."""

import re

import pytest
from django.core import mail
from django.test import Client, TestCase
from django.urls import reverse
from django.utils import timezone

from tally.tasks import count_advance, elections_tick
from tests import people
from tests.counting import unlock
from tests.elections import open_election
from tests.pages import Page
from tests.votes import vote
from voting.can_count import Light, can_count
from voting.models import ReportKind, Trustee
from voting.selectors import trustee_by_token, trustee_get
from voting.services import election_close, trustee_invite, trustee_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def official():
    client = Client()
    people.sign_in(client, people.official())
    return client


@pytest.fixture
def closed(queue):
    """Two of three are needed; all have links, and Ana has her page open."""
    built = open_election(trustees=3, threshold=2, is_demonstration=False)
    for index in (1, 2, 3):
        trustee_invite(trustee=trustee_get(built.election, index))
    Trustee.objects.filter(index=3).update(last_seen=timezone.now())
    vote(built, 1, [[1, 0, 0]])
    queue.run()
    election_close(election=built.election)
    built.reload()
    return built


def run(queue, act):
    """Do something, and everything that its commit sets off."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        act()
    while queue:
        with TestCase.captureOnCommitCallbacks(execute=True):
            queue.run()


def count_page(client, built):
    return Page(client.get(reverse("official-count", args=[built.election.pk])))


def test_key_holders_are_written_to_when_the_totals_wait_for_them(closed, queue):
    assert mail.outbox == []
    run(queue, lambda: count_advance(closed.election.slug))
    assert [message.to for message in mail.outbox] == [["priya@keys.example"], ["tom@keys.example"]]
    text = str(mail.outbox[0].body)
    assert "Please unlock your part of the count." in text
    token = re.search(r"/trustee/\S+/1#(\S+)", text)[1]
    assert trustee_by_token(closed.election, token).index == 1
    for _ in range(2):
        run(queue, elections_tick)
    assert len(mail.outbox) == 2


def test_whoever_unlocks_with_the_page_open_is_not_written_to_later(closed, queue):
    run(queue, lambda: count_advance(closed.election.slug))
    unlock(closed, closed.secrets[2])
    Trustee.objects.filter(index=3).update(last_seen=None)
    run(queue, elections_tick)
    assert "ana@keys.example" not in [message.to[0] for message in mail.outbox]


def test_an_official_reminds_one_key_holder_from_the_count(closed, queue, official):
    run(queue, lambda: count_advance(closed.election.slug))
    unlock(closed, closed.secrets[0])
    mail.outbox.clear()
    page = count_page(official, closed)
    assert page.text.count("Remind ") == 3  # "Remind those who have not", Tom, Ana
    address = reverse("official-key-holder-remind", args=[closed.election.pk, 3])
    run(queue, lambda: official.post(address, {"back": "count"}))
    (message,) = mail.outbox
    assert message.to == ["ana@keys.example"]
    assert message.subject == "Reminder: your next step as a key holder"
    assert official.post(address, {"back": "count"})["Location"] == reverse(
        "official-count", args=[closed.election.pk]
    )
    elsewhere = official.post(address, {"back": "//elsewhere.example"})["Location"]
    assert elsewhere == reverse("official-key-holders", args=[closed.election.pk])


def test_lost_keys_and_refusals_stand_on_the_count(closed, queue, official):
    run(queue, lambda: count_advance(closed.election.slug))
    trustee_report(
        trustee=trustee_get(closed.election, 1), kind=ReportKind.REFUSED, text="entry 9: <i>no</i>"
    )
    trustee_report(trustee=trustee_get(closed.election, 2), kind=ReportKind.KEY_LOST, text="")
    page = count_page(official, closed)
    assert "Reports a lost key" in page.text
    assert "Their tool refused to go on entry 9: <i>no</i>" in page.text
    assert "Can we still count? ! Not certain" in page.text
    assert "2 of 3 keys are known to work; 2 must help to count." in page.text


def test_a_key_that_unlocked_is_known_to_work_whatever_was_reported(closed, queue, official):
    run(queue, lambda: count_advance(closed.election.slug))
    trustee_report(trustee=trustee_get(closed.election, 1), kind=ReportKind.KEY_LOST, text="")
    unlock(closed, closed.secrets[0])
    page = count_page(official, closed)
    assert "3 of 3 keys are known to work" in page.text
    assert "Can we still count? ✓ Yes" in page.text


def test_when_enough_have_unlocked_no_lost_key_matters_any_more(closed, queue):
    run(queue, lambda: count_advance(closed.election.slug))
    for secret in closed.secrets[:2]:
        unlock(closed, secret)
    trustee_report(trustee=trustee_get(closed.election, 3), kind=ReportKind.KEY_LOST, text="")
    known = can_count(closed.reload())
    assert (known.light, known.working, known.lost) == (Light.GOOD, 2, ("Ana",))


def test_key_holders_played_by_the_server_get_no_mail(queue):
    built = open_election(trustees=3, threshold=2)
    vote(built, 1, [[1, 0, 0]])
    queue.run()
    election_close(election=built.election)
    run(queue, lambda: count_advance(built.election.slug))
    assert mail.outbox == []
