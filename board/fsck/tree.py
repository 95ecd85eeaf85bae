"""The tree computed again beside the stored nodes."""

from functools import reduce

from board.fsck.faults import Teller
from board.fsck.rows import PAGE, log_size, nodes_beyond, nodes_within
from crypto import merkle

Hash = bytes | None
"""A hash, or None where an entry is missing below it and nothing else tells it."""


class TreeCheck:
    """Adds the leaves of one log one after the other; only the right edge is held.

    Where a leaf is missing the stored nodes above it are taken as they are: they still lead to the
    root, and show that the rest is right.
    """

    def __init__(self, log: int, teller: Teller) -> None:
        """Begin with an empty tree of the log in row `log`; `teller` names faults of nodes."""
        self._log = log
        self._teller = teller
        self._edge: dict[int, Hash] = {}
        self._stored: dict[tuple[int, int], bytes] = {}
        self.size = 0

    def add(self, leaf: Hash) -> list[Hash]:
        """Add a leaf; return the full subtrees it completes, the leaf itself first."""
        if self.size % PAGE == 0:
            self._stored = nodes_within(self._log, self.size, self.size + PAGE)
        done = [leaf]
        level, index = 0, self.size
        while index & 1:
            left, right = self._edge.pop(level), done[-1]
            level, index = level + 1, index >> 1
            done.append(self._node(level, index, left, right))
        self._edge[level] = done[-1]
        self.size += 1
        return done

    def root(self) -> Hash:
        """Return the root over the leaves so far."""
        if not self._edge:
            return merkle.EMPTY_ROOT
        lowest, *above = (self._edge[level] for level in sorted(self._edge))
        return reduce(_above, above, lowest)

    def finish(self, size: int) -> None:
        """Name the nodes that no tree of up to `size` leaves has."""
        for level, index in nodes_beyond(self._log, size):
            if index < log_size(self._log) >> level:
                continue  # appended meanwhile
            self._teller.fault(f"{level}/{index}", "index", "lies beyond the log's entries")

    def _node(self, level: int, index: int, left: Hash, right: Hash) -> Hash:
        made = _above(right, left)
        stored = self._stored.get((level, index))
        if stored is None:
            self._teller.fault(f"{level}/{index}", "hash", "is missing")
        elif made is not None and made != stored:
            detail = "is not the one the entries under it make"
            self._teller.fault(f"{level}/{index}", "hash", detail)
        return stored if made is None else made


def _above(right: Hash, left: Hash) -> Hash:
    return None if left is None or right is None else merkle.node_hash(left, right)
