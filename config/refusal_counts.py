"""How often each refusal was given, for `/metrics`.

Counted in the process and added up in the cache once in ten seconds at most, so that a refusal
costs next to nothing and no count tells of the moment of one. Without Redis each web process
counts for itself. What a process had not added when it ended is forgotten.
"""

import contextlib
import time
from collections import Counter
from threading import Lock

from django.core.cache import cache
from redis.exceptions import RedisError

from config.api_refusals import REFUSALS

EVERY_SECONDS = 10.0
_KEPT_SECONDS = 30 * 24 * 3600


class RefusalCounts:
    def __init__(self) -> None:
        self._counted: Counter[str] = Counter()
        self._until = 0.0
        self._lock = Lock()

    def add(self, code: str) -> None:
        with self._lock:
            self._counted[code] += 1
            if time.monotonic() < self._until:
                return
            self._until = time.monotonic() + EVERY_SECONDS
            counted, self._counted = self._counted, Counter()
        with contextlib.suppress(RedisError):
            for name, number in counted.items():
                _add_up(name, number)


def _add_up(code: str, number: int) -> None:
    cache.add(_key(code), 0, timeout=_KEPT_SECONDS)
    cache.incr(_key(code), number)


def _key(code: str) -> str:
    return f"refusals:{code}"


def refusals_counted() -> dict[str, int]:
    """Of all codes that the interface gives, and of no others."""
    found: dict[str, int] = cache.get_many([_key(code) for code in REFUSALS])
    return {code: found.get(_key(code), 0) for code in REFUSALS}


refusal_counts = RefusalCounts()
