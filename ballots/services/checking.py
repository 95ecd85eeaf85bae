"""Checking the proofs of ballots: of all that wait together, and without any lock while it lasts.

Whoever is called takes as many as wait. So one that comes alone is checked at once, and under load
the batches grow by themselves, which makes each ballot cheaper. For as long as some wait that
nobody has taken, a call is on its way that will take them: the ballot that found none before it
asked for one, and whoever leaves some behind asks for the next.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Length

from ballots.models import Reason, Submission, SubmissionKind, SubmissionStatus
from ballots.selectors import elections_with_waiting
from ballots.services.parts import parts_join
from board.rows import rows_update
from crypto import canonical_json
from crypto.ballot import SubmittedBallot, decode_ballot, verify_ballot, with_members
from crypto.ballot_parts import ballot_parts
from crypto.ballot_size import MAX_ENVELOPE
from crypto.batch import BallotClaim, verify_together
from crypto.challenged_ballot import decode_nonces, open_challenged_ballot
from crypto.commitments import decode_commitments, verify_commitments
from crypto.context import ElectionContext
from crypto.errors import CryptoError, DecodeError
from voting.contexts import election_context
from voting.selectors import election_get

logger = logging.getLogger(__name__)

LONGEST_DETAIL = 200
# Together these take about a quarter of a second, so that no ballot waits long for the others.
TOGETHER = 100
# Behind a long queue a ballot waits for those before it anyway, and larger batches make it shorter.
MOST_TOGETHER = 500
MOST_BYTES = 16 * 2**20


@dataclass(slots=True)
class _Rotation:
    """Which election this process served last, so that a crowded one does not hold up others."""

    last: UUID | None = None

    def following(self, waiting: Sequence[UUID]) -> UUID | None:
        """The next election in a fixed order, from the first again after the last."""
        ordered = sorted(waiting)
        later = [one for one in ordered if self.last is not None and one > self.last]
        self.last = next(iter(later or ordered), None)
        return self.last


_rotation = _Rotation()


@dataclass(frozen=True, slots=True)
class Batch:
    """Ballots of one election that this process has taken, and whether others wait."""

    election_id: UUID
    submissions: Sequence[Submission]
    more_wait: bool


def batch_take() -> Batch | None:
    """Take what waits of the election whose turn it is; None where nothing waits."""
    election_id = _rotation.following(elections_with_waiting())
    if election_id is None:
        return None
    taken = _taken(election_id)
    return Batch(election_id, taken, more_wait=bool(elections_with_waiting()))


def batch_verify(*, batch: Batch) -> None:
    """Check the ballots of a batch; each has a verdict of its own."""
    _verify(batch.submissions)


def submission_verify(*, submission_id: int) -> None:
    """Check one ballot by itself, whoever has taken it, if that was not done before."""
    rows = Submission.objects.filter(pk=submission_id, status=SubmissionStatus.WAITING)
    _verify(list(rows))


@transaction.atomic
def _taken(election_id: UUID) -> list[Submission]:
    """Take the oldest ballots that wait; others leave them alone, unless they seem lost."""
    waiting = Submission.objects.filter(
        election_id=election_id, status=SubmissionStatus.WAITING, is_taken=False
    )
    rows = waiting.select_for_update(skip_locked=True).order_by("pk")
    sized = rows.annotate(size=Length("ballot") + Length("companion")).values_list("pk", "size")
    found = list(sized[: _together(waiting)])
    totals = accumulate(size for _, size in found)
    taken = [pk for (pk, size), total in zip(found, totals, strict=True)
             if total - size < MOST_BYTES]  # fmt: skip
    Submission.objects.filter(pk__in=taken).update(is_taken=True, sweeps=0)
    return list(Submission.objects.filter(pk__in=taken).order_by("pk"))


def _together(waiting: QuerySet[Submission]) -> int:
    """A quarter of the queue where it is long: others who take their part find as much."""
    depth = waiting.order_by().values("pk")[: 4 * MOST_TOGETHER].count()
    return min(max(TOGETHER, depth // 4), MOST_TOGETHER)


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What became of a ballot: the names of its parts, or why it is refused."""

    submission: Submission
    parts: bytes
    reason: Reason | None = None
    detail: str = ""


def _verify(batch: Sequence[Submission]) -> None:
    if not batch:
        return
    context = election_context(election_get(batch[0].election_id))
    ballots = [decode_ballot(bytes(submission.ballot), context) for submission in batch]
    proven = _proven_together(batch, ballots, context)
    verdicts = [
        _verdict(submission, ballot, context, is_proven=submission.pk in proven)
        for submission, ballot in zip(batch, ballots, strict=True)
    ]
    _verdicts_store(verdicts)


def _proven_together(
    batch: Sequence[Submission], ballots: Sequence[SubmittedBallot], context: ElectionContext
) -> set[int]:
    """The rows of the ballots that are proven with what came beside them."""
    claims: list[tuple[int, BallotClaim]] = []
    for submission, ballot in zip(batch, ballots, strict=True):
        if submission.kind != SubmissionKind.BALLOT:
            continue
        try:
            commitments = decode_commitments(bytes(submission.companion), context, ballot.style)
        except DecodeError:
            continue
        claims.append((submission.pk, BallotClaim(ballot, commitments)))
    verified = verify_together([claim for _, claim in claims], context)
    pairs = zip(claims, verified, strict=True)
    return {pk for (pk, _), ballot in pairs if ballot is not None}


def _verdict(
    submission: Submission, ballot: SubmittedBallot, context: ElectionContext, *, is_proven: bool
) -> _Verdict:
    """What the batch has not proven is checked by itself, and says why it is refused."""
    names = list(ballot_parts(ballot, context.group))
    reason, detail = (None, "") if is_proven else _judged(submission, ballot, context)
    if reason is None and len(set(names)) != len(names):
        reason = Reason.REPEATED
    return _Verdict(submission, parts_join(names), reason, detail)


@transaction.atomic
def _verdicts_store(verdicts: Sequence[_Verdict]) -> None:
    """A ballot that was refused meanwhile, since voting closed, stays so."""
    rows = Submission.objects.filter(pk__in=[verdict.submission.pk for verdict in verdicts])
    waiting = rows.filter(status=SubmissionStatus.WAITING).select_for_update().order_by("pk")
    still = set(waiting.values_list("pk", flat=True))
    left = [verdict for verdict in verdicts if verdict.submission.pk in still]
    rows_update(
        Submission,
        ("status", "parts"),
        [
            (SubmissionStatus.ACCEPTED, verdict.parts, verdict.submission.pk)
            for verdict in left
            if verdict.reason is None
        ],
    )
    for verdict in left:
        if verdict.reason is not None:
            _refuse(verdict, verdict.reason)


def _refuse(verdict: _Verdict, reason: Reason) -> None:
    Submission.objects.filter(pk=verdict.submission.pk).update(
        status=SubmissionStatus.REFUSED, reason=reason, detail=verdict.detail
    )
    logger.warning("submission %s refused: %s", verdict.submission.pk, reason)


def _judged(
    submission: Submission, submitted: SubmittedBallot, context: ElectionContext
) -> tuple[Reason | None, str]:
    check, reason = CHECKS[SubmissionKind(submission.kind)]
    try:
        check(submitted, bytes(submission.companion), context)
    except CryptoError as error:
        return _blamed(submitted, context, reason), str(error)[:LONGEST_DETAIL]
    return None, ""


def _check_cast(submitted: SubmittedBallot, companion: bytes, context: ElectionContext) -> None:
    commitments = decode_commitments(companion, context, submitted.style)
    verify_commitments(with_members(submitted, context), commitments, context)


def _check_shown(submitted: SubmittedBallot, companion: bytes, context: ElectionContext) -> None:
    document = canonical_json.decode(companion, max_size=MAX_ENVELOPE, place="companion")
    nonces = decode_nonces(document, context, submitted.style)
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
