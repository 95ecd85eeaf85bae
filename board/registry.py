"""The registry: the log in which this installation says which logs it has.

A log keeps its key for good, so there is one registry after the other, each with a newer generation
of the secret (board/succession.py). Only the newest one is written.

Source: docs/spec/record.md section 8.
"""

import logging
from collections.abc import Iterator

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from board.errors import RegistryBetweenError
from board.keys import key_begin
from board.models import Entry, Log
from board.selectors import checkpoint_latest, log_verifier_key
from board.services import NewEntry, board_append
from crypto import merkle
from crypto.announcement import LOG_BEGUN
from crypto.registry import (
    LOG_ENDED,
    LOG_FROZEN,
    LogBegun,
    LogEnded,
    LogFrozen,
    registry_number,
    registry_origin,
    registry_slug,
)
from crypto.transcript import sha256

logger = logging.getLogger(__name__)


def registries() -> list[Log]:
    """Return the registries there are, the first one first."""
    found = Log.objects.filter(slug__startswith=registry_slug(1)).select_related("key")
    return sorted(
        (log for log in found if log.is_registry), key=lambda log: registry_number(log.origin)
    )


def registry_newest() -> Log | None:
    """Return the registry that is written now; None before the first log."""
    found = registries()
    return found[-1] if found else None


def logs_of_elections() -> "QuerySet[Log]":
    """Return all logs but the registries, oldest first."""
    return Log.objects.exclude(slug__in=[log.slug for log in registries()]).order_by("pk")


def registry_ensure() -> Log:
    """Return the registry that is written now, made by the first call: `<host>/registry`."""
    return registry_newest() or registry_make(host=settings.TABELLA_HOST, number=1)


def registry_make(*, host: str, number: int, generation: int | None = None) -> Log:
    """Return a host's registry number `number`, made empty where there is none.

    Args:
        host: host name, as in the origin.
        number: from 1.
        generation: of the secret that the registry began with, for one that is brought back.
    """
    slug, origin = registry_slug(number), registry_origin(host, number)
    try:
        with transaction.atomic():
            log, is_new = Log.objects.get_or_create(
                slug=slug,
                defaults={
                    "origin": origin,
                    "root": merkle.EMPTY_ROOT,
                    "chain": merkle.chain_start(origin),
                },
            )
            if is_new:
                key_begin(log, generation)
            return log
    except IntegrityError:
        return Log.objects.get(slug=slug)


@transaction.atomic
def log_announce_begun(*, log: Log) -> None:
    """Say that a log has begun, as a part of the caller's transaction if there is one.

    So also below: saying it again changes nothing.
    """
    begun = LogBegun(election=log.slug, log_key=log_verifier_key(log), origin=log.origin)
    _announce(log, LOG_BEGUN, begun.encode())


@transaction.atomic
def log_announce_frozen(*, log: Log, manifest: bytes) -> None:
    """Say that the election of a log was frozen with `manifest`, the bytes of its manifest."""
    _announce(log, LOG_FROZEN, LogFrozen(manifest=sha256(manifest), origin=log.origin).encode())


@transaction.atomic
def log_announce_ended(*, log: Log) -> None:
    """Say with which checkpoint a frozen log ended; only after the checkpoint was signed.

    Raises:
        NotOnRecordError: the log has no checkpoint.
    """
    ended = LogEnded(checkpoint=checkpoint_latest(log).note, origin=log.origin)
    _announce(log, LOG_ENDED, ended.encode())


def logs_not_begun() -> Iterator[Log]:
    """Yield the logs that may lack their announcement: those from before there was a registry."""
    logs = logs_of_elections().filter(size__gt=0)
    if _announced(LOG_BEGUN) < logs.count():
        yield from logs


def logs_not_ended() -> Iterator[Log]:
    """Yield the frozen logs whose end may not be announced yet; their heads are signed."""
    logs = logs_of_elections().filter(is_frozen=True, size__gt=0)
    if _announced(LOG_ENDED) < logs.count():
        yield from (log for log in logs if _is_signed(log))


def _announced(kind: str) -> int:
    """Return how many logs were announced; a registry repeats some of what the one before said."""
    said = Entry.objects.filter(log__in=registries(), kind=kind)
    return said.values("payload__sha256").distinct().count()


def _is_signed(log: Log) -> bool:
    return log.checkpoints.filter(size=log.size).exists()


def _announce(log: Log, kind: str, payload: bytes) -> None:
    """Append under the lock on the registry's head, which is always the last lock taken."""
    registry = _newest_locked()
    if log.origin.partition("/")[0] != registry.origin.partition("/")[0]:
        # A registry speaks for logs of its own host; witnesses would refuse the announcement.
        logger.warning("%s is not of the registry's host: not announced", log.origin)
        return
    said = Entry.objects.filter(log__in=registries(), kind=kind, payload__sha256=sha256(payload))
    if said.exists():
        return
    if registry.size == 0 and registry_number(registry.origin) > 1:
        raise RegistryBetweenError(f"{registry.origin}: does not say yet what it follows")
    board_append(log=registry, entries=[NewEntry(kind, payload)])


def _newest_locked() -> Log:
    """Return the newest registry, locked; looks again where it ended while its lock was awaited."""
    registry = _locked(registry_ensure())
    return _locked(registry_ensure()) if registry.is_frozen else registry


def _locked(registry: Log) -> Log:
    return Log.objects.select_for_update().get(pk=registry.pk)
