"""Reading commitments.jsonl, which nobody has to trust.

A line that is wrong costs a note, and makes the examination of its ballot slower.
Source: docs/spec/verification.md, "Commitments"; docs/spec/record.md section 5.
"""

import re
from itertools import islice

from crypto import canonical_json, record_format
from crypto.commitments import decode_commitments
from crypto.context import ElectionContext
from crypto.errors import CryptoError, DecodeError
from crypto.reader import Fields
from crypto.record_format import MAX_LINE
from verifier.examination import commitments_line, line_digest
from verifier.record import RecordSource
from verifier.report import Report
from verifier.spool import Spool

_BEGINNING = re.compile(rb'\{"ballot":"([0-9a-f]{64})",')


def compare_commitments(
    record: RecordSource,
    context: ElectionContext,
    spool: Spool,
    report: Report,
    *,
    right: int,
) -> None:
    """Note which lines do not belong to a ballot of the record.

    Args:
        record: the file.
        context: the election.
        spool: holds the digest of the commitments of each ballot.
        report: where the notes go.
        right: how many lines from the first on are known to be in order.
    """
    placed = record.placed(record_format.COMMITMENTS)
    lines = record.lines(record_format.COMMITMENTS) if placed.lines > right else iter(())
    for number, line in islice(enumerate(lines, start=1), right, None):
        try:
            _verify_line(line, context, spool)
        except CryptoError as error:
            report.note(f"commitments.jsonl line {number}: ignored, {error}")
    if not placed.ends_with_newline:
        report.note("commitments.jsonl: the last line is ignored, it does not end")


def _verify_line(line: bytes, context: ElectionContext, spool: Spool) -> None:
    found = _BEGINNING.match(line)
    expected = spool.proofs_of(found[1].decode()) if found else None
    if expected is not None and expected[1] == line_digest(line):
        return  # the very line that belongs there
    value = canonical_json.decode(line, max_size=MAX_LINE, place="line")
    fields = Fields(value, "line", ("ballot", "commitments"))
    ballot = fields.hex("ballot", 64)
    computed = spool.proofs_of(ballot)
    if computed is None:
        raise DecodeError(f"no ballot {ballot} in this record")
    style, digest = computed
    commitments = decode_commitments(fields.value("commitments"), context, style)
    if line_digest(commitments_line(ballot, commitments, context.group)) != digest:
        raise DecodeError(f"commitments of ballot {ballot} are not those of its proofs")
