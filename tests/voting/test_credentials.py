import logging
from smtplib import SMTPException

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection

from crypto.credentials import credential_seed, parse_code
from crypto.signing import public_key
from tests.elections import draft_election, frozen_election
from voting.errors import StateError
from voting.models import Election, MailStatus
from voting.selectors import roll_counts
from voting.services import (
    credentials_clear,
    credentials_issue,
    invitation_issue,
    invitations_retry,
)
from voting.tasks import invitations_send

pytestmark = pytest.mark.django_db


@pytest.fixture
def election() -> Election:
    return draft_election(voters=4).election


def codes_in_outbox() -> list[str]:
    return [str(message.body).split("/vote#")[1].split()[0] for message in mail.outbox]


def everything_stored() -> str:
    with connection.cursor() as cursor:
        rows = []
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            rows.append(repr(cursor.fetchall()))
    return "\n".join(rows)


def test_every_voter_gets_a_code_that_fits_the_stored_key(election):
    issued = credentials_issue(election=election)
    assert len({code for _, code in issued}) == 4
    for voter, code in issued:
        voter.refresh_from_db()
        seed = credential_seed(parse_code(code), election.slug)
        assert voter.credential == public_key(seed).hex()


def test_codes_are_told_once(election):
    assert len(credentials_issue(election=election)) == 4
    assert credentials_issue(election=election) == []


def test_new_codes_take_the_place_of_old_ones(election):
    before = {voter.pk: code for voter, code in credentials_issue(election=election)}
    credentials_clear(election=election)
    assert roll_counts(election).with_credential == 0
    after = {voter.pk: code for voter, code in credentials_issue(election=election)}
    assert before.keys() == after.keys()
    assert not set(before.values()) & set(after.values())


def test_a_frozen_roll_gets_no_codes():
    election = frozen_election().election
    for act in (credentials_issue, credentials_clear, invitations_retry):
        with pytest.raises(StateError):
            act(election=election)


def test_mail_brings_each_voter_their_own_link(election):
    invitations_send(election.slug)
    assert [message.to for message in mail.outbox] == [
        [voter.email] for voter in election.voters.order_by("number")
    ]
    for voter, code in zip(election.voters.order_by("number"), codes_in_outbox(), strict=True):
        seed = credential_seed(parse_code(code), election.slug)
        assert voter.credential == public_key(seed).hex()
    counts = roll_counts(election)
    assert (counts.mailed, counts.mail_failed) == (4, 0)
    assert {message.subject for message in mail.outbox} == {"Your voting link"}


def test_running_the_task_twice_mails_nobody_twice(election):
    invitations_send(election.slug)
    invitations_send(election.slug)
    assert len(mail.outbox) == 4


def test_a_worker_that_lost_the_race_gets_no_code(election):
    voter = election.voters.order_by("number")[0]
    assert invitation_issue(voter=voter)
    assert invitation_issue(voter=voter) is None


class FailsForBen(EmailBackend):
    def send_messages(self, messages):
        if any("Ben" in message.body for message in messages):
            raise SMTPException("refused: " + messages[0].body)
        return super().send_messages(messages)


def test_a_message_that_fails_is_counted_and_the_rest_goes_out(election, settings):
    settings.EMAIL_BACKEND = "tests.voting.test_credentials.FailsForBen"
    invitations_send(election.slug)
    counts = roll_counts(election)
    assert (counts.mailed, counts.mail_failed) == (3, 1)


def test_failed_voters_get_a_new_code_when_asked_for(election, settings):
    settings.EMAIL_BACKEND = "tests.voting.test_credentials.FailsForBen"
    invitations_send(election.slug)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    before = election.voters.get(name__startswith="Ben").credential
    assert invitations_retry(election=election) == 1
    invitations_send(election.slug)
    ben = election.voters.get(name__startswith="Ben")
    assert ben.mail_status == MailStatus.SENT
    assert ben.credential != before


def test_no_code_is_in_the_database_or_the_log(election, settings, caplog):
    caplog.set_level(logging.DEBUG)
    settings.EMAIL_BACKEND = "tests.voting.test_credentials.FailsForBen"
    invitations_send(election.slug)
    stored = everything_stored() + caplog.text
    assert codes_in_outbox()
    for code in codes_in_outbox():
        symbols = parse_code(code)
        assert code not in stored
        assert symbols not in stored
        assert credential_seed(symbols, election.slug).hex() not in stored
    assert "/vote#" not in stored


class NoServer(EmailBackend):
    def open(self):
        raise ConnectionRefusedError("no mail server")


def test_without_a_mail_server_no_code_is_made(election, settings):
    settings.EMAIL_BACKEND = "tests.voting.test_credentials.NoServer"
    with pytest.raises(ConnectionRefusedError):
        invitations_send.run(election.slug)
    assert roll_counts(election).with_credential == 0


def test_after_the_freeze_the_task_sends_nothing(caplog):
    election = frozen_election().election
    election.voters.filter(number=1).update(credential=None)
    invitations_send(election.slug)
    assert mail.outbox == []
    assert "wrong_state" in caplog.text


def test_a_demonstration_says_so_in_its_mail(election):
    invitations_send(election.slug)
    assert str(mail.outbox[0].body).startswith("This is a demonstration.")
