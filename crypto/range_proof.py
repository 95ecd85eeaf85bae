"""Proofs that a ciphertext holds one of the integers low, low + 1, ..., high.

A disjunction of equality proofs: the prover makes a true proof for the value it encrypted and
simulates the others; the challenges of all branches add up to one hash of the whole statement.
Source: docs/spec/protocol.md S6.3; Cramer, Damgard and Schoenmakers, CRYPTO 1994; ElectionGuard
Design Specification 2.1.0, section 3.3.5.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from crypto.elgamal import Ciphertext, EncryptionBases
from crypto.errors import ProofError
from crypto.group import Element, Group, Residue, Scalar
from crypto.transcript import Tag, Transcript


@dataclass(frozen=True, slots=True)
class RangeStatement:
    """A ciphertext at its place on a ballot holds an integer in [low, high].

    Args:
        h_i: hash key of the ballot, 32 bytes.
        contest: number in the manifest, from 1.
        option: number in the contest, from 1; 0 for the proof of the whole contest.
        ciphertext: (alpha, beta).
        low: smallest value allowed.
        high: largest value allowed, at least `low`.
    """

    h_i: bytes
    contest: int
    option: int
    ciphertext: Ciphertext
    low: int
    high: int

    @property
    def values(self) -> range:
        """The values allowed, in the order of the branches."""
        return range(self.low, self.high + 1)

    @property
    def place(self) -> str:
        """Where the proof stands, for messages."""
        return f"contest {self.contest}" + (f" option {self.option}" if self.option else "")

    def challenge(self, group: Group, commitments: Sequence[tuple[Residue, Residue]]) -> Scalar:
        """Compute c from the pairs (a_j, b_j), one for each value in order."""
        # c = Hq(H_I; 24, i, j, alpha, beta, a_m, b_m, ..., a_M, b_M)   (S6.3)
        transcript = Transcript(Tag.RANGE_PROOF).integer(self.contest).integer(self.option)
        transcript.element(group, self.ciphertext.alpha).element(group, self.ciphertext.beta)
        for a, b in commitments:
            transcript.element(group, a).element(group, b)
        return transcript.challenge_under(self.h_i, group)


@dataclass(frozen=True, slots=True)
class RangeRandomness:
    """Fresh uniform scalars in [0, q), one of each kind for each branch, used once.

    Args:
        us: u_j.
        cs: c_j; the one of the true value is not used.
    """

    us: tuple[Scalar, ...]
    cs: tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class RangeProof:
    """Pairs (c_j, v_j) of scalars in [0, q), one for each value in order."""

    branches: tuple[tuple[Scalar, Scalar], ...]

    def commitments(
        self, bases: EncryptionBases, statement: RangeStatement
    ) -> tuple[tuple[Element, Element], ...]:
        """Compute the pairs (a_j, b_j) that an honest prover committed to.

        Raises:
            ProofError: not one branch for each value.
        """
        if len(self.branches) != len(statement.values):
            raise ProofError(f"{statement.place}: range proof has the wrong number of branches")
        pairs = zip(statement.values, self.branches, strict=True)
        return tuple(_commitment(bases, statement.ciphertext, j, c, v) for j, (c, v) in pairs)

    def verify(self, bases: EncryptionBases, statement: RangeStatement) -> None:
        """Check the proof by itself.

        Raises:
            ProofError: wrong number of branches, or the challenges do not add up.
        """
        self.verify_challenge(bases.group, statement, self.commitments(bases, statement))

    def verify_challenge(
        self,
        group: Group,
        statement: RangeStatement,
        commitments: Sequence[tuple[Residue, Residue]],
    ) -> None:
        """Check that the challenges add up to the hash of the statement and these commitments.

        That the commitments fit the responses is another check.

        Raises:
            ProofError: they do not.
        """
        # sum_j c_j = c   (S6.3)
        total = group.scalar(sum(int(c) for c, _ in self.branches))
        if total != statement.challenge(group, commitments):
            raise ProofError(f"{statement.place}: range proof does not fit the ciphertext")


def _commitment(
    bases: EncryptionBases, ciphertext: Ciphertext, j: int, c: Scalar, v: Scalar
) -> tuple[Element, Element]:
    group = bases.group
    # a_j = g^{v_j} alpha^{c_j},  b_j = K^{v_j - j c_j} beta^{c_j}   (S6.3)
    a = (bases.g.power(v), group.power(ciphertext.alpha, c))
    b = (bases.k.power(group.scalar(v - j * c)), group.power(ciphertext.beta, c))
    return group.product(a), group.product(b)


def prove_range(
    bases: EncryptionBases,
    statement: RangeStatement,
    *,
    value: int,
    nonce: Scalar,
    randomness: RangeRandomness,
) -> tuple[RangeProof, tuple[tuple[Element, Element], ...]]:
    """Prove that the ciphertext, made of `value` and `nonce`, is in range.

    Returns:
        The proof and its commitments (a_j, b_j).

    Raises:
        ProofError: the value is out of range, so there is nothing to prove.
    """
    if value not in statement.values:
        raise ProofError(f"{statement.place}: value out of range")
    group = bases.group
    true_branch = value - statement.low
    cs = list(randomness.cs)
    # a_j = g^{u_j},  b_j = K^{u_j + (l - j) c_j}   (S6.3); l - j = 0 in the true branch
    branches = list(zip(statement.values, randomness.us, cs, strict=True))
    commitments = tuple(
        (bases.g.power(u), bases.k.power(group.scalar(u + (value - j) * c))) for j, u, c in branches
    )
    # c_l = c - sum_{j != l} c_j,  v_j = u_j - c_j xi   (S6.3)
    others = sum(int(c) for j, _, c in branches if j != value)
    cs[true_branch] = group.scalar(statement.challenge(group, commitments) - others)
    pairs = zip(cs, randomness.us, strict=True)
    proof = RangeProof(tuple((c, group.scalar(u - c * nonce)) for c, u in pairs))
    return proof, commitments
