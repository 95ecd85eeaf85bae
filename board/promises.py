"""Signing promises with a log's key.

Source: docs/spec/board.md section 13.
"""

from datetime import datetime

from board.errors import LogFrozenError
from board.keys import signer_of
from board.models import Log
from crypto.promises import Promise


def promise_sign(*, log: Log, ballot: str, credential: str, at: datetime) -> str:
    """Return the signed note by which the log promises to hold a ballot before its end.

    The caller sees to it that the promise can be kept, and keeps it.

    Args:
        log: the log, which takes entries.
        ballot: hash of the ballot, 64 hex digits.
        credential: the voter's public key, 64 hex digits.
        at: the present, in UTC and whole seconds.

    Raises:
        LogFrozenError: the log takes nothing more.
    """
    if log.is_frozen:
        raise LogFrozenError(f"log {log.slug}: is frozen and promises nothing more")
    promise = Promise(origin=log.origin, ballot=ballot, credential=credential, at=at)
    return promise.sign(signer_of(log))
