"""Elections that ask for a second code: no ballot is taken before its mail was answered."""

import logging
import re
from datetime import timedelta
from smtplib import SMTPException

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ballots.models import Submission
from crypto import canonical_json
from crypto.signing import sign
from tests.elections import frozen_election, open_election
from tests.pages import Page
from tests.votes import lock, send
from tests.voting.test_credentials import everything_stored
from voting import visits
from voting.models import MailedCode, SecondFactor
from voting.services import election_cancel, sign_in_message
from voting.services.sign_in import sign_in_challenge
from voting.tasks import mailed_code_send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("eager")]

MAIL = {"second_factor": SecondFactor.MAIL}


@pytest.fixture
def built():
    return open_election(**MAIL)


def home(built):
    return f"/api/v1/elections/{built.election.slug}"


def signed(built, voter):
    challenge = sign_in_challenge(election=built.election)
    message = sign_in_message(election_id=built.election.slug, challenge=challenge)
    return {
        "challenge": challenge,
        "credential": built.credential(voter).hex(),
        "signature": sign(built.seed(voter), message).hex(),
    }


def ask(built, voter=1):
    return send(f"{home(built)}/sign-in/mailed-code", signed(built, voter))


def ticket_of(built, voter=1):
    answer = ask(built, voter)
    assert answer.status_code == 202
    return answer.json()["ticket"]


def mailed():
    """The code in the newest mail."""
    return re.findall(r"^([0-9]{6})$", str(mail.outbox[-1].body), re.MULTILINE)[0]


def answer(built, ticket, code):
    return send(f"{home(built)}/sign-in/mailed-code/answer", {"code": code, "ticket": ticket})


def pass_of(built, voter=1):
    return answer(built, ticket_of(built, voter), mailed()).json()["visit"]


def cast(ballot, visit="", kind="ballots"):
    body = ballot.cast_body() if kind == "ballots" else ballot.challenge_body()
    headers = {"Authorization": f"Bearer {visit}"} if visit else {}
    return Client().post(
        f"{ballot.address}/{kind}",
        canonical_json.encode(body),
        content_type="application/json",
        headers=headers,
    )


def refused(response, status, code):
    assert (response.status_code, response.json()["code"]) == (status, code)


def wrong(code):
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_a_mailed_code_opens_the_way_for_ballots_and_tests(built):
    told = send(f"{home(built)}/sign-in", signed(built, 1)).json()
    assert told["second_factor"] == "mail"
    visit = pass_of(built)
    assert mail.outbox[0].to == ["voter1@example.org"]
    assert cast(lock(built, 1, [[1, 0, 0]]), visit).status_code == 202
    assert cast(lock(built, 1, [[0, 1, 0]]), visit, "challenges").status_code == 202


@pytest.mark.parametrize("kind", ["ballots", "challenges"])
def test_without_it_nothing_is_taken(built, kind):
    ballot = lock(built, 1, [[1, 0, 0]])
    other = open_election(**MAIL)
    for visit in ("", "x", "x" * 4_000, ticket_of(built), pass_of(built, 2), pass_of(other)):
        refused(cast(ballot, visit, kind), 403, "visit_over")
    assert not Submission.objects.exists()


def test_a_visit_ends_after_an_hour(built, monkeypatch):
    visit = pass_of(built)
    monkeypatch.setattr(visits, "PASS_SECONDS", -1)
    refused(cast(lock(built, 1, [[1, 0, 0]]), visit), 403, "visit_over")


def test_a_code_has_five_tries(built):
    ticket = ticket_of(built)
    code = mailed()
    for _ in range(5):
        refused(answer(built, ticket, wrong(code)), 403, "wrong_mailed_code")
    refused(answer(built, ticket, code), 403, "mailed_code_over")


def test_the_fifth_try_may_be_the_right_one_and_no_code_works_twice(built):
    ticket = ticket_of(built)
    code = mailed()
    for _ in range(4):
        answer(built, ticket, wrong(code))
    assert answer(built, ticket, code).status_code == 200
    refused(answer(built, ticket, code), 403, "mailed_code_over")


def test_a_code_works_for_ten_minutes(built):
    ticket = ticket_of(built)
    row = MailedCode.objects.get()
    left = row.expires_at - timezone.now()
    assert timedelta(minutes=9) < left <= timedelta(minutes=10)
    MailedCode.objects.update(expires_at=timezone.now())
    refused(answer(built, ticket, mailed()), 403, "mailed_code_over")


def test_a_ticket_goes_with_its_own_mail_voter_and_election(built):
    first = ticket_of(built)
    old = mailed()
    second = ticket_of(built)
    new = mailed()
    if old != new:
        refused(answer(built, second, old), 403, "wrong_mailed_code")
    foreign = open_election(**MAIL)
    for ticket in (ticket_of(built, 2), ticket_of(foreign), first[:-1], ""):
        assert answer(built, ticket, new).status_code == 403
    assert answer(built, second, new).status_code == 200


def test_five_mails_go_to_a_voter_within_an_hour(built):
    for _ in range(5):
        ticket_of(built)
    refused(ask(built), 429, "too_many_mails")
    assert ask(built, 2).status_code == 202
    assert len(mail.outbox) == 6
    MailedCode.objects.update(asked_at=timezone.now() - timedelta(minutes=61))
    assert ask(built).status_code == 202
    assert MailedCode.objects.filter(voter__number=1).count() == 1


def test_nobody_gets_a_mail_without_the_voter_s_signature(built):
    body = signed(built, 1)
    for change in ({"signature": "00" * 64}, {"credential": built.credential(2).hex()}):
        refused(send(f"{home(built)}/sign-in/mailed-code", body | change), 403, "sign_in_refused")
    assert mail.outbox == []


def test_the_code_is_in_the_mail_alone(built, caplog):
    caplog.set_level(logging.DEBUG)
    ticket = ticket_of(built)
    code = mailed()
    answer(built, ticket, wrong(code))
    rows = list(MailedCode.objects.values_list("digest", flat=True))
    assert len(rows[0]) == 64
    # Six digits may stand by chance in a long number, so only whole words count.
    outside = re.sub(r"[0-9a-f]{32,}|[0-9.]+\+|\.[0-9]+", "", everything_stored() + caplog.text)
    assert code not in re.findall(r"[0-9]+", outside)
    assert code not in ticket
    visit = answer(built, ticket, code).json()["visit"]
    assert "voter1" not in visit


def test_two_rows_with_one_code_have_different_hashes(built, monkeypatch):
    monkeypatch.setattr("voting.services.second_factor.random_digits", lambda _: "123456")
    for _ in range(2):
        ticket_of(built)
    assert len(set(MailedCode.objects.values_list("digest", flat=True))) == 2


def test_the_queue_gets_a_number_and_a_task_run_twice_mails_once(built, queue):
    ticket_of(built)
    ((task, arguments),) = queue
    assert arguments == (MailedCode.objects.get().pk,)
    task.run(*arguments)
    task.run(*arguments)
    assert len(mail.outbox) == 1
    mailed_code_send(12345)


class Refusing(EmailBackend):
    def send_messages(self, messages):
        raise SMTPException("refused: " + messages[0].body)


def test_a_mail_that_cannot_be_sent_leaves_no_code_and_no_trace(built, settings, caplog):
    settings.EMAIL_BACKEND = "tests.ballots.test_second_factor.Refusing"
    ticket = ticket_of(built)
    assert "could not be sent" in caplog.text
    assert "refused:" not in caplog.text
    for code in ("000000", "123456"):
        refused(answer(built, ticket, code), 403, "mailed_code_over")


@pytest.mark.parametrize("code", ["12345", "1234567", "abcdef", "١٢٣٤٥٦"])
def test_what_is_no_code_never_costs_more_than_a_try(built, code):
    assert answer(built, ticket_of(built), code).status_code in (400, 403)


def test_the_same_ballot_again_is_the_same_ballot(built):
    ballot, visit = lock(built, 1, [[1, 0, 0]]), pass_of(built)
    assert cast(ballot, visit).status_code == cast(ballot, visit).status_code == 202
    assert Submission.objects.count() == 1


def test_elections_without_it_mail_nothing_and_ask_for_nothing(client):
    plain = open_election()
    assert send(f"{home(plain)}/sign-in", signed(plain, 1)).json()["second_factor"] == "none"
    refused(ask(plain), 403, "mailed_code_over")
    assert cast(lock(plain, 1, [[1, 0, 0]])).status_code == 202
    assert mail.outbox == []


def test_mails_go_out_while_voting_is_open_only(built):
    refused(ask(frozen_election(**MAIL)), 409, "wrong_state")
    body = signed(built, 1)
    election_cancel(election=built.election, reason="No need.")
    refused(send(f"{home(built)}/sign-in/mailed-code", body), 409, "wrong_state")


def test_everybody_reads_that_a_second_code_is_asked_for(built, client):
    shown = Page(client.get(reverse("election", args=[built.election.pk]))).text
    assert "a second code that this server sends to their email address" in shown
