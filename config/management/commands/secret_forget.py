"""Remove an old generation of the installation's secret."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.rotation import RotationError, secret_forget


class Command(BaseCommand):
    help = (
        "Remove generation N from the secret file for good. Refused while a record that began with "
        "it has not ended. Records that have ended can be read and checked as before."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("generation", type=int, metavar="N")

    def handle(self, *args: Any, **options: Any) -> None:
        number = options["generation"]
        try:
            secret_forget(number)
        except RotationError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Generation {number} of the secret is gone from the secret file.")
        self.stdout.write("Start web, workers and scheduler again, so that they forget it as well.")
