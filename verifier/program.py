"""Which program this is: one hash over all its own modules and those of `crypto`.

What a state tells is believed by the program that found it out and by no other.
"""

import pkgutil
from collections.abc import Iterator
from functools import cache
from importlib.abc import InspectLoader
from types import ModuleType

import crypto
import verifier
from crypto.transcript import sha256


@cache
def program_digest() -> str:
    """Return 64 hex digits that change with every change of the program's sources."""
    parts = sorted(part for package in (crypto, verifier) for part in _sources(package))
    return sha256("".join(parts).encode()).hex()


def _sources(package: ModuleType) -> Iterator[str]:
    """Yield a line for each module of a package: in a folder or in the single file."""
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        spec = found.module_finder.find_spec(found.name, None)
        loader = spec.loader if spec else None
        source = loader.get_source(found.name) if isinstance(loader, InspectLoader) else None
        yield f"{found.name} {sha256((source or '').encode()).hex()}\n"
