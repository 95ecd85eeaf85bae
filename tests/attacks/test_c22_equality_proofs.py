"""C22. Unlock shares of other votes, each with the best proof a liar can make.

No two hidden votes are ever compared; the nearest thing is the proof that a key holder raised a
ciphertext to the one key that everybody knows the public part of.
"""

import pytest

from crypto.elgamal import Ciphertext, encrypt
from crypto.entropy import random_bytes, random_nonzero_scalar
from crypto.equality_proof import DecryptionStatement, EqualityProof, prove_decryption
from crypto.errors import ProofError
from crypto.fixed_base import FixedBase
from voting.contexts import election_context

PAIRS = 1000


@pytest.fixture
def group(built):
    return election_context(built.election).group


def stated(group, key, ciphertext: Ciphertext, share) -> DecryptionStatement:
    return DecryptionStatement(
        h_e=random_bytes(32),
        trustee=1,
        contest=1,
        option=1,
        share_key=group.power(group.g, key),
        ciphertext=ciphertext,
        share=share,
    )


def simulated(group, statement: DecryptionStatement) -> EqualityProof:
    """Challenge and response first, commitments to fit: all that whoever knows no key can do."""
    challenge, response = random_nonzero_scalar(group), random_nonzero_scalar(group)
    a = group.product((group.power(group.g, response), group.power(statement.share_key, challenge)))
    b = group.product(
        (
            group.power(statement.ciphertext.alpha, response),
            group.power(statement.share, challenge),
        )
    )
    return EqualityProof(statement.challenge(group, a, b), response)


def test_a_thousand_shares_of_other_votes_are_refused(built, group):
    bases, key = election_context(built.election).bases, random_nonzero_scalar(group)
    table, accepted = FixedBase(group, group.power(group.g, key)), 0
    for number in range(PAIRS):
        mine = encrypt(bases, 1, random_nonzero_scalar(group))
        share = bases.g.power(random_nonzero_scalar(group))  # of another vote
        statement = stated(group, key, mine, share)
        lies = number % 2
        proof = (
            simulated(group, statement)
            if lies
            else prove_decryption(
                group, statement, key_share=key, nonce=random_nonzero_scalar(group)
            )
        )
        try:
            proof.verify(group, statement, table)
        except ProofError:
            continue
        accepted += 1
    assert accepted == 0


def test_the_honest_pair_is_accepted(built, group):
    bases, key = election_context(built.election).bases, random_nonzero_scalar(group)
    mine = encrypt(bases, 1, random_nonzero_scalar(group))
    statement = stated(group, key, mine, group.power(mine.alpha, key))
    proof = prove_decryption(group, statement, key_share=key, nonce=random_nonzero_scalar(group))
    proof.verify(group, statement, FixedBase(group, statement.share_key))
