"""Proofs of knowledge: keys, shares and drills."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.entropy import random_scalar
from crypto.errors import ProofError
from crypto.schnorr import (
    DrillStatement,
    KeyProof,
    KeyStatement,
    SchnorrProof,
    ShareStatement,
    prove_drill,
    prove_keys,
    prove_share,
    verify_drill,
    verify_keys,
    verify_share,
)
from tests.tiny_group import TINY, Q

H_P = bytes(range(32))
SIGNING_KEY = bytes(range(32, 64))
ELECTION_ID = "00000000-0000-4000-8000-000000000001"
OTHER_ID = "00000000-0000-4000-8000-000000000002"
SQUARE = TINY.product([TINY.g, TINY.g])
amounts = st.integers(1, Q - 1)


def power(secret):
    return TINY.power(TINY.g, secret)


def proved_keys(threshold=3):
    secrets = [random_scalar(TINY) for _ in range(threshold + 1)]
    *commitments, kappa = [power(secret) for secret in secrets]
    statement = KeyStatement(H_P, ELECTION_ID, 1, 2, tuple(commitments), kappa, SIGNING_KEY)
    nonces = [random_scalar(TINY) for _ in secrets]
    return statement, prove_keys(TINY, statement, secrets=secrets, nonces=nonces)


def proved_share():
    secret = random_scalar(TINY)
    statement = ShareStatement(H_P, ELECTION_ID, 1, 2, power(secret), bytes(32))
    return statement, prove_share(TINY, statement, secret=secret, nonce=random_scalar(TINY))


def proved_drill():
    secret = random_scalar(TINY)
    statement = DrillStatement(H_P, ELECTION_ID, 3, power(secret), bytes(32))
    return statement, prove_drill(TINY, statement, secret=secret, nonce=random_scalar(TINY))


SINGLE = {"share": (proved_share, verify_share), "drill": (proved_drill, verify_drill)}
single = pytest.mark.parametrize(("make", "verify"), SINGLE.values(), ids=SINGLE)


@given(st.integers(1, 5))
def test_a_trustee_can_prove_its_keys(threshold):
    verify_keys(TINY, *proved_keys(threshold))


@given(st.integers(0, 3), amounts)
def test_no_number_of_a_key_proof_can_be_changed(position, amount):
    statement, proof = proved_keys()
    responses = list(proof.responses)
    responses[position] = TINY.scalar(responses[position] + amount)
    changed = [
        replace(proof, challenge=TINY.scalar(proof.challenge + amount)),
        replace(proof, responses=tuple(responses)),
    ]
    for other in changed:
        with pytest.raises(ProofError, match="trustee 2: key proof does not fit"):
            verify_keys(TINY, statement, other)


def test_a_key_proof_is_of_its_statement():
    statement, proof = proved_keys()
    changes = [
        {"h_p": bytes(32)},
        {"election_id": OTHER_ID},
        {"attempt": 2},
        {"attempt": 2, "trustee": 1},
        {"trustee": 3},
        {"signing_key": bytes(32)},
        {"communication_key": SQUARE},
        {"commitments": (SQUARE, *statement.commitments[1:])},
        {"commitments": statement.commitments[::-1]},
    ]
    for change in changes:
        with pytest.raises(ProofError, match="does not fit"):
            verify_keys(TINY, replace(statement, **change), proof)


@pytest.mark.parametrize("count", [0, 3, 5])
def test_a_key_proof_has_a_response_for_every_key(count):
    statement, proof = proved_keys()
    responses = (*proof.responses, TINY.scalar(0))[:count]
    with pytest.raises(ProofError, match="wrong length"):
        verify_keys(TINY, statement, KeyProof(proof.challenge, responses))


def test_a_key_chosen_to_cancel_the_others_cannot_be_proven():
    others, _ = proved_keys()
    secret = random_scalar(TINY)
    rogue = TINY.product([power(secret), TINY.inverse(others.commitments[0])])
    commitments = (rogue, *(power(random_scalar(TINY)) for _ in range(2)))
    statement = KeyStatement(H_P, ELECTION_ID, 1, 3, commitments, power(secret), SIGNING_KEY)
    nonces = [random_scalar(TINY) for _ in range(4)]
    proof = prove_keys(TINY, statement, secrets=[secret] * 4, nonces=nonces)
    with pytest.raises(ProofError, match="trustee 3: key proof does not fit"):
        verify_keys(TINY, statement, proof)


@single
def test_knowledge_can_be_proven(make, verify):
    for _ in range(20):
        verify(TINY, *make())


@given(amounts)
def test_no_number_of_a_proof_can_be_changed(amount):
    for make, verify in SINGLE.values():
        statement, proof = make()
        changed = [
            replace(proof, challenge=TINY.scalar(proof.challenge + amount)),
            replace(proof, response=TINY.scalar(proof.response + amount)),
        ]
        for other in changed:
            with pytest.raises(ProofError, match="does not fit"):
                verify(TINY, statement, other)


@single
def test_a_key_solved_for_after_the_challenge_is_refused(make, verify):
    statement, _ = make()
    # Weak challenge: choose h and c first, then x = (h g^{-v})^{1/c} passes g^v x^c = h.
    h, v, c = power(random_scalar(TINY)), random_scalar(TINY), random_scalar(TINY)
    root = TINY.scalar(pow(int(c), -1, Q))
    x = TINY.power(TINY.product([h, TINY.inverse(power(v))]), root)
    assert TINY.product([power(v), TINY.power(x, c)]) == h
    field = "c0" if make is proved_share else "share_key"
    with pytest.raises(ProofError, match="does not fit"):
        verify(TINY, replace(statement, **{field: x}), SchnorrProof(c, v))


@pytest.mark.parametrize(
    "change",
    [
        {"h_p": bytes(32)},
        {"election_id": OTHER_ID},
        {"sender": 3},
        {"recipient": 3},
        {"sender": 2, "recipient": 1},
        {"c0": SQUARE},
        {"c1": bytes([1]) * 32},
    ],
    ids="-".join,
)
def test_a_share_proof_is_of_its_statement(change):
    statement, proof = proved_share()
    with pytest.raises(ProofError, match="proof does not fit"):
        verify_share(TINY, replace(statement, **change), proof)


@pytest.mark.parametrize(
    "change",
    [
        {"h_p": bytes(32)},
        {"election_id": OTHER_ID},
        {"trustee": 4},
        {"share_key": SQUARE},
        {"server_challenge": bytes([1]) * 32},
    ],
    ids="-".join,
)
def test_a_drill_proof_is_of_its_statement(change):
    statement, proof = proved_drill()
    with pytest.raises(ProofError, match="drill proof does not fit"):
        verify_drill(TINY, replace(statement, **change), proof)
