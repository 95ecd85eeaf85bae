"""Finding ballots whose task was lost with the worker or the broker that had it."""

from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import F

from ballots.models import UNFINISHED, Submission, SubmissionStatus
from ballots.selectors import elections_with_unfinished

# Tasks are done in the order of sending, so a lost one is soon among the oldest.
MOST_WATCHED = 200
# Sweeps that see a ballot unfinished before its task counts as lost. While a worker has taken it
# they count from then on: the largest batches of a slow machine take longer than one sweep.
SIGHTINGS = 2
SIGHTINGS_TAKEN = 3


@dataclass(slots=True)
class Lost:
    """Whether ballots wait whose proofs nobody checks, and where nobody records accepted ones."""

    unchecked: bool = False
    unrecorded: list[UUID] = field(default_factory=list)


def submissions_sweep() -> Lost:
    """Count how often each of the oldest unfinished ballots was seen; say what is lost by now."""
    lost = Lost()
    for election_id in elections_with_unfinished():
        rows = Submission.objects.filter(election_id=election_id, status__in=UNFINISHED)
        watched = list(rows.order_by("pk").only("status", "sweeps", "is_taken")[:MOST_WATCHED])
        again = [row for row in watched if _is_lost(row)]
        _sighting_note([row for row in watched if row not in again])
        _give_back(again)
        lost.unchecked |= any(row.status == SubmissionStatus.WAITING for row in again)
        if any(row.status == SubmissionStatus.ACCEPTED for row in again):
            lost.unrecorded.append(election_id)
    return lost


def _is_lost(row: Submission) -> bool:
    is_being_checked = row.is_taken and row.status == SubmissionStatus.WAITING
    return row.sweeps + 1 >= (SIGHTINGS_TAKEN if is_being_checked else SIGHTINGS)


def _give_back(rows: list[Submission]) -> None:
    """Start counting again, and let any worker take them: the one that had them may be gone."""
    if rows:
        Submission.objects.filter(pk__in=[row.pk for row in rows]).update(sweeps=0, is_taken=False)


def _sighting_note(rows: list[Submission]) -> None:
    if rows:
        Submission.objects.filter(pk__in=[row.pk for row in rows]).update(sweeps=F("sweeps") + 1)
