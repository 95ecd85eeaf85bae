"""What a voter's browser holds in elections with a second factor: a ticket, then a pass.

Both are signed by this server and kept by it nowhere. The ticket names one mailed code; the pass
says that somebody with this credential has answered one. Neither names the voter.
"""

from dataclasses import dataclass

from django.core import signing

from voting.errors import MailedCodeOverError, VisitOverError
from voting.models import Election

TICKET_SECONDS = 900  # longer than the code it names
PASS_SECONDS = 3600
LONGEST_PASS = 400
_TICKET, _PASS = "voting.mailed_code_ticket", "voting.visit_pass"


@dataclass(frozen=True, slots=True)
class Ticket:
    mailed_code: int
    credential: str


def ticket_sign(election: Election, ticket: Ticket) -> str:
    return _signed(_TICKET, election, str(ticket.mailed_code), ticket.credential)


def ticket_read(election: Election, text: str) -> Ticket:
    """Raises MailedCodeOverError for what is no ticket of this election, or is too old."""
    try:
        number, credential = _read(_TICKET, election, text, TICKET_SECONDS)
    except ValueError as error:
        raise MailedCodeOverError("ask for another code") from error
    return Ticket(int(number), credential)


def pass_sign(election: Election, credential: str) -> str:
    return _signed(_PASS, election, credential)


def pass_verify(election: Election, credential: str, text: str) -> None:
    """Raises VisitOverError unless it is a pass of this credential that is young enough."""
    try:
        (named,) = _read(_PASS, election, text, PASS_SECONDS)
    except ValueError as error:
        raise VisitOverError("ask for a code by mail and answer it first") from error
    if named != credential:
        raise VisitOverError("ask for a code by mail and answer it first")


def _signed(use: str, election: Election, *fields: str) -> str:
    return signing.TimestampSigner(sep="~", salt=use).sign(".".join((election.slug, *fields)))


def _read(use: str, election: Election, text: str, seconds: int) -> list[str]:
    if len(text) > LONGEST_PASS or not text.isascii():
        raise ValueError("no such text was signed")
    try:
        value = signing.TimestampSigner(sep="~", salt=use).unsign(text, max_age=seconds)
    except signing.BadSignature as error:
        raise ValueError("no such text was signed, or too long ago") from error
    slug, *fields = value.split(".")
    if slug != election.slug:
        raise ValueError("signed for another election")
    return fields
