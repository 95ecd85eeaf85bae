"""One log read from its first row to its last."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from board.fsck.cosigned import cosignatures_check
from board.fsck.entries import Decode, EntryCheck, payloads_check
from board.fsck.faults import Fault, Teller, Told
from board.fsck.keys import log_key
from board.fsck.public import PublicCheck
from board.fsck.rows import EntryRow, LogRow, entry_rows, log_rows, log_size, rows_of_no_log
from board.fsck.signed import SignedCheck, origin_signed
from board.fsck.tree import Hash, TreeCheck
from board.public_files import slugs_public
from board.recovery import LAST_KINDS
from crypto.entries import decode_entry
from crypto.registry import decode_registry_entry, is_registry_slug

Progress = Callable[[str, int, int], None]
"""Takes the slug of a log, and how many of how many entries were read."""

_STEP = 2048


def logs_check(*, told: Told, progress: Progress, slug: str = "") -> int:
    """Check all logs, or the one named `slug`; return how many that were.

    Nothing is written. The product may run meanwhile: what is appended after a log was begun is
    left to the next run.

    Args:
        told: takes each fault as it is found.
        progress: is told now and then how far it is.
        slug: only this log, and no rows or folders that belong to none.
    """
    known = set()
    for log in log_rows():
        if slug in {"", log.slug}:
            check = _LogCheck(log, told, progress)
            check.run()
            known.add(check.slug)
    if not slug:
        _strangers(known, told)
    return len(known)


def _strangers(known: set[str], told: Told) -> None:
    for table, index in rows_of_no_log():
        told(Fault("", table, index, "log_id", "is filed under a log that is not there"))
    for slug in slugs_public():
        if slug not in known:
            told(Fault(slug, "public", "", "checkpoint", "the database has no such log"))


class _LogCheck:
    def __init__(self, log: LogRow, told: Told, progress: Progress) -> None:
        self._head = Teller(log.slug, "board_log", told)
        self._log = log = self._named(log)
        self.slug = log.slug
        """What the log is called in truth, whatever its row says."""
        self._progress = progress
        self._told = told
        self._entries = Teller(log.slug, "board_entry", told)
        self._signed = SignedCheck(log, log_key(log, told), told)
        self._public = PublicCheck(log.slug, self._signed.public_size, told)
        self._tree = TreeCheck(log.pk, Teller(log.slug, "board_node", told))
        decode: Decode = decode_registry_entry if is_registry_slug(log.slug) else decode_entry
        spoiled = payloads_check(log.pk, log.slug, decode, told)
        self._check = EntryCheck(
            log.pk, log.origin, decode=decode, spoiled=spoiled, teller=self._entries
        )
        self._moved_to = log.size
        # Root and chain when the tree has as many entries as the head says.
        self._at_head: tuple[Hash, Hash] = (None, None)

    def _named(self, log: LogRow) -> LogRow:
        """Return the row with its true origin, which the log signs under, and its true slug."""
        origin = origin_signed(log)
        if origin != log.origin:
            self._head.fault("", "origin", f"the log signs as {origin}")
        slug = origin.rpartition("/")[2]
        if slug != log.slug:
            self._head.fault("", "slug", f"the origin ends in {slug}")
        return replace(log, origin=origin, slug=slug)

    def run(self) -> None:
        self._remember_head()
        kind = b""
        for row in self._rows_in_order():
            leaf = self._check.leaf(row)
            header = self._check.header
            kind = row.kind if header is None else header.kind.encode()
            self._add(leaf)
        self._finish(kind.decode(errors="replace"))

    def _rows_in_order(self) -> Iterator[EntryRow]:
        """Yield the rows with the next number each; name those that are missing between them."""
        for row in entry_rows(self._log.pk):
            if row.index >= self._log.size:
                self._moved_to = log_size(self._log.pk)
                if self._moved_to != self._log.size:
                    # Appended since this began.
                    return
                if row.index > self._tree.size:
                    self._entries.fault(row.index, "index", "lies beyond the log's head")
                    continue
                # It continues the log: the end will tell whether it or the head is wrong.
            for index in range(self._tree.size, row.index):
                self._entries.fault(index, "index", "is missing")
                self._check.skip()
                self._add(None)
            yield row

    def _add(self, leaf: Hash) -> None:
        nodes = self._tree.add(leaf)
        size = self._tree.size
        self._public.add(size - 1, nodes, self._check.header)
        if self._signed.is_wanted(size):
            self._signed.at(size, self._tree.root())
        self._remember_head()
        if size % _STEP == 0 or size == self._log.size:
            self._progress(self._log.slug, size, self._log.size)

    def _remember_head(self) -> None:
        if self._tree.size == self._log.size:
            self._at_head = (self._tree.root(), self._check.chain)

    def _finish(self, kind: str) -> None:
        size, head = self._tree.size, self._log.size
        if size != head and self._leads_to_head((self._tree.root(), self._check.chain)):
            self._head.fault("", "size", f"is {head}, but root and chain are those of {size}")
            end = size
        else:
            self._compare_head(size)
            end = max(size, self._moved_to)
        self._tree.finish(end)
        self._signed.finish(end)
        cosignatures_check(self._log, self._told)
        is_over = kind in LAST_KINDS
        if size == head and is_over != self._log.is_frozen:
            last = f"its last entry is {kind or 'none'}"
            self._head.fault("", "is_frozen", f"is {self._log.is_frozen}, but {last}")

    def _leads_to_head(self, computed: tuple[Hash, Hash]) -> bool:
        return computed == (self._log.root, self._log.chain)

    def _compare_head(self, size: int) -> None:
        head = self._log.size
        if size < head:
            missing = str(size) if head - size == 1 else f"{size}-{head - 1}"
            self._entries.fault(missing, "index", "is missing")
            return
        if size > head:
            beyond = str(head) if size - head == 1 else f"{head}-{size - 1}"
            self._entries.fault(beyond, "index", "lies beyond the log's head")
        root, chain = self._at_head
        if root is not None and root != self._log.root:
            self._head.fault("", "root", "is not the one the entries make")
        if chain is not None and chain != self._log.chain:
            self._head.fault("", "chain", "is not the one the entries make")
