"""Receipts, reminders and news of results: what voters are told besides their voting link.

No choice and no voter code stands in any of them: the server knows neither.
"""

from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from voting.mail import VOTER_SUBJECT, VOTER_TEXT, mail_language, marked, named_message, voter_text
from voting.message_ids import message_name
from voting.models import Election, MessageKind, VoterMessage
from voting.words import moment_text

SUBJECTS = {
    MessageKind.LINK: VOTER_SUBJECT,
    MessageKind.RECEIPT: _("We received your ballot"),
    MessageKind.REMINDER: _("Voting closes soon"),
    MessageKind.RESULTS: _("Results are out"),
}
SAMPLE_NAME = "Ada Okafor"
SAMPLE_BALLOT = "7K3M-9QXD-2VTA-R8HN-5CWE"
SAMPLE_ENTRY = 1204

RECEIPT_TEXT = _(
    """\
Hello {name},

we received your ballot in: {title}

Your ballot code:
{code}
It is entry {entry} of the public record.

To check that your ballot is there, open this page and type the code:
{page}

This message does not say what you chose: your ballot is locked, and we cannot see it.
We never ask for your choices.
{again}
If you did not send this ballot, somebody else has your voter code. Answer this message at once.
"""
)

REMINDER_TEXT = _(
    """\
Hello {name},

you have not voted yet in: {title}

{closes}

To vote, use your voting link. It is in our message “Your voting link”, or in the letter you got.
This message holds no code: we do not have yours.

If you cannot find your link, ask for a new one on the page of the election:
{page}

We never ask for your choices. If you have just voted, you need not do anything.
"""
)

RESULTS_TEXT = _(
    """\
Hello {name},

the results are out in: {title}

They stand on this page, and so does how anybody can check them:
{page}

With your ballot code you can check that your own ballot was counted.
We never ask for your choices.
"""
)

AGAIN = _("You can vote again as long as voting is open. Only your last ballot counts.\n")


@dataclass(frozen=True, slots=True)
class Preview:
    label: str
    subject: str
    text: str


def message_mail(message: VoterMessage, via: BaseEmailBackend | None) -> EmailMessage:
    """The message as it is sent, in the first language of its election."""
    voter = message.voter
    with translation.override(mail_language(voter.election)):
        text = _text(voter.election, MessageKind(message.kind), voter.name, _ballot(message))
        return named_message(
            SUBJECTS[MessageKind(message.kind)],
            marked(voter.election, text),
            name=message_name(message),
            voter=voter,
            via=via,
        )


def previews(election: Election) -> list[Preview]:
    """Each kind of message as it would be sent to a voter with a made-up name."""
    return [preview(election, kind) for kind in MessageKind]


def preview(election: Election, kind: MessageKind) -> Preview:
    label = str(kind.label)
    with translation.override(mail_language(election)):
        text = _text(election, kind, SAMPLE_NAME, (SAMPLE_BALLOT, SAMPLE_ENTRY))
        return Preview(label, str(SUBJECTS[kind]), marked(election, text))


def _ballot(message: VoterMessage) -> tuple[str, int]:
    return message.about, message.entry_index or 0


def _text(election: Election, kind: MessageKind, name: str, ballot: tuple[str, int]) -> str:
    makers = {
        MessageKind.LINK: _link_sample,
        MessageKind.RECEIPT: _receipt,
        MessageKind.REMINDER: _reminder,
        MessageKind.RESULTS: _results,
    }
    return makers[kind](election, name, ballot)


def _link_sample(election: Election, name: str, _ballot: tuple[str, int]) -> str:
    """Of a voting link there is a sample only: codes are made while links are sent."""
    return voter_text(VOTER_TEXT, election, name, "XXXX-XXXX-XXXX-XXXX-XXXX-X")


def _receipt(election: Election, name: str, ballot: tuple[str, int]) -> str:
    code, entry = ballot
    return RECEIPT_TEXT.format(
        name=name,
        title=election.title_text,
        code=code,
        entry=entry,
        page=_address(election, "code"),
        again=AGAIN,
    )


def _reminder(election: Election, name: str, _ballot: tuple[str, int]) -> str:
    return REMINDER_TEXT.format(
        name=name,
        title=election.title_text,
        closes=_closes(election),
        page=_address(election),
    )


def _results(election: Election, name: str, _ballot: tuple[str, int]) -> str:
    return RESULTS_TEXT.format(
        name=name, title=election.title_text, page=_address(election, "result")
    )


def _closes(election: Election) -> str:
    if election.closes_at is None:
        return ""
    return gettext("Voting closes on %(closes)s (%(zone)s).") % {
        "closes": moment_text(election.closes_at, election),
        "zone": election.time_zone,
    }


def _address(election: Election, page: str = "") -> str:
    """Pages of later rooms are named by what follows the address of the election."""
    return settings.TABELLA_URL + reverse("election", args=[election.pk]) + page
