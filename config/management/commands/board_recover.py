"""Bring a database that was put back forward to what was published."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ballots.recovery import submissions_restore
from board.errors import BoardError
from board.recovery import folders_of_logs, log_recover
from voting.recovery import election_restore


class Command(BaseCommand):
    help = (
        "Append to the record what a public folder or a mirror has and the database lacks. "
        "Every hash and signature is checked first; nothing is ever changed or removed."
    )
    # The checks refuse the very database that this command mends.
    requires_system_checks: tuple[str, ...] = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--from",
            dest="source",
            type=Path,
            required=True,
            metavar="FOLDER",
            help="TABELLA_PUBLIC, a copy of it, or a mirror of one log",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folders = folders_of_logs(options["source"])
        if not folders:
            raise CommandError(f"{options['source']}: has no log in it")
        # Elections first: the registry announces what is there again.
        refused = [text for text in map(self._recover, folders) if text]
        if refused:
            raise CommandError("\n".join(refused))

    def _recover(self, folder: Path) -> str:
        try:
            done = log_recover(folder=folder)
        except BoardError as error:
            return str(error)
        self.stdout.write(f"{done.log.origin}: {done.after - done.before} entries brought back")
        if not done.log.is_registry:
            self._restore(done.log.slug)
        return ""

    def _restore(self, slug: str) -> None:
        """Also where nothing was appended: an earlier run may have ended in between."""
        ballots = submissions_restore(election_id=slug)
        if ballots:
            self.stdout.write(f"  {ballots} ballots are known to their voters' pages again")
        for line in election_restore(election_id=slug):
            self.stdout.write(f"  {line}")
