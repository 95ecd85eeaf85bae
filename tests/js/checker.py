"""The in-page checker, running in a node process, and what has to be the same in both checkers."""

import base64
import json
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.js.node import NODE
from tests.simulator import Simulation
from tests.verifier.defects import Tampered
from verifier.errors import VerifierError
from verifier.record import Record
from verifier.report import Report
from verifier.summary import Summary
from verifier.verification import Options, verify_record

WORKER = Path(__file__).parent / "check-records.js"
PART = re.compile(r"contest \d+(?: option \d+)?")


@dataclass
class Checker:
    process: subprocess.Popen

    def ask(self, **question: object) -> None:
        self.process.stdin.write(f"{json.dumps(question)}\n")

    def answer(self) -> dict:
        answer = self.process.stdout.readline()
        assert answer, "the checker ended"
        return json.loads(answer)

    def both(self, path: Path, kept_note: str | None = None) -> tuple[dict, dict]:
        """Return the reports of both checkers on a record, which are made at the same time."""
        self.ask(path=str(path), kept=kept_note)
        theirs = verified(path, kept_note)
        return self.answer(), theirs

    def agreed(self, made: Simulation | Tampered, folder: Path) -> tuple[dict, dict]:
        """Show a record to both, which have to agree on all that counts; return their reports."""
        tampered = made if isinstance(made, Tampered) else Tampered(made.record())
        path = folder / "record.zip"
        path.write_bytes(tampered.record)
        browser, python = self.both(path, tampered.kept_note)
        assert essence(browser) == essence(python)
        return browser, python

    def refuses_ballot(self, data: bytes, setup: dict[str, str]) -> bool:
        self.ask(ballot=base64.b64encode(data).decode(), **setup)
        return bool(self.answer()["faults"])


@contextmanager
def running_checker() -> Iterator[Checker]:
    with subprocess.Popen(
        [NODE, str(WORKER)], stdin=-1, stdout=-1, text=True, bufsize=1
    ) as process:
        try:
            yield Checker(process)
        finally:
            process.stdin.close()
            process.wait(timeout=30)


def verified(path: Path, kept_note: str | None = None) -> dict:
    """Return the report of the verifier for terminals on a record."""
    report = Report()
    try:
        with Record.open(path) as record:
            election = verify_record(record, Options(kept_note=kept_note), report)
            return Summary.of(election, report).document()
    except VerifierError as error:
        return Summary.unusable(str(error)).document()


def essence(document: dict) -> dict:
    """All of a report that both checkers have to agree on; words and notes are their own."""
    checks = document["checks"]
    failures = [failure for check in checks for failure in check["failures"]]
    return {
        **{
            name: document[name]
            for name in ("outcome", "status", "conclusion", "election", "result")
        },
        "verdicts": {check["check"]: check["verdict"] for check in checks},
        "left_out": [check["failures_left_out"] for check in checks],
        "failures": Counter(
            (failure["sentence"], failure["place"], _part(failure["detail"]))
            for failure in failures
        ),
    }


def _part(detail: str) -> str:
    """Which contest and option the words are about, where the place does not say so."""
    found = PART.search(detail)
    return found.group() if found else ""
