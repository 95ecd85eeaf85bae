"""Checking the proofs of ballots, one at a time and without any lock."""

import logging
from uuid import UUID

from ballots.models import Reason, Submission, SubmissionKind, SubmissionStatus
from ballots.services.parts import parts_join
from crypto import canonical_json
from crypto.ballot import SubmittedBallot, decode_ballot, verify_ballot, with_members
from crypto.ballot_parts import ballot_parts
from crypto.ballot_size import MAX_ENVELOPE
from crypto.canonical_json import JsonValue
from crypto.challenged_ballot import decode_nonces, open_challenged_ballot
from crypto.commitments import decode_commitments, verify_commitments
from crypto.context import ElectionContext
from crypto.errors import CryptoError
from voting.contexts import election_context

logger = logging.getLogger(__name__)

LONGEST_DETAIL = 200


def submission_verify(*, submission_id: int) -> UUID:
    """Check the proofs of one ballot, if that was not done before. Returns its election."""
    submission = Submission.objects.select_related("election").get(pk=submission_id)
    if submission.status != SubmissionStatus.WAITING:
        return submission.election_id
    context = election_context(submission.election)
    submitted = decode_ballot(bytes(submission.ballot), context)
    names = list(ballot_parts(submitted, context.group))
    reason, detail = _verdict(submission, submitted, context)
    if reason is None and len(set(names)) != len(names):
        reason = Reason.REPEATED
    waiting = Submission.objects.filter(pk=submission_id, status=SubmissionStatus.WAITING)
    if reason is None:
        waiting.update(status=SubmissionStatus.ACCEPTED, parts=parts_join(names))
    else:
        waiting.update(status=SubmissionStatus.REFUSED, reason=reason, detail=detail)
        logger.warning("submission %s refused: %s", submission_id, reason)
    return submission.election_id


def _verdict(
    submission: Submission, submitted: SubmittedBallot, context: ElectionContext
) -> tuple[Reason | None, str]:
    check, reason = CHECKS[SubmissionKind(submission.kind)]
    companion = canonical_json.decode(
        bytes(submission.companion), max_size=MAX_ENVELOPE, place="companion"
    )
    try:
        check(submitted, companion, context)
    except CryptoError as error:
        return _blamed(submitted, context, reason), str(error)[:LONGEST_DETAIL]
    return None, ""


def _check_cast(submitted: SubmittedBallot, companion: JsonValue, context: ElectionContext) -> None:
    commitments = decode_commitments(companion, context, submitted.style)
    verify_commitments(with_members(submitted, context), commitments, context)


def _check_shown(
    submitted: SubmittedBallot, companion: JsonValue, context: ElectionContext
) -> None:
    nonces = decode_nonces(companion, context, submitted.style)
    open_challenged_ballot(verify_ballot(submitted, context), nonces, context)


CHECKS = {
    SubmissionKind.BALLOT: (_check_cast, Reason.COMMITMENTS),
    SubmissionKind.CHALLENGE: (_check_shown, Reason.NONCES),
}


def _blamed(submitted: SubmittedBallot, context: ElectionContext, companion: Reason) -> Reason:
    """What is wrong with a ballot that failed: itself, or else what came beside it."""
    try:
        verify_ballot(submitted, context)
    except CryptoError:
        return Reason.PROOF
    return companion
