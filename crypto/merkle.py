"""The Merkle tree of a log: roots, proofs and their checks.

The tree over n leaves is the one of RFC 6962: the left part of every node is the largest full
binary tree that leaves something for the right. A stored tree is its full subtrees: the node at
(level, i) covers the leaves i * 2^level up to (i + 1) * 2^level and never changes once its last
leaf is there. All hashes are 32 bytes.

Source: RFC 6962 section 2.1; RFC 9162 section 2.1 for the checks; docs/spec/board.md section 2.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import reduce

from crypto.errors import ProofError
from crypto.transcript import sha256

NodeLookup = Callable[[int, int], bytes]
"""Gives the hash of the full subtree at (level, index)."""

EMPTY_ROOT = sha256(b"")


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of a leaf holding `entry`."""
    return sha256(b"\x00" + entry)


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of the node above `left` and `right`."""
    return sha256(b"\x01" + left + right)


def chain_start(origin: str) -> bytes:
    """Return c[0] of the running chain of the log named `origin`."""
    return sha256(b"\x02" + origin.encode())


def chain_next(chain: bytes, leaf: bytes) -> bytes:
    """Return c[i+1] from `chain`, c[i], and the hash of leaf i."""
    return sha256(b"\x02" + chain + leaf)


def new_nodes(size: int, leaf: bytes, node: NodeLookup) -> list[tuple[int, int, bytes]]:
    """Return the full subtrees that leaf number `size` completes, the leaf itself first.

    Args:
        size: number of leaves before the leaf is added.
        leaf: hash of the new leaf.
        node: looks up the subtrees stored so far; asked about 2 times at most in the mean.

    Returns:
        (level, index, hash) of every node to store.
    """
    nodes = [(0, size, leaf)]
    level, index, value = 0, size, leaf
    while index & 1:
        value = node_hash(node(level, index - 1), value)
        level, index = level + 1, index >> 1
        nodes.append((level, index, value))
    return nodes


def tree_root(size: int, node: NodeLookup) -> bytes:
    """Return the root of the first `size` leaves, with one lookup for each one bit of `size`."""
    return EMPTY_ROOT if size == 0 else _range_hash(0, size, node)


def inclusion_proof(index: int, size: int, node: NodeLookup) -> list[bytes]:
    """Return the proof that leaf `index` is in the tree of `size` leaves, from leaf to root.

    Raises:
        ValueError: `index` is not in [0, size).
    """
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not in a tree of {size}")
    siblings = []
    low, high = 0, size
    # Invariant: low <= index < high, and (low, high) is a node of the tree.
    while high - low > 1:
        middle = low + _split_point(high - low)
        if index < middle:
            siblings.append(_range_hash(middle, high, node))
            high = middle
        else:
            siblings.append(_range_hash(low, middle, node))
            low = middle
    return siblings[::-1]


def consistency_proof(first: int, second: int, node: NodeLookup) -> list[bytes]:
    """Return the proof that the tree of `first` leaves is the start of that of `second` leaves.

    It is empty for equal sizes and for `first` = 0, where there is nothing to show.

    Raises:
        ValueError: not 0 <= first <= second.
    """
    if not 0 <= first <= second:
        raise ValueError(f"no consistency from {first} to {second}")
    if first in {0, second}:
        return []
    siblings = []
    low, high = 0, second
    # Invariant: low < first < high or first == high, and (low, high) is a node of the larger tree.
    while first != high:
        middle = low + _split_point(high - low)
        if first <= middle:
            siblings.append(_range_hash(middle, high, node))
            high = middle
        else:
            siblings.append(_range_hash(low, middle, node))
            low = middle
    # The verifier knows the old root; only another node has to be given to start from.
    if low > 0:
        siblings.append(_range_hash(low, high, node))
    return siblings[::-1]


def stored_leaves(leaves: Sequence[bytes]) -> NodeLookup:
    """Return a lookup over the tree of `leaves`, given as hashes; computed once, held in memory."""
    levels = [list(leaves)]
    while len(levels[-1]) > 1:
        below = levels[-1]
        pairs = range(0, len(below) - 1, 2)
        levels.append([node_hash(below[left], below[left + 1]) for left in pairs])
    return lambda level, index: levels[level][index]


def root(leaves: Sequence[bytes]) -> bytes:
    """Return the root of the tree of `leaves`, given as hashes."""
    return tree_root(len(leaves), stored_leaves(leaves))


def roots_along(leaves: Iterable[bytes], sizes: Collection[int]) -> dict[int, bytes]:
    """Return the roots over the first leaves, for those of `sizes` that the leaves reach.

    Only the full subtrees at the right edge are held, so the leaves may be many. The root over all
    leaves is always among the results.

    Args:
        leaves: hashes of leaves, from the first on.
        sizes: numbers of leaves, each at least 0.
    """
    edge = Edge()
    roots = {0: EMPTY_ROOT} if 0 in sizes else {}
    for leaf in leaves:
        edge.add(leaf)
        if edge.size in sizes:
            roots[edge.size] = edge.root()
    roots[edge.size] = edge.root()
    return roots


class Edge:
    """The full subtrees at the right edge of a growing tree: all its root needs.

    Attributes:
        size: number of leaves so far.
    """

    def __init__(self) -> None:
        self.size = 0
        self._subtrees: dict[int, bytes] = {}

    def add(self, leaf: bytes) -> None:
        """Append a leaf, given as its hash."""
        level, value = 0, leaf
        while level in self._subtrees:
            value = node_hash(self._subtrees.pop(level), value)
            level += 1
        self._subtrees[level] = value
        self.size += 1

    def root(self) -> bytes:
        """Return the root over all leaves so far."""
        if not self._subtrees:
            return EMPTY_ROOT
        lowest, *above = sorted(self._subtrees)
        return reduce(
            lambda value, level: node_hash(self._subtrees[level], value),
            above,
            self._subtrees[lowest],
        )


def verify_inclusion(
    *, leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> None:
    """Check that `leaf` is leaf number `index` of the tree of `size` leaves with `root`.

    Raises:
        ProofError: it is not, or the proof has another length than the tree demands.
    """
    if not 0 <= index < size:
        raise ProofError(f"inclusion proof: leaf {index} is not in a tree of {size}")
    value = leaf
    position, last = index, size - 1
    rest = iter(proof)
    while last > 0:
        # A node without a sibling on its level rises unchanged.
        if position & 1:
            value = node_hash(_next(rest, "inclusion"), value)
        elif position < last:
            value = node_hash(value, _next(rest, "inclusion"))
        position, last = position >> 1, last >> 1
    _verify_end(rest, "inclusion")
    if value != root:
        raise ProofError("inclusion proof: does not lead to the root")


def verify_consistency(
    *, first: int, first_root: bytes, second: int, second_root: bytes, proof: Sequence[bytes]
) -> None:
    """Check that the tree of `first` leaves is the start of that of `second` leaves.

    Raises:
        ProofError: it is not, or the proof has another length than the trees demand.
    """
    if not 0 <= first <= second:
        raise ProofError(f"consistency proof: no way from size {first} to {second}")
    if first in {0, second}:
        _verify_trivial(first, first_root, second, second_root)
        _verify_end(iter(proof), "consistency")
        return
    old, new = _fold_consistency(first, first_root, second, iter(proof))
    if old != first_root:
        raise ProofError("consistency proof: does not lead to the first root")
    if new != second_root:
        raise ProofError("consistency proof: does not lead to the second root")


def _verify_trivial(first: int, first_root: bytes, second: int, second_root: bytes) -> None:
    if first == 0 and first_root != EMPTY_ROOT:
        raise ProofError("consistency proof: the first root is not that of an empty tree")
    if first == second and first_root != second_root:
        raise ProofError("consistency proof: two roots of one size")


def _fold_consistency(
    first: int, first_root: bytes, second: int, rest: Iterator[bytes]
) -> tuple[bytes, bytes]:
    """Return the two roots that the proof `rest` leads to, for 0 < first < second."""
    position, last = first - 1, second - 1
    # Up to the largest full subtree at the end of the old tree both trees agree.
    while position & 1:
        position, last = position >> 1, last >> 1
    old = new = _next(rest, "consistency") if position else first_root
    while last > 0:
        if position & 1:
            left = _next(rest, "consistency")
            old, new = node_hash(left, old), node_hash(left, new)
        elif position < last:
            new = node_hash(new, _next(rest, "consistency"))
        position, last = position >> 1, last >> 1
    _verify_end(rest, "consistency")
    return old, new


def _next(rest: Iterator[bytes], name: str) -> bytes:
    value = next(rest, b"")
    if len(value) != 32:
        raise ProofError(f"{name} proof: too short, or holds something that is no hash")
    return value


def _verify_end(rest: Iterator[bytes], name: str) -> None:
    if next(rest, None) is not None:
        raise ProofError(f"{name} proof: too long")


def _split_point(count: int) -> int:
    """Return the largest power of two below `count`, which is at least 2."""
    return 1 << ((count - 1).bit_length() - 1)


def _range_hash(low: int, high: int, node: NodeLookup) -> bytes:
    """Return the hash of leaves [low, high), a node of some tree, from the full subtrees in it."""
    parts = []
    while low < high:
        level = (high - low).bit_length() - 1
        parts.append(node(level, low >> level))
        low += 1 << level
    value = parts.pop()
    while parts:
        value = node_hash(parts.pop(), value)
    return value
