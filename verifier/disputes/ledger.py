"""What a dispute is judged by: a log's entries under a checkpoint that its key signed.

They come from a record or from a log's folder, and are used only if they lead to the checkpoint.
Source: docs/spec/board.md section 13.
"""

from collections.abc import Callable, Iterator
from itertools import islice

from crypto import merkle, record_format, tiles
from crypto.entries import EntryHeader, decode_entry
from crypto.errors import CryptoError, DecodeError
from crypto.notes import MAX_NOTE, NoteVerifier, encode_tlog_proof, open_checkpoint
from verifier.errors import UnusableLogError
from verifier.logs.continuity import Signed
from verifier.logs.files import bundles_of, capped, decode_note, payload_of, stated_by
from verifier.logs.folder import Folder
from verifier.logs.keys import named_key
from verifier.record import Record

_ENDS = frozenset({"final", "cancel"})

Lines = Callable[[], Iterator[bytes]]
"""Gives the entries from the first one on, as often as it is called."""


class Ledger:
    """A log whose entries lead to the checkpoint its key signed.

    Attributes:
        key: the log's key.
        signed: the checkpoint.
    """

    def __init__(self, key: NoteVerifier, signed: Signed, lines: Lines, payloads: Lines) -> None:
        self.key = key
        self.signed = signed
        self._lines = lines
        self._payloads = payloads
        self._leaves = [merkle.leaf_hash(line) for line in lines()]
        self._node = merkle.stored_leaves(self._leaves)
        if len(self._leaves) != signed.size or self.root_at(signed.size) != signed.checkpoint.root:
            raise DecodeError("the entries do not lead to the signed checkpoint")

    @property
    def size(self) -> int:
        """Number of entries."""
        return self.signed.size

    def root_at(self, size: int) -> bytes:
        """Return the root over the first `size` entries, at most all of them."""
        return merkle.tree_root(size, self._node)

    def consistency_proof(self, size: int) -> tuple[bytes, ...]:
        """Return the proof that all entries continue the first `size` ones."""
        return tuple(merkle.consistency_proof(size, self.size, self._node))

    def leaf(self, index: int) -> bytes:
        """Return the hash of entry `index`."""
        return self._leaves[index]

    def entry(self, index: int) -> bytes:
        """Return the bytes of entry `index`."""
        return next(islice(self._lines(), index, None))

    def payload(self, index: int) -> bytes:
        """Return the bytes of the payload of entry `index`.

        Raises:
            DecodeError: they are not those the entry commits to.
        """
        payload = next(islice(self._payloads(), index, None))
        payload_of(self.entry(index), f"entry {index}").verify(payload)
        return payload

    def receipt(self, index: int) -> str:
        """Return the proof that entry `index` is under the checkpoint, as a receipt."""
        hashes = merkle.inclusion_proof(index, self.size, self._node)
        return encode_tlog_proof(self.entry(index), index, hashes, self.signed.note)

    def headers(self) -> Iterator[tuple[int, EntryHeader]]:
        """Yield the entries of known types with their numbers; others are passed over."""
        for index, line in enumerate(self._lines()):
            try:
                yield index, decode_entry(line)
            except DecodeError:
                continue

    @property
    def has_ended(self) -> bool:
        """Whether the last entry is one after which nothing follows."""
        try:
            return decode_entry(self.entry(self.size - 1)).kind in _ENDS
        except DecodeError:
            return False


def ledger_of_folder(folder: Folder, key: NoteVerifier | None) -> Ledger:
    """Return the log in a folder.

    Raises:
        UnusableLogError: the folder is not in order, or of another log than `key`'s.
    """

    def lines() -> Iterator[bytes]:
        for tile in bundles_of(stated_by(note).size):
            yield from tiles.read_bundle(tile, capped(folder.read))

    def payloads() -> Iterator[bytes]:
        for line in lines():
            reference = payload_of(line, "entry")
            yield folder.read(reference.path, reference.size) or b""

    try:
        note = decode_note(folder.read(tiles.CHECKPOINT, MAX_NOTE) or b"")
        return _ledger(note, key, lines, payloads)
    except CryptoError as error:
        raise UnusableLogError(f"the mirror cannot be judged by: {error}") from error


def ledger_of_record(record: Record, key: NoteVerifier | None) -> Ledger:
    """Return the log in a record.

    Raises:
        UnusableLogError: the record is not in order, or of another log than `key`'s.
    """

    def lines() -> Iterator[bytes]:
        return record.lines(record_format.ENTRIES)

    def payloads() -> Iterator[bytes]:
        return record.lines(record_format.PAYLOADS)

    try:
        note = decode_note(record.read(record_format.CHECKPOINT))
        return _ledger(note, key, lines, payloads)
    except CryptoError as error:
        raise UnusableLogError(f"the record cannot be judged by: {error}") from error


def _ledger(note: str, key: NoteVerifier | None, lines: Lines, payloads: Lines) -> Ledger:
    if key is None:
        first, payload = next(lines(), b""), next(payloads(), b"")
        payload_of(first, "entry 0").verify(payload)
        key = named_key(payload)
    return Ledger(key, Signed(open_checkpoint(note, key), note), lines, payloads)
