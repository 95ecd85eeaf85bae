"""What anybody may ask for: a new voting link, a sign-in link, and that a report is read."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tally.tasks import messages_tick
from tests import people
from tests.elections import BuiltElection, closed_election, draft_election, open_election
from tests.pages import Page
from voting.models import (
    Election,
    LinkRequest,
    MailStatus,
    SignInLink,
    SignInRequest,
    Voter,
    VoterReport,
)
from voting.services import election_close, voter_reports
from voting.services import requests as request_services
from voting.tasks import invitations_send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_brakes():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def built() -> BuiltElection:
    return open_election(voters=3)


def send(page: str, values: dict[str, str], **more: object):
    with TestCase.captureOnCommitCallbacks(execute=True):
        return Client(**more).post(page, values, follow=True)


def asked(built: BuiltElection, email: str, **more: object):
    return send(reverse("election-new-link", args=[built.election.pk]), {"email": email}, **more)


def reported(built: BuiltElection, **values: str):
    return send(reverse("election-report", args=[built.election.pk]), values)


def signed_in_by(email: str):
    return send(reverse("sign-in-ask"), {"email": email})


def test_the_answer_is_the_same_for_every_address(built, eager):
    known = asked(built, "voter1@example.org")
    unknown = asked(built, "nobody@example.org")
    assert known.content == unknown.content
    assert known.redirect_chain == unknown.redirect_chain
    assert "If this address is on the voter list" in Page(known).text


def test_the_view_does_the_same_work_for_every_address(built, queue):
    page = reverse("election-new-link", args=[built.election.pk])
    counts = []
    for email in ("voter1@example.org", "nobody@example.org"):
        with (
            TestCase.captureOnCommitCallbacks(execute=True),
            CaptureQueriesContext(
                connection,
            ) as seen,
        ):
            Client().post(page, {"email": email})
        counts.append([query["sql"].split()[0] for query in seen])
    assert counts[0] == counts[1]
    assert queue.names() == ["link_request_answer"] * 2
    assert all("@" not in str(arguments) for _, arguments in queue)


def test_officials_see_a_voter_who_asks_once_and_take_them_off(built, eager, official_client):
    for _ in range(2):
        asked(built, " Voter1@example.org ")
    asked(built, "nobody@example.org")
    page = reverse("official-messages", args=[built.election.pk])
    shown = Page(official_client.get(page))
    assert shown.text.count("Ada 1") == 1
    assert "nobody@example.org" not in shown.text
    watched = Page(official_client.get(reverse("official-watch", args=[built.election.pk])))
    assert "Voters who ask for a new link 1" in watched.text
    row = LinkRequest.objects.get()
    done = reverse("official-link-request-done", args=[built.election.pk, row.pk])
    official_client.post(done)
    assert "Voters who ask for a new link" not in Page(official_client.get(page)).text
    again = Page(official_client.post(done, follow=True))
    assert "There is no such request" in again.text
    asked(built, "voter1@example.org")
    assert "Ada 1" in Page(official_client.get(page)).text


def test_a_new_code_answers_the_request(built, eager, official_client):
    asked(built, "voter1@example.org")
    Voter.objects.filter(election=built.election, number=1).update(credential="ab" * 32)
    page = reverse("official-messages", args=[built.election.pk])
    assert "Voters who ask for a new link" not in Page(official_client.get(page)).text
    asked(built, "voter1@example.org")
    assert "Ada 1" in Page(official_client.get(page)).text
    assert LinkRequest.objects.filter(done_at__isnull=True).count() == 1


def test_nothing_is_kept_of_an_address_that_is_not_on_the_list(built, eager):
    asked(built, "nobody@example.org")
    assert not LinkRequest.objects.exists()


def test_before_the_freeze_a_mailed_voter_gets_a_new_code_at_once(eager):
    built = draft_election(voters=2)
    page = reverse("election-new-link", args=[built.election.pk])
    assert Client().get(page).status_code == 404
    invitations_send(built.election.slug)
    before = Voter.objects.get(election=built.election, number=1).credential
    mail.outbox.clear()
    asked(built, "voter1@example.org")
    voter = Voter.objects.get(election=built.election, number=1)
    assert voter.mail_status == MailStatus.SENT
    assert voter.credential != before
    assert [(message.to, message.subject) for message in mail.outbox] == [
        (["voter1@example.org"], "Your voting link")
    ]
    assert not LinkRequest.objects.exists()


def test_before_the_freeze_a_voter_whose_code_came_another_way_is_left_to_officials(eager):
    built = draft_election(voters=2)
    Voter.objects.filter(election=built.election, number=1).update(credential="ab" * 32)
    invitations_send(built.election.slug)
    mail.outbox.clear()
    asked(built, "voter1@example.org")
    assert mail.outbox == []
    assert LinkRequest.objects.get().voter.number == 1
    assert Voter.objects.get(election=built.election, number=1).credential == "ab" * 32


def test_after_the_close_nobody_can_ask(official):
    built = closed_election()
    page = reverse("election-new-link", args=[built.election.pk])
    assert Client().get(page).status_code == 404


def test_a_request_that_is_looked_at_after_the_close_is_dropped(built, queue):
    asked(built, "voter1@example.org")
    election_close(election=built.election)
    queue.run()
    assert not LinkRequest.objects.exists()


def test_one_address_and_one_network_can_ask_so_often(built, queue):
    for _ in range(5):
        answer = asked(built, "voter1@example.org")
        assert answer.status_code == 200
    assert LinkRequest.objects.count() == 3
    for number in range(25):
        assert asked(built, f"x{number}@example.org").status_code == 200
    refused = asked(built, "y@example.org")
    assert refused.status_code == 429
    assert "Too many requests came from your network" in Page(refused).text
    assert LinkRequest.objects.count() == 28


def test_networks_are_told_apart_behind_a_web_server_of_ours(built, queue, settings):
    page = reverse("election-new-link", args=[built.election.pk])

    def ask(seen: str) -> int:
        headers = {"X-Forwarded-For": seen}
        return Client(headers=headers).post(page, {"email": "x@example.org"}).status_code

    settings.TABELLA_PROXIES = 1
    for _ in range(30):
        ask("203.0.113.7, 198.51.100.1")
    # What a visitor writes there counts for nothing; what our own server adds does.
    assert ask("192.0.2.99, 198.51.100.1") == 429
    assert ask("203.0.113.7, 198.51.100.2") == 302


def test_a_request_whose_task_was_lost_is_answered_by_the_tick(built, queue):
    asked(built, "voter1@example.org")
    signed_in_by(people.official().username)
    queue.clear()
    messages_tick()
    assert queue == []
    long_ago = timezone.now() - timedelta(minutes=2)
    LinkRequest.objects.update(asked_at=long_ago)
    SignInRequest.objects.update(asked_at=long_ago)
    messages_tick()
    queue.run()
    assert LinkRequest.objects.get().voter.number == 1
    assert [message.subject for message in mail.outbox] == ["Your sign-in link"]


def test_a_flood_fills_no_table(built, queue, monkeypatch):
    monkeypatch.setattr(request_services, "MOST_WAITING", 2)
    for number in range(4):
        assert asked(built, f"x{number}@example.org").status_code == 200
        assert signed_in_by(f"x{number}@example.org").status_code == 200
    assert (LinkRequest.objects.count(), SignInRequest.objects.count()) == (2, 2)


@pytest.mark.parametrize("name", ["election-new-link", "election-report"])
def test_a_form_without_its_token_is_refused(built, name):
    client = Client(enforce_csrf_checks=True)
    page = reverse(name, args=[built.election.pk])
    assert client.post(page, {"email": "a@b.example", "text": "x"}).status_code == 403
    assert client.get(page).status_code == 200


def test_an_official_gets_a_link_by_mail_that_works_once(eager, official):
    answer = signed_in_by("Olga@example.org")
    assert signed_in_by("nobody@example.org").content == answer.content
    (message,) = mail.outbox
    assert message.to == ["olga@example.org"]
    token = re.search(r"#link=(\S+)", message.body)[1]
    client = Client()
    page = reverse("sign-in-link")
    assert client.post(page, {"link": token})["Location"] == "/officials/"
    assert client.get("/officials/")["Location"].startswith("/officials/second-step")
    assert Client().post(page, {"link": token}).status_code == 200
    assert not SignInRequest.objects.exists()


def test_a_mailed_link_is_too_old_after_half_an_hour(eager, official):
    signed_in_by("olga@example.org")
    link = SignInLink.objects.get()
    left = link.expires_at - timezone.now()
    assert timedelta(minutes=29) < left <= timedelta(minutes=30)


def test_a_link_is_not_sent_long_after_it_was_asked_for(queue, official):
    signed_in_by("olga@example.org")
    SignInRequest.objects.update(asked_at=timezone.now() - timedelta(minutes=31))
    queue.run()
    assert mail.outbox == []
    assert not SignInRequest.objects.exists()


def test_an_address_gets_three_links_in_an_hour(eager, official):
    for _ in range(5):
        signed_in_by("olga@example.org")
    assert len(mail.outbox) == 3


def test_no_token_stands_in_a_task_or_log(queue, official, caplog):
    signed_in_by("olga@example.org")
    assert [arguments for _, arguments in queue] == [(SignInRequest.objects.get().pk,)]
    queue.run()
    token = re.search(r"#link=(\S+)", mail.outbox[0].body)[1]
    assert token not in caplog.text
    assert "olga" not in caplog.text


def test_a_report_reaches_officials_without_a_name(built, official_client):
    answer = Page(reported(built, text="The code was wrong.\nTwice.", contact=""))
    assert answer.headings == ["Your report is sent"]
    page = reverse("official-reports", args=[built.election.pk])
    shown = Page(official_client.get(page))
    assert "The code was wrong." in shown.text
    assert "To be reached at" not in shown.text
    watched = Page(official_client.get(reverse("official-watch", args=[built.election.pk])))
    assert "Reports from voters 1" in watched.text
    reported(built, text="Please call me", contact="Ada, 555 0100")
    assert "To be reached at: Ada, 555 0100" in Page(official_client.get(page)).text
    first = VoterReport.objects.last()
    official_client.post(reverse("official-report-done", args=[built.election.pk, first.pk]))
    first.refresh_from_db()
    assert first.done_by == people.official()
    assert "Dealt with" in Page(official_client.get(page)).text


def test_a_report_has_a_size_and_cannot_hold_markup(built, official_client):
    assert "Say what looks wrong" in Page(reported(built, text=" ")).text
    long = reported(built, text="x" * 2001)
    assert Page(long).title.startswith("Error: ")
    assert not VoterReport.objects.exists()
    reported(built, text="<b>bold</b>")
    shown = official_client.get(reverse("official-reports", args=[built.election.pk]))
    assert "<b>bold" not in shown.content.decode()


def test_reports_are_slowed_down_and_have_an_end(built, monkeypatch):
    for number in range(10):
        assert reported(built, text=f"Report {number}").status_code == 200
    assert reported(built, text="One more").status_code == 429
    cache.clear()
    monkeypatch.setattr(voter_reports, "MOST_REPORTS", 10)
    assert "10 open reports are enough" in Page(reported(built, text="One more")).text
    assert VoterReport.objects.count() == 10


def test_a_report_of_another_election_is_not_found(built, official_client):
    reported(built, text="Wrong")
    other = open_election(voters=1, official=people.official()).election
    row = VoterReport.objects.get()
    address = reverse("official-report-done", args=[other.pk, row.pk])
    assert "There is no such report" in Page(official_client.post(address, follow=True)).text
    row.refresh_from_db()
    assert row.done_at is None


def test_the_start_page_leads_to_both_forms(built):
    shown = Client().get(reverse("election", args=[built.election.pk])).content.decode()
    assert reverse("election-new-link", args=[built.election.pk]) in shown
    assert reverse("election-report", args=[built.election.pk]) in shown
    Election.objects.update(state="closed", closed_at=timezone.now())
    shown = Client().get(reverse("election", args=[built.election.pk])).content.decode()
    assert reverse("election-new-link", args=[built.election.pk]) not in shown
