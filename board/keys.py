"""The signing keys of logs: derived from the installation's secret, never stored.

Source: docs/spec/board.md section 4.
"""

from functools import lru_cache

from django.conf import settings

from crypto.kdf import derive_key
from crypto.notes import NoteSigner

SEED_BYTES = 32


def signer_of(origin: str) -> NoteSigner:
    """Return the signing key of the log named `origin`; the same origin always has the same key."""
    return _signer(settings.BOARD_SIGNING_SECRET, origin)


@lru_cache(maxsize=256)
def _signer(secret: bytes, origin: str) -> NoteSigner:
    info = b"tabella/v1/log/" + origin.encode()
    return NoteSigner(origin, derive_key(secret, salt=b"", info=info, length=SEED_BYTES))
