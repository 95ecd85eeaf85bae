"""The second factor: a code in a voter's mail, beside the voter code.

A row for each mail. The code itself is made when the mail is sent, as voter codes are, and only its
keyed hash is kept: neither the queue nor the database holds it.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from crypto.entropy import random_digits
from voting.errors import MailedCodeOverError, TooManyMailsError, WrongMailedCodeError
from voting.models import Election, MailedCode, SecondFactor, Voter
from voting.services.guards import draft_locked
from voting.states import ElectionState, verify_state
from voting.visits import Ticket, pass_sign, ticket_sign

DIGITS = 6
VALID_FOR = timedelta(minutes=10)
MOST_TRIES = 5
MOST_MAILS = 5
MAILS_WITHIN = timedelta(hours=1)
OVER = "this code is too old, was used, or was tried too often; ask for another one"


@transaction.atomic
def second_factor_set(*, election: Election, second_factor: SecondFactor) -> None:
    locked = draft_locked(election, act=_("change how voters sign in"))
    locked.second_factor = second_factor
    locked.save(update_fields=["second_factor"])


@transaction.atomic
def mailed_code_ask(*, election: Election, credential: str) -> tuple[MailedCode, str]:
    """A row for one more mail to the voter with this credential, and the ticket that names it.

    Raises:
        StateError: voting is not open, or the election asks for no mailed codes.
        TooManyMailsError: the voter was sent as many in the last hour as anybody is.
    """
    verify_state(current=election.state, allowed=ElectionState.OPEN, act=_("send a code"))
    if election.second_factor != SecondFactor.MAIL:
        raise MailedCodeOverError("this election asks for no code by mail")
    voter = Voter.objects.select_for_update().get(election=election, credential=credential)
    now = timezone.now()
    MailedCode.objects.filter(voter=voter, asked_at__lt=now - MAILS_WITHIN).delete()
    if voter.mailed_codes.count() >= MOST_MAILS:
        raise TooManyMailsError(f"at most {MOST_MAILS} codes are mailed within an hour")
    row = MailedCode.objects.create(voter=voter, asked_at=now)
    return row, ticket_sign(election, Ticket(row.pk, credential))


@transaction.atomic
def mailed_code_make(*, mailed_code_id: int) -> tuple[MailedCode, str] | None:
    """The code for a mail that is about to be sent; None if it was made before or is gone."""
    row = (
        MailedCode.objects.select_for_update(of=("self",))
        .select_related("voter__election")
        .filter(pk=mailed_code_id, digest="")
        .first()
    )
    if row is None:
        return None
    code = random_digits(DIGITS)
    row.digest, row.expires_at = _digest(row, code), timezone.now() + VALID_FOR
    row.save(update_fields=["digest", "expires_at"])
    return row, code


@transaction.atomic
def mailed_code_spoil(*, mailed_code: MailedCode) -> None:
    """The mail did not leave: nobody can answer its code any more."""
    MailedCode.objects.filter(pk=mailed_code.pk).update(expires_at=timezone.now())


def mailed_code_answer(*, election: Election, ticket: Ticket, code: str) -> str:
    """The pass for the rest of the visit.

    Raises:
        WrongMailedCodeError: another code; one try less is left.
        MailedCodeOverError: there is nothing left to try.
    """
    row = _tried(election, ticket)
    if row is None:
        raise MailedCodeOverError(OVER)
    if not constant_time_compare(row.digest, _digest(row, code)):
        raise WrongMailedCodeError("this is not the code in the newest email")
    answered = MailedCode.objects.filter(pk=row.pk, answered_at=None)
    if not answered.update(answered_at=timezone.now()):
        raise MailedCodeOverError(OVER)
    return pass_sign(election, ticket.credential)


@transaction.atomic
def _tried(election: Election, ticket: Ticket) -> MailedCode | None:
    """The row after this try is counted: of many tries at once each takes one away."""
    live = MailedCode.objects.filter(
        pk=ticket.mailed_code,
        voter__election=election,
        voter__credential=ticket.credential,
        answered_at=None,
        expires_at__gt=timezone.now(),
        tries__lt=MOST_TRIES,
    )
    if not live.update(tries=F("tries") + 1):
        return None
    return MailedCode.objects.get(pk=ticket.mailed_code)


def _digest(row: MailedCode, code: str) -> str:
    """HMAC-SHA-256 under the installation's secret: a copy of the database alone tells no code."""
    return salted_hmac("voting.mailed_code", f"{row.pk}.{code}", algorithm="sha256").hexdigest()
