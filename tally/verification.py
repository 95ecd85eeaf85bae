"""Running the stand-alone verifier over the record, as any observer would."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

from crypto.record_format import RecordTooLongError
from tally.models import Verdict
from tally.record import record_write
from voting.models import Election

LONGEST_REPORT = 100_000
# What cannot be tried before `final` is on the record: that the record has its end.
OPEN_BEFORE_FINAL = frozenset({"C04"})


def record_verify(election: Election) -> tuple[Verdict, str]:
    """Write the record to a file and let the verifier read it, in a process of its own.

    Returns the verdict and the report in words. The record passes when no check failed and every
    check was made, those apart that need `final`.
    """
    try:
        with tempfile.TemporaryDirectory(dir=settings.TABELLA_VAR) as folder:
            path = Path(folder) / "record.zip"
            with path.open("w+b") as file:
                record_write(election, file)
            answer = _verifier_answer(path)
    except OSError as error:
        return Verdict.FAILED, f"The record could not be written or read: {error.strerror}."
    except RecordTooLongError as error:
        return Verdict.FAILED, f"The record is too long to be checked: {error}."
    return judged(answer)


def judged(answer: str) -> tuple[Verdict, str]:
    """What the verifier's JSON report means before the record is final."""
    try:
        report = json.loads(answer)
        checks = {item["check"]: item["verdict"] for item in report["checks"]}
        text = "\n".join(_lines(report))[:LONGEST_REPORT]
    except (ValueError, KeyError, TypeError):
        return Verdict.FAILED, "The verifier gave no report."
    has_failed = "fail" in checks.values()
    missing = {check for check, verdict in checks.items() if verdict != "pass"} - OPEN_BEFORE_FINAL
    is_sound = bool(checks) and not has_failed and not missing
    return (Verdict.PASSED if is_sound else Verdict.FAILED), text


def _verifier_answer(path: Path) -> str:
    done = subprocess.run(  # noqa: S603  our own words and a path of ours
        [sys.executable, "-m", "verifier", str(path), "--json", "--no-progress"],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout


def _lines(report: dict[str, Any]) -> Iterator[str]:
    for item in report["checks"]:
        yield f"{item['check']} {item['verdict']:<12} {item['text']}".rstrip()
        for failure in item["failures"]:
            place = f"{failure['place']}: " if failure["place"] else ""
            yield f"  {failure['sentence']} {place}{failure['detail']}"
