"""Forget an official's second step, so that they can set up another one."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from voting.services import second_step_reset


class Command(BaseCommand):
    help = (
        "Forget the passkeys, the code app and the recovery codes of an official who lost them. "
        "Make sure first, in person or by phone, that it is they who ask. It stands in the log of "
        "each of their elections."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        email = options["email"].strip().lower()
        official = User.objects.filter(username=email).first()
        if official is None:
            raise CommandError(f"{email}: there is no such official")
        second_step_reset(user=official)
        self.stdout.write(f"{email} has to set up a second step at the next sign-in")
