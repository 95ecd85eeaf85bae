"""Entries and their payloads, each against itself and against the running chain."""

from collections.abc import Callable, Collection

from board.fsck.faults import Teller, Told
from board.fsck.rows import EntryRow, PayloadRow, entry_of_payload, payload_rows
from crypto import merkle
from crypto.entries import EntryHeader
from crypto.errors import DecodeError
from crypto.transcript import sha256

Decode = Callable[[bytes], EntryHeader]
"""Reads an entry: those of the registry have types of their own."""


def payloads_check(log: int, slug: str, decode: Decode, told: Told) -> set[int]:
    """Check every payload of a log against its hash; return the rows that are spoiled."""
    teller = Teller(slug, "board_payload", told)
    spoiled = set()
    for row in payload_rows(log):
        if sha256(row.data) != row.sha256:
            spoiled.add(row.pk)
            _payload_fault(row, decode, teller)
    return spoiled


def _payload_fault(row: PayloadRow, decode: Decode, teller: Teller) -> None:
    """Let the entry say which of the two columns is wrong."""
    index, named = _named_by_entry(row.pk, decode)
    if named == sha256(row.data).hex():
        teller.fault(index, "sha256", "is not that of its data, and its entry names another one")
    else:
        teller.fault(index, "data", f"has not the hash {row.sha256.hex()} it is stored under")


def _named_by_entry(pk: int, decode: Decode) -> tuple[str, str]:
    found = entry_of_payload(pk)
    if found is None:
        return f"row {pk}", ""
    try:
        return str(found[0]), decode(found[1]).payload_hash
    except DecodeError:
        return str(found[0]), ""


class EntryCheck:
    """Follows the entries of one log and finds the true leaf of each."""

    def __init__(
        self, log: int, origin: str, *, decode: Decode, spoiled: Collection[int], teller: Teller
    ) -> None:
        """Begin before entry 0.

        Args:
            log: the log's row.
            origin: the log's origin, which the running chain begins with.
            decode: reads an entry.
            spoiled: payload rows that were found to be wrong already.
            teller: names faults of entries.
        """
        self._log = log
        self._decode = decode
        self._spoiled = spoiled
        self._teller = teller
        self._payloads = Teller(teller.log, "board_payload", teller.told)
        # What the next chain value may be made from: the true one, and what stands in its place.
        self._before: tuple[bytes, ...] = (merkle.chain_start(origin),)
        self.header: EntryHeader | None = None
        """What the entry says that was looked at last; None if its bytes cannot be trusted."""

    @property
    def chain(self) -> bytes | None:
        """The running chain up to here; None where an entry is missing before it."""
        return self._before[0] if self._before else None

    def skip(self) -> None:
        """Go over an entry that is missing: the chain begins anew with what is stored."""
        self._before = ()
        self.header = None

    def leaf(self, row: EntryRow) -> bytes:
        """Check one entry and return its true leaf hash."""
        own = merkle.leaf_hash(row.data)
        is_data_wrong = own != row.leaf and self._follows(row.leaf, row.chain)
        leaf = row.leaf if is_data_wrong else own
        if is_data_wrong:
            self._teller.fault(row.index, "data", "is not what its leaf and chain were made of")
        elif own != row.leaf:
            self._teller.fault(row.index, "leaf", "is not the hash of the entry's data")
        self._chain(row, leaf)
        self.header = None if is_data_wrong else self._read(row)
        if self.header is not None:
            self._compare(row, self.header)
        return leaf

    def _follows(self, leaf: bytes, chain: bytes) -> bool:
        return any(merkle.chain_next(before, leaf) == chain for before in self._before)

    def _chain(self, row: EntryRow, leaf: bytes) -> None:
        """A wrong value is one fault, whether those after it go on from it or from the true one."""
        nexts = [merkle.chain_next(before, leaf) for before in self._before]
        if not nexts or row.chain in nexts:
            self._before = (row.chain,)
            return
        self._teller.fault(row.index, "chain", "does not continue the chain before it")
        self._before = (nexts[0], row.chain)

    def _read(self, row: EntryRow) -> EntryHeader | None:
        try:
            return self._decode(row.data)
        except DecodeError as error:
            self._teller.fault(row.index, "data", str(error))
            return None

    def _compare(self, row: EntryRow, header: EntryHeader) -> None:
        if row.kind != header.kind.encode():
            self._teller.fault(row.index, "kind", f"is not the entry's type {header.kind}")
        if row.payload_sha256 is None:
            self._teller.fault(row.index, "payload_id", "its payload is missing")
        elif row.payload_log != self._log:
            self._payloads.fault(row.index, "log_id", "is filed under another log")
        elif row.payload not in self._spoiled:
            self._compare_payload(row, header)

    def _compare_payload(self, row: EntryRow, header: EntryHeader) -> None:
        if row.payload_sha256 != bytes.fromhex(header.payload_hash):
            self._teller.fault(row.index, "payload_id", "leads to another payload than it names")
        elif row.payload_size != header.size:
            detail = f"states {header.size} bytes, its payload has {row.payload_size}"
            self._teller.fault(row.index, "data", detail)
