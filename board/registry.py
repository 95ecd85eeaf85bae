"""The registry: the log in which this installation says which logs it has.

Source: docs/spec/record.md section 8.
"""

import logging
from collections.abc import Iterator

from django.conf import settings
from django.db import IntegrityError, transaction

from board.models import Entry, Log
from board.selectors import checkpoint_latest, log_verifier_key
from board.services import REGISTRY, NewEntry, board_append
from crypto import merkle
from crypto.announcement import LOG_BEGUN
from crypto.registry import LOG_ENDED, LOG_FROZEN, LogBegun, LogEnded, LogFrozen
from crypto.transcript import sha256

logger = logging.getLogger(__name__)


def registry_origin() -> str:
    """Return the registry's origin, `<host>/registry`."""
    return f"{settings.TABELLA_HOST}/{REGISTRY}"


def registry_ensure() -> Log:
    """Return the registry, made by the first call."""
    origin = registry_origin()
    try:
        with transaction.atomic():
            log, _ = Log.objects.get_or_create(
                slug=REGISTRY,
                defaults={
                    "origin": origin,
                    "root": merkle.EMPTY_ROOT,
                    "chain": merkle.chain_start(origin),
                },
            )
            return log
    except IntegrityError:
        return Log.objects.get(slug=REGISTRY)


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
    logs = Log.objects.exclude(slug=REGISTRY).filter(size__gt=0)
    if _announced(LOG_BEGUN) < logs.count():
        yield from logs.order_by("pk")


def logs_not_ended() -> Iterator[Log]:
    """Yield the frozen logs whose end may not be announced yet; their heads are signed."""
    logs = Log.objects.exclude(slug=REGISTRY).filter(is_frozen=True, size__gt=0)
    if _announced(LOG_ENDED) < logs.count():
        yield from (log for log in logs.order_by("pk") if _is_signed(log))


def _announced(kind: str) -> int:
    return Entry.objects.filter(log__slug=REGISTRY, kind=kind).count()


def _is_signed(log: Log) -> bool:
    return log.checkpoints.filter(size=log.size).exists()


def _announce(log: Log, kind: str, payload: bytes) -> None:
    """Append under the lock on the registry's head, which is always the last lock taken."""
    registry = Log.objects.select_for_update().get(pk=registry_ensure().pk)
    if not log.origin.startswith(registry.origin.removesuffix(REGISTRY)):
        # A registry speaks for logs of its own host; witnesses would refuse the announcement.
        logger.warning("%s is not of the registry's host: not announced", log.origin)
        return
    entries = Entry.objects.filter(log=registry, kind=kind, payload__sha256=sha256(payload))
    if not entries.exists():
        board_append(log=registry, entries=[NewEntry(kind, payload)])
