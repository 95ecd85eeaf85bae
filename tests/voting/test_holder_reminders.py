"""Key holders who forgot are reminded by themselves: once a day, three times for a step."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from tally.tasks import messages_tick
from tests.elections import BuiltElection, draft_election, key_payload, send_entry
from tests.pages import Page
from tests.voting.test_key_holder_mail import names_of_mails, with_secrets
from voting.models import Trustee, TrusteeMail
from voting.selectors import trustee_get
from voting.services import ceremony_start, trustee_invite

pytestmark = pytest.mark.django_db


@pytest.fixture
def started() -> BuiltElection:
    """Everybody was invited two days ago and may make a key."""
    built = draft_election(trustees=3, threshold=2, is_demonstration=False)
    for index in (1, 2, 3):
        trustee_invite(trustee=trustee_get(built.election, index))
    ceremony_start(election=built.election)
    a_day_passes(2)
    return with_secrets(built)


def a_day_passes(days: int = 1) -> None:
    day = timedelta(days=days, minutes=1)
    for trustee in Trustee.objects.all():
        trustee.invited_at = trustee.invited_at and trustee.invited_at - day
        trustee.last_seen = trustee.last_seen and trustee.last_seen - day
        trustee.save()
    for message in TrusteeMail.objects.all():
        message.asked_at -= day
        message.save()


def tick() -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):
        messages_tick()


def test_whoever_is_awaited_is_reminded_once_a_day_and_three_times(started, eager):
    send_entry(started, started.secrets[0], key_payload)
    for _ in range(3):
        tick()
    assert names_of_mails() == ["tom", "ana"]
    assert {message.subject for message in mail.outbox} == {
        "Reminder: your next step as a key holder"
    }
    for _ in range(5):
        a_day_passes()
        tick()
    assert names_of_mails() == ["tom", "ana"] * 3


def test_the_next_step_is_counted_for_itself(started, eager):
    for _ in range(4):
        tick()
        a_day_passes()
    for secret in started.secrets:
        send_entry(started, secret, key_payload)
    mail.outbox.clear()
    tick()
    assert names_of_mails() == ["priya", "tom", "ana"]
    assert "Everybody has made a key." in mail.outbox[0].body


def test_who_was_there_or_heard_today_is_not_reminded(started, eager):
    Trustee.objects.filter(index=1).update(last_seen=timezone.now() - timedelta(hours=1))
    Trustee.objects.filter(index=2).update(invited_at=timezone.now() - timedelta(hours=1))
    tick()
    assert names_of_mails() == ["ana"]


def test_it_can_be_switched_off_and_the_page_says_so(started, eager, official_client):
    page = reverse("official-key-holders", args=[started.election.pk])
    assert "at most 3 for each step" in Page(official_client.get(page)).text
    switch = reverse("official-holder-reminders", args=[started.election.pk])
    shown = Page(official_client.post(switch, {"reminders": "off"}, follow=True))
    assert "this is switched off" in shown.text
    tick()
    assert mail.outbox == []
    official_client.post(switch, {"reminders": "on"})
    tick()
    assert len(mail.outbox) == 3
    assert "3 such reminders have been written so far." in Page(official_client.get(page)).text


def test_nobody_without_a_link_and_nobody_in_a_rehearsal_is_reminded(started, eager):
    Trustee.objects.filter(index=1).update(token_hash="", link_salt="")
    tick()
    assert names_of_mails() == ["tom", "ana"]
    a_day_passes()
    type(started.election).objects.update(is_rehearsal=True)
    tick()
    assert len(mail.outbox) == 2
