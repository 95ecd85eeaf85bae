"""What was signed of a log, against what its entries lead to."""

from collections.abc import Iterator

from board.errors import CheckpointRefusedError
from board.fsck.faults import Teller, Told
from board.fsck.rows import CheckpointRow, LogRow, checkpoint_rows, log_size, newest_note
from board.fsck.tree import Hash
from board.keys import (
    generations_held,
    verifier_derived,
    verifier_of_note,
    verifier_to_begin,
)
from board.models import Log, LogKey
from board.public_files import checkpoint_public
from board.signed_heads import head_signed
from crypto.errors import CryptoError, DecodeError
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
        origin = open_checkpoint(text, verifier_of_note(text)).origin
    except (CryptoError, UnicodeDecodeError):
        return log.origin
    return log.origin if Log.objects.filter(origin=origin).exists() else origin


class SignedCheck:
    """Holds each checkpoint of one log to the root over as many entries.

    The rows come by size, as the tree grows; the signer's memory and the public folder's checkpoint
    are looked up as the tree passes their sizes.
    """

    def __init__(self, log: LogRow, told: Told) -> None:
        """Begin with an empty tree of `log`, whose slug and origin are the true ones."""
        self._verifier = _verifier(log, told)
        self._teller = Teller(log.slug, "board_checkpoint", told)
        self._rows = checkpoint_rows(log.pk)
        self._next = next(self._rows, None)
        self._said = dict(_said_of(log, told))
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
        try:
            return open_checkpoint(row.note.decode(), self._verifier)
        except (CryptoError, UnicodeDecodeError):
            return None


def _verifier(log: LogRow, told: Told) -> NoteVerifier:
    """Return the log's key: as a generation of the secret gives it, or else as it is stored."""
    teller = Teller(log.slug, "board_logkey", told)
    row = LogKey.objects.filter(log_id=log.pk).first()
    if row is None:
        teller.fault("", "verifier", "the log has no key")
        return verifier_to_begin(log.origin)
    derived = {number: verifier_derived(number, log.origin) for number in generations_held()}
    texts = {verifier.text(): number for number, verifier in derived.items()}
    if row.verifier in texts:
        if texts[row.verifier] != row.generation:
            teller.fault("", "generation", f"the key is that of generation {texts[row.verifier]}")
        return derived[texts[row.verifier]]
    if row.generation in derived:
        teller.fault("", "verifier", f"is not what generation {row.generation} gives")
        return derived[row.generation]
    return _stored(log, row, teller)


def _stored(log: LogRow, row: LogKey, teller: Teller) -> NoteVerifier:
    """Return the key of a log whose generation was forgotten."""
    try:
        return NoteVerifier.parse(row.verifier)
    except DecodeError as error:
        teller.fault("", "verifier", str(error))
        return verifier_to_begin(log.origin)


def _said_of(log: LogRow, told: Told) -> Iterator[tuple[str, Checkpoint]]:
    """Yield what the signer remembers and what is published, where it can be read."""
    named = Log(pk=log.pk, slug=log.slug, origin=log.origin)
    for place, read in ((MEMORY, head_signed), (PUBLIC, checkpoint_public)):
        teller = Teller(log.slug, place, told)
        try:
            checkpoint = read(named)
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
