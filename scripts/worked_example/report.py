"""What the verifier says of the record, as the JSON that `--json` prints."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from verifier.record import Record
from verifier.report import Report
from verifier.summary import Summary
from verifier.verification import Options, verify_record


def report_file(record: bytes, kept_note: str) -> bytes:
    """Make the bytes of report.json."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "record.zip"
        path.write_bytes(record)
        report = Report()
        with Record.open(path) as opened:
            election = verify_record(opened, Options(kept_note=kept_note), report)
            summary = Summary.of(election, report)
    return json.dumps(summary.document(), indent=1).encode() + b"\n"
