"""Mail that comes back, and mail servers that refuse: shown with the reason, believed by name."""

import io
from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from tests.elections import BuiltElection, draft_election, open_election
from tests.pages import Page
from tests.secret_file import SecretFile
from tests.voting.sink import sink
from voting.bounces import LARGEST, Answer, bounce_accept
from voting.models import MailStatus, MessageState, Voter, VoterMessage
from voting.services import RecordedBallot, receipts_ask
from voting.tasks import invitations_send, voter_messages_send

pytestmark = pytest.mark.django_db

CODE = "7K3M-9QXD-2VTA-R8HN-5CWE"


@pytest.fixture
def built() -> BuiltElection:
    return open_election(voters=3)


@pytest.fixture
def bounces_address(settings):
    settings.BOUNCE_ADDRESS = "bounces@vote.example"


def receipt_sent(built: BuiltElection, number: int = 1) -> mail.EmailMessage:
    ballot = RecordedBallot(built.credential(number).hex(), CODE, 9 + number)
    receipts_ask(election=built.election, ballots=[ballot], through=10 + number)
    voter_messages_send(built.election.slug)
    return mail.outbox[-1]


def notice(
    sent: mail.EmailMessage,
    *,
    status: str = "5.1.1",
    action: str = "failed",
    to: str = "elections@vote.example",
    head: bool = True,
) -> bytes:
    """What a mail server sends back, with or without the head of our message."""
    whole = EmailMessage()
    whole["From"], whole["To"], whole["Subject"] = "MAILER-DAEMON@mx.example", to, "Undelivered"
    whole.set_content("Your message could not be delivered.")
    whole.make_mixed()
    text = whole.as_bytes().replace(
        b"multipart/mixed;", b"multipart/report; report-type=delivery-status;"
    )
    boundary = whole.get_boundary().encode()
    report = (
        "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; voter1@example.org\r\nAction: {action}\r\nStatus: {status}\r\n"
    )
    returned = (
        "Content-Type: text/rfc822-headers\r\n\r\n"
        f"Message-ID: {sent.extra_headers['Message-ID']}\r\nSubject: We received your ballot\r\n"
    )
    parts = [report, returned] if head else [report]
    more = b"".join(b"--" + boundary + b"\r\n" + part.encode() + b"\r\n" for part in parts)
    return text.replace(b"--" + boundary + b"--", more + b"--" + boundary + b"--")


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("5.1.1", "There is no mailbox with this address"),
        ("5.2.2", "The mailbox is full or has too little room"),
        ("5.7.1", "The mail server refused it, perhaps as unwanted mail"),
        ("4.4.1", "The mail server could not be reached or did not answer"),
        ("5.5.9", "The mail server gave no reason that we understand"),
    ],
)
def test_what_comes_back_is_shown_with_the_reason(built, official_client, status, words):
    assert bounce_accept(notice(receipt_sent(built), status=status)) == Answer.NOTED
    shown = Page(official_client.get(reverse("official-messages", args=[built.election.pk])))
    assert "Came back" in shown.text
    assert words in shown.text
    watched = Page(official_client.get(reverse("official-watch", args=[built.election.pk])))
    assert "Messages that came back 1" in watched.text


def test_the_same_notification_again_changes_nothing(built):
    text = notice(receipt_sent(built))
    assert bounce_accept(text) == Answer.NOTED
    assert bounce_accept(text) == Answer.KNOWN
    assert VoterMessage.objects.count() == 1


def test_a_message_is_known_by_the_envelope_too(built, bounces_address):
    sent = receipt_sent(built)
    assert sent.from_email.startswith("bounces+m")
    assert sent.message()["From"] == "elections@127.0.0.1"
    only_envelope = notice(sent, to=sent.from_email, head=False)
    assert bounce_accept(only_envelope.replace(b"<m", b"<x")) == Answer.NOTED


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed"])
def test_what_is_no_failure_counts_for_nothing(built, action):
    assert bounce_accept(notice(receipt_sent(built), action=action)) == Answer.NO_FAILURE
    assert VoterMessage.objects.get().state == MessageState.SENT


def test_nobody_can_say_that_another_voter_s_message_came_back(built):
    mine, other = receipt_sent(built, 1), receipt_sent(built, 2)
    number = VoterMessage.objects.get(voter__number=2).pk
    name = mine.extra_headers["Message-ID"].partition(".")[2]
    forged = notice(mine).replace(mine.extra_headers["Message-ID"].encode(), b"%b")
    for guess in (f"<m{number}.{name}", f"<m{number}.{'0' * 32}@x>", f"<l{number}.{name}", ""):
        assert bounce_accept(forged.replace(b"%b", guess.encode())) == Answer.NOT_OURS
    assert set(VoterMessage.objects.values_list("state", flat=True)) == {MessageState.SENT}
    assert bounce_accept(notice(other)) == Answer.NOTED


def test_a_message_is_known_after_a_new_secret(built, settings, secret_file: SecretFile):
    sent = receipt_sent(built)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-one-" * 5
    assert bounce_accept(notice(sent)) == Answer.NOTED


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00\xff" * 40,
        b"Subject: Out of office\r\n\r\nI am away.",
        b"Content-Type: multipart/report; boundary=x\r\n\r\n--x\r\n",
        b"Content-Type: multipart/report; boundary=x\r\n\r\n" + b"--x\r\n\r\n\r\n" * 2000,
        b'Content-Type: text/plain; charset="no-such"\r\n\r\nx',
    ],
)
def test_other_mail_is_left_alone(data):
    assert bounce_accept(data) == Answer.NO_FAILURE


def test_a_notification_that_is_too_large_is_not_read(built):
    text = notice(receipt_sent(built))
    assert bounce_accept(text + b"x" * (LARGEST - len(text) + 1)) == Answer.TOO_LARGE
    assert VoterMessage.objects.get().state == MessageState.SENT


def test_a_mail_server_hands_it_over_by_standard_input_or_in_files(built, monkeypatch, tmp_path):
    first, second = notice(receipt_sent(built, 1)), notice(receipt_sent(built, 2))
    said = io.StringIO()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(first)))
    call_command("bounce_read", stdout=said)
    (tmp_path / "two").write_bytes(second)
    call_command("bounce_read", tmp_path / "two", stdout=said)
    assert said.getvalue() == "noted\ntwo: noted\n"


def test_a_voting_link_that_comes_back_is_sent_anew_before_the_freeze(official_client, eager):
    built = draft_election(voters=2)
    invitations_send(built.election.slug)
    first = next(message for message in mail.outbox if message.to == ["voter1@example.org"])
    assert bounce_accept(notice(first)) == Answer.NOTED
    voter = Voter.objects.get(election=built.election, number=1)
    assert voter.mail_status == MailStatus.FAILED
    page = reverse("official-messages", args=[built.election.pk])
    shown = Page(official_client.get(page))
    assert "There is no mailbox with this address" in shown.text
    assert "Voting links 0 0 1 0 1" in shown.text
    with TestCase.captureOnCommitCallbacks(execute=True):
        official_client.post(reverse("official-codes-retry", args=[built.election.pk]))
    assert len(mail.outbox) == 3
    # The code of the first one is useless, and so is what is said of it.
    assert bounce_accept(notice(first)) == Answer.NOT_OURS
    assert "Messages that did not arrive" not in Page(official_client.get(page)).text


@pytest.fixture
def server(settings):
    with sink() as running:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
        yield running


def ask(built: BuiltElection, numbers: tuple[int, ...]) -> None:
    ballots = [RecordedBallot(built.credential(n).hex(), CODE, 9 + n) for n in numbers]
    receipts_ask(election=built.election, ballots=ballots, through=20)
    voter_messages_send(built.election.slug)


def test_a_refused_address_fails_at_once_and_holds_up_nobody(built, server, caplog):
    server.answers["voter1@example.org"] = "550 5.1.1 <voter1@example.org> unknown"
    server.answers["voter2@example.org"] = "552 mailbox full"
    ask(built, (1, 2, 3))
    rows = dict(VoterMessage.objects.values_list("voter__number", "state"))
    assert rows == {1: MessageState.FAILED, 2: MessageState.FAILED, 3: MessageState.SENT}
    reasons = dict(VoterMessage.objects.values_list("voter__number", "reason"))
    assert (reasons[1], reasons[2]) == ("address", "full")
    assert CODE in server.mails[0]
    assert "example.org" not in caplog.text


def test_many_messages_share_one_connection(built, server):
    ask(built, (1, 2, 3))
    assert (len(server.mails), server.connections) == (3, 1)


def test_a_server_that_says_later_is_asked_later(built, server):
    server.answers["voter1@example.org"] = "451 4.7.1 try again later"
    ask(built, (1,))
    row = VoterMessage.objects.get()
    assert (row.state, row.tries) == (MessageState.WAITING, 1)
    assert row.moment > timezone.now() + timedelta(seconds=30)
    server.answers.clear()
    VoterMessage.objects.update(moment=timezone.now())
    voter_messages_send(built.election.slug)
    row.refresh_from_db()
    assert row.state == MessageState.SENT


def test_the_envelope_names_the_message(built, server, bounces_address):
    ask(built, (1,))
    assert server.senders[0].startswith("bounces+m")
    assert "From: elections@127.0.0.1" in server.mails[0]


def test_a_refused_voting_link_is_shown_with_its_reason(server, official_client, caplog):
    built = draft_election(voters=2)
    server.answers["voter2@example.org"] = "550 5.1.1 unknown"
    invitations_send(built.election.slug)
    shown = Page(official_client.get(reverse("official-messages", args=[built.election.pk])))
    assert "There is no mailbox with this address" in shown.text
    assert "Voting links 0 0 1 1 0" in shown.text
    assert "voter2@example.org" not in caplog.text
