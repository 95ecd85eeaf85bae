"""Make an account for an official, or a new sign-in link for one who has it."""

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from voting.errors import VotingError
from voting.selectors import election_get
from voting.services import official_add, official_create, sign_in_link_create


class Command(BaseCommand):
    help = (
        "Print a sign-in link for an official, good once and for a day; makes the account first. "
        "The id of an election stands in the address of its pages."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="", help="how pages address this official")
        parser.add_argument(
            "--election", type=UUID, help="let this official run that election too; its id"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        email = options["email"].strip().lower()
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"{email}: not an email address") from error
        official = User.objects.filter(username=email).first()
        if official is None:
            official = official_create(email=email, name=options["name"] or email.split("@")[0])
        if options["election"]:
            self._let_in(official, options["election"])
        token = sign_in_link_create(user=official)
        self.stdout.write(f"{settings.TABELLA_URL}/officials/sign-in#link={token}")

    def _let_in(self, official: User, election_id: UUID) -> None:
        try:
            official_add(election=election_get(election_id), user=official)
        except VotingError as error:
            raise CommandError(error.message) from error
