"""Proofs that two discrete logarithms are equal (Chaum-Pedersen).

A trustee shows with one that a partial decryption was made with the key share whose public part
anybody can compute from the board.
Source: docs/spec/protocol.md S8.3; Chaum and Pedersen, CRYPTO 1992.
"""

from dataclasses import dataclass

from crypto.elgamal import Ciphertext
from crypto.errors import ProofError
from crypto.fixed_base import FixedBase, cached_base
from crypto.group import Element, Group, Residue, Scalar
from crypto.multi_power import product_of_powers
from crypto.transcript import Tag, Transcript


@dataclass(frozen=True, slots=True)
class DecryptionStatement:
    """Trustee i raised A to the key share behind S_i: log_A M_i = log_g S_i.

    Args:
        h_e: election hash, 32 bytes.
        trustee: i, from 1.
        contest: number in the manifest, from 1.
        option: number in the contest, from 1.
        share_key: S_i.
        ciphertext: the encrypted total (A, B).
        share: the partial decryption M_i.
    """

    h_e: bytes
    trustee: int
    contest: int
    option: int
    share_key: Element
    ciphertext: Ciphertext
    share: Element

    def challenge(self, group: Group, a: Element, b: Element) -> Scalar:
        """Compute c from the proof's commitments a and b."""
        # c = Hq(H_E; 31, i, contest, option, A, B, a, b, M_i)   (S8.3)
        transcript = Transcript(Tag.PARTIAL_DECRYPTION)
        transcript.integer(self.trustee).integer(self.contest).integer(self.option)
        for x in (self.ciphertext.alpha, self.ciphertext.beta, a, b, self.share):
            transcript.element(group, x)
        return transcript.challenge_under(self.h_e, group)


@dataclass(frozen=True, slots=True)
class EqualityProof:
    """Challenge and response, each a scalar in [0, q)."""

    challenge: Scalar
    response: Scalar

    def verify(self, group: Group, statement: DecryptionStatement, share_key: FixedBase) -> None:
        """Check the proof.

        Its challenge is a hash of the commitments, which are not sent: they have to be computed one
        by one, so that proofs share their bases but cannot be put into one product (S10).

        Args:
            group: the parameter set.
            statement: what is proven.
            share_key: table of the statement's S_i, made once for all proofs of a trustee.

        Raises:
            ProofError: the challenge does not fit the statement, or the table is of another key.
        """
        c, v = self.challenge, self.response
        # a = g^v S_i^c,  b = A^v M_i^c   (S8.3)
        a = group.product((cached_base(group, group.g).power(v), share_key.power(c)))
        bases = (statement.ciphertext.alpha, statement.share)
        b = Element(Residue(product_of_powers(bases, (int(v), int(c)), group.p)))
        if share_key.base != statement.share_key or statement.challenge(group, a, b) != c:
            place = f"contest {statement.contest} option {statement.option}"
            message = f"{place}: proof of trustee {statement.trustee} does not fit its share"
            raise ProofError(message)


def prove_decryption(
    group: Group, statement: DecryptionStatement, *, key_share: Scalar, nonce: Scalar
) -> EqualityProof:
    """Prove that the share M_i was made with z_i = `key_share`.

    Args:
        group: the parameter set.
        statement: what is proven.
        key_share: z_i.
        nonce: u, fresh and uniform in [0, q), used once.
    """
    # a = g^u,  b = A^u,  v = u - c z_i   (S8.3)
    a = group.secret_power(group.g, nonce)
    b = group.secret_power(statement.ciphertext.alpha, nonce)
    c = statement.challenge(group, a, b)
    return EqualityProof(c, group.scalar(nonce - c * key_share))
