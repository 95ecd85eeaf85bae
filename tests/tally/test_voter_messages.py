"""Receipts, reminders and news of results: asked for by the tick, sent by the queue, once each."""

import re
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ballots.messages import receipts_ask_due
from config.celery import app
from tally.tasks import messages_tick
from tests import people
from tests.elections import BuiltElection, frozen_election, open_election
from tests.pages import Page
from tests.votes import challenge, lock, vote
from voting.models import Election, LinkRequest, MessagePlan, MessageState, VoterMessage
from voting.services import (
    election_cancel,
    election_close,
    link_request_note,
    link_request_resolve,
    message_plan_set,
    message_take,
)
from voting.tasks import new_code_send, voter_messages_send

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def official_client() -> Client:
    client = Client()
    people.sign_in(client, people.official())
    return client


@pytest.fixture
def built() -> BuiltElection:
    return open_election(voters=4)


def tick(queue) -> None:
    """Ballots get to the record, what is due is asked for, and the mail worker sends it."""
    queue.run()
    messages_tick()
    queue.run()


def kinds() -> list[str]:
    return [message.subject for message in mail.outbox]


def plan(built: BuiltElection, **changes: object) -> None:
    usual = {"receipts": True, "reminders": True, "reminder_hours": 24, "results": True}
    message_plan_set(election=built.election, **(usual | changes))


def closes_in(built: BuiltElection, hours: int, *, opened: int = 200) -> None:
    now = timezone.now()
    Election.objects.filter(pk=built.election.pk).update(
        closes_at=now + timedelta(hours=hours), opened_at=now - timedelta(hours=opened)
    )
    built.reload()


def test_every_ballot_on_the_record_gets_one_receipt(built, queue):
    ballot = vote(built, 1, [[1, 0, 0]])
    tick(queue)
    (receipt,) = mail.outbox
    assert receipt.subject == "We received your ballot"
    assert receipt.to == ["voter1@example.org"]
    assert ballot.tracker in receipt.body
    entry = VoterMessage.objects.get().entry_index
    assert f"It is entry {entry} of the public record." in receipt.body
    assert f"/e/{built.election.slug}/code" in receipt.body
    assert "We never ask for your choices." in receipt.body
    for _ in range(2):
        tick(queue)
    assert len(mail.outbox) == 1
    again = vote(built, 1, [[0, 1, 0]])
    tick(queue)
    assert len(mail.outbox) == 2
    assert again.tracker in mail.outbox[1].body
    assert ballot.tracker not in mail.outbox[1].body


def test_a_ballot_that_is_not_on_the_record_and_a_test_get_no_receipt(built, queue):
    vote(built, 1, [[1, 0, 0]])
    waiting = list(queue)
    queue.clear()
    tick(queue)
    assert mail.outbox == []
    queue.extend(waiting)
    challenge(lock(built, 2, [[0, 0, 1]]))
    tick(queue)
    assert [message.to for message in mail.outbox] == [["voter1@example.org"]]


def test_a_receipt_waits_for_the_signed_head(built, queue, monkeypatch):
    monkeypatch.setattr("ballots.messages.signed_size", lambda _election: 1)
    vote(built, 1, [[1, 0, 0]])
    tick(queue)
    assert mail.outbox == []
    monkeypatch.undo()


def test_nothing_tells_a_choice_or_a_voter_code(built, queue, caplog):
    caplog.set_level("DEBUG")
    vote(built, 1, [[1, 0, 0]])
    queue.run()
    messages_tick()
    tasks = [(task.name, arguments) for task, arguments in queue]
    assert tasks == [("voting.tasks.voter_messages_send", (built.election.slug,))]
    queue.run()
    told = mail.outbox[0].message().as_string() + caplog.text
    for secret in ("Dana Levi", "Noor Aziz", "Sam Okoro", built.codes[1]):
        assert secret not in told
    assert "voter1@example.org" not in caplog.text


def test_the_row_of_a_receipt_that_left_holds_no_time(built, queue):
    vote(built, 1, [[1, 0, 0]])
    tick(queue)
    row = VoterMessage.objects.get()
    assert (row.state, row.moment) == (MessageState.SENT, None)


def test_receipts_leave_in_batches_however_many_there_are(built, queue, monkeypatch):
    monkeypatch.setattr("ballots.messages.BATCH", 1)
    ballots = [vote(built, number, [[1, 0, 0]]) for number in (1, 2, 3)]
    queue.run()
    for _ in range(6):
        tick(queue)
    bodies = "".join(message.body for message in mail.outbox)
    assert len(mail.outbox) == 3
    assert all(ballot.tracker in bodies for ballot in ballots)


def test_two_ticks_at_once_ask_for_one_receipt(built, queue):
    vote(built, 1, [[1, 0, 0]])
    queue.run()
    receipts_ask_due(built.election)
    MessagePlan.objects.update(receipts_through=0)  # the other one read it before
    receipts_ask_due(built.election)
    assert VoterMessage.objects.count() == 1


def test_a_receipt_is_sent_after_the_close_as_well(built, queue):
    vote(built, 1, [[1, 0, 0]])
    queue.run()
    election_close(election=built.election)
    tick(queue)
    assert "We received your ballot" in kinds()


def test_receipts_switched_off_are_not_sent_later(built, queue):
    plan(built, receipts=False)
    vote(built, 1, [[1, 0, 0]])
    tick(queue)
    plan(built)
    tick(queue)
    assert mail.outbox == []
    vote(built, 2, [[1, 0, 0]])
    tick(queue)
    assert [message.to for message in mail.outbox] == [["voter2@example.org"]]


def test_the_reminder_by_itself_leaves_once_before_the_close(built, queue):
    vote(built, 1, [[1, 0, 0]])
    closes_in(built, 30)
    tick(queue)
    mail.outbox.clear()
    tick(queue)
    assert kinds() == []
    closes_in(built, 23)
    for _ in range(3):
        tick(queue)
    assert {message.subject for message in mail.outbox} == {"Voting closes soon"}
    assert sorted(message.to[0] for message in mail.outbox) == [
        f"voter{number}@example.org" for number in (2, 3, 4)
    ]
    (body, *_) = (message.body for message in mail.outbox)
    assert "We never ask for your choices." in body
    assert "This message holds no code" in body
    assert f"/e/{built.election.slug}/" in body
    assert not any(code in body for code in built.codes.values())


def test_a_later_close_reminds_again_but_nobody_twice_a_day(built, queue):
    closes_in(built, 23)
    tick(queue)
    assert len(mail.outbox) == 4
    closes_in(built, 20)
    tick(queue)
    assert len(mail.outbox) == 4
    VoterMessage.objects.update(moment=timezone.now() - timedelta(hours=25))
    closes_in(built, 22)
    tick(queue)
    assert len(mail.outbox) == 8


def test_who_was_just_invited_is_not_reminded(built, queue):
    closes_in(built, 10, opened=1)
    tick(queue)
    assert mail.outbox == []


def test_switched_off_or_in_a_rehearsal_nothing_leaves(built, queue):
    plan(built, reminders=False)
    closes_in(built, 10)
    tick(queue)
    plan(built)
    Election.objects.update(is_rehearsal=True)
    vote(built, 1, [[1, 0, 0]])
    tick(queue)
    assert mail.outbox == []


def test_whoever_votes_meanwhile_is_not_reminded(built, queue):
    closes_in(built, 10)
    plan(built, receipts=False)
    messages_tick()
    send = list(queue)
    queue.clear()
    vote(built, 1, [[1, 0, 0]])
    queue.run()
    messages_tick()
    queue.extend(send)
    queue.run()
    assert sorted(message.to[0] for message in mail.outbox) == [
        f"voter{number}@example.org" for number in (2, 3, 4)
    ]


def test_a_reminder_that_comes_after_the_close_is_dropped(built, queue):
    closes_in(built, 10)
    messages_tick()
    election_close(election=built.election)
    queue.run()
    assert mail.outbox == []
    assert not VoterMessage.objects.exists()


def test_reminding_by_hand_shows_how_many_and_the_text_first(built, queue, official_client):
    vote(built, 1, [[1, 0, 0]])
    queue.run()
    page = reverse("official-remind-voters", args=[built.election.pk])
    shown = Page(official_client.get(page))
    assert "3 voters who have not voted will get this message" in shown.text
    assert "you have not voted yet in: Riverside board election" in shown.text
    assert "Ada Okafor" in shown.text
    assert queue == []
    answer = Page(official_client.post(page, follow=True))
    assert "3 reminders are being sent." in answer.text
    queue.run()
    assert len(mail.outbox) == 3
    again = Page(official_client.get(page))
    assert "Nobody is left to be reminded" in again.text
    official_client.post(page)
    queue.run()
    assert len(mail.outbox) == 3


def test_nobody_is_reminded_while_voting_is_not_open(queue, official_client):
    built = frozen_election()
    page = reverse("official-remind-voters", args=[built.election.pk])
    answer = Page(official_client.post(page, follow=True))
    assert "voting is not open" in answer.text.lower()
    assert queue == []


def test_results_are_told_once_when_they_are_published(built, queue):
    Election.objects.update(state="counted")
    tick(queue)
    assert mail.outbox == []
    Election.objects.update(state="published")
    for _ in range(3):
        tick(queue)
    assert kinds() == ["Results are out"] * 4
    assert f"/e/{built.election.slug}/result" in mail.outbox[0].body


def test_results_are_not_told_where_officials_said_so(built, queue):
    plan(built, results=False)
    Election.objects.update(state="published")
    tick(queue)
    assert mail.outbox == []


class Broken(EmailBackend):
    def send_messages(self, _messages):
        raise OSError("no such host")


def test_what_cannot_be_sent_is_tried_for_hours_and_then_shown(
    built, queue, settings, official_client, caplog
):
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    vote(built, 1, [[1, 0, 0]])
    tick(queue)
    row = VoterMessage.objects.get()
    assert (row.state, row.tries) == (MessageState.WAITING, 1)
    for tries in (2, 3, 4):
        tick(queue)  # too early
        VoterMessage.objects.update(moment=timezone.now())
        tick(queue)
        row.refresh_from_db()
        assert (row.state, row.tries) == (MessageState.WAITING, tries)
    VoterMessage.objects.update(moment=timezone.now())
    tick(queue)
    row.refresh_from_db()
    assert (row.state, row.reason) == (MessageState.FAILED, "unreachable")
    assert f"message {row.pk} could not be sent: unreachable" in caplog.text
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    page = reverse("official-messages", args=[built.election.pk])
    shown = Page(official_client.get(page))
    assert "The mail server could not be reached or did not answer" in shown.text
    answer = Page(
        official_client.post(
            reverse("official-message-again", args=[built.election.pk, row.pk]), follow=True
        )
    )
    assert "1 message is being sent" in answer.text
    queue.run()
    assert kinds() == ["We received your ballot"]
    assert "Messages that did not arrive" not in Page(official_client.get(page)).text
    row.refresh_from_db()
    assert row.state == MessageState.FAILED


def test_a_message_that_arrived_cannot_be_sent_again(built, queue, official_client):
    vote(built, 1, [[1, 0, 0]])
    tick(queue)
    address = reverse(
        "official-message-again", args=[built.election.pk, VoterMessage.objects.get().pk]
    )
    answer = Page(official_client.post(address, follow=True))
    assert "There is no such message to be sent again" in answer.text
    assert VoterMessage.objects.count() == 1


def test_a_server_that_is_away_is_asked_once_and_not_for_every_message(built, queue, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    closes_in(built, 10)
    messages_tick()
    queue.run()
    assert sorted(VoterMessage.objects.values_list("tries", flat=True)) == [0, 0, 0, 1]


def test_a_message_lost_by_a_crash_is_sent_after_a_while(built, queue):
    vote(built, 1, [[1, 0, 0]])
    queue.run()
    messages_tick()
    queue.clear()
    VoterMessage.objects.update(state=MessageState.SENDING, moment=timezone.now())
    tick(queue)
    assert mail.outbox == []
    VoterMessage.objects.update(moment=timezone.now() - timedelta(minutes=11))
    tick(queue)
    assert len(mail.outbox) == 1


def test_a_task_that_runs_twice_sends_once(built, queue):
    vote(built, 1, [[1, 0, 0]])
    queue.run()
    messages_tick()
    for _ in range(2):
        voter_messages_send(built.election.slug)
    assert len(mail.outbox) == 1


def test_a_message_belongs_to_the_worker_that_took_it(built, queue):
    vote(built, 1, [[1, 0, 0]])
    queue.run()
    messages_tick()
    row = VoterMessage.objects.get()
    assert message_take(message_id=row.pk) == row
    assert message_take(message_id=row.pk) is None
    queue.run()
    assert mail.outbox == []


def test_nothing_leaves_once_the_election_is_called_off(built, queue):
    vote(built, 1, [[1, 0, 0]])
    queue.run()
    messages_tick()
    election_cancel(election=built.election, reason="Never mind.")
    queue.run()
    assert mail.outbox == []


def test_messages_say_that_a_machine_sent_them_and_keep_their_name(built, queue):
    vote(built, 1, [[1, 0, 0]])
    tick(queue)
    message = mail.outbox[0].message()
    assert message["Auto-Submitted"] == "auto-generated"
    assert re.fullmatch(r"<m\d+\.[0-9a-f]{32}@127\.0\.0\.1>", message["Message-ID"])


def test_messages_are_in_the_first_language_of_the_election(built, queue):
    Election.objects.update(languages=["fr"])
    vote(built, 1, [[1, 0, 0]])
    tick(queue)
    assert mail.outbox[0].subject == "Nous avons reçu votre bulletin"
    assert "du registre public" in mail.outbox[0].body


def test_the_page_shows_each_kind_and_state_and_each_text(built, queue, official_client):
    vote(built, 1, [[1, 0, 0]])
    tick(queue)
    page = reverse("official-messages", args=[built.election.pk])
    shown = Page(official_client.get(page))
    assert re.search(r"Receipts 0 0 1 0 0", shown.text)
    for words in ("XXXX-XXXX", "7K3M-9QXD-2VTA-R8HN-5CWE", "the results are out in"):
        assert words in shown.text
    values = {"receipts": "on", "reminder_hours": "48"}
    official_client.post(page, values)
    saved = MessagePlan.objects.get()
    assert (saved.receipts, saved.reminders, saved.results) == (True, False, False)
    assert saved.reminder_hours == 48
    wrong = Page(official_client.post(page, values | {"reminder_hours": "0"}))
    assert "Enter a number from 1 to 240" in wrong.text


def test_tasks_of_mail_have_a_queue_of_their_own():
    assert app.conf["beat_schedule"]["messages-tick"]["task"] == "tally.tasks.messages_tick"
    route = app.amqp.router.route({}, "voting.tasks.voter_messages_send")
    assert route["queue"].name == "mail"
    assert app.amqp.router.route({}, "tally.tasks.messages_tick")["queue"].name == "default"


def test_an_upgrade_sends_nothing_about_what_was_before(built):
    migration = import_module("voting.migrations.0007_messages")
    MessagePlan.objects.all().delete()
    migration.plans_of_elections_begun(apps, None)
    saved = MessagePlan.objects.get(election=built.election)
    assert saved.receipts_through == built.election.log.size
    assert not saved.results_told


def new_code(built: BuiltElection, number: int) -> None:
    """A voter gets a new code by mail, as an act on the record."""
    voter = built.election.voters.get(number=number)
    new_code_send(voter.pk, voter.credential, "Lost")


def test_who_voted_with_an_earlier_code_is_not_reminded(built, queue):
    vote(built, 1, [[1, 0, 0]])
    tick(queue)
    new_code(built, 1)
    new_code(built, 2)
    mail.outbox.clear()
    closes_in(built, 10)
    tick(queue)
    assert sorted(message.to[0] for message in mail.outbox) == [
        f"voter{number}@example.org" for number in (2, 3, 4)
    ]


def test_a_ballot_of_a_code_that_was_replaced_since_gets_its_receipt(built, queue):
    ballot = vote(built, 1, [[1, 0, 0]])
    queue.run()
    new_code(built, 1)
    mail.outbox.clear()
    tick(queue)
    assert [message.to for message in mail.outbox] == [["voter1@example.org"]]
    assert ballot.tracker in mail.outbox[0].body


def test_a_new_code_that_cannot_be_mailed_is_shown_with_the_way_to_another(
    built, queue, settings, official_client
):
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    new_code(built, 1)
    page = reverse("official-messages", args=[built.election.pk])
    shown = official_client.get(page)
    assert "Voting links 0 0 0 1 0" in Page(shown).text
    assert reverse("official-voter-code-new", args=[built.election.pk, 1]) in shown.content.decode()


def test_a_request_for_a_new_link_leads_to_a_new_code_which_answers_it(
    built, queue, official_client
):
    link_request_note(election=built.election, email="voter3@example.org")
    link_request_resolve(request_id=LinkRequest.objects.get().pk)
    page = reverse("official-messages", args=[built.election.pk])
    way = reverse("official-voter-code-new", args=[built.election.pk, 3])
    assert way in official_client.get(page).content.decode()
    new_code(built, 3)
    assert way not in official_client.get(page).content.decode()
