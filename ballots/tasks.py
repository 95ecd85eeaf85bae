from uuid import UUID

from celery import shared_task

from ballots import services


@shared_task
def ballots_check() -> None:
    """Check ballots that wait and write whatever is ready. Safe to run twice and in any order."""
    batch = services.batch_take()
    if batch is None:
        return
    if batch.more_wait:
        ballots_check.delay()
    services.batch_verify(batch=batch)
    # Whoever checks the last one of those that wait writes all of them.
    if not services.batch_grows(election_id=batch.election_id):
        services.ballots_record(election_id=batch.election_id)


@shared_task
def ballots_record(election_id: str) -> None:
    services.ballots_record(election_id=UUID(election_id))


@shared_task
def submissions_sweep() -> None:
    """Every other second: start lost ballots again."""
    lost = services.submissions_sweep()
    if lost.unchecked:
        ballots_check.delay()
    for election_id in lost.unrecorded:
        ballots_record.delay(str(election_id))
