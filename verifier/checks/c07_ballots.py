"""C07: every ballot is well-formed, signed, proven, and stands only once.

Source: docs/spec/verification.md C07.
"""

from collections.abc import Sequence
from functools import lru_cache

from crypto.ballot import ballot_hash, decode_ballot
from crypto.ballot_parts import PART_SIZE
from crypto.batch import BallotClaim, verify_together
from crypto.commitments import decode_commitments
from crypto.context import ElectionContext
from crypto.errors import DecodeError
from crypto.manifest import Manifest
from verifier.examination import Examination, Finding
from verifier.report import Report
from verifier.spool import Spool


def read_ballot(examination: Examination) -> None:
    """Check what can be said of one cast ballot by itself and costs little: form and signature."""
    task = examination.task
    examination.verify_signature("C07.3")
    try:
        submitted = decode_ballot(task.data, examination.context)
    except DecodeError as error:
        examination.fail_form("C07.1", error)
        return
    examination.submitted = submitted
    examination.ballot_hash = ballot_hash(task.data)
    if submitted.credential.hex() != examination.header.credential:
        examination.fail("C07.2", "the ballot names another credential than its entry")


def verify_ballots(examinations: Sequence[Examination], context: ElectionContext) -> None:
    """Check numbers and proofs of ballots that were read, together as far as they are sound.

    What the batch does not prove is examined by itself, and named.
    """
    claimed = [(one, claim) for one in examinations if (claim := _claim(one, context))]
    proven = verify_together([claim for _, claim in claimed], context)
    for (examination, _), ballot in zip(claimed, proven, strict=True):
        if ballot is not None:
            examination.accept_numbers(ballot)
    for examination in examinations:
        if examination.submitted is not None and examination.usable is None:
            examination.verify_numbers(examination.submitted, members="C07.4", proofs="C07.5")


def _claim(examination: Examination, context: ElectionContext) -> BallotClaim | None:
    """Return a ballot with the commitments in its line; None without such a line."""
    submitted, line = examination.submitted, examination.task.line
    if submitted is None or not line:
        return None
    # JSON has one spelling, so what stands around the commitments is known.
    beginning, end = b'{"ballot":"%b","commitments":' % examination.ballot_hash.encode(), b"}"
    if not line.startswith(beginning) or not line.endswith(end):
        return None
    try:
        commitments = decode_commitments(line[len(beginning) : -len(end)], context, submitted.style)
    except DecodeError:
        return None
    return BallotClaim(submitted, commitments)


class Repeats:
    """Finds what stands twice among all ballots and test ballots, in the order of the record."""

    def __init__(self, manifest: Manifest, spool: Spool, report: Report) -> None:
        self._part_names = lru_cache(maxsize=None)(lambda style: _part_names(manifest, style))
        self._spool = spool
        self._report = report

    def add(self, finding: Finding) -> None:
        """Compare a ballot with all before it; it is not settled on the spool itself yet."""
        if not finding.ballot_hash:
            return
        seen = self._spool.first_with_hash(finding.ballot_hash)
        if seen is None:
            self._add_parts(finding)
        elif finding.kind == seen[1] == "ballot":
            self._fail("C07.7", finding, "this ballot", seen[0])
        else:
            self._fail("C08.6", finding, "the ballot of this test", seen[0])

    def _add_parts(self, finding: Finding) -> None:
        starts = range(0, len(finding.parts), PART_SIZE)
        parts = (finding.parts[start : start + PART_SIZE] for start in starts)
        self._spool.add_parts(finding.index, parts)

    def end(self) -> None:
        """Compare the parts of all ballots, once the last one is settled."""
        for ballot, nth, earlier in self._spool.repeated_parts():
            sentence, name = self._part_names(ballot.style)[nth]
            detail = f"{name} stands already in entry {earlier}"
            self._report.fail(sentence, ballot.place, detail)

    def _fail(self, sentence: str, finding: Finding, name: str, earlier: int) -> None:
        place = f"entry {finding.index} ({finding.kind})"
        self._report.fail(sentence, place, f"{name} stands already in entry {earlier}")


def _part_names(manifest: Manifest, style: int) -> tuple[tuple[str, str], ...]:
    """Return the sentence and the name of each part, in the order of `ballot_parts`."""
    names = [("C07.10", "the ballot id")]
    for number, contest in manifest.contests_of_style(style):
        for option in range(1, len(contest.options) + 1):
            place = f"contest {number} option {option}"
            names.append(("C07.8", f"{place}: alpha"))
            names.append(("C07.8", f"{place}: beta"))
            names.append(("C07.9", f"{place}: range proof"))
        names.append(("C07.9", f"contest {number}: range proof"))
    return tuple(names)
