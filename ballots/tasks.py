from uuid import UUID

from celery import shared_task

from ballots import services


@shared_task
def submission_process(submission_id: int) -> None:
    """Check one ballot and write whatever is ready. Safe to run twice and in any order."""
    election_id = services.submission_verify(submission_id=submission_id)
    services.ballots_sequence(election_id=election_id)


@shared_task
def submissions_sweep(election_id: str) -> None:
    """Start the lost ones again."""
    for submission_id in services.submissions_sweep(election_id=UUID(election_id)):
        submission_process.delay(submission_id)
