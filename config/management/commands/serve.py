"""Run the product on this machine: database, worker, web, and a demonstration election."""

import contextlib
import os
import signal
import socket
import time
import urllib.request
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from config.demonstration import Links, Shown, demonstration_ready
from config.processes import Kept, web_address, web_process, workers
from voting.kept_mail import is_mail_kept

ANSWER_SECONDS = 60


class Command(BaseCommand):
    help = "Run web and worker on the address of TABELLA_URL, with a demonstration election."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--no-demonstration", action="store_true", help="do not make a demonstration election"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        _verify_address_free()
        os.umask(0o077)
        # Before anything is started, so that an early end leaves no process behind.
        signal.signal(signal.SIGTERM, _interrupt)
        call_command("migrate", verbosity=0)
        call_command("check", databases=["default"])
        links = None if options["no_demonstration"] else demonstration_ready(self._say)
        with contextlib.suppress(KeyboardInterrupt), contextlib.ExitStack() as stack:
            starts = workers() | {"web": web_process}
            kept = [Kept(name, start, stack) for name, start in starts.items()]
            _wait_until_answering()
            self._print(links)
            while True:
                time.sleep(0.5)
                for child in kept:
                    self._keep(child)

    def _keep(self, child: Kept) -> None:
        if child.has_ended():
            # Where the disk is full no word can be said, and that is no reason to give up.
            with contextlib.suppress(OSError):
                self.stderr.write(f"{child.name} ended by itself and is started again")
            child.start_again()

    def _say(self, text: str) -> None:
        self.stdout.write(f"{text} ...")

    def _print(self, links: Links | None) -> None:
        self.stdout.write(f"\nTabella answers at {settings.TABELLA_URL}\n")
        if links is not None:
            self._print_links(links)
        if is_mail_kept():
            self.stdout.write(f"\nMail is kept as files under {settings.EMAIL_FILE_PATH}/.")
            self.stdout.write("To read it: .venv/bin/python manage.py inbox [ADDRESS]")
        self.stdout.write(f"\nCtrl+C ends it. Everything is kept under {settings.TABELLA_VAR}/.")
        self.stdout.flush()

    def _print_links(self, links: Links) -> None:
        say = self.stdout.write
        say("These are demonstrations. Votes here count for nothing.\n\n")
        say(f"Official    {links.official}")
        if links.official_code:
            say(f"Second step {links.official_code}")
        say("\n")
        say(f"{links.played.title} (the server plays its key holders)")
        self._print_shown(links.played)
        say(f"\n{links.joined.title} (you are one of its three key holders)")
        if links.key_holder:
            say(f"Key holder  {links.key_holder}")
        self._print_shown(links.joined)
        if not links.played.voters or not links.joined.voters:
            say("\nVoters have the links of the first start; no copy is kept of them.")
            say("For new ones: TABELLA_VAR=var/new make run")

    def _print_shown(self, shown: Shown) -> None:
        for number, link in enumerate(shown.voters, start=1):
            self.stdout.write(f"Voter {number:2}    {link}")
        self.stdout.write(f"Observer    {shown.observer}")


def _verify_address_free() -> None:
    """Otherwise whatever else answers there would be taken for the product."""
    host, port = web_address()
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        # As gunicorn does; without it connections of a server just ended keep the port for a while.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"cannot listen on {settings.TABELLA_URL}: {error.strerror}. End what uses "
                "the port, or choose another: TABELLA_URL=http://127.0.0.1:8001 make run"
            ) from error


def _wait_until_answering() -> None:
    deadline = time.monotonic() + ANSWER_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(settings.TABELLA_URL, timeout=5).close()  # noqa: S310
            return
        time.sleep(0.1)
    raise CommandError(f"nothing answers at {settings.TABELLA_URL}")


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt
