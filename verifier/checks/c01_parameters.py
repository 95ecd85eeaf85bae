"""C01: the record as a file, its version, its parameters.

C01.1 is tested when the file is opened (`verifier.record`), C01.3 when its lines are read
(`verifier.board`), C01.4 and C01.5 when its documents are decoded.
Source: docs/spec/verification.md C01.
"""

from crypto import record_format
from verifier.election import Election
from verifier.record import RecordSource
from verifier.report import Report


def check_parameters(record: RecordSource, election: Election, report: Report) -> None:
    """Check the record's fixed text and that its parameters agree with each other."""
    readme = record.read(record_format.README_NAME)
    if readme != record_format.README.encode("ascii"):
        report.fail("C01.2", record_format.README_NAME, "not the fixed text of every record")
    if election.manifest is None or election.ceremony is None:
        report.leave("C01", "there is no ceremony or no manifest to compare")
        return
    manifest = election.manifest.payload
    start = election.ceremony.start
    if start.payload.parameters != manifest.parameters:
        detail = f"{start.payload.parameters}, but the manifest has {manifest.parameters}"
        report.fail("C01.6", start.entry.place, detail)
    for attempt in election.attempts:
        if attempt.start.payload.demonstration != manifest.demonstration:
            detail = "manifest and ceremony disagree on whether this is a demonstration"
            report.fail("C01.7", attempt.start.entry.place, detail)
    report.summarize("C01", manifest.parameters)
