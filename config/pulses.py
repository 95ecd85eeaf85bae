"""Signs of life of scheduler and workers: one row for each queue."""

from datetime import datetime, timedelta

from django.utils import timezone

from config.models import Pulse
from config.processes import QUEUES

EVERY_SECONDS = 10.0
"""How often the scheduler sends one to each queue."""
STALE = timedelta(seconds=90)
"""From that age on nobody can be working a queue; a long batch or chunk may take half of it."""

QUEUE_NAMES = tuple(QUEUES.split(","))


def pulse_note(*, queue: str) -> None:
    """Run twice or late it changes nothing but the moment."""
    now = timezone.now()
    Pulse.objects.update_or_create(queue=queue, defaults={"beaten_at": now})


def pulse_ages(now: datetime) -> dict[str, timedelta | None]:
    """How long ago each queue was worked; None for never."""
    known = dict(Pulse.objects.values_list("queue", "beaten_at"))
    return {name: now - known[name] if name in known else None for name in QUEUE_NAMES}


def queues_without_worker(now: datetime) -> list[str]:
    ages = pulse_ages(now).items()
    return [name for name, age in ages if age is None or age > STALE]
