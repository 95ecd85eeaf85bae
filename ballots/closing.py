"""Ending the vote without losing what arrived in time."""

import time
from datetime import datetime, timedelta

from ballots.models import SubmissionStatus
from ballots.selectors import submissions_unfinished
from ballots.services import ballots_sequence, promises_keep, submission_verify
from voting.models import Election
from voting.selectors import election_get
from voting.services.lifecycle import election_close
from voting.states import ElectionState

# How long an official who closes by hand waits at most for ballots whose proofs are not checked.
PATIENCE_SECONDS = 20
# How long closing by the clock waits at most. Nothing new is taken in after the planned time.
GRACE = timedelta(minutes=15)


def voting_close(*, election: Election) -> Election:
    """Put what waits in the inbox on the record, then close.

    Ballots that are not checked when patience ends are refused, and their voters are told so.
    """
    inbox_empty(election)
    return election_close(election=election)


def promises_keep_first(*, election: Election, **_: object) -> None:
    """Whoever closes or changes the roll, and however: promised ballots stand on the record before.

    A promise to a code that is then replaced would otherwise be broken.
    """
    promises_keep(election=election)


def can_close(election: Election, now: datetime) -> bool:
    """Whether an election whose planned time has passed should close now or wait for its inbox."""
    is_late = election.closes_at is not None and now >= election.closes_at + GRACE
    return is_late or not submissions_unfinished(election).exists()


def inbox_empty(election: Election) -> None:
    """Bring what waits onto the record, as far as that goes within some seconds."""
    if election_get(election.pk).state != ElectionState.OPEN:
        return
    end = time.monotonic() + PATIENCE_SECONDS
    waiting = submissions_unfinished(election).filter(status=SubmissionStatus.WAITING)
    for submission_id in waiting.order_by("pk").values_list("pk", flat=True):
        if time.monotonic() > end:
            break
        submission_verify(submission_id=submission_id)
    while submissions_unfinished(election).filter(status=SubmissionStatus.ACCEPTED).exists():
        ballots_sequence(election_id=election.pk)
