"""Settings that come from the environment, or from a file the environment names.

What is secret in an address or a password need not stand in the environment, where every child
process and every list of processes may show it: `NAME_FILE` names a file that holds it instead.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

MOST_BYTES = 64 * 1024


def text_of(name: str, default: str = "", *, environment: Mapping[str, str] = os.environ) -> str:
    """The value of `NAME`, or what stands in the file that `NAME_FILE` names.

    Raises:
        ImproperlyConfigured: both are set, or the file cannot be read; nothing of it is shown.
    """
    path = environment.get(f"{name}_FILE", "")
    if not path:
        return environment.get(name, default)
    if environment.get(name):
        raise ImproperlyConfigured(f"{name} and {name}_FILE: set one of the two")
    return _content(f"{name}_FILE", Path(path))


def _content(name: str, path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise ImproperlyConfigured(f"{name}: {path}: {error.strerror}") from error
    if len(data) > MOST_BYTES:
        raise ImproperlyConfigured(f"{name}: {path}: is longer than a setting can be")
    try:
        return data.decode("utf-8").strip()
    except UnicodeDecodeError as error:
        raise ImproperlyConfigured(f"{name}: {path}: is not text") from error
