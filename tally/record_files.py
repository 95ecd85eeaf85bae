"""Record files for downloading: made once for each size of the record, by one process at a time."""

import fcntl
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db.models import Sum
from django.db.models.functions import Length

from ballots.selectors import commitments_size
from board.models import Entry
from board.published import Published, is_published, published
from board.selectors import log_get
from tally.record import record_write
from voting.models import Election
from voting.states import ElectionState

FRESH_SECONDS = 60


@dataclass(frozen=True, slots=True)
class RecordOutline:
    """What a record holds, without making its file."""

    entries: int
    ballots: int
    tests: int
    size: int  # bytes, to within a few hundred


def has_checkpoint(election: Election) -> bool:
    return election.log is not None and is_published(election.log)


def record_outline(election: Election) -> RecordOutline:
    """Raises NotOnRecordError before there is a signed head."""
    return _outline(election.pk, published(log_get(election.slug)).size)


@lru_cache(maxsize=64)
def _outline(election_id: UUID, entries: int) -> RecordOutline:
    """Looks at every row, so once for each checkpoint: anybody may open the page."""
    election = Election.objects.select_related("log").get(pk=election_id)
    rows = Entry.objects.filter(log=election.log, index__lt=entries)
    size = rows.aggregate(size=Sum(Length("data") + Length("payload__data") + 2))["size"] or 0
    return RecordOutline(
        entries=entries,
        ballots=rows.filter(kind="ballot").count(),
        tests=rows.filter(kind="challenge").count(),
        size=size + len(election.manifest or b"") + commitments_size(election),
    )


def record_file(election: Election) -> Path:
    """The newest record as a file. Whoever still reads an older one keeps reading it."""
    folder = Path(settings.TABELLA_VAR) / "records" / election.slug
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder / "lock"):
        if not _is_fresh(election, _newest(folder)):
            _write(election, folder)
        newest = _newest(folder)
    if newest is None:
        raise OSError(f"{folder}: the record that was written is not there")
    return newest


def _newest(folder: Path) -> Path | None:
    return max(folder.glob("*.zip"), key=lambda file: int(file.stem.split("-")[0]), default=None)


def _is_fresh(election: Election, file: Path | None) -> bool:
    """Whether a file will do: it is up to date, or was while voting goes on a moment ago.

    A whole record for each download of each new ballot would be work that anybody can ask for.
    """
    if file is None:
        return False
    if file.stem == _stem(published(log_get(election.slug))):
        return True
    age = time.time() - file.stat().st_mtime
    return election.state == ElectionState.OPEN and 0 <= age < FRESH_SECONDS


def _write(election: Election, folder: Path) -> None:
    """A file has its name only once it is whole; a crash leaves a draft that is removed later."""
    for draft in folder.glob("*.part"):
        draft.unlink()
    descriptor, name = tempfile.mkstemp(suffix=".part", dir=folder)
    with os.fdopen(descriptor, "w+b") as stream:
        checkpoint = record_write(election, stream)
    older = list(folder.glob("*.zip"))
    stem = _stem(checkpoint)
    Path(name).replace(folder / f"{stem}.zip")
    for file in older:
        if file.stem != stem:
            file.unlink()


def _stem(checkpoint: Published) -> str:
    """Number of entries and of signatures: a witness may sign after the file was made."""
    return f"{checkpoint.size}-{checkpoint.signatures}"


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Keep other processes and threads out, so that a hundred downloads make one file."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
