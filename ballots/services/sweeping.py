"""Finding ballots whose task was lost with the worker or the broker that had it."""

from dataclasses import dataclass, field
from uuid import UUID

from ballots.models import UNFINISHED, Submission, SubmissionStatus
from ballots.selectors import elections_with_unfinished

# Tasks are done in the order of sending, so a lost one is soon among the oldest.
MOST_WATCHED = 200
# A long queue looks like lost tasks; few at a time, so that a sweep cannot swell it without end.
MOST_RESTARTED = 50


@dataclass(slots=True)
class Lost:
    """Ballots whose proofs nobody checks, and elections whose accepted ballots nobody records."""

    unchecked: list[int] = field(default_factory=list)
    unrecorded: list[UUID] = field(default_factory=list)


def submissions_sweep() -> Lost:
    """What two sweeps saw unfinished, the oldest first."""
    lost = Lost()
    for election_id in elections_with_unfinished():
        rows = Submission.objects.filter(election_id=election_id, status__in=UNFINISHED)
        watched = list(rows.order_by("pk").only("status", "sweeps")[:MOST_WATCHED])
        again = [row for row in watched if row.sweeps][:MOST_RESTARTED]
        _sweeps_note([row for row in watched if not row.sweeps], sweeps=1)
        _give_back(again)
        lost.unchecked += [row.pk for row in again if row.status == SubmissionStatus.WAITING]
        if any(row.status == SubmissionStatus.ACCEPTED for row in again):
            lost.unrecorded.append(election_id)
    return lost


def _give_back(rows: list[Submission]) -> None:
    """Start counting again, and let any worker take them: the one that had them may be gone."""
    if rows:
        Submission.objects.filter(pk__in=[row.pk for row in rows]).update(sweeps=0, is_taken=False)


def _sweeps_note(rows: list[Submission], *, sweeps: int) -> None:
    if rows:
        Submission.objects.filter(pk__in=[row.pk for row in rows]).update(sweeps=sweeps)
