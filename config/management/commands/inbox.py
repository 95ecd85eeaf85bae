"""Show the mail that this installation keeps as files."""

from argparse import ArgumentParser
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

# What Django's file backend writes after each message.
LINE = b"-" * 79 + b"\n"


class Command(BaseCommand):
    help = (
        "List the mail kept under $TABELLA_VAR/mail, the oldest first; with an address, show all "
        "that was sent to it. Voters' codes stand in it: whoever can read it can vote for them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", nargs="?", default="", help="or a part of one")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
            raise CommandError("mail goes to the server of EMAIL_HOST; no copy is kept here")
        wanted = options["address"].lower()
        count = 0
        mails = _mails(Path(settings.EMAIL_FILE_PATH))
        for mail in sorted(mails, key=lambda mail: mail["Date"].datetime):
            if wanted in str(mail["To"]).lower():
                count += 1
                self._show(mail, is_whole=bool(wanted))
        if not count:
            self.stdout.write(f"No mail yet under {settings.EMAIL_FILE_PATH}.")

    def _show(self, mail: EmailMessage, *, is_whole: bool) -> None:
        self.stdout.write(f"{mail['Date']}  {mail['To']}  {mail['Subject']}")
        if is_whole:
            self.stdout.write(f"\n{mail.get_content()}\n{'-' * 79}")


def _mails(folder: Path) -> Iterator[EmailMessage]:
    for path in sorted(folder.glob("*.log")):
        for text in path.read_bytes().split(LINE):
            if text.strip():
                yield message_from_bytes(text, policy=policy.default)
