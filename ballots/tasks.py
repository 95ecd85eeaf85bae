from uuid import UUID

from celery import shared_task

from ballots import services


@shared_task
def submission_process(submission_id: int) -> None:
    """Check ballots that wait and write whatever is ready. Safe to run twice and in any order."""
    for election_id in services.submissions_verify(submission_id=submission_id):
        # Whoever checks the last one of those that wait writes all of them.
        if not services.batch_grows(election_id=election_id):
            services.ballots_record(election_id=election_id)


@shared_task
def ballots_record(election_id: str) -> None:
    services.ballots_record(election_id=UUID(election_id))


@shared_task
def submissions_sweep() -> None:
    """Every other second: start lost ballots again."""
    lost = services.submissions_sweep()
    for submission_id in lost.unchecked:
        submission_process.delay(submission_id)
    for election_id in lost.unrecorded:
        ballots_record.delay(str(election_id))
