"""Whether the product can do its work, part by part.

Asked a few times a minute by whoever watches over an installation. What is wrong is said in the log
and to those who hold the token of `/metrics`; strangers are told no more than yes or no.
"""

import logging
import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.utils import timezone
from redis.exceptions import RedisError

from board.errors import BoardError
from board.keys import signer_of
from board.registry import registry_newest
from config.canary import watch
from config.celery import app
from config.pulses import queues_without_worker
from config.unavailable import AWAY

logger = logging.getLogger(__name__)

SEEN_FOR = 2.0
"""Seconds for which an answer is good: strangers who ask without end cost nothing."""
QUEUE_SECONDS = 3
ROOM_BYTES = 256 * 1024 * 1024
"""Free space below which something has to be done now."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the product; `fault` is empty where nothing is wrong."""

    name: str
    fault: str


class UnwellError(Exception):
    """A part does not do its work; the message says why."""


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _queue() -> None:
    options = app.conf.broker_transport_options or {}
    folder = options.get("data_folder_out")
    if folder and not os.access(folder, os.W_OK):
        raise UnwellError("the folder of the queue cannot be written")
    with app.connection_for_write() as link:
        link.ensure_connection(max_retries=0, timeout=QUEUE_SECONDS)


def _cache() -> None:
    cache.get("health")


def _workers() -> None:
    if idle := queues_without_worker(timezone.now()):
        raise UnwellError(f"no worker on {', '.join(idle)}, or no scheduler")


def _disk() -> None:
    for place in (settings.TABELLA_VAR, settings.TABELLA_PUBLIC):
        if place.exists() and shutil.disk_usage(place).free < ROOM_BYTES:
            raise UnwellError(f"less than {ROOM_BYTES >> 20} MiB are free")


def _signer() -> None:
    registry = registry_newest()
    if registry is not None:
        signer_of(registry)


def _canary() -> None:
    if fault := watch.fault_now(timezone.now()):
        raise UnwellError(fault)


PARTS: dict[str, Callable[[], None]] = {
    "database": _database,
    "queue": _queue,
    "cache": _cache,
    "disk": _disk,
    "workers": _workers,
    "signer": _signer,
    "canary": _canary,
}
NEED_THE_DATABASE = ("workers", "signer", "canary")


def _look() -> tuple[Part, ...]:
    found: dict[str, Part] = {}
    for name, look in PARTS.items():
        if name in NEED_THE_DATABASE and found["database"].fault:
            found[name] = Part(name, "the database cannot be asked")
        else:
            found[name] = Part(name, _fault(look))
    return tuple(found.values())


def _fault(look: Callable[[], None]) -> str:
    try:
        look()
    except (*AWAY, DatabaseError, RedisError, UnwellError, BoardError, OSError) as error:
        return next(iter(str(error).splitlines()), "") or type(error).__name__
    return ""


@dataclass(slots=True)
class _Sight:
    """What this process saw last, and until when that will do."""

    parts: tuple[Part, ...] = ()
    until: float = 0.0
    faults: dict[str, str] = field(default_factory=dict)

    def look(self) -> tuple[Part, ...]:
        if time.monotonic() >= self.until:
            self.parts = _look()
            self.until = time.monotonic() + SEEN_FOR
            self._tell({part.name: part.fault for part in self.parts if part.fault})
        return self.parts

    def _tell(self, faults: dict[str, str]) -> None:
        """Say what has changed, once."""
        for name in faults.keys() - self.faults.keys():
            logger.error("%s: not ready: %s", name, faults[name])
        for name in self.faults.keys() - faults.keys():
            logger.warning("%s: ready again", name)
        self.faults = faults

    def forget(self) -> None:
        self.until, self.faults = 0.0, {}


sight = _Sight()


def is_ready() -> bool:
    return not any(part.fault for part in sight.look())
