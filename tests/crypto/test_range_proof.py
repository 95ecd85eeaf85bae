"""Range proofs: honest ones hold, and nothing else does."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import range_proof
from crypto.ballot import decode_ballot
from crypto.elgamal import Ciphertext, encrypt
from crypto.entropy import random_scalar
from crypto.errors import DecodeError, ProofError
from crypto.group import Residue, Scalar
from crypto.range_proof import RangeProof, RangeStatement, prove_range
from crypto.transcript import Tag, Transcript
from scripts.weak_fiat_shamir import forge
from tests.crypto.tiny_ballots import (
    BASES,
    H_I,
    proved_range,
    range_randomness,
    tiny_ballot,
    tiny_context,
)
from tests.tiny_group import MINUS_ONE, TINY, P, Q

DOES_NOT_FIT = "range proof does not fit"


@st.composite
def ranges(draw):
    low = draw(st.integers(0, 5))
    high = low + draw(st.integers(0, 5))
    return low, high, draw(st.integers(low, high))


@given(ranges())
def test_a_value_in_range_can_be_proven(case):
    proved_range(*case).verify()


@given(ranges(), st.sampled_from([-1, 1]))
def test_a_value_out_of_range_cannot_be_proven(case, side):
    low, high, _ = case
    value = low - 1 if side < 0 else high + 1
    with pytest.raises(ProofError, match="contest 1 option 1: value out of range"):
        proved_range(low, high, value)


def test_a_proof_is_of_its_place_and_its_ballot():
    proved = proved_range(0, 1, 1, contest=2, option=3)
    square = TINY.product([TINY.g, TINY.g])
    ciphertext = proved.statement.ciphertext
    changes = [
        {"h_i": bytes(32)},
        {"contest": 3},
        {"option": 2},
        {"contest": 3, "option": 2},
        {"option": 0},
        {"low": 1, "high": 2},
        {"ciphertext": Ciphertext(ciphertext.beta, ciphertext.alpha)},
        {"ciphertext": Ciphertext(square, ciphertext.beta)},
        {"ciphertext": Ciphertext(ciphertext.alpha, square)},
    ]
    for change in changes:
        with pytest.raises(ProofError, match=DOES_NOT_FIT):
            proved.verify(**change)
    proved.verify()


@given(ranges(), st.data())
def test_no_number_of_a_proof_can_be_changed(case, data):
    proved = proved_range(*case)
    branch = data.draw(st.integers(0, len(proved.proof.branches) - 1))
    part = data.draw(st.integers(0, 1))
    amount = data.draw(st.integers(1, Q - 1))
    pair = list(proved.proof.branches[branch])
    pair[part] = TINY.scalar(pair[part] + amount)
    branches = list(proved.proof.branches)
    branches[branch] = tuple(pair)
    with pytest.raises(ProofError, match=DOES_NOT_FIT):
        RangeProof(tuple(branches)).verify(BASES, proved.statement)


def test_challenges_cannot_be_moved_between_branches():
    proved = proved_range(0, 1, 0)
    (c0, v0), (c1, v1) = proved.proof.branches
    moved = RangeProof(((TINY.scalar(c0 + 1), v0), (TINY.scalar(c1 - 1), v1)))
    swapped = RangeProof(((c1, v1), (c0, v0)))
    for proof in (moved, swapped):
        with pytest.raises(ProofError, match=DOES_NOT_FIT):
            proof.verify(BASES, proved.statement)


def test_a_key_of_another_election_does_not_fit():
    proved = proved_range(0, 1, 1)
    other = replace(BASES, k=BASES.g)
    with pytest.raises(ProofError, match=DOES_NOT_FIT):
        proved.proof.verify(other, proved.statement)


@pytest.mark.parametrize("count", [0, 1, 3, 4])
def test_there_is_one_branch_for_each_value(count):
    proved = proved_range(0, 1, 1)
    zero = (TINY.scalar(0), TINY.scalar(0))
    branches = (*proved.proof.branches, zero, zero)[:count]
    with pytest.raises(ProofError, match=r"contest 1 option 1: .* wrong number of branches"):
        RangeProof(branches).verify(BASES, proved.statement)


def test_a_wider_proof_cut_to_size_does_not_fit():
    wide = proved_range(0, 2, 2)
    for branches in (wide.proof.branches[:2], wide.proof.branches[1:]):
        with pytest.raises(ProofError, match=DOES_NOT_FIT):
            RangeProof(branches).verify(BASES, replace(wide.statement, high=1))


def test_the_proof_of_a_contest_says_so():
    proved = proved_range(1, 1, 1, contest=4, option=0)
    proved.verify()
    with pytest.raises(ProofError, match=r"^contest 4: range proof"):
        proved.verify(contest=4, h_i=bytes(32))


@given(ranges())
def test_verifying_recomputes_what_the_prover_committed_to(case):
    low, high, value = case
    nonce = random_scalar(TINY)
    statement = RangeStatement(H_I, 1, 1, encrypt(BASES, value, nonce), low, high)
    randomness = range_randomness(high - low + 1)
    proof, commitments = prove_range(
        BASES, statement, value=value, nonce=nonce, randomness=randomness
    )
    assert proof.commitments(BASES, statement) == commitments
    proof.verify_challenge(TINY, statement, commitments)


def test_the_challenge_is_checked_against_the_commitments_given():
    proved = proved_range(0, 1, 1)
    first, second = proved.proof.commitments(BASES, proved.statement)
    proved.proof.verify_challenge(TINY, proved.statement, [first, second])
    negated = (Residue(P - first[0]), first[1])
    for commitments in ([second, first], [first], [negated, second]):
        with pytest.raises(ProofError, match=DOES_NOT_FIT):
            proved.proof.verify_challenge(TINY, proved.statement, commitments)


def weak_challenge(commitments):
    transcript = Transcript(Tag.RANGE_PROOF).integer(1).integer(1)
    for a, b in commitments:
        transcript.element(TINY, a).element(TINY, b)
    return transcript.challenge_under(H_I, TINY)


@pytest.mark.parametrize("high", [1, 3])
def test_a_ciphertext_solved_for_after_the_challenge_is_refused(high, monkeypatch):
    made = forge(BASES, high=high, draw=lambda: random_scalar(TINY), weak_challenge=weak_challenge)
    statement = RangeStatement(H_I, 1, 1, made.ciphertext, 0, high)
    assert made.value > high
    with pytest.raises(ProofError, match=DOES_NOT_FIT):
        made.proof.verify(BASES, statement)
    # The forgery is real: a verifier that leaves the ciphertext out of the hash accepts it.
    monkeypatch.setattr(
        range_proof.RangeStatement, "challenge", lambda _self, _group, pairs: weak_challenge(pairs)
    )
    made.proof.verify(BASES, statement)


def test_a_negated_ciphertext_has_proofs_that_only_membership_refuses():
    for _ in range(200):
        nonce = random_scalar(TINY)
        honest = encrypt(BASES, 0, nonce)
        twisted = Ciphertext(Residue(honest.alpha * MINUS_ONE % P), honest.beta)
        statement = RangeStatement(H_I, 1, 1, twisted, 0, 0)
        proof, _ = prove_range(
            BASES, statement, value=0, nonce=nonce, randomness=range_randomness(1)
        )
        if proof.branches[0][0] % 2 == 0:
            proof.verify(BASES, statement)
            assert not TINY.is_member(twisted.alpha)
            return
    pytest.fail("a challenge is even half of the time")


def test_a_scalar_has_one_encoding():
    context = tiny_context()
    data = tiny_ballot().data
    proof = decode_ballot(data, context).contests[0].selections[0].proof
    for number in proof.branches[0]:
        text = TINY.scalar_hex(number)
        for other in (number + Q, number + 2 * Q, Scalar(2**256 - 1 - number)):
            spelled = data.replace(text.encode(), f"{int(other):064x}".encode())
            with pytest.raises(DecodeError, match="not below the order"):
                decode_ballot(spelled, context)
