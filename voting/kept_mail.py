"""Reading mail that is kept as files, where an installation has no mail server."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings

from voting.models import Election

# What Django's file backend writes after each message.
LINE = b"-" * 79 + b"\n"


def is_mail_kept() -> bool:
    return bool(settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"))


def kept_mails() -> list[EmailMessage]:
    """All of them, the oldest first."""
    texts = [
        text
        for path in Path(settings.EMAIL_FILE_PATH).glob("*.log")
        for text in path.read_bytes().split(LINE)
        if text.strip()
    ]
    mails = [message_from_bytes(text, policy=policy.default) for text in texts]
    return sorted(mails, key=lambda mail: mail["Date"].datetime)


def kept_mails_of(election: Election) -> list[EmailMessage]:
    """Those that lead to a page of this election: an address alone may be of voters of another."""
    return [mail for mail in kept_mails() if election.slug in mail.get_content()]
