"""Values made by a second implementation of docs/spec/protocol.md, apart from this project."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from crypto import hash_chain
from crypto.elgamal import Ciphertext, EncryptionBases, encrypt, multiply
from crypto.equality_proof import DecryptionStatement, EqualityProof, prove_decryption
from crypto.fixed_base import FixedBase
from crypto.group import group_named
from crypto.range_proof import RangeProof, RangeRandomness, RangeStatement, prove_range
from crypto.schnorr import (
    KeyProof,
    KeyStatement,
    SchnorrProof,
    ShareStatement,
    prove_keys,
    prove_share,
    verify_keys,
    verify_share,
)

VECTORS = json.loads((Path(__file__).parent.parent / "vectors/protocol-v1.json").read_text())
ELECTIONS = VECTORS["elections"]


class Reader:
    """Reads the vectors' numbers in the election's group."""

    def __init__(self, election):
        self.group = group_named(election["parameters"])

    @cache  # noqa: B019 - as long-lived as the test
    def element(self, text):
        return self.group.member(self.group.decode_residue(text, "vector"), "vector")

    def elements(self, texts):
        return tuple(self.element(text) for text in texts)

    def scalar(self, text):
        return self.group.decode_scalar(text, "vector")

    def scalars(self, texts):
        return tuple(self.scalar(text) for text in texts)


@pytest.fixture(scope="module", params=ELECTIONS, ids=lambda e: e["parameters"])
def election(request):
    return request.param


@pytest.fixture(scope="module")
def read(election):
    return Reader(election)


@pytest.fixture(scope="module")
def h_p(election, read):
    return hash_chain.parameter_hash(
        read.group,
        n=election["n"],
        k=election["k"],
        demonstration=election["demonstration"],
    )


def test_the_hash_chain_is_the_same(election, read, h_p):
    assert h_p.hex() == election["H_P"]
    h_b = hash_chain.base_hash(h_p, election["manifest"].encode())
    assert h_b.hex() == election["H_B"]
    joint_key = read.element(election["joint_key"])
    assert hash_chain.election_hash(h_b, read.group, joint_key).hex() == election["H_E"]


def test_key_proofs_are_the_same(election, read, h_p):
    for trustee in election["trustees"]:
        coefficients = read.scalars(trustee["coefficients"])
        zeta = read.scalar(trustee["communication_secret"])
        group = read.group
        commitments = tuple(group.secret_power(group.g, a) for a in coefficients)
        kappa = group.secret_power(group.g, zeta)
        assert commitments == read.elements(trustee["commitments"])
        assert kappa == read.element(trustee["communication_key"])
        statement = KeyStatement(
            h_p=h_p,
            election_id=election["election_id"],
            attempt=election["attempt"],
            trustee=trustee["index"],
            commitments=commitments,
            communication_key=kappa,
            signing_key=bytes.fromhex(trustee["signing_key"]),
        )
        proof = prove_keys(
            group,
            statement,
            secrets=(*coefficients, zeta),
            nonces=read.scalars(trustee["proof_nonces"]),
        )
        expected = KeyProof(read.scalar(trustee["challenge"]), read.scalars(trustee["responses"]))
        assert proof == expected
        verify_keys(group, statement, proof)


def test_ballots_are_the_same(election, read):
    manifest = json.loads(election["manifest"])
    h_e = bytes.fromhex(election["H_E"])
    bases = EncryptionBases.of(read.group, read.element(election["joint_key"]))
    for ballot in election["ballots"]:
        identifier = hash_chain.ballot_id(
            h_e, bytes.fromhex(ballot["credential"]), bytes.fromhex(ballot["salt"])
        )
        assert identifier.hex() == ballot["ballot_id"]
        h_i = hash_chain.ballot_key(h_e, identifier)
        assert h_i.hex() == ballot["H_I"]
        made = RemadeBallot(read, bases, h_i, bytes.fromhex(ballot["ballot_nonce"]))
        pairs = zip(manifest["contests"], ballot["contests"], strict=True)
        for number, (rules, contest) in enumerate(pairs, start=1):
            made.check_contest(number, rules, contest)


@dataclass
class RemadeBallot:
    """A ballot made again from the randomness of the vectors."""

    read: Reader
    bases: EncryptionBases
    h_i: bytes
    ballot_nonce: bytes

    def check_contest(self, number, rules, contest):
        made = [
            self.check_selection((number, option), rules["option_max"], selection)
            for option, selection in enumerate(contest["selections"], start=1)
        ]
        group = self.read.group
        total = multiply(group, [ciphertext for ciphertext, _ in made])
        low, high = rules["votes_min"], rules["votes_max"]
        statement = RangeStatement(self.h_i, number, 0, total, low, high)
        value = sum(selection["value"] for selection in contest["selections"])
        self.check_proof(statement, value, group.scalar(sum(nonce for _, nonce in made)), contest)

    def check_selection(self, place, option_max, vector):
        contest, option = place
        nonce = hash_chain.selection_nonce(
            self.h_i,
            self.read.group,
            contest=contest,
            option=option,
            ballot_nonce=self.ballot_nonce,
        )
        assert nonce == self.read.scalar(vector["nonce"])
        ciphertext = encrypt(self.bases, vector["value"], nonce)
        assert ciphertext == Ciphertext(*self.read.elements((vector["alpha"], vector["beta"])))
        statement = RangeStatement(self.h_i, contest, option, ciphertext, 0, option_max)
        self.check_proof(statement, vector["value"], nonce, vector)
        return ciphertext, nonce

    def check_proof(self, statement, value, nonce, vector):
        read = self.read
        randomness = RangeRandomness(read.scalars(vector["us"]), read.scalars(vector["cs"]))
        proof, commitments = prove_range(
            self.bases, statement, value=value, nonce=nonce, randomness=randomness
        )
        assert proof == RangeProof(tuple(read.scalars(branch) for branch in vector["proof"]))
        assert commitments == tuple(read.elements(pair) for pair in vector["commitments"])
        proof.verify(self.bases, statement)
        assert proof.commitments(self.bases, statement) == commitments


def test_partial_decryption_proofs_are_the_same(election, read):
    group = read.group
    key_shares = {int(i): read.scalar(z) for i, z in election["key_shares"].items()}
    share_keys = {int(i): read.element(s) for i, s in election["share_keys"].items()}
    for total in election["tally"]:
        ciphertext = Ciphertext(*read.elements((total["A"], total["B"])))
        for partial in total["partial_decryptions"]:
            i = partial["trustee"]
            share = group.secret_power(ciphertext.alpha, key_shares[i])
            assert share == read.element(partial["M"])
            statement = DecryptionStatement(
                bytes.fromhex(election["H_E"]),
                i,
                total["contest"],
                total["option"],
                share_keys[i],
                ciphertext,
                share,
            )
            proof = prove_decryption(
                group,
                statement,
                key_share=key_shares[i],
                nonce=read.scalar(partial["proof_nonce"]),
            )
            assert proof == EqualityProof(
                read.scalar(partial["challenge"]), read.scalar(partial["response"])
            )
            proof.verify(group, statement, FixedBase(group, statement.share_key))


def test_share_proofs_are_the_same(election, read, h_p):
    for share in election["shares"]:
        statement = ShareStatement(
            h_p,
            election["election_id"],
            share["from"],
            share["to"],
            read.element(share["C0"]),
            bytes.fromhex(share["C1"]),
        )
        proof = prove_share(
            read.group,
            statement,
            secret=read.scalar(share["nonce"]),
            nonce=read.scalar(share["proof_nonce"]),
        )
        expected = (read.scalar(share["challenge"]), read.scalar(share["response"]))
        assert proof == SchnorrProof(*expected)
        verify_share(read.group, statement, proof)
