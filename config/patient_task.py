"""Tasks that wait for a database that is away for a moment."""

import logging
import time
from typing import Any

from celery import Task
from django.db import InterfaceError, OperationalError, close_old_connections

from config.logs import one_name_for_all

logger = logging.getLogger(__name__)

WAITS = (0.2, 0.4, 0.8, 1.6, 3.2)
"""Seconds between tries. A database that was killed is back within two or three."""


class PatientTask(Task):  # type: ignore[misc]  # Celery ships no types
    """Tried again at once in its own process: handed out again by the scheduler it would be late.

    Every task may run twice, so it does not matter how far it got.
    """

    def __call__(self, *arguments: Any, **named: Any) -> Any:  # noqa: ANN401  whatever tasks take
        # Whoever calls a task as a function may be in a transaction of its own.
        if not (self.request.called_directly or self.request.is_eager):
            close_old_connections()
        with one_name_for_all():
            return self._tried(*arguments, **named)

    def _tried(self, *arguments: Any, **named: Any) -> Any:  # noqa: ANN401
        for wait in WAITS:
            try:
                return self.run(*arguments, **named)
            except (OperationalError, InterfaceError) as error:
                logger.warning("%s: tried again in %s s: %s", self.name, wait, type(error).__name__)
            close_old_connections()
            time.sleep(wait)
        return self.run(*arguments, **named)
