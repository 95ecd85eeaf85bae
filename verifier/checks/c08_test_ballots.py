"""C08: every test ballot is opened to exactly what was shown, and was not cast.

C08.6 is found together with the other repeats, in `c07_ballots`.
Source: docs/spec/verification.md C08.
"""

from crypto import canonical_json
from crypto.ballot import SubmittedBallot, ballot_hash, decode_ballot, encode_ballot
from crypto.challenged_ballot import BallotNonces, decode_nonces, open_challenged_ballot
from crypto.context import ElectionContext
from crypto.errors import DecodeError
from crypto.reader import Fields
from crypto.record_format import MAX_BALLOT
from verifier.examination import Examination


def examine_test_ballot(examination: Examination) -> None:
    """Check what can be said of one challenge by itself."""
    examination.verify_signature("C08.3")
    context = examination.context
    try:
        submitted, nonces = _decode(examination.task.data, context)
    except DecodeError as error:
        examination.fail_form("C08.1", error)
        return
    examination.submitted = submitted
    examination.ballot_hash = ballot_hash(encode_ballot(submitted, context))
    _verify_identity(examination, submitted)
    examination.verify_numbers(submitted, members="C08.4", proofs="C08.4")
    if examination.usable is not None:
        with examination.failures.holds("C08.5", examination.task.place):
            open_challenged_ballot(examination.usable, nonces, context)


def _decode(data: bytes, context: ElectionContext) -> tuple[SubmittedBallot, BallotNonces]:
    value = canonical_json.decode(data, max_size=MAX_BALLOT, place="challenge")
    fields = Fields(value, "challenge", ("ballot", "nonces", "v"))
    fields.version()
    submitted = decode_ballot(fields.value("ballot"), context)
    return submitted, decode_nonces(fields.value("nonces"), context, submitted.style)


def _verify_identity(examination: Examination, submitted: SubmittedBallot) -> None:
    header = examination.header
    if examination.ballot_hash != header.ballot:
        examination.fail("C08.2", "the shown ballot has another hash than its entry says")
    if submitted.credential.hex() != header.credential:
        examination.fail("C08.2", "the shown ballot names another credential than its entry")
