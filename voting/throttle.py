"""Slowing down floods. The cache is a brake, not a lock: it may forget."""

import ipaddress
from contextlib import suppress
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from crypto.transcript import sha256

# A household or a small office shares one network.
IPV4_PREFIX, IPV6_PREFIX = 32, 56


@dataclass(frozen=True, slots=True)
class Brake:
    """So many times within so many seconds, for each name."""

    purpose: str
    most: int
    seconds: int

    def is_on(self, name: str) -> bool:
        return int(cache.get(self._key(name), 0)) >= self.most

    def note(self, name: str) -> None:
        key = self._key(name)
        if not cache.add(key, 1, self.seconds):
            with suppress(ValueError):  # forgotten since the line above
                cache.incr(key)

    def _key(self, name: str) -> str:
        return f"{self.purpose}-{sha256(name.casefold().encode()).hex()}"


def network_of(request: HttpRequest) -> str:
    """Where a request comes from, as far as one subscriber goes. It is kept in the cache only.

    Behind web servers of the installation's own, each adds the address it saw to a header; what
    stands there before those is anybody's word.
    """
    seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    proxies = settings.TABELLA_PROXIES
    address = seen[-proxies] if 0 < proxies <= len(seen) else request.META.get("REMOTE_ADDR", "")
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    prefix = IPV4_PREFIX if known.version == 4 else IPV6_PREFIX
    return str(ipaddress.ip_network(f"{known}/{prefix}", strict=False))
