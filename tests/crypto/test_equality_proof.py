"""Proofs that a partial decryption was made with the right key share."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.elgamal import Ciphertext
from crypto.entropy import random_scalar
from crypto.equality_proof import DecryptionStatement, EqualityProof, prove_decryption
from crypto.errors import ProofError
from crypto.fixed_base import FixedBase, window_for
from tests.tiny_group import TINY, Q

H_E = bytes(range(32))
SQUARE = TINY.product([TINY.g, TINY.g])


def power(secret, base=TINY.g):
    return TINY.power(base, secret)


def table(statement, window=2):
    return FixedBase(TINY, statement.share_key, window)


def proved():
    key_share = random_scalar(TINY)
    total = Ciphertext(power(random_scalar(TINY)), power(random_scalar(TINY)))
    share = power(key_share, total.alpha)
    statement = DecryptionStatement(H_E, 2, 3, 4, power(key_share), total, share)
    nonce = random_scalar(TINY)
    return statement, prove_decryption(TINY, statement, key_share=key_share, nonce=nonce)


def test_a_right_share_can_be_proven():
    for _ in range(50):
        statement, proof = proved()
        proof.verify(TINY, statement, table(statement))


@given(st.integers(1, Q - 1))
def test_no_number_of_a_proof_can_be_changed(amount):
    statement, proof = proved()
    changed = [
        replace(proof, challenge=TINY.scalar(proof.challenge + amount)),
        replace(proof, response=TINY.scalar(proof.response + amount)),
    ]
    for other in changed:
        with pytest.raises(ProofError, match="contest 3 option 4: proof of trustee 2"):
            other.verify(TINY, statement, table(statement))


@pytest.mark.parametrize(
    "change",
    [
        {"h_e": bytes(32)},
        {"trustee": 1},
        {"contest": 4},
        {"option": 3},
        {"contest": 4, "option": 3},
        {"share_key": SQUARE},
        {"share": SQUARE},
        {"share": TINY.one},
        {"ciphertext": Ciphertext(SQUARE, SQUARE)},
    ],
    ids="-".join,
)
def test_a_proof_is_of_its_statement(change):
    statement, proof = proved()
    changed = replace(statement, **change)
    own = table(changed)
    with pytest.raises(ProofError, match="does not fit its share"):
        proof.verify(TINY, changed, own)


def test_the_encrypted_votes_are_part_of_the_statement():
    statement, proof = proved()
    other = replace(statement, ciphertext=Ciphertext(statement.ciphertext.alpha, SQUARE))
    with pytest.raises(ProofError):
        proof.verify(TINY, other, table(other))


def test_a_wrong_share_cannot_be_proven():
    statement, _ = proved()
    wrong = replace(statement, share=power(random_scalar(TINY)))
    key_share, nonce = random_scalar(TINY), random_scalar(TINY)
    proof = prove_decryption(TINY, wrong, key_share=key_share, nonce=nonce)
    with pytest.raises(ProofError):
        proof.verify(TINY, wrong, table(wrong))


def test_a_share_solved_for_after_the_challenge_is_refused():
    statement, _ = proved()
    # Weak challenge: with a and b chosen first, S and M can be solved for; here M is made false.
    c, v, u, w = (random_scalar(TINY) for _ in range(4))
    root = TINY.scalar(pow(int(c), -1, Q))
    a, b = power(u), power(w, statement.ciphertext.alpha)
    share_key = TINY.power(TINY.product([a, TINY.inverse(power(v))]), root)
    mask = power(v, statement.ciphertext.alpha)
    share = TINY.power(TINY.product([b, TINY.inverse(mask)]), root)
    forged = replace(statement, share_key=share_key, share=share)
    assert TINY.product([power(v), TINY.power(share_key, c)]) == a
    assert TINY.product([mask, TINY.power(share, c)]) == b
    with pytest.raises(ProofError):
        EqualityProof(c, v).verify(TINY, forged, table(forged))


def test_a_table_of_another_key_verifies_nothing():
    statement, proof = proved()
    other, _ = proved()
    for window in (1, 8):
        proof.verify(TINY, statement, table(statement, window))
    with pytest.raises(ProofError):
        proof.verify(TINY, statement, table(other))
    with pytest.raises(ProofError):
        proof.verify(TINY, replace(statement, share_key=other.share_key), table(statement))


@pytest.mark.parametrize(("uses", "window"), [(1, 1), (5, 2), (50, 4), (5000, 8), (10**6, 8)])
def test_more_powers_are_worth_a_larger_table(uses, window):
    assert window_for(uses) == window
