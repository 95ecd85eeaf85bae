"""What a receipt as a page shows. The same ballot at the same checkpoint gives the same page."""

from dataclasses import dataclass
from datetime import UTC, datetime

from ballots.models import Submission, SubmissionKind
from ballots.qr import code_address, qr_inline
from ballots.selectors import submission_receipt
from board.selectors import log_get, log_verifier_key
from crypto.ballot import tracker
from crypto.notes import NoteVerifier, decode_tlog_proof
from voting.contexts import election_manifest
from voting.models import Election


@dataclass(frozen=True, slots=True)
class WitnessShown:
    name: str
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class ReceiptShown:
    title: str
    code: str
    is_test: bool
    index: int
    origin: str
    key_id: str
    witnesses: tuple[WitnessShown, ...]  # those that signed
    witness_count: int
    quorum: int
    proof: str
    address: str
    qr: str


def receipt_shown(election: Election, submission: Submission, size: int | None) -> ReceiptShown:
    """At the newest checkpoint, or at the one over `size` entries.

    Raises:
        NotFoundError: the ballot is not on the record.
        BoardError: there is no such checkpoint, or none yet that covers the ballot.
    """
    proof = submission_receipt(submission, size)
    read = decode_tlog_proof(proof)
    key = NoteVerifier.parse(log_verifier_key(log_get(election.slug)))
    witnesses = election_manifest(election).witnesses
    code = tracker(submission.ballot_hash)
    address = code_address(election, code)
    return ReceiptShown(
        title=election.title_text,
        code=code,
        is_test=submission.kind == SubmissionKind.CHALLENGE,
        index=read.index,
        origin=key.name,
        key_id=key.key_id.hex(),
        witnesses=tuple(
            WitnessShown(name, datetime.fromtimestamp(time, UTC))
            for name, time in witnesses.times(read.checkpoint).items()
        ),
        witness_count=len(witnesses.keys),
        quorum=witnesses.quorum,
        proof=proof,
        address=address,
        qr=qr_inline(address),
    )


def receipt_name(code: str) -> str:
    """Of the file that a browser saves."""
    return f"ballot-receipt-{code[:9]}.html"
