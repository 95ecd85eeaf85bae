"""Reading commitments.jsonl, which nobody has to trust.

A line that is wrong costs a note. In this version ballots are checked without it.
Source: docs/spec/verification.md, "Commitments"; docs/spec/record.md section 5.
"""

from collections.abc import Mapping

from crypto import canonical_json, record_format
from crypto.commitments import decode_commitments
from crypto.context import ElectionContext
from crypto.errors import CryptoError, DecodeError
from crypto.reader import Fields
from crypto.record_format import MAX_LINE
from verifier.examination import commitments_digest
from verifier.record import Record
from verifier.report import Report


def compare_commitments(
    record: Record,
    context: ElectionContext,
    computed: Mapping[str, tuple[int, bytes]],
    report: Report,
) -> None:
    """Note which lines do not belong to a ballot of the record.

    Args:
        record: the file.
        context: the election.
        computed: style and digest of the commitments of each ballot, by its hash.
        report: where the notes go.
    """
    for number, line in enumerate(record.lines(record_format.COMMITMENTS), start=1):
        try:
            _verify_line(line, context, computed)
        except CryptoError as error:
            report.note(f"commitments.jsonl line {number}: ignored, {error}")
    if not record.placed(record_format.COMMITMENTS).ends_with_newline:
        report.note("commitments.jsonl: the last line is ignored, it does not end")


def _verify_line(
    line: bytes, context: ElectionContext, computed: Mapping[str, tuple[int, bytes]]
) -> None:
    value = canonical_json.decode(line, max_size=MAX_LINE, place="line")
    fields = Fields(value, "line", ("ballot", "commitments"))
    ballot = fields.hex("ballot", 64)
    if ballot not in computed:
        raise DecodeError(f"no ballot {ballot} in this record")
    style, digest = computed[ballot]
    commitments = decode_commitments(fields.value("commitments"), context, style)
    if commitments_digest(commitments, context.group) != digest:
        raise DecodeError(f"commitments of ballot {ballot} are not those of its proofs")
