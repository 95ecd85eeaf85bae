"""When scheduled tasks are due, by a clock that nobody can set.

Celery's own scheduler reckons with the time of day: when that is put back by an hour, it sends
nothing for an hour, and what a crash left lying stays there. It also keeps a file of its own, which
a crash can leave half written. Here nothing is kept: every task is safe to run twice.
"""

import time
from typing import Any

from celery.beat import ScheduleEntry, Scheduler
from celery.schedules import schedstate


class SteadyScheduler(Scheduler):  # type: ignore[misc]  # Celery ships no types
    """Sends each task again and again after the seconds that its entry names."""

    def __init__(self, *arguments: Any, **named: Any) -> None:  # noqa: ANN401  Celery's signature
        self._due: dict[str, float] = {}
        super().__init__(*arguments, **named)

    def is_due(self, entry: ScheduleEntry) -> schedstate:
        """Whether to send it now, and in how many seconds to ask again."""
        now = time.monotonic()
        rest = self._due.get(entry.name, now) - now
        if rest > 0:
            return schedstate(is_due=False, next=rest)
        seconds = entry.schedule.run_every.total_seconds()
        self._due[entry.name] = now + seconds
        return schedstate(is_due=True, next=seconds)

    def _when(
        self,
        entry: ScheduleEntry,  # noqa: ARG002  the signature is Celery's
        next_time_to_run: float,
        mktime: object = None,  # noqa: ARG002
    ) -> float:
        rest: float = self.adjust(next_time_to_run) or 0
        return time.monotonic() + rest
