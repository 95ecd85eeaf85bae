"""Promises: for a ballot whose proofs hold and which is not on the record yet.

What a crash leaves: before the commit no promise, and none was told; after it the promise in the
row, and whoever asks again is told the same one.
"""

from django.db import IntegrityError, transaction

from ballots.models import Submission, SubmissionKind, SubmissionStatus
from ballots.services.parts import parts_split, parts_take
from ballots.services.sequencing import newest_recorded
from board.models import Log
from board.promises import promise_sign
from board.selectors import log_get
from voting.models import Election
from voting.selectors import credentials_on_roll, election_locked
from voting.services.guards import now_in_seconds
from voting.states import ElectionState


@transaction.atomic
def promise_give(*, election: Election, ballot_hash: str) -> str:
    """Promise a ballot its place on the record. Returns the note, or nothing where none is given.

    The parts of an accepted ballot are taken for it at once, and closing writes all promised
    ballots first. So nothing but a later ballot of the same voter, or calling the election off, can
    come before it. A recorded one has its place, and only its checkpoint is not published yet.
    """
    locked = election_locked(election.pk)
    submission = Submission.objects.select_for_update().get(
        election=locked, ballot_hash=ballot_hash
    )
    log = log_get(locked.slug)
    if submission.kind != SubmissionKind.BALLOT or log.is_frozen:
        return ""
    if submission.status == SubmissionStatus.RECORDED:
        return _signed(log, submission)
    if not submission.promise and _can_promise(locked, submission):
        _promise(log, submission)
    return submission.promise


def _can_promise(election: Election, submission: Submission) -> bool:
    newest = newest_recorded(election, [submission.credential])
    return (
        election.state == ElectionState.OPEN
        and submission.status == SubmissionStatus.ACCEPTED
        and submission.pk > newest.get(submission.credential, 0)
        and bool(credentials_on_roll(election, [submission.credential]))
    )


def _promise(log: Log, submission: Submission) -> None:
    """Take the ballot's parts and keep the note, so that whoever asks again gets the same."""
    try:
        parts_take(submission.election, parts_split(bytes(submission.parts or b"")))
    except IntegrityError:
        return  # another ballot has them, and this one is about to be refused
    submission.promise = _signed(log, submission)
    submission.save(update_fields=["promise"])


def _signed(log: Log, submission: Submission) -> str:
    return promise_sign(
        log=log,
        ballot=submission.ballot_hash,
        credential=submission.credential,
        at=now_in_seconds(),
    )
