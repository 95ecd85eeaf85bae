"""Renew the installation's secret."""

from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from board.selectors import log_verifier_key
from config.rotation import (
    Renewed,
    RotationError,
    secret_replace_lost,
    secret_replace_stolen,
    secret_rotate,
)
from voting.models import Election

STOLEN = """
What can be proved. Whoever has the stolen secret can sign a false history of these records, and
cannot take back the true one: receipts, mirrors and checkpoints that witnesses signed show which it
is. Two histories under one key are evidence that anybody can judge (`python -m verifier dispute`).
Locked votes stay locked, and nobody can vote for others: neither hangs on this secret.
"""
CHOICE = """
For each of these elections, decide today:
  - call it off on its officials' page and hold it again; its record stays and can be checked; or
  - finish it under eyes: only with witnesses, or mirrors that strangers keep, who watch to the end.
"""
AFTER_THEFT = """
Next:
  1. Find out how the secret was read, and close that way. A whole machine that was broken into is
     set up anew; its disk cannot be believed.
  2. Start web, workers and scheduler again, all of them, with the new secret file on every machine.
     Copy it to the safe.
  3. Make new sign-in links (`manage.py official`), new passwords, and send key holders new links
     by the button "Send invites" on the page of key holders.
  4. Tell voters, key holders and observers what happened and which elections it concerns.
  5. When every record of a stolen generation N has ended: `manage.py secret_forget N`.
"""
LOST = """
These records end where they were signed last: nothing can be added to them by anybody. Call the
elections off on their officials' pages and hold them again. What is published can be read and
checked as before; receipts stay good.
"""
AFTER_LOSS = """
Next:
  1. If a copy of the old secret file turns up, stop: put it back instead, with the new line below.
  2. Start web, workers and scheduler again, with the new secret file on every machine. Copy it to
     the safe.
  3. Make new sign-in links (`manage.py official`), and tell voters, key holders and observers.
"""
UNANNOUNCED = """
The list of records goes on under a new key. The old list does not vouch for it: whoever has the
old secret could sign the same. Hand the new key to witnesses and observers by other ways, on paper
or by telephone, and ask witnesses to add it by hand before they follow the new list:
"""
ANNOUNCED = """
The list of records goes on under a new key, which the old list names in its last entry. Witnesses
who follow it go on by themselves:
"""


class Command(BaseCommand):
    help = (
        "Add a new generation to the secret file. Stop web, workers and scheduler before, start "
        "them afterwards. New records, sessions and links are made with the newest generation; a "
        "record keeps the one it began with."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        why = parser.add_mutually_exclusive_group()
        why.add_argument(
            "--compromised",
            dest="act",
            action="store_const",
            const=self._stolen,
            help="somebody else may have the secret: end all sessions and links made with it",
        )
        why.add_argument(
            "--lost",
            dest="act",
            action="store_const",
            const=self._lost,
            help="no copy of the secret is left: begin anew",
        )
        parser.set_defaults(act=self._planned)

    def handle(self, *args: Any, act: Callable[[], None], **options: Any) -> None:
        try:
            act()
        except RotationError as error:
            raise CommandError(str(error)) from error

    def _planned(self) -> None:
        renewed = secret_rotate()
        self._say(f"Generation {renewed.generation} of the secret is in use from now on.")
        self._say("Sessions, links and records made with older ones go on.")
        self._say_registry(renewed, ANNOUNCED)
        self._say("\nStart web, workers and scheduler again, and copy the secret file to the safe.")
        self._say("`manage.py secret_forget N` removes an old generation when no record needs it.")

    def _stolen(self) -> None:
        renewed = secret_replace_stolen()
        self._say_ended(renewed)
        self._say_doubtful(renewed, "Whoever has the stolen secret can sign for these records:")
        self._say(STOLEN + CHOICE if renewed.doubtful else "")
        self._say(AFTER_THEFT)
        self._say_registry(renewed, UNANNOUNCED)

    def _lost(self) -> None:
        renewed = secret_replace_lost()
        self._say_ended(renewed)
        self._say_doubtful(renewed, "The key is gone of these records, which have not ended:")
        self._say(LOST if renewed.doubtful else "")
        self._say(AFTER_LOSS)
        self._say_registry(renewed, UNANNOUNCED)

    def _say_ended(self, renewed: Renewed) -> None:
        self._say(f"Generation {renewed.generation} of the secret is in use from now on.")
        self._say(f"{renewed.sessions} sessions and all unused sign-in links have ended.")
        self._say(f"{renewed.links} links of key holders are void.\n\n")

    def _say_doubtful(self, renewed: Renewed, words: str) -> None:
        if not renewed.doubtful:
            self._say("No record that has not ended began with the old secret.")
            return
        self._say(words)
        elections = {
            election.log_id: election
            for election in Election.objects.filter(log__in=[log.pk for log in renewed.doubtful])
        }
        for log in renewed.doubtful:
            election = elections.get(log.pk)
            title = f"{election.title_text} ({election.get_state_display()}): " if election else ""
            self._say(f"  {title}{log.origin}")

    def _say_registry(self, renewed: Renewed, words: str) -> None:
        if renewed.registry is None:
            return
        self._say(words)
        self._say(f"  {settings.TABELLA_URL}/logs/{renewed.registry.slug}")
        self._say(f"  {log_verifier_key(renewed.registry)}")

    def _say(self, text: str) -> None:
        self.stdout.write(text)
