"""Read every stored byte of the record again."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError

from board.fsck.faults import Fault
from board.fsck.log import logs_check

SOUND, FAULTY, NOT_CHECKED = 0, 1, 2


class Command(BaseCommand):
    help = (
        "Read every entry, payload, node and checkpoint of every log again, frozen ones too, the "
        "signer's memory and the public folder, and name what is wrong by log, table and index. "
        "Nothing is changed; the product may run meanwhile. Ends with 0 when all is right, 1 when "
        "something is wrong, 2 when it could not be read."
    )
    # The checks refuse the very database that this command looks into.
    requires_system_checks: tuple[str, ...] = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--log", default="", metavar="SLUG", help="only this log")

    def handle(self, *args: Any, **options: Any) -> None:
        self._faults = 0
        try:
            logs = logs_check(told=self._tell, progress=self._progress, slug=options["log"])
        except (DatabaseError, OSError) as error:
            self._stop(f"could not be read: {error}")
        if options["log"] and not logs:
            self._stop(f"there is no log {options['log']}")
        if self._faults:
            self.stdout.write(f"{_counted(self._faults, 'fault')}.")
            sys.exit(FAULTY)
        read = _counted(logs, "log")
        self.stdout.write(f"{read}: every stored byte is the one that was recorded.")

    def _tell(self, fault: Fault) -> None:
        self._faults += 1
        self.stdout.write(str(fault))

    def _progress(self, slug: str, done: int, size: int) -> None:
        self.stderr.write(f"{slug}: {done:,} of {size:,} entries")

    def _stop(self, reason: str) -> None:
        self.stderr.write(reason)
        sys.exit(NOT_CHECKED)


def _counted(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"
