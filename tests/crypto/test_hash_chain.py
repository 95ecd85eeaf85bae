"""Every hash of the chain depends on everything it is said to bind."""

import pytest

from crypto import hash_chain
from crypto.group import PARAMETER_SETS
from tests.tiny_group import TINY

A, B, C = (bytes([byte]) * 32 for byte in (1, 2, 3))
OTHER = PARAMETER_SETS["EG-2.1-4096"]


def parameter_hash(group=TINY, n=3, k=2, demonstration=False):
    return hash_chain.parameter_hash(group, n=n, k=k, demonstration=demonstration)


@pytest.mark.parametrize(
    "change", [{"n": 4}, {"k": 3}, {"demonstration": True}, {"group": OTHER}], ids=str
)
def test_the_parameter_hash_binds(change):
    assert len(parameter_hash()) == 32
    assert parameter_hash(**change) != parameter_hash()


def nonce(h_i=A, contest=1, option=1, ballot_nonce=B):
    return hash_chain.selection_nonce(
        h_i, TINY, contest=contest, option=option, ballot_nonce=ballot_nonce
    )


@pytest.mark.parametrize(
    "change", [{"h_i": C}, {"contest": 2}, {"option": 2}, {"ballot_nonce": C}], ids=str
)
def test_a_selection_nonce_is_of_one_selection_of_one_ballot(change):
    assert 0 <= nonce() < TINY.q
    assert nonce(**change) != nonce()


def test_contest_and_option_do_not_mix():
    assert nonce(contest=1, option=2) != nonce(contest=2, option=1)


def test_the_later_hashes_bind_key_and_fields():
    square = TINY.product([TINY.g, TINY.g])
    distinct = [
        hash_chain.base_hash(A, b"m"),
        hash_chain.base_hash(B, b"m"),
        hash_chain.base_hash(A, b"n"),
        hash_chain.election_hash(A, TINY, TINY.g),
        hash_chain.election_hash(A, TINY, square),
        hash_chain.election_hash(B, TINY, TINY.g),
        hash_chain.ballot_id(A, B, C),
        hash_chain.ballot_id(A, C, B),
        hash_chain.ballot_id(B, B, C),
        hash_chain.ballot_key(A, B),
        hash_chain.ballot_key(B, B),
        hash_chain.ballot_key(A, C),
    ]
    assert len(set(distinct)) == len(distinct)
    assert {len(digest) for digest in distinct} == {32}
