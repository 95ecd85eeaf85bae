"""Whose turn it is to record an election's ballots: one process does it, for all the others too."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from django.conf import settings


@contextmanager
def turn(election_id: UUID) -> Iterator[bool]:
    """Whether the turn is ours. Nobody waits for it, and it ends with the process at the latest.

    Only the amount of work rests on it, never what is written: that is what the lock on the
    election and the unique keys are for. So where no file can be made, everybody has the turn.
    """
    path = Path(settings.TABELLA_VAR) / "turns" / str(election_id)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("wb")
    except OSError:
        yield True
        return
    with file:
        yield _is_locked(file.fileno())


def _is_locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks
        return True
    return True
