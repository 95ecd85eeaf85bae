"""Play an election through from a file of choices and compare its result with the plain count."""

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any, NoReturn

from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import BaseCommand

from config.processes import worker_processes
from config.rehearsal.plan import Plan, PlanError, plain_count, read_choices, read_plan
from config.rehearsal.run import RehearsalFailedError, record_save, rehearse, verifier_run
from config.rehearsal.voters import VotingFailedError

BAD_INPUT = 2


class Command(BaseCommand):
    help = (
        "Play an election through: MANIFEST.json says what is voted on, each row of CHOICES.csv "
        "is a voter. Exit code 0 only if the result agrees with the plain count and the record "
        "verifies; 1 if not; 2 if a file cannot be used, and then nothing was created."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("manifest", type=Path)
        parser.add_argument("choices", type=Path)
        parser.add_argument(
            "--record", type=Path, required=True, help="where to put the election record"
        )
        parser.add_argument(
            "--official", help="email of the official who may look at it afterwards"
        )
        parser.add_argument(
            "--running",
            action="store_true",
            help="let the workers of the running installation do the work; start none",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        plan, choices = self._files(options["manifest"], options["choices"])
        target: Path = options["record"]
        if not target.parent.is_dir():
            self._refuse(f"--record: there is no folder {target.parent}")
        if not options["running"]:
            call_command("migrate", verbosity=0)
        official = self._official(options["official"])
        with nullcontext() if options["running"] else worker_processes():
            try:
                outcome = rehearse(plan, choices, official=official, report=self._say)
            except PlanError as error:
                self._refuse(*error.faults)
            except (VotingFailedError, RehearsalFailedError) as error:
                self.stderr.write(f"The rehearsal did not come to a result: {error}")
                sys.exit(1)
            record_save(outcome.election, target)
        agrees = self._compare(plan, outcome.counts, plain_count(choices, plan))
        self.stdout.write(f"\nVerifying {target}\n")
        self.stdout.flush()
        code = verifier_run(target)
        if not agrees or code != 0:
            sys.exit(1)

    def _files(self, manifest: Path, choices: Path) -> tuple[Plan, list[Any]]:
        try:
            plan = read_plan(manifest.read_bytes())
            return plan, read_choices(choices.read_bytes(), plan)
        except OSError as error:
            self._refuse(f"{error.filename}: {error.strerror}")
        except PlanError as error:
            self._refuse(*error.faults)

    def _official(self, email: str | None) -> User | None:
        if email is None:
            return None
        known = User.objects.filter(username=email.strip().lower()).first()
        return known or self._refuse(f"--official: there is no official {email}")

    def _refuse(self, *faults: str) -> NoReturn:
        for fault in faults:
            self.stderr.write(fault)
        self.stderr.write("Nothing was created.")
        sys.exit(BAD_INPUT)

    def _say(self, text: str) -> None:
        self.stderr.write(text)

    def _compare(
        self, plan: Plan, counted: Sequence[Sequence[int]], plain: list[list[int]]
    ) -> bool:
        language = plan.languages[0]
        for contest, sums, by_hand in zip(plan.contests, counted, plain, strict=True):
            self.stdout.write(f"\n{contest.title[language]}")
            self.stdout.write(f"  {'counted':>9} {'by hand':>9}")
            for option, count, expected in zip(contest.options, sums, by_hand, strict=True):
                mark = "" if count == expected else "   DIFFERS"
                self.stdout.write(f"  {count:>9} {expected:>9}   {option[language]}{mark}")
        agrees = [list(sums) for sums in counted] == plain
        words = "agrees with" if agrees else "DIFFERS from"
        self.stdout.write(f"\nThe result {words} the plain count.")
        return agrees
