"""The one master secret of an installation, from which the other long-lived secrets are derived.

It lives in a file outside the database and its backups. The first start makes it; losing it means
that open elections can sign no further checkpoint, so keep a copy of it in a safe place.
"""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from crypto.entropy import random_bytes
from crypto.kdf import derive_key

SECRET_BYTES = 32


class SecretFileError(ImproperlyConfigured):
    """The secret file is there but does not hold a secret."""


def master_secret(path: Path) -> bytes:
    """Read the secret, making it first where there is none."""
    if not path.exists():
        _make_secret(path)
    try:
        secret = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except ValueError:
        secret = b""
    if len(secret) != SECRET_BYTES:
        raise SecretFileError(f"{path}: expected {SECRET_BYTES * 2} hex digits")
    return secret


def derived_secret(secret: bytes, purpose: str) -> bytes:
    """32 bytes for one purpose; one purpose's bytes say nothing about another's."""
    return derive_key(secret, salt=b"tabella/v1/installation", info=purpose.encode(), length=32)


def _make_secret(path: Path) -> None:
    """Write by rename-if-absent, so that two processes starting at once end with one secret."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(random_bytes(SECRET_BYTES).hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
