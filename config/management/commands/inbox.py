"""Show the mail that this installation keeps as files."""

from argparse import ArgumentParser
from email.message import EmailMessage
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from voting.kept_mail import is_mail_kept, kept_mails


class Command(BaseCommand):
    help = (
        "List the mail kept under $TABELLA_VAR/mail, the oldest first; with an address, show all "
        "that was sent to it. Voters' codes stand in it: whoever can read it can vote for them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", nargs="?", default="", help="or a part of one")

    def handle(self, *args: Any, **options: Any) -> None:
        if not is_mail_kept():
            raise CommandError("mail goes to the server of EMAIL_HOST; no copy is kept here")
        wanted = options["address"].lower()
        found = [mail for mail in kept_mails() if wanted in str(mail["To"]).lower()]
        for mail in found:
            self._show(mail, is_whole=bool(wanted))
        if not found:
            self.stdout.write(f"No mail yet under {settings.EMAIL_FILE_PATH}.")

    def _show(self, mail: EmailMessage, *, is_whole: bool) -> None:
        self.stdout.write(f"{mail['Date']}  {mail['To']}  {mail['Subject']}")
        if is_whole:
            self.stdout.write(f"\n{mail.get_content()}\n{'-' * 79}")
