"""Invites, reminders and next steps: asked for on pages, sent by the queue, links derived there."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client, TestCase
from django.urls import reverse
from django.utils import timezone

from config.celery import app
from crypto import canonical_json
from crypto.transcript import sha256
from crypto.trustee_keys import TrusteeSecret
from tally.tasks import elections_tick
from tests.elections import (
    BuiltElection,
    confirm_payload,
    draft_election,
    drill_payload,
    frozen_election,
    key_payload,
    send_entry,
    share_payload,
)
from voting.ceremonies import ceremony_view
from voting.models import MailKind, MailStatus, Trustee, TrusteeMail
from voting.selectors import trustee_by_token, trustee_get
from voting.services import (
    ceremony_start,
    election_cancel,
    trustee_invite,
    trustee_link_void,
    trustee_mail_ask,
)
from voting.tasks import trustee_mail_send

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft() -> BuiltElection:
    return draft_election(trustees=3, threshold=2, is_demonstration=False)


@pytest.fixture
def started(draft) -> BuiltElection:
    """Everybody is invited and may make a key; nobody's page was ever open."""
    for index in (1, 2, 3):
        trustee_invite(trustee=trustee_get(draft.election, index))
    ceremony_start(election=draft.election)
    return with_secrets(draft)


def with_secrets(built: BuiltElection) -> BuiltElection:
    group = ceremony_view(built.reload()).ceremony.group
    built.secrets = [TrusteeSecret.draw(group, index=i, threshold=2) for i in (1, 2, 3)]
    return built


def press(client: Client, built: BuiltElection, name: str, *more: int, **values: str):
    """An official presses a button, and the transaction ends."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        return client.post(reverse(name, args=[built.election.pk, *more]), values, follow=True)


def by_program(built: BuiltElection, index: int, make) -> None:
    """A key holder's program sends an entry over HTTP."""
    secret = built.secrets[index - 1]
    kind, payload = make(built.reload(), secret)
    token = trustee_invite(trustee=trustee_get(built.election, index))
    body = canonical_json.encode(
        {
            "payload": canonical_json.decode(payload, max_size=1 << 20, place="payload"),
            "signature": secret.sign(kind, sha256(payload)).hex(),
            "type": kind,
        }
    )
    with TestCase.captureOnCommitCallbacks(execute=True):
        answer = Client().post(
            f"/api/v1/elections/{built.election.pk}/trustee/entries",
            body,
            content_type="application/json",
            headers={"Authorization": f"Bearer {token}"},
        )
    assert answer.status_code == 201, answer.content


def tick() -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):
        elections_tick()


def names_of_mails() -> list[str]:
    return [message.to[0].partition("@")[0] for message in mail.outbox]


def link_in(message) -> str:
    (link,) = re.findall(r"http\S+/trustee/\S+", message.body)
    return link


def row(built: BuiltElection, index: int) -> Trustee:
    return trustee_get(built.election, index)


def test_one_press_invites_everybody_who_has_no_invite(official_client, draft, eager):
    press(official_client, draft, "official-key-holder-invite", 2)
    answer = press(official_client, draft, "official-invite-all")
    assert "2 messages are being sent" in answer.content.decode()
    assert names_of_mails() == ["tom", "priya", "ana"]
    assert {message.subject for message in mail.outbox} == {"You are asked to be a key holder"}
    assert all(row(draft, index).invited_at for index in (1, 2, 3))
    again = press(official_client, draft, "official-invite-all")
    assert "no new message to send" in again.content.decode()
    assert len(mail.outbox) == 3


def test_a_message_holds_one_link_that_stays_the_same(official_client, started, eager):
    press(official_client, started, "official-key-holder-invite", 1)
    press(official_client, started, "official-key-holder-remind", 1)
    invite, reminder = mail.outbox
    assert reminder.subject == "Reminder: your next step as a key holder"
    assert "Please make your key now." in reminder.body
    assert link_in(invite) == link_in(reminder)
    token = link_in(invite).partition("#")[2]
    assert trustee_by_token(started.election, token) == row(started, 1)
    assert "We never ask for your key file or your passphrase." in reminder.body
    assert not re.search(r"[0-9a-f]{64}", invite.body + reminder.body)


def test_what_waits_in_the_queue_is_a_number(official_client, draft):
    press(official_client, draft, "official-key-holder-invite", 1)
    token = trustee_invite(trustee=row(draft, 1))
    with app.connection_for_read() as connection:
        message = connection.SimpleQueue("mail").get(timeout=5)
        message.ack()
    arguments, options, _ = message.payload
    assert arguments == [TrusteeMail.objects.get().pk]
    assert options == {}
    assert token not in str(message.payload) + str(message.headers)


def test_a_message_in_line_is_not_asked_for_twice(official_client, draft, queue):
    for _ in range(3):
        press(official_client, draft, "official-key-holder-invite", 1)
    assert queue.names() == ["trustee_mail_send"]
    queue.run()
    press(official_client, draft, "official-key-holder-invite", 1)
    assert queue.names() == ["trustee_mail_send"]


def test_a_task_that_runs_twice_sends_once(draft):
    message = trustee_mail_ask(trustee=row(draft, 1), kind=MailKind.INVITE)
    for _ in range(2):
        trustee_mail_send(message.pk)
    trustee_mail_send(message.pk + 1)
    assert len(mail.outbox) == 1


class Broken(EmailBackend):
    def send_messages(self, _messages):
        raise OSError("no such host")


@pytest.fixture
def broken_mail(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Broken"


def test_a_message_that_cannot_be_sent_is_tried_again_and_then_shown(
    official_client, draft, queue, broken_mail, settings
):
    press(official_client, draft, "official-key-holder-invite", 1)
    queue.run()
    assert row(draft, 1).invited_at is None
    for _ in range(2):  # the tick finds it, a minute later each time
        TrusteeMail.objects.update(changed_at=timezone.now() - timedelta(minutes=2))
        elections_tick()
        queue.run()
    assert TrusteeMail.objects.get().status == MailStatus.FAILED
    elections_tick()
    assert queue.names() == []
    shown = official_client.get(reverse("official-key-holders", args=[draft.election.pk]))
    assert "Could not be sent" in shown.content.decode()
    assert "Try to send again" in shown.content.decode()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    press(official_client, draft, "official-mail-retry")
    queue.run()
    assert names_of_mails() == ["priya"]
    shown = official_client.get(reverse("official-key-holders", args=[draft.election.pk]))
    assert "Could not be sent" not in shown.content.decode()
    assert row(draft, 1).invited_at is not None


def test_a_message_lost_by_a_crash_is_found_by_the_tick(draft, queue):
    message = trustee_mail_ask(trustee=row(draft, 1), kind=MailKind.INVITE)
    elections_tick()
    assert queue.names() == []
    for status, minutes in ((MailStatus.NONE, 2), (MailStatus.SENDING, 11)):
        long_ago = timezone.now() - timedelta(minutes=minutes)
        TrusteeMail.objects.update(status=status, changed_at=long_ago)
        tick()
        tick()
        assert [arguments for _, arguments in queue] == [(message.pk,)]
        queue.clear()


def test_logs_tell_the_number_of_a_message_and_nothing_of_it(draft, broken_mail, caplog):
    message = trustee_mail_ask(trustee=row(draft, 1), kind=MailKind.INVITE)
    trustee_mail_send(message.pk)
    assert f"message {message.pk} to a key holder could not be sent" in caplog.text
    assert "keys.example" not in caplog.text
    assert trustee_invite(trustee=row(draft, 1)) not in caplog.text


def test_who_is_away_hears_when_the_next_step_begins(started, eager):
    by_program(started, 1, key_payload)
    by_program(started, 2, key_payload)
    assert mail.outbox == []
    Trustee.objects.filter(index=3).update(last_seen=timezone.now())
    by_program(started, 3, key_payload)
    assert names_of_mails() == ["priya", "tom"]
    assert {message.subject for message in mail.outbox} == {"Your next step as a key holder"}
    assert all("Everybody has made a key." in message.body for message in mail.outbox)
    assert row(started, 1).reminded_at is not None


def test_who_closes_the_page_meanwhile_hears_it_from_the_tick_once(started, eager):
    Trustee.objects.update(last_seen=timezone.now())
    for index in (1, 2, 3):
        by_program(started, index, key_payload)
    tick()
    assert mail.outbox == []
    Trustee.objects.filter(index=2).update(last_seen=timezone.now() - timedelta(minutes=2))
    tick()
    tick()
    assert names_of_mails() == ["tom"]


def test_every_step_is_told_in_its_own_words(started, eager):
    words = []
    for make in (key_payload, share_payload, confirm_payload, drill_payload):
        for index in (1, 2, 3):
            by_program(started, index, make)
        words += [message.body for message in mail.outbox]
        mail.outbox.clear()
    assert len(words) == 9
    for part, text in zip(
        ("made a key", "parts of the keys", "still work"), words[::3], strict=True
    ):
        assert part in text


def test_nobody_without_a_link_is_written_to(draft, eager):
    ceremony_start(election=draft.election)
    with_secrets(draft)
    for secret in draft.secrets:
        send_entry(draft, secret, key_payload)
    tick()
    assert mail.outbox == []


def test_starting_tells_those_who_were_invited_before(official_client, draft, eager):
    press(official_client, draft, "official-key-holder-invite", 1)
    mail.outbox.clear()
    press(official_client, draft, "official-ceremony-start")
    assert names_of_mails() == ["priya"]
    assert "Please make your key now." in mail.outbox[0].body
    press(official_client, draft, "official-ceremony-stop", typed=draft.election.title_text)
    press(official_client, draft, "official-ceremony-restart")
    assert names_of_mails() == ["priya", "priya"]


def test_only_those_who_are_awaited_are_reminded(official_client, started, eager):
    send_entry(started, started.secrets[0], key_payload)
    press(official_client, started, "official-remind-all")
    assert names_of_mails() == ["tom", "ana"]
    refused = press(official_client, started, "official-key-holder-remind", 1)
    assert "Priya has nothing to do now" in refused.content.decode()
    assert len(mail.outbox) == 2


def test_reminding_all_hands_no_new_link_to_whoever_lost_theirs(official_client, started, eager):
    trustee_link_void(trustee=row(started, 2))
    press(official_client, started, "official-remind-all")
    assert names_of_mails() == ["priya", "ana"]
    assert not row(started, 2).token_hash


def test_a_reminder_that_comes_too_late_is_not_sent(official_client, started, queue):
    press(official_client, started, "official-key-holder-remind", 1)
    send_entry(started, started.secrets[0], key_payload)
    queue.run()
    assert mail.outbox == []
    assert not TrusteeMail.objects.exists()


def test_a_link_made_void_takes_its_waiting_messages_with_it(official_client, draft, queue):
    old = trustee_invite(trustee=row(draft, 1))
    press(official_client, draft, "official-key-holder-invite", 1)
    asked = official_client.get(reverse("official-key-holder-void", args=[draft.election.pk, 1]))
    assert "Make the link of Priya void?" in asked.content.decode()
    press(official_client, draft, "official-key-holder-void", 1)
    queue.run()
    tick()
    queue.run()
    assert mail.outbox == []
    assert not row(draft, 1).token_hash
    press(official_client, draft, "official-key-holder-invite", 1)
    queue.run()
    assert len(mail.outbox) == 1
    token = link_in(mail.outbox[0]).partition("#")[2]
    assert token != old
    assert trustee_by_token(draft.election, token) is not None


def test_nothing_goes_out_once_the_election_is_over(official_client, draft, queue):
    press(official_client, draft, "official-invite-all")
    election_cancel(election=draft.election, reason="Never mind.")
    queue.run()
    assert mail.outbox == []
    answer = press(official_client, draft, "official-key-holder-invite", 1)
    assert "The count is over" in answer.content.decode()


def test_another_drill_is_asked_for_by_mail(official_client, eager, monkeypatch):
    monkeypatch.setattr("voting.services.drills.ASK_AGAIN_AFTER", timedelta())
    built = frozen_election(trustees=3, threshold=2, is_demonstration=False)
    trustee_invite(trustee=row(built, 1))
    trustee_invite(trustee=row(built, 2))
    trustee_link_void(trustee=row(built, 2))
    for _ in range(2):
        press(official_client, built, "official-drill-ask")
        assert names_of_mails() == ["priya"]
        assert "check that your key file and your passphrase still work" in mail.outbox[0].body
        mail.outbox.clear()
        send_entry(built, built.secrets[0], drill_payload)


def test_a_demonstration_says_so_in_its_messages(official_client, eager):
    built = draft_election(trustees=1)
    press(official_client, built, "official-key-holder-invite", 1)
    assert mail.outbox[0].body.startswith("This is a demonstration. Votes here count for nothing.")
