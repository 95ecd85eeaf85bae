"""Ballots in the tiny group, for tests that need many of them."""

from dataclasses import dataclass, replace
from functools import cache

from crypto.ballot import decode_ballot, verify_ballot
from crypto.context import ElectionContext
from crypto.elgamal import EncryptionBases, encrypt
from crypto.encryption import BallotRandomness, encrypt_ballot
from crypto.entropy import random_scalar
from crypto.group import Scalar
from crypto.manifest import encode_manifest
from crypto.range_proof import RangeProof, RangeRandomness, RangeStatement, prove_range
from tests.crypto.manifests import sample_manifest
from tests.tiny_group import TINY, tiny_parameters

SECRET_KEY = TINY.scalar(0x1234567890ABCDEF)
JOINT_KEY = TINY.power(TINY.g, SECRET_KEY)
BASES = EncryptionBases.of(TINY, JOINT_KEY)
CREDENTIAL = bytes(range(32))
H_I = bytes(range(100, 132))


@cache
def tiny_context():
    """The sample manifest's election: contest 1 is 0..1 of two, contest 2 is 1..5 of three by 3."""
    with tiny_parameters():
        manifest = encode_manifest(sample_manifest(parameters="tiny"))
        return ElectionContext.build(manifest, JOINT_KEY)


def tiny_ballot(selections=((1, 0), (0, 2, 3)), style=1, credential=CREDENTIAL):
    context = tiny_context()
    return encrypt_ballot(
        context,
        style=style,
        credential=credential,
        selections=selections,
        randomness=BallotRandomness.draw(context, style),
    )


def verified(data):
    context = tiny_context()
    return verify_ballot(decode_ballot(data, context), context)


@dataclass(frozen=True)
class ProvedRange:
    """A statement with its proof, and what only the prover knows."""

    statement: RangeStatement
    proof: RangeProof
    nonce: Scalar

    def verify(self, **changes):
        self.proof.verify(BASES, replace(self.statement, **changes))


def proved_range(low, high, value, contest=1, option=1):
    nonce = random_scalar(TINY)
    ciphertext = encrypt(BASES, value, nonce)
    statement = RangeStatement(H_I, contest, option, ciphertext, low, high)
    proof, _ = prove_range(
        BASES, statement, value=value, nonce=nonce, randomness=range_randomness(high - low + 1)
    )
    return ProvedRange(statement, proof, nonce)


def range_randomness(branches):
    us = tuple(random_scalar(TINY) for _ in range(branches))
    return RangeRandomness(us, tuple(random_scalar(TINY) for _ in range(branches)))
