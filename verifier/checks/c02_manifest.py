"""C02: one manifest, and everything in the record is about the same election.

C02.1 is tested when the payload is decoded (`verifier.election`).
Source: docs/spec/verification.md C02.
"""

from crypto import canonical_json, record_format
from crypto.canonical_json import MAX_LINE
from crypto.ceremony_payloads import CeremonyPayload
from crypto.errors import CryptoError
from crypto.manifest import Manifest
from verifier.board import Entry
from verifier.election import Election, Found
from verifier.record import RecordSource
from verifier.report import Report


def check_manifest(record: RecordSource, election: Election, report: Report) -> None:
    """Check the manifest against its copies and against all that has to repeat it."""
    if election.manifest is None:
        report.leave("C02", "there is no manifest that can be read")
        return
    found, manifest = election.manifest, election.manifest.payload
    _check_copies(record, found, report)
    _check_ids(election, manifest, report)
    if election.ceremony is None:
        report.leave("C02", "there is no ceremony that can be read")
    else:
        _check_trustees(election.ceremony.start, manifest, report)
        _note_tool(election.ceremony.start, manifest, report)
    for attempt in election.attempts:
        _check_log(attempt.start, manifest, report)
    if election.checkpoint and election.checkpoint.origin != manifest.origin:
        report.fail("C02.6", "checkpoint", f"of another origin than {manifest.origin}")
    _check_freeze(election, found, report)
    count = len(manifest.contests)
    report.summarize("C02", f"{count:,} contest{'s' if count > 1 else ''}")


def _check_copies(record: RecordSource, found: Found[Manifest], report: Report) -> None:
    if record.read(record_format.MANIFEST) != found.entry.payload:
        report.fail("C02.2", record_format.MANIFEST, f"differs from {found.entry.place}")
    witnesses = found.payload.witnesses
    policy = canonical_json.encode(witnesses.document())
    if record.read(record_format.WITNESS_POLICY) != policy:
        detail = "differs from the manifest's witnesses"
        report.fail("C02.3", record_format.WITNESS_POLICY, detail)


def _check_ids(election: Election, manifest: Manifest, report: Report) -> None:
    known = {
        listed.entry.index: listed.election_id
        for listed in (election.roll, election.tally_input)
        if listed is not None
    }
    for entry in election.board.entries:
        named = known.get(entry.index) or _election_of(entry)
        if isinstance(named, str) and named != manifest.election_id:
            report.fail("C02.5", entry.place, f"not about election {manifest.election_id}")


def _election_of(entry: Entry) -> object:
    """Return which election a payload names."""
    try:
        value = canonical_json.decode(entry.payload, max_size=MAX_LINE, place="payload")
    except CryptoError:
        return None  # the sentence about its form says so
    return value.get("election") if isinstance(value, dict) else None


def _check_trustees(start: Found[CeremonyPayload], manifest: Manifest, report: Report) -> None:
    if start.payload.trustees != manifest.trustees:
        report.fail("C02.4", start.entry.place, "other trustees than in the manifest")
    if start.payload.threshold != manifest.threshold:
        detail = f"threshold {start.payload.threshold}, but the manifest has {manifest.threshold}"
        report.fail("C02.4", start.entry.place, detail)


def _note_tool(start: Found[CeremonyPayload], manifest: Manifest, report: Report) -> None:
    if start.payload.key_tool != manifest.key_tool:
        detail = "the key holders' tool is another one than in the manifest"
        report.note(f"{start.entry.place}: {detail}")


def _check_log(start: Found[CeremonyPayload], manifest: Manifest, report: Report) -> None:
    if start.payload.origin != manifest.origin:
        report.fail("C02.6", start.entry.place, f"another origin than {manifest.origin}")
    if start.payload.log_key != manifest.log_key:
        report.fail("C02.7", start.entry.place, "another log key than in the manifest")


def _check_freeze(election: Election, found: Found[Manifest], report: Report) -> None:
    if election.freeze is None:
        report.leave("C02", "there is no freeze that can be read")
    elif election.freeze.payload.manifest != found.entry.payload_hash:
        report.fail("C02.8", election.freeze.entry.place, "names another manifest")
