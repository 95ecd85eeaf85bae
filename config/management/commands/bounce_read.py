"""Read mail that came back, as mail servers hand it over."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from voting.bounces import LARGEST, bounce_accept


class Command(BaseCommand):
    help = (
        "Read delivery status notifications (RFC 3464), one from standard input or one in each "
        "file, and mark the messages they speak of as come back. Ends with 0 whatever it read, so "
        "that no mail server sends a notification about a notification."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, help="standard input, if none is given")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["files"]:
            self.stdout.write(bounce_accept(sys.stdin.buffer.read(LARGEST + 1)))
        for path in options["files"]:
            with path.open("rb") as file:
                self.stdout.write(f"{path.name}: {bounce_accept(file.read(LARGEST + 1))}")
