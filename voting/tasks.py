import logging
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from smtplib import SMTPException
from uuid import UUID

from celery import shared_task
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone

from voting.errors import VotingError
from voting.mail import (
    mailed_code_message,
    new_code_message,
    officials_message,
    trustee_message,
    voter_message,
)
from voting.models import (
    Election,
    ElectionOfficial,
    LinkRequest,
    MailStatus,
    MessageState,
    SignInRequest,
    TrusteeMail,
    Voter,
)
from voting.official_mail import organiser_message, sign_in_message
from voting.refusals import Refusal, refusal_of
from voting.services import (
    alert_sent,
    alert_take,
    code_send_begin,
    invitation_issue,
    invitation_report,
    link_loss_note,
    link_request_resolve,
    mailed_code_make,
    mailed_code_spoil,
    message_drop,
    message_report,
    message_take,
    roll_upload_add,
    roll_upload_check,
    sign_in_link_create,
    sign_in_request_take,
    trustee_mail_report,
    trustee_mail_take,
)
from voting.services.officials import MAILED_LINK_LIFETIME
from voting.voter_mail import message_mail
from voting.voter_messages import is_pointless, messages_waiting

# How long one task sends messages; the tick starts the next one while some are left.
SENDING_SECONDS = 30
BATCH = 200
# A task that waited for longer has nothing to add to those after it.
EXPIRES_SECONDS = 60

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


@shared_task
def invitation_send(voter_id: int) -> None:
    """The same for one voter, who asked for a new link before the freeze."""
    connection = get_connection()
    try:
        connection.open()
        _send(voter_id, connection)
    except (OSError, SMTPException, VotingError) as error:
        logger.warning("voter %s: no new link was sent, %s", voter_id, type(error).__name__)
    finally:
        connection.close()


def _send(voter_id: int, connection: BaseEmailBackend) -> None:
    voter = Voter.objects.select_related("election").get(pk=voter_id)
    code = invitation_issue(voter=voter)
    if code is not None:
        voter.refresh_from_db(fields=["credential"])
        _deliver(voter, voter_message(voter, code, connection), connection)


def _deliver(voter: Voter, message: EmailMessage, connection: BaseEmailBackend) -> None:
    refusal = _refusal(message.send)
    if refusal is not None:
        # No traceback here: it could hold the message, and with it the code.
        logger.warning("voter %s: message could not be sent, %s", voter.pk, refusal.reason)
        connection.close()
        link_loss_note(voter=voter, state=MessageState.FAILED, reason=refusal.reason)
    invitation_report(voter=voter, is_sent=refusal is None)


def _refusal(send: Callable[[], int]) -> Refusal | None:
    """Send a message; why it could not be sent, or nothing."""
    try:
        is_sent = send() == 1
    except (OSError, SMTPException, ValueError) as error:
        return refusal_of(error)
    return None if is_sent else refusal_of(OSError("nothing was sent"))


@shared_task
def voter_messages_send(election_id: str) -> None:
    """Send what is due of an election, for some seconds. Any number of workers may do so at once.

    Each message belongs to one of them from its taking to its end; one sent twice is one whose
    worker was killed in between.
    """
    end = time.monotonic() + SENDING_SECONDS
    connection = get_connection()
    try:
        for message_id in _due(election_id):
            if time.monotonic() > end or not _message_send(message_id, connection):
                break
    finally:
        connection.close()


def _due(election_id: str) -> Iterator[int]:
    """Looked up in batches: looking for each one costs more than sending it."""
    while True:
        due = messages_waiting(timezone.now()).filter(voter__election=UUID(election_id))
        batch = list(due.order_by("pk").values_list("pk", flat=True)[:BATCH])
        yield from batch
        if len(batch) < BATCH:
            return


def _message_send(message_id: int, connection: BaseEmailBackend) -> bool:
    """Whether the mail server is there, so that the next one has a chance."""
    message = message_take(message_id=message_id)
    if message is None:
        return True
    if is_pointless(message):
        message_drop(message=message)
        return True

    def send() -> int:
        # One connection for all of them: a message closes none that it did not open.
        connection.open()
        return message_mail(message, connection).send()

    refusal = _refusal(send)
    message_report(message=message, refusal=refusal)
    if refusal is None:
        return True
    logger.warning("message %s could not be sent: %s", message.pk, refusal.reason)
    connection.close()
    return refusal.is_final


def voter_messages_enqueue(election_id: UUID) -> None:
    """After the commit. What does not get into the queue stays a row, and the tick finds it."""
    send = partial(voter_messages_send.apply_async, (str(election_id),), expires=EXPIRES_SECONDS)
    transaction.on_commit(send, robust=True)


@shared_task
def link_request_answer(request_id: int) -> None:
    voter = link_request_resolve(request_id=request_id)
    if voter is not None:
        invitation_send.delay(voter.pk)


@shared_task
def sign_in_link_send(request_id: int) -> None:
    """Make a short-lived sign-in link and mail it. One that cannot be sent is asked for again."""
    user = sign_in_request_take(request_id=request_id)
    if user is None:
        return
    token = sign_in_link_create(user=user, lifetime=MAILED_LINK_LIFETIME)
    refusal = _refusal(sign_in_message(user, token).send)
    if refusal is not None:
        logger.warning("account %s: no sign-in link was sent, %s", user.pk, refusal.reason)


@shared_task
def organiser_tell(official_id: int) -> None:
    """Tell somebody that they may run an election. Sent twice only if the task runs twice."""
    official = ElectionOfficial.objects.select_related("election", "user").filter(pk=official_id)
    for row in official:
        refusal = _refusal(organiser_message(row).send)
        if refusal is not None:
            logger.warning("organiser %s could not be written to, %s", row.pk, refusal.reason)


def link_request_enqueue(request: LinkRequest) -> None:
    transaction.on_commit(partial(link_request_answer.delay, request.pk), robust=True)


def sign_in_request_enqueue(request: SignInRequest) -> None:
    transaction.on_commit(partial(sign_in_link_send.delay, request.pk), robust=True)


def organiser_enqueue(official: ElectionOfficial) -> None:
    transaction.on_commit(partial(organiser_tell.delay, official.pk), robust=True)


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
            voter.refresh_from_db(fields=["credential"])
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
