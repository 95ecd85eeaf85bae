"""Running the stand-alone verifier over the record, as any observer would."""

import subprocess
import sys
import tempfile
from pathlib import Path

from django.conf import settings

from tally.models import Verdict
from tally.record import record_write
from voting.models import Election

LONGEST_REPORT = 100_000
FAILED_EXIT = 1


def record_verify(election: Election) -> tuple[Verdict, str]:
    """Write the record to a file and let the verifier read it, in a process of its own.

    Before `final` the verifier calls a record incomplete; only a failed check is a failure here.
    """
    with tempfile.TemporaryDirectory(dir=settings.TABELLA_VAR) as folder:
        path = Path(folder) / "record.zip"
        with path.open("wb") as file:
            record_write(election, file)
        done = subprocess.run(  # noqa: S603  our own words and a path of ours
            [sys.executable, "-m", "verifier", str(path), "--no-progress"],
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
            check=False,
        )
    report = done.stdout[-LONGEST_REPORT:]
    lines = report.splitlines()
    is_sound = any(line.startswith("C12") and "pass" in line for line in lines) and not any(
        "FAIL" in line for line in lines
    )
    return (Verdict.PASSED if is_sound else Verdict.FAILED), report
