"""Messages to voters, key holders and officials: plain text, one link, constant subjects.

Each is in the first language of its election: nobody knows what a recipient reads best.
"""

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from voting.ceremonies import Step, trustee_status
from voting.links import link_token, trustee_link
from voting.message_ids import envelope_sender, link_name, message_id
from voting.models import Election, MailKind, TrusteeMail, Voter
from voting.words import moment_text

VOTER_SUBJECT = _("Your voting link")
MAILED_CODE_SUBJECT = _("Your code to sign in")
NEW_CODE_SUBJECT = _("Your new voting link")
ALERT_SUBJECT = _("The key holders of your election need you")
TRUSTEE_SUBJECTS = {
    MailKind.INVITE: _("You are asked to be a key holder"),
    MailKind.TELL: _("Your next step as a key holder"),
    MailKind.REMIND: _("Reminder: your next step as a key holder"),
}
# So that no machine answers a machine (RFC 3834).
AUTOMATIC = {"Auto-Submitted": "auto-generated"}
DEMONSTRATION_LINE = _("This is a demonstration. Votes here count for nothing.")

VOTER_TEXT = _(
    """\
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
)

# Told outside the page, so that a page that leaves the checks out is found out.
CHECKS_TEXT = _(
    """\
How to check your vote, whatever a page shows you:
1. The page shows a ballot code before you send. Write it down. It must stay the same.
2. Before you send, you can try a test ballot. It is opened for you and is never counted.
   Then lock your ballot again and send it.
3. When you have voted, look your ballot code up on another device: {page}
"""
)

MAILED_CODE_TEXT = _(
    """\
Hello {name},

somebody is signing in with your voter code to vote in: {title}

If it is you, type this code on the page. It works for 10 minutes:
{code}

If it is not you, somebody else has your voter code. Do not pass this code on, and answer this
message. We never ask for it by email or phone.
"""
)

NEW_CODE_TEXT = _(
    """\
Hello {name},

you have a new voting link for: {title}

{times}

Your new voting link, for you alone:
{link}

If the link does not open the page, go to {page} and type your new voter code:
{code}

Your earlier link and code do not work any more.
Have you voted already? Your vote still counts. If you vote again, only your last ballot counts.
Do not pass this message on: whoever has it can vote in your place.

Did you not ask for this, or does something look wrong? Answer this message.
"""
)

INVITE_TEXT = _(
    """\
Hello {name},

you are asked to be a key holder of: {title}

Key holders keep the count locked. You do two things: make a key now, and help to unlock the
count after voting has closed. Each takes about five minutes. Use your own computer.

Your link, for you alone; the page behind it says what to do, step by step:
{link}

Keep this message: the link stays the same until the end. Do not pass it on.
We never ask for your key file or your passphrase.
"""
)

STEP_TEXT = _(
    """\
Hello {name},

you are a key holder of: {title}

{asked}

Your link, for you alone; the page behind it says what to do:
{link}

Do not pass this message on. We never ask for your key file or your passphrase.
"""
)

ALERT_TEXT = _(
    """\
Hello,

something with the key holders of {title} needs you: a complaint that stopped
the making of keys, a lost key, or a tool that refused to go on.
New since the last such message: {events}

What it is, and what to do next, stands here (sign in first):
{page}
"""
)

ASKED = {
    Step.KEY: _("Please make your key now. It takes about five minutes."),
    Step.SHARE: _(
        "Everybody has made a key. Please open your link and have your key file at hand,\n"
        "so that your key goes together with those of the others."
    ),
    Step.CONFIRM: _(
        "The parts of the keys are there. Please open your link and have your key file at hand,\n"
        "so that they can be checked."
    ),
    Step.DRILL: _(
        "Please check that your key file and your passphrase still work. It takes a minute.\n"
        "If you have lost one of them, say so on the same page, at once."
    ),
    Step.UNLOCK: _(
        "Voting has closed and the ballots are added up. Please unlock your part of the count.\n"
        "You need your key file and your passphrase. It takes about five minutes."
    ),
}


def mail_language(election: Election) -> str:
    """The first language of the election, or English where there are no messages in it."""
    try:
        return translation.get_supported_language_variant(election.languages[0])
    except LookupError:
        return settings.LANGUAGE_CODE


def voter_page(election: Election) -> str:
    """Where voters type their codes."""
    return f"{settings.TABELLA_URL}/e/{election.slug}/vote"


def code_page(election: Election) -> str:
    """Where a ballot code is looked up."""
    return f"{settings.TABELLA_URL}/e/{election.slug}/code"


def voter_link(election: Election, code: str) -> str:
    """The code stands behind the #, which browsers do not send."""
    return f"{voter_page(election)}#{code}"


def voter_message(voter: Voter, code: str, connection: BaseEmailBackend | None) -> EmailMessage:
    with translation.override(mail_language(voter.election)):
        body = marked(voter.election, voter_text(VOTER_TEXT, voter.election, voter.name, code))
        name = link_name(voter)
        return named_message(VOTER_SUBJECT, body, name=name, voter=voter, via=connection)


def new_code_message(voter: Voter, code: str, connection: BaseEmailBackend | None) -> EmailMessage:
    with translation.override(mail_language(voter.election)):
        body = marked(voter.election, voter_text(NEW_CODE_TEXT, voter.election, voter.name, code))
        name = link_name(voter)
        return named_message(NEW_CODE_SUBJECT, body, name=name, voter=voter, via=connection)


def voter_text(template: str | Promise, election: Election, name: str, code: str) -> str:
    """In the language that is active."""
    text = str(template).format(
        name=name,
        title=election.title_text,
        times=_times(election),
        link=voter_link(election, code),
        page=voter_page(election),
        code=code,
    )
    return f"{text}\n{CHECKS_TEXT.format(page=code_page(election))}"


def named_message(
    subject: str | Promise,
    body: str,
    *,
    name: str,
    voter: Voter,
    via: BaseEmailBackend | None,
) -> EmailMessage:
    """A message to a voter that is known again if it comes back (voting/message_ids.py)."""
    headers = AUTOMATIC | {"From": settings.DEFAULT_FROM_EMAIL, "Message-ID": message_id(name)}
    sender = envelope_sender(name)
    return EmailMessage(
        str(subject), body, sender, to=[voter.email], connection=via, headers=headers
    )


def mailed_code_message(voter: Voter, code: str) -> EmailMessage:
    """The second factor: no link stands in it, so that nobody learns to follow links for it."""
    with translation.override(mail_language(voter.election)):
        text = MAILED_CODE_TEXT.format(name=voter.name, title=voter.election.title_text, code=code)
        body = marked(voter.election, text)
        return EmailMessage(str(MAILED_CODE_SUBJECT), body, to=[voter.email], headers=AUTOMATIC)


def trustee_message(mail: TrusteeMail) -> EmailMessage:
    """The message with the link in it, made when it is sent and not before."""
    with translation.override(mail_language(mail.trustee.election)):
        return _trustee_message(mail)


def _trustee_message(mail: TrusteeMail) -> EmailMessage:
    trustee = mail.trustee
    step = trustee_status(trustee).step
    is_new = mail.kind == MailKind.INVITE and (step is Step.KEY or step not in ASKED)
    text = (INVITE_TEXT if is_new else STEP_TEXT).format(
        name=trustee.name,
        title=trustee.election.title_text,
        asked=ASKED.get(step, ""),
        link=trustee_link(trustee, link_token(trustee)),
    )
    subject = TRUSTEE_SUBJECTS[MailKind(mail.kind)]
    body = marked(trustee.election, text)
    return EmailMessage(str(subject), body, to=[trustee.email], headers=AUTOMATIC)


def officials_message(election: Election) -> EmailMessage:
    """One message to all officials. It names nobody: what happened stands on their page."""
    with translation.override(mail_language(election)):
        return _officials_message(election)


def _officials_message(election: Election) -> EmailMessage:
    page = settings.TABELLA_URL + reverse("official-key-holders", args=[election.pk])
    text = ALERT_TEXT.format(title=election.title_text, events=election.alert_events, page=page)
    addresses = election.officials.exclude(user__email="").values_list("user__email", flat=True)
    body = marked(election, text)
    return EmailMessage(str(ALERT_SUBJECT), body, bcc=list(addresses), headers=AUTOMATIC)


def marked(election: Election, text: str) -> str:
    return f"{DEMONSTRATION_LINE}\n\n{text}" if election.is_demonstration else text


def _times(election: Election) -> str:
    if election.opens_at is None or election.closes_at is None:
        return gettext("We will tell you when voting opens.")
    opens, closes = (moment_text(at, election) for at in (election.opens_at, election.closes_at))
    return gettext("Voting is open from %(opens)s to %(closes)s (%(zone)s).") % {
        "opens": opens,
        "closes": closes,
        "zone": election.time_zone,
    }
