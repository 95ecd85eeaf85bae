import logging
from collections.abc import Iterable
from functools import partial
from smtplib import SMTPException
from uuid import UUID

from celery import shared_task
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from voting.errors import VotingError
from voting.mail import (
    mailed_code_message,
    new_code_message,
    officials_message,
    trustee_message,
    voter_message,
)
from voting.models import Election, MailStatus, TrusteeMail, Voter
from voting.services import (
    alert_sent,
    alert_take,
    code_send_begin,
    invitation_issue,
    invitation_report,
    mailed_code_make,
    mailed_code_spoil,
    roll_upload_add,
    roll_upload_check,
    trustee_mail_report,
    trustee_mail_take,
)

logger = logging.getLogger(__name__)


@shared_task(autoretry_for=(OSError, SMTPException), max_retries=5, retry_backoff=30)
def invitations_send(election_id: str) -> None:
    """Make a code for each voter who has none, mail it at once, and forget it.

    Progress is in the voters' rows: run twice or after a crash, it goes on where it stopped. A
    voter whose message was on its way when the worker died stays "being sent" until an official
    asks for a new code. While the mail server cannot be reached, no code is made.
    """
    voters = Voter.objects.filter(
        election=UUID(election_id), credential__isnull=True, mail_status=MailStatus.NONE
    )
    connection = get_connection()
    try:
        for voter_id in list(voters.values_list("pk", flat=True)):
            connection.open()
            _send(voter_id, connection)
    except VotingError as error:
        logger.warning("election %s: voting links not sent, %s", election_id, error.code)
    finally:
        connection.close()


def _send(voter_id: int, connection: BaseEmailBackend) -> None:
    voter = Voter.objects.select_related("election").get(pk=voter_id)
    code = invitation_issue(voter=voter)
    if code is not None:
        _deliver(voter, voter_message(voter, code, connection), connection)


def _deliver(voter: Voter, message: EmailMessage, connection: BaseEmailBackend) -> None:
    try:
        sent = message.send()
    except (OSError, SMTPException, ValueError):
        # No traceback here: it could hold the message, and with it the code.
        logger.warning("voter %s: message could not be sent", voter.pk)
        connection.close()
        sent = 0
    invitation_report(voter=voter, is_sent=sent == 1)


@shared_task(autoretry_for=(OSError, SMTPException), max_retries=5, retry_backoff=30)
def new_code_send(voter_id: int, credential: str, reason: str) -> None:
    """Make a new code for a voter who still has this credential, mail it, and forget it.

    Run twice it makes one code: the second time the voter has another credential. As with
    invitations, no code is made while the mail server cannot be reached.
    """
    voter = Voter.objects.select_related("election").get(pk=voter_id)
    connection = get_connection()
    try:
        connection.open()
        made = code_send_begin(voter=voter, credential=credential, reason=reason)
        if made is not None:
            _deliver(voter, new_code_message(voter, made.code, connection), connection)
    except VotingError as error:
        logger.warning("voter %s: no new code made, %s", voter_id, error.code)
    finally:
        connection.close()


def new_code_enqueue(voter: Voter, reason: str) -> None:
    """After the commit; with the public key that is to be replaced, so that one code is made."""
    transaction.on_commit(partial(new_code_send.delay, voter.pk, voter.credential, reason))


@shared_task
def roll_check(upload_id: str) -> None:
    """Read a long voter file. Run twice, it finds the same."""
    roll_upload_check(upload_id=UUID(upload_id))


@shared_task
def roll_add(upload_id: str) -> None:
    """Add the voters of a long file that an official has confirmed. Run twice, it adds once."""
    roll_upload_add(upload_id=UUID(upload_id))


@shared_task
def mailed_code_send(mailed_code_id: int) -> None:
    """Make the second code of a voter who is signing in, and mail it. Run twice, it mails once.

    If the worker dies in between or the mail cannot be sent, the voter asks for another one.
    """
    made = mailed_code_make(mailed_code_id=mailed_code_id)
    if made is None:
        return
    mailed_code, code = made
    try:
        sent = mailed_code_message(mailed_code.voter, code).send()
    except (OSError, SMTPException, ValueError):
        # No traceback here: it could hold the message, and with it the code.
        logger.warning("mailed code %s could not be sent", mailed_code_id)
        sent = 0
    if sent != 1:
        mailed_code_spoil(mailed_code=mailed_code)


@shared_task
def trustee_mail_send(mail_id: int) -> None:
    """Send one message to a key holder, its link derived here. Sent twice only after a crash."""
    mail = trustee_mail_take(mail_id=mail_id)
    if mail is None:
        return
    try:
        sent = trustee_message(mail).send()
    except (OSError, SMTPException, ValueError):
        # No traceback here: it could hold the message, and with it the link.
        logger.warning("message %s to a key holder could not be sent", mail_id)
        sent = 0
    trustee_mail_report(mail=mail, is_sent=sent == 1)


def trustee_mails_enqueue(mails: Iterable[TrusteeMail]) -> None:
    """After the commit. What does not get into the queue stays a row, and the tick finds it."""
    for mail in mails:
        transaction.on_commit(partial(trustee_mail_send.delay, mail.pk), robust=True)


@shared_task
def officials_alert(election_id: str) -> None:
    """Write to the officials, if it is time. What cannot be sent, the tick finds again."""
    election = alert_take(election_id=UUID(election_id))
    if election is None:
        return
    try:
        officials_message(election).send()
    except (OSError, SMTPException, ValueError):
        logger.warning("election %s: officials could not be written to", election_id)
        return
    alert_sent(election=election)


def officials_alert_enqueue(election: Election) -> None:
    """After the commit. What happened too soon after a message waits in its row for the tick."""
    transaction.on_commit(partial(officials_alert.delay, election.slug), robust=True)
