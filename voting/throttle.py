"""Slowing down guesses of officials' passwords. The cache is a brake, not a lock: it may forget."""

from contextlib import suppress

from django.core.cache import cache

from crypto.transcript import sha256

MOST_FAILURES = 10
SECONDS = 15 * 60


def is_throttled(name: str) -> bool:
    return int(cache.get(_key(name), 0)) >= MOST_FAILURES


def failure_note(name: str) -> None:
    key = _key(name)
    if not cache.add(key, 1, SECONDS):
        with suppress(ValueError):  # forgotten since the line above
            cache.incr(key)


def failures_forget(name: str) -> None:
    cache.delete(_key(name))


def _key(name: str) -> str:
    return f"sign-in-{sha256(name.casefold().encode()).hex()}"
