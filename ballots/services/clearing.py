"""Emptying an inbox after the installation's own test election has ended.

What is on the public record stays there for good; the inbox is no part of it.
"""

from django.db import transaction

from ballots.models import BallotPart, Submission
from voting.errors import StateError
from voting.models import Election
from voting.states import ElectionState


@transaction.atomic
def inbox_clear(*, election: Election) -> None:
    """Forget all that was sent to an ended rehearsal; of any other election nothing is removed.

    Raises:
        StateError: it is no rehearsal, or has not been cancelled.
    """
    row = Election.objects.select_for_update().get(pk=election.pk)
    if not row.is_rehearsal or row.state != ElectionState.CANCELLED:
        raise StateError("only the inbox of a cancelled rehearsal is emptied")
    BallotPart.objects.filter(election=row).delete()
    Submission.objects.filter(election=row).delete()
