"""Tasks about the running of the installation itself."""

import logging
from smtplib import SMTPException

from celery import shared_task
from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone

from config.canary.vote import canary_step
from config.pulses import pulse_note

logger = logging.getLogger(__name__)

SUBJECT = "Tabella: a test vote did not get through"


@shared_task
def pulse(queue: str) -> None:
    """Sent to each queue again and again: whoever does it is alive."""
    pulse_note(queue=queue)


@shared_task
def canary_tick() -> None:
    if settings.TABELLA_CANARY and (fault := canary_step(now=timezone.now())):
        operator_tell.delay(fault)


@shared_task
def operator_tell(fault: str) -> None:
    """Write to the operator. The log and `/health/ready` say it as well, so it is tried once."""
    if not settings.TABELLA_OPERATOR:
        return
    text = (
        f"{settings.TABELLA_URL} cast a vote of its own, as a test. It did not get through:\n"
        f"{fault}.\n\nVoters may be unable to vote just now. The log says more, and "
        'docs/operations.md what to do, under "Signs of trouble". You are told once; '
        "/health/ready says when it is over.\n"
    )
    try:
        send_mail(SUBJECT, text, settings.DEFAULT_FROM_EMAIL, [settings.TABELLA_OPERATOR])
    except (OSError, SMTPException, ValueError) as error:
        logger.error("the operator could not be written to: %s", type(error).__name__)
