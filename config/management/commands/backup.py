"""Make a backup of this installation."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.backup.errors import BackupError
from config.backup.making import backup_make


class Command(BaseCommand):
    help = (
        "Copy database, signer's memory and public record into FOLDER, in the order in which they "
        "can be brought back. The product may run meanwhile. Not in it: the secret file, which "
        "belongs in a safe, and queue and cache, which nothing hangs on."
    )
    requires_system_checks: tuple[str, ...] = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument(
            "--keep", type=int, default=14, help="how many databases to keep (default 14)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["keep"] < 1:
            raise CommandError("--keep: at least 1")
        os.umask(0o077)  # voters' addresses stand in the database
        try:
            made = backup_make(options["folder"], keep=options["keep"])
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{made.folder}: whole, with {made.logs} public records")
