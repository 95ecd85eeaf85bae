"""What was signed of a log, against what its entries lead to."""

from collections.abc import Iterator

from board.errors import CheckpointRefusedError
from board.fsck.faults import Teller, Told
from board.fsck.keys import is_signed, keys_possible
from board.fsck.rows import CheckpointRow, LogRow, checkpoint_rows, log_size, newest_note
from board.fsck.tree import Hash
from board.models import Log
from board.public_files import checkpoint_public
from board.signed_heads import head_signed
from crypto.errors import CryptoError
from crypto.notes import Checkpoint, NoteVerifier, open_checkpoint

MEMORY = "signed-heads"
PUBLIC = "public"


def origin_signed(log: LogRow) -> str:
    """Return the origin under which the newest checkpoint of a log is signed.

    Where it is not signed, or signed by another log of this database, the row is believed.
    """
    note = newest_note(log.pk)
    if note is None:
        return log.origin
    try:
        text = note.decode()
    except UnicodeDecodeError:
        return log.origin
    origin = text.split("\n", 1)[0]
    if not any(is_signed(note, key) for key in keys_possible(log.pk, origin)):
        return log.origin
    return log.origin if Log.objects.filter(origin=origin).exists() else origin


class SignedCheck:
    """Holds each checkpoint of one log to the root over as many entries.

    The rows come by size, as the tree grows; the signer's memory and the public folder's checkpoint
    are looked up as the tree passes their sizes.
    """

    def __init__(self, log: LogRow, key: NoteVerifier | None, told: Told) -> None:
        """Begin with an empty tree.

        Args:
            log: the row, with its true slug and origin.
            key: which it signs with; None if that cannot be told.
            told: takes each fault.
        """
        self._verifier = key
        self._teller = Teller(log.slug, "board_checkpoint", told)
        self._rows = checkpoint_rows(log.pk)
        self._next = next(self._rows, None)
        self._said = dict(_said_of(log, key, told))
        self._newest = 0
        self._log = log.pk

    @property
    def public_size(self) -> int:
        """Size of the public folder's checkpoint; 0 if there is none in order."""
        public = self._said.get(PUBLIC)
        return 0 if public is None else public.size

    def is_wanted(self, size: int) -> bool:
        """Whether anything was signed at this size, so that its root has to be computed."""
        is_row = self._next is not None and self._next.size == size
        return is_row or any(checkpoint.size == size for checkpoint in self._said.values())

    def at(self, size: int, root: Hash) -> None:
        """Compare what was signed at `size`; sizes come in order."""
        if self._next is not None and self._next.size == size:
            self._row(self._next, root)
        for place, checkpoint in self._said.items():
            if checkpoint.size == size and root is not None and checkpoint.root != root:
                self._about(place).fault("", "root", f"has another history of {size} entries")

    def finish(self, size: int) -> None:
        """Look at what was signed beyond the last of `size` entries."""
        while self._next is not None:
            stated = self._row(self._next, None)
            size = max(size, log_size(self._log))  # the log may have grown meanwhile
            if stated is not None and stated.size > size:
                self._teller.fault(stated.size, "size", f"the log has {size} entries")
        for place, checkpoint in self._said.items():
            if checkpoint.size > max(size, log_size(self._log)):
                detail = f"has {checkpoint.size} entries, the database {size}"
                self._about(place).fault("", "size", detail)
        remembered = self._said.get(MEMORY)
        if remembered is not None and remembered.size < self._newest:
            detail = f"has {remembered.size} entries, but {self._newest} were signed"
            self._about(MEMORY).fault("", "size", detail)

    def _about(self, place: str) -> Teller:
        return Teller(self._teller.log, place, self._teller.told)

    def _row(self, row: CheckpointRow, root: Hash) -> Checkpoint | None:
        """Check a row and go on to the next; return what its note states where that is signed."""
        self._next = next(self._rows, None)
        stated = self._stated(row)
        if stated is None:
            self._teller.fault(row.size, "note", "is not signed by the log's key")
        elif stated.size != row.size:
            self._teller.fault(row.size, "size", f"its note states {stated.size}")
        elif stated.root != row.root:
            self._teller.fault(row.size, "root", "is not the one its note states")
        elif root is not None and row.root != root:
            self._teller.fault(row.size, "root", "is not the one the entries make")
        self._newest = max(self._newest, 0 if stated is None else stated.size)
        return stated

    def _stated(self, row: CheckpointRow) -> Checkpoint | None:
        if self._verifier is None:
            return None
        try:
            return open_checkpoint(row.note.decode(), self._verifier)
        except (CryptoError, UnicodeDecodeError):
            return None


def _said_of(log: LogRow, key: NoteVerifier | None, told: Told) -> Iterator[tuple[str, Checkpoint]]:
    """Yield what the signer remembers and what is published, where it can be read."""
    named = Log(pk=log.pk, slug=log.slug, origin=log.origin)
    for place, read in ((MEMORY, head_signed), (PUBLIC, checkpoint_public)):
        teller = Teller(log.slug, place, told)
        try:
            checkpoint = read(named, key)
        except CheckpointRefusedError as error:
            teller.fault("", "checkpoint", str(error))
            continue
        if checkpoint is None:
            if place == MEMORY and newest_note(log.pk) is not None:
                teller.fault("", "file", "nothing is remembered of what was signed")
            continue
        if checkpoint.origin != log.origin:
            teller.fault("", "checkpoint", f"is of another log, {checkpoint.origin}")
            continue
        yield place, checkpoint
