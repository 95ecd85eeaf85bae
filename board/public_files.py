"""The public folder: each log as files that anything can serve, mirror or carry away.

Made from rows alone, so that every call makes the same files. What a crash leaves, by the moment it
happens. Before the checkpoint is replaced: the older checkpoint with all of its files, and some
files that the next call needs as well. After it: the new checkpoint with all of its files, and
perhaps partial files that full ones have taken the place of.

Source: docs/spec/board.md section 8.
"""

import fcntl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from board.durable import file_write, files_write, folder_sync, folders_sync
from board.errors import CheckpointRefusedError, PublicFolderError
from board.keys import log_verifier
from board.models import Checkpoint, Entry, Log, Node, Payload
from board.selectors import checkpoint_latest, log_get, root_at
from board.signed_heads import note_read
from board.witnesses import checkpoint_due, note_cosigned, policy_of
from crypto import notes, tiles
from crypto.errors import DecodeError
from crypto.tiles import Tile
from crypto.transcript import sha256

MODIFIED = 946_684_800
"""Time of change of every file but checkpoints: the record gives no ballot a time of its own."""


# Files that are written, and payloads that are read, before the disk is waited for.
_AT_ONCE = 64


def folder() -> Path:
    """Return the public folder; it may not exist yet."""
    return Path(settings.TABELLA_PUBLIC)


def log_folder(slug: str) -> Path:
    """Return the folder of the log named `slug`."""
    return folder() / "logs" / slug


def log_write_public(*, log: Log, released: int = 0) -> None:
    """Bring the log's files up to the newest checkpoint that may be published, replaced last.

    Call it as often as you like; a log without such a checkpoint is passed over.

    Args:
        log: the log.
        released: size of a checkpoint that may be published with fewer cosignatures than the
            log's policy asks for.

    Raises:
        CheckpointRefusedError: the checkpoint in the folder is ahead of the database or tells
            another history, or is damaged; nothing was changed.
        PublicFolderError: the folder cannot be written. It is right for the checkpoint that
            stands there; the next call writes what is missing.
    """
    try:
        with _only_writer(log.slug):
            _bring_up(log, released)
    except OSError as error:
        raise PublicFolderError(f"log {log.slug}: public files: {error.strerror}") from error


def checkpoint_public(log: Log, key: notes.NoteVerifier | None = None) -> notes.Checkpoint | None:
    """Return the checkpoint that stands in the public folder, None before the first one.

    Args:
        log: the log.
        key: the log's key, where the stored one is not to be believed.

    Raises:
        CheckpointRefusedError: it is damaged, of another log, or not signed by the log's key.
    """
    path = log_folder(log.slug) / tiles.CHECKPOINT
    if not path.exists():
        return None
    return note_read(path, key or log_verifier(log))


def logs_behind() -> Iterator[Log]:
    """Yield the logs whose public folder is not up to their newest publishable checkpoint.

    Also those whose folder is ahead of the database: writing them says what is wrong.
    """
    for log in Log.objects.filter(checkpoints__isnull=False).distinct():
        policy = policy_of(log)
        due, public = checkpoint_due(log, policy), _text(log_folder(log.slug) / tiles.CHECKPOINT)
        if public is None:
            is_behind = due is not None
        else:
            signed = checkpoint_latest(log).size
            is_behind = _size(public) > signed or (
                due is not None and _is_news(note_cosigned(due, policy), public)
            )
        if is_behind:
            yield log


def slugs_public() -> list[str]:
    """Return the slugs of the logs that have a checkpoint in the public folder."""
    return sorted(path.parent.name for path in (folder() / "logs").glob(f"*/{tiles.CHECKPOINT}"))


@contextmanager
def _only_writer(slug: str) -> Iterator[None]:
    """Wait until nobody else writes the log's files; the lock ends with the process at the latest.

    It stands beside the folder that is served, not in it.
    """
    path = folder() / ".locks" / slug
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _bring_up(log: Log, released: int) -> None:
    """Read under the lock what is newest, so that an older checkpoint never follows a newer one."""
    log = log_get(log.slug)
    public = checkpoint_public(log)
    old = 0 if public is None else public.size
    if public is not None:
        _verify_same_history(log, public)
    policy = policy_of(log)
    newest = checkpoint_due(log, policy, released=max(released, old))
    if newest is None:
        return
    writer = _Writer(log_folder(log.slug))
    writer.begin()
    _payloads_write(writer, log, old, newest.size)
    for tile in _tiles_of_checkpoints(log, old, newest.size):
        _tile_write(writer, log, tile)
    writer.publish(note_cosigned(newest, policy))
    for tile in tiles.new_tiles(old, newest.size):
        if tile.width == tiles.WIDTH:
            writer.partials_remove(tile)


def _is_news(note: str, public: str) -> bool:
    """Return whether `note` says more than the published one: more entries, or more signatures.

    A database that was put back may know fewer cosignatures than were published.
    """
    if _size(note) != _size(public):
        return _size(note) > _size(public)
    return len(notes.split_note(note)[1]) > len(notes.split_note(public)[1])


def _size(note: str) -> int:
    """Return the number of entries a note speaks of; none where it is damaged."""
    try:
        return notes.Checkpoint.parse(notes.split_note(note)[0]).size
    except DecodeError:
        return 0


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else None


def _tiles_of_checkpoints(log: Log, old: int, newest: int) -> Iterator[Tile]:
    """Yield the tiles of each tree that was signed since, less partial ones that became full."""
    sizes = Checkpoint.objects.filter(log=log, size__gt=old, size__lt=newest).order_by("size")
    full = {tile for tile in tiles.new_tiles(old, newest) if tile.width == tiles.WIDTH}
    for size in (*sizes.values_list("size", flat=True), newest):
        yield from (tile for tile in tiles.new_tiles(old, size) if tile.full() not in full)
        old = size
    yield from sorted(full)


def _verify_same_history(log: Log, public: notes.Checkpoint) -> None:
    """Check that the database signed what is published, or a tree that holds it."""
    signed = Checkpoint.objects.filter(log=log, size__gte=public.size).order_by("size").first()
    if signed is None:
        raise CheckpointRefusedError(
            f"{log.origin}: size {public.size} was published, the database signed "
            f"{checkpoint_latest(log).size}"
        )
    is_same = signed.size == public.size and signed.root == public.root
    head = Log(pk=log.pk, slug=log.slug, size=signed.size)
    if not is_same and root_at(head, public.size) != public.root:
        raise CheckpointRefusedError(
            f"{log.origin}: another history was published at size {public.size}"
        )


def _payloads_write(writer: "_Writer", log: Log, start: int, stop: int) -> None:
    for first in range(start, stop, _AT_ONCE):
        span = {"index__gte": first, "index__lt": min(first + _AT_ONCE, stop)}
        digests = Entry.objects.filter(log=log, **span).values_list("payload__sha256", flat=True)
        missing = [digest for row in digests if not writer.has_payload(digest := bytes(row))]
        for payload in Payload.objects.filter(log=log, sha256__in=missing):
            writer.write(tiles.payload_path(payload.sha256.hex()), bytes(payload.data))


def _tile_write(writer: "_Writer", log: Log, tile: Tile) -> None:
    if tile.level > 0:
        hashes = Node.objects.filter(log=log, level=tile.level * tiles.HEIGHT, **_span(tile))
        rows = list(hashes.order_by("index").values_list("hash", flat=True))
        writer.write(tile.path, tiles.encode_tile(_all(tile, rows)))
        return
    entries = Entry.objects.filter(log=log, **_span(tile)).order_by("index")
    stored = list(entries.values_list("leaf", "data"))
    writer.write(tile.path, tiles.encode_tile(_all(tile, [leaf for leaf, _ in stored])))
    writer.write(tile.bundle_path, tiles.encode_bundle([bytes(data) for _, data in stored]))


def _span(tile: Tile) -> dict[str, int]:
    return {"index__gte": tile.start, "index__lt": tile.start + tile.width}


def _all(tile: Tile, hashes: Sequence[bytes]) -> list[bytes]:
    if len(hashes) != tile.width:
        raise CheckpointRefusedError(f"{tile.path}: hashes are missing in the database")
    return [bytes(value) for value in hashes]


class _Writer:
    """Writes the files of one log; the checkpoint only when all others are on the disk."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._draft = root / ".part"
        self._folders: set[Path] = set()
        self._waiting: dict[Path, bytes] = {}

    def begin(self) -> None:
        self._make(self._root)
        for left in self._root.glob(f"{self._draft.name}*"):
            left.unlink(missing_ok=True)

    def has_payload(self, digest: bytes) -> bool:
        file = self._root / tiles.payload_path(digest.hex())
        self._make(file.parent)
        return file.exists() and sha256(file.read_bytes()) == digest

    def write(self, path: str, data: bytes) -> None:
        """Write a file unless it is there; one that holds anything else is put right."""
        file = self._root / path
        # Whoever left it may have had no time to sync its folder.
        self._make(file.parent)
        if not file.exists() or file.read_bytes() != data:
            self._waiting[file] = data
        if len(self._waiting) >= _AT_ONCE:
            self._write_waiting()

    def _write_waiting(self) -> None:
        files_write(self._waiting, draft=self._draft, modified=MODIFIED)
        self._waiting = {}

    def publish(self, note: str) -> None:
        self._write_waiting()
        folders_sync(self._folders)
        checkpoint = self._root / tiles.CHECKPOINT
        public = _text(checkpoint)
        if public is None or _is_news(note, public):
            file_write(checkpoint, note.encode(), draft=self._draft)
            folder_sync(self._root)

    def partials_remove(self, tile: Tile) -> None:
        """Remove what a full tile has taken the place of."""
        for path in {tile.path, tile.bundle_path} if tile.level == 0 else {tile.path}:
            partials = self._root / f"{path}.p"
            for file in sorted(partials.glob("*")):
                file.unlink(missing_ok=True)
            if partials.exists():
                partials.rmdir()

    def _make(self, path: Path) -> None:
        """Make a folder and note all those whose names have to last."""
        if path in self._folders:
            return
        for parent in (path, *path.parents):
            self._folders.add(parent)
            if parent == folder():
                break
        path.mkdir(parents=True, exist_ok=True)
