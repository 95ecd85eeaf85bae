import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import merkle
from crypto.errors import ProofError
from tests.crypto.published import vectors

PUBLISHED = vectors("rfc6962.json")
LEAVES = [bytes.fromhex(leaf) for leaf in PUBLISHED["leaf_hashes"]]
ROOTS = [bytes.fromhex(root) for root in PUBLISHED["roots"]]
NODE = merkle.stored_leaves(LEAVES)


def hashes(case):
    return [bytes.fromhex(value) for value in case["hashes"]]


def grown(count):
    """Leaves, and the nodes a log stores while it grows leaf by leaf."""
    leaves = [merkle.leaf_hash(number.to_bytes(2, "big")) for number in range(count)]
    stored = {}
    for size, leaf in enumerate(leaves):
        for level, index, value in merkle.new_nodes(size, leaf, lambda *key: stored[key]):
            assert (level, index) not in stored
            stored[level, index] = value
    return leaves, stored


def test_leaves_and_roots_are_the_published_ones():
    entries = [bytes.fromhex(entry) for entry in PUBLISHED["leaves"]]
    assert [merkle.leaf_hash(entry) for entry in entries] == LEAVES
    assert [merkle.root(LEAVES[:size]) for size in range(9)] == ROOTS
    assert [merkle.tree_root(size, NODE) for size in range(9)] == ROOTS


@pytest.mark.parametrize(
    "case", PUBLISHED["inclusion"], ids=lambda c: f"{c['index']} of {c['size']}"
)
def test_inclusion_proofs_are_the_published_ones_and_hold(case):
    index, size = case["index"], case["size"]
    assert merkle.inclusion_proof(index, size, NODE) == hashes(case)
    merkle.verify_inclusion(
        leaf=LEAVES[index], index=index, size=size, proof=hashes(case), root=ROOTS[size]
    )


@pytest.mark.parametrize(
    "case", PUBLISHED["consistency"], ids=lambda c: f"{c['first']} to {c['second']}"
)
def test_consistency_proofs_are_the_published_ones_and_hold(case):
    first, second = case["first"], case["second"]
    assert merkle.consistency_proof(first, second, NODE) == hashes(case)
    merkle.verify_consistency(
        first=first,
        first_root=ROOTS[first],
        second=second,
        second_root=ROOTS[second],
        proof=hashes(case),
    )


@given(st.integers(1, 70))
def test_a_log_that_grew_leaf_by_leaf_has_the_root_of_its_leaves(size):
    leaves, stored = grown(size)
    assert merkle.tree_root(size, lambda *key: stored[key]) == merkle.root(leaves)


@given(st.data())
def test_a_stored_tree_proves_every_leaf_and_every_earlier_size(data):
    size = data.draw(st.integers(1, 70))
    index = data.draw(st.integers(0, size - 1))
    first = data.draw(st.integers(0, size))
    leaves, stored = grown(size)
    root = merkle.root(leaves)
    merkle.verify_inclusion(
        leaf=leaves[index],
        index=index,
        size=size,
        proof=merkle.inclusion_proof(index, size, lambda *key: stored[key]),
        root=root,
    )
    merkle.verify_consistency(
        first=first,
        first_root=merkle.root(leaves[:first]),
        second=size,
        second_root=root,
        proof=merkle.consistency_proof(first, size, lambda *key: stored[key]),
    )


def test_appending_and_proving_take_few_lookups():
    leaves, stored = grown(1 << 11)
    asked = []

    def node(*key):
        asked.append(key)
        return stored[key]

    merkle.tree_root(2047, node)
    assert len(asked) == 11
    asked.clear()
    merkle.inclusion_proof(1000, 2047, node)
    merkle.consistency_proof(1000, 2047, node)
    assert len(asked) < 60
    assert len(stored) < 2 * len(leaves)


@given(st.data())
def test_an_altered_inclusion_proof_is_refused(data):
    size = data.draw(st.integers(1, 8))
    index = data.draw(st.integers(0, size - 1))
    proof = merkle.inclusion_proof(index, size, NODE)
    honest = {
        "leaf": LEAVES[index],
        "index": index,
        "size": size,
        "proof": proof,
        "root": ROOTS[size],
    }
    other = b"\xff" * 32
    spoiled = [
        {"leaf": other},
        {"root": other},
        {"proof": [*proof, other]},
        {"index": size},
        {"index": -1},
        {"size": 0},
    ]
    if proof:
        spoiled += [
            {"proof": proof[:-1]},
            {"proof": [other, *proof[1:]]},
            {"proof": [proof[0][:31], *proof[1:]]},
            {"index": index ^ 1},
        ]
    for change in spoiled:
        with pytest.raises(ProofError, match=r"^inclusion proof: "):
            merkle.verify_inclusion(**(honest | change))


@given(st.data())
def test_an_altered_consistency_proof_is_refused(data):
    second = data.draw(st.integers(1, 8))
    first = data.draw(st.integers(0, second))
    proof = merkle.consistency_proof(first, second, NODE)
    honest = {
        "first": first,
        "first_root": ROOTS[first],
        "second": second,
        "second_root": ROOTS[second],
        "proof": proof,
    }
    other = b"\xff" * 32
    spoiled = [
        {"first_root": other},
        {"proof": [*proof, other]},
        {"first": second + 1},
        {"first": -1},
    ]
    if first:
        spoiled.append({"second_root": other})
    if proof:
        spoiled += [{"proof": proof[:-1]}, {"proof": [other, *proof[1:]]}]
    for change in spoiled:
        with pytest.raises(ProofError, match=r"^consistency proof: "):
            merkle.verify_consistency(**(honest | change))


def test_two_histories_of_one_log_are_not_consistent():
    forked = [LEAVES[0], LEAVES[0], *LEAVES[2:]]
    with pytest.raises(ProofError):
        merkle.verify_consistency(
            first=5,
            first_root=ROOTS[5],
            second=8,
            second_root=merkle.root(forked),
            proof=merkle.consistency_proof(5, 8, merkle.stored_leaves(forked)),
        )


def test_a_proof_that_cannot_be_is_not_made():
    with pytest.raises(ValueError, match="leaf 8 is not in a tree of 8"):
        merkle.inclusion_proof(8, 8, NODE)
    with pytest.raises(ValueError, match="no consistency from 8 to 7"):
        merkle.consistency_proof(8, 7, NODE)


def test_the_running_chain_depends_on_origin_and_order():
    start = merkle.chain_start("tabella.example/e/1")
    one = merkle.chain_next(merkle.chain_next(start, LEAVES[0]), LEAVES[1])
    other = merkle.chain_next(merkle.chain_next(start, LEAVES[1]), LEAVES[0])
    assert len({start, one, other, merkle.chain_start("tabella.example/e/2")}) == 4
    assert start == merkle.sha256(b"\x02tabella.example/e/1")


@given(st.integers(min_value=0, max_value=70), st.sets(st.integers(min_value=0, max_value=80)))
def test_roots_along_the_way_are_those_of_the_tree(count, sizes):
    leaves, _ = grown(count)
    reached = {size for size in sizes if size <= count} | {count}
    roots = merkle.roots_along(iter(leaves), sizes)
    assert roots == {size: merkle.root(leaves[:size]) for size in reached}


@pytest.mark.parametrize("spoil", [lambda value: value[:31], lambda value: value + b"\0"])
def test_what_is_no_hash_in_a_proof_is_refused_as_such(spoil):
    first, *rest = merkle.inclusion_proof(2, 8, NODE)
    with pytest.raises(ProofError, match="holds something that is no hash"):
        merkle.verify_inclusion(
            leaf=LEAVES[2], index=2, size=8, proof=[spoil(first), *rest], root=ROOTS[8]
        )


def test_an_edge_has_the_root_of_every_size():
    edge = merkle.Edge()
    assert edge.root() == merkle.EMPTY_ROOT
    for size, leaf in enumerate(LEAVES[:8], start=1):
        edge.add(leaf)
        assert (edge.size, edge.root()) == (size, ROOTS[size])
