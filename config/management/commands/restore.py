"""Bring the newest backup back into an empty database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.backup.errors import BackupError
from config.backup.restoring import backup_restore

ASK = (
    "what was signed after this backup must not be signed again for other entries. Name every copy "
    "of the record that may be newer, by --from: the old disk's public folder, mirrors, copies of "
    "observers. If you have asked everybody and there is none: --nothing-newer"
)
LEFT = """
What a backup cannot hold: ballots that were sent and were not on the record yet, voters and changes
of officials since then. Tell voters to look up their ballot code, and to vote again if it is not
found. Next: `manage.py database_roles` (PostgreSQL), `manage.py preflight`, then start.
"""


class Command(BaseCommand):
    help = (
        "Fill an empty database from the newest backup in FOLDER, put public record and signer's "
        "memory in their places, and append all that newer copies hold. Put the secret file in "
        "its place first. Ends with 0 only if the product may start."
    )
    requires_system_checks: tuple[str, ...] = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument(
            "--from",
            dest="newer",
            type=Path,
            action="append",
            default=[],
            metavar="COPY",
            help="a public folder, a copy of it or a mirror that may hold more than the backup",
        )
        parser.add_argument(
            "--nothing-newer", action="store_true", help="there is no newer copy anywhere"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if bool(options["newer"]) == options["nothing_newer"]:
            raise CommandError(ASK)
        try:
            faults = backup_restore(options["folder"], newer=options["newer"])
        except BackupError as error:
            raise CommandError(str(error)) from error
        for fault in faults:
            self.stderr.write(f"{fault.id}: {fault.msg} ({fault.hint})")
        if faults:
            raise CommandError("the product does not start like this; the reasons are above")
        self.stdout.write(LEFT)
