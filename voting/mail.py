"""Messages to voters and key holders: plain text, one link, always the same sender and subject."""

import zoneinfo
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse

from voting.models import Election, Trustee, Voter

VOTER_SUBJECT = "Your voting link"
TRUSTEE_SUBJECT = "You are asked to be a key holder"
DEMONSTRATION_LINE = "This is a demonstration. Votes here count for nothing.\n\n"

VOTER_TEXT = """\
Hello {name},

you can vote in: {title}

{times}

Your voting link, for you alone:
{link}

If the link does not open the page, go to {page} and type your voter code:
{code}

Do not pass this message on: whoever has it can vote in your place.
You can vote again as long as voting is open. Only your last ballot counts.
We never ask you what you chose.

Does something look wrong, or do you need another way to vote? Answer this message.
"""

TRUSTEE_TEXT = """\
Hello {name},

you are asked to be a key holder of: {title}

Key holders keep the count locked. You do two things: make a key now, and help to unlock the
count after voting has closed. Each takes about five minutes. Use your own computer.

Your link, for you alone; the page behind it says what to do, step by step:
{link}

Do not pass this message on. A newer link takes the place of this one.
"""


def voter_link(election: Election, code: str) -> str:
    """The code stands behind the #, which browsers do not send."""
    return f"{settings.TABELLA_URL}/e/{election.slug}/vote#{code}"


def trustee_link(trustee: Trustee, token: str) -> str:
    page = reverse("key-holder", args=[trustee.election_id, trustee.index])
    return f"{settings.TABELLA_URL}{page}#{token}"


def voter_message(voter: Voter, code: str, connection: BaseEmailBackend | None) -> EmailMessage:
    election = voter.election
    text = VOTER_TEXT.format(
        name=voter.name,
        title=election.title_text,
        times=_times(election),
        link=voter_link(election, code),
        page=f"{settings.TABELLA_URL}/e/{election.slug}/vote",
        code=code,
    )
    body = _marked(election, text)
    return EmailMessage(VOTER_SUBJECT, body, to=[voter.email], connection=connection)


def trustee_message(trustee: Trustee, token: str) -> EmailMessage:
    election = trustee.election
    text = TRUSTEE_TEXT.format(
        name=trustee.name, title=election.title_text, link=trustee_link(trustee, token)
    )
    return EmailMessage(TRUSTEE_SUBJECT, _marked(election, text), to=[trustee.email])


def _marked(election: Election, text: str) -> str:
    return DEMONSTRATION_LINE + text if election.is_demonstration else text


def _times(election: Election) -> str:
    if election.opens_at is None or election.closes_at is None:
        return "We will tell you when voting opens."
    opens, closes = (_moment(at, election) for at in (election.opens_at, election.closes_at))
    return f"Voting is open from {opens} to {closes} ({election.time_zone})."


def _moment(at: datetime, election: Election) -> str:
    local = at.astimezone(zoneinfo.ZoneInfo(election.time_zone))
    return f"{local.day} {local:%B %Y, %H:%M}"
