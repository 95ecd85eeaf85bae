"""Copies of the public record and of the signer's memory, which only ever grow."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from board.durable import file_write, folder_sync
from board.signed_heads import note_read
from crypto import notes, tiles
from crypto.errors import CryptoError


def record_copy(source: Path, target: Path) -> list[str]:
    """Copy what `target` lacks of each log in a public folder; returns the names of the logs.

    Of each log the checkpoint is read first and written last: all that it covers is in the copy,
    also when the log grows meanwhile or the copy is cut short. An older one never replaces a newer.
    """
    slugs = sorted(path.parent.name for path in (source / "logs").glob(f"*/{tiles.CHECKPOINT}"))
    for slug in slugs:
        _log_copy(source / "logs" / slug, target / "logs" / slug)
    return slugs


def heads_copy(source: Path, target: Path) -> None:
    """Copy each note of the signer's memory, unless a newer one of the same log is there."""
    target.mkdir(parents=True, exist_ok=True)
    for path in sorted(source.glob("*.note")):
        head_keep(target, path.name, path.read_text(encoding="utf-8"))


def head_keep(folder: Path, name: str, note: str) -> None:
    """Put a note into a memory unless it holds one that speaks of as many entries or more."""
    path = folder / name
    if path.exists() and note_size(path.read_text(encoding="utf-8")) >= note_size(note):
        return
    folder.mkdir(parents=True, exist_ok=True)
    file_write(path, note.encode(), draft=folder / f".{name}.{os.getpid()}")
    folder_sync(folder)


def note_size(note: str) -> int:
    """How many entries a note speaks of; none where it is damaged."""
    try:
        return notes.Checkpoint.parse(notes.split_note(note)[0]).size
    except CryptoError:
        return 0


def heads_uncovered(heads: Path, public: Path) -> list[str]:
    """Origins of which more was signed than the copy of the public folder holds."""
    published = {
        note.split("\n", 1)[0]: note_size(note)
        for path in public.glob(f"logs/*/{tiles.CHECKPOINT}")
        for note in [path.read_text(encoding="utf-8")]
    }
    signed = [note_read(path) for path in sorted(heads.glob("*.note"))]
    return [head.origin for head in signed if head.size > published.get(head.origin, 0)]


def _log_copy(source: Path, target: Path) -> None:
    note = (source / tiles.CHECKPOINT).read_text(encoding="utf-8")
    there = target / tiles.CHECKPOINT
    if there.exists() and note_size(there.read_text(encoding="utf-8")) > note_size(note):
        return
    # A partial tile that goes while it is to be copied has been followed by a full one.
    while _any_vanished(source, target):
        pass
    file_write(there, note.encode(), draft=target / ".part")
    folder_sync(target)


def _any_vanished(source: Path, target: Path) -> bool:
    """Copy all that is missing; whether something went before it could be copied."""
    return sum(not _file_copy(path, place) for path, place in _missing(source, target)) > 0


def _missing(source: Path, target: Path) -> Iterator[tuple[Path, Path]]:
    """Files to be copied, and where to; the checkpoint comes last, drafts are nobody's."""
    for path in sorted(source.rglob("*")):
        place = target / path.relative_to(source)
        is_last = path == source / tiles.CHECKPOINT
        if path.is_file() and not path.name.startswith(".") and not is_last and not place.exists():
            yield path, place


def _file_copy(path: Path, place: Path) -> bool:
    """Whether it was still there."""
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = place.with_name(f".{place.name}.part")
    try:
        shutil.copy2(path, draft)
    except FileNotFoundError:
        return False
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    draft.replace(place)
    return True
