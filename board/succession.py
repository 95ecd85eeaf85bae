"""One registry after the other: the old one ends and the next begins when the secret is renewed.

The generations of the secret say what is to be done, so that a crash is mended by the next call. By
the moment it happens, it leaves: nothing; the old registry ended, and the next one empty, to which
nobody may write; all of it.

Source: docs/spec/record.md section 8.
"""

import itertools
from collections.abc import Iterator

from django.conf import settings
from django.db import transaction

from board.models import Log
from board.registry import registries, registry_make, registry_newest
from board.selectors import entries_of_kind
from board.services import NewEntry, board_append, checkpoint_publish, log_freeze
from crypto import canonical_json
from crypto.announcement import LOG_BEGUN, REGISTRY_NEXT
from crypto.registry import (
    LOG_ENDED,
    LOG_FROZEN,
    MAX_PAYLOAD,
    REGISTRY_FOLLOWS,
    RegistryFollows,
    RegistryNext,
    decode_registry_follows,
    registry_number,
)


def registry_renew() -> Log | None:
    """Go on to another registry where the newest began with an older generation of the secret.

    The old one announces the next only if nobody else can have signed for it. Call it as often as
    you like; it returns the newest registry, None before the first log.

    Raises:
        CheckpointRefusedError: the head of the old registry cannot be signed.
        RuntimeError: the caller is in a transaction.
    """
    newest = registry_newest()
    if newest is None:
        return None
    _begin(newest)
    if newest.key.generation < settings.BOARD_GENERATION:
        newest = _end(newest)
        _begin(newest)
    return newest


@transaction.atomic
def registries_settle() -> None:
    """Freeze each registry that a later one says has ended; for a record that was brought back."""
    found = registries()
    for old, following in itertools.pairwise(found):
        first = entries_of_kind(following, [REGISTRY_FOLLOWS]).first()
        if first is None:
            continue
        said = decode_registry_follows(bytes(first.payload.data), following.origin).verified()
        if (said.size, said.root) == (old.size, bytes(old.root)):
            log_freeze(log=old)


@transaction.atomic
def _end(old: Log) -> Log:
    """Freeze the old registry, after a last entry that names the next one if its word is good."""
    locked = Log.objects.select_for_update().get(pk=old.pk)
    host, number = old.origin.partition("/")[0], registry_number(old.origin)
    following = registry_make(host=host, number=number + 1)
    if _is_trusted(old) and not locked.is_frozen:
        named = RegistryNext(log_key=following.key.verifier, origin=following.origin)
        board_append(log=locked, entries=[NewEntry(REGISTRY_NEXT, named.encode())])
    log_freeze(log=locked)
    return following


def _begin(following: Log) -> None:
    """Say where the old registry ended, and repeat what it said of logs that have not."""
    if following.size or registry_number(following.origin) == 1:
        return
    old = registries()[-2]
    if old.key.generation in settings.BOARD_SIGNING_SECRETS and old.size:
        checkpoint_publish(log=old)
    with transaction.atomic():
        locked = Log.objects.select_for_update().get(pk=following.pk)
        if locked.size == 0:
            board_append(log=following, entries=[*_follows(old), *_not_ended(old)])


def _follows(old: Log) -> Iterator[NewEntry]:
    """Yield the first entry; none where the old registry was never signed."""
    last = old.checkpoints.order_by("size").last()
    if last is not None:
        before = RegistryFollows(last.note, old.key.verifier, old.origin)
        yield NewEntry(REGISTRY_FOLLOWS, before.encode())


def _not_ended(old: Log) -> Iterator[NewEntry]:
    said = [
        (entry.kind, bytes(entry.payload.data))
        for entry in entries_of_kind(old, [LOG_BEGUN, LOG_FROZEN, LOG_ENDED])
    ]
    ended = {_origin(payload) for kind, payload in said if kind == LOG_ENDED}
    for kind, payload in said:
        if _origin(payload) not in ended:
            yield NewEntry(kind, payload)


def _origin(payload: bytes) -> str:
    value = canonical_json.decode(payload, max_size=MAX_PAYLOAD, place="payload")
    return str(value["origin"]) if isinstance(value, dict) else ""


def _is_trusted(log: Log) -> bool:
    generation = log.key.generation
    return (
        generation in settings.BOARD_SIGNING_SECRETS
        and generation not in settings.BOARD_COMPROMISED
    )
