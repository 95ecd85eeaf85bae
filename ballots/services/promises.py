"""Promises: for a ballot whose proofs hold and which is not on the record yet.

What a crash leaves: before the commit no promise, and none was told; after it the promise in the
row, and whoever asks again is told the same one.
"""

from django.db import IntegrityError, transaction

from ballots.models import Submission, SubmissionKind, SubmissionStatus
from ballots.services.parts import parts_split, parts_take
from ballots.services.sequencing import newest_recorded
from board.promises import promise_sign
from board.selectors import log_get
from voting.models import Election
from voting.selectors import election_locked
from voting.services.guards import now_in_seconds
from voting.states import ElectionState


@transaction.atomic
def promise_give(*, election: Election, ballot_hash: str) -> Submission:
    """Promise a ballot its place on the record, unless that could not be kept.

    Its parts are taken for it at once, and closing writes all promised ballots first. So nothing
    but a later ballot of the same voter, or calling the election off, can come before it.
    """
    locked = election_locked(election.pk)
    submission = Submission.objects.select_for_update().get(
        election=locked, ballot_hash=ballot_hash
    )
    if not _can_promise(locked, submission):
        return submission
    try:
        parts_take(locked, parts_split(bytes(submission.parts or b"")))
    except IntegrityError:
        return submission  # it is about to be refused
    submission.promise = promise_sign(
        log=log_get(locked.slug),
        ballot=submission.ballot_hash,
        credential=submission.credential,
        at=now_in_seconds(),
    )
    submission.save(update_fields=["promise"])
    return submission


def _can_promise(election: Election, submission: Submission) -> bool:
    return (
        election.state == ElectionState.OPEN
        and submission.kind == SubmissionKind.BALLOT
        and submission.status == SubmissionStatus.ACCEPTED
        and not submission.promise
        and submission.pk
        > newest_recorded(election, [submission.credential]).get(submission.credential, 0)
    )
