"""Say whether this installation is ready for a real election."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from config.preflight.findings import State
from config.preflight.look import is_ready, preflight


class Command(BaseCommand):
    help = (
        "Look at every part of this installation and say, line by line, whether it is ready for a "
        "real election. Run it with the settings and as the user of the web process. Exit code 0 "
        "only if nothing is not ready; warnings are yours to judge."
    )
    # They are one of the lines, so that one fault hides no other.
    requires_system_checks: tuple[str, ...] = ()

    def handle(self, *args: Any, **options: Any) -> None:
        findings = []
        for finding in preflight():
            self.stdout.write(finding.line())
            findings.append(finding)
        warnings = sum(finding.state == State.WARNING for finding in findings)
        if not is_ready(findings):
            faults = sum(finding.state == State.NOT_READY for finding in findings)
            self.stdout.write(f"\nNot ready: {faults} things to do, and {warnings} to think about.")
            sys.exit(1)
        self.stdout.write(f"\nReady, with {warnings} things to think about.")
