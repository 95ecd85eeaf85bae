"""Ballots whose proofs hold but for one error, as a cheat with programs of their own makes them.

Every cheat knows all that there is to know of its ballot, puts errors into ciphertexts and
commitments before the challenge is computed, and answers it as well as it can.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from gmpy2 import invert, mpz, powmod

from crypto.ballot import Ballot, EncryptedContest, EncryptedSelection, range_statements
from crypto.batch import BallotClaim
from crypto.commitments import ContestCommitments
from crypto.context import ElectionContext
from crypto.elgamal import Ciphertext, encrypt, multiply
from crypto.entropy import random_bytes, random_scalar
from crypto.group import Group, Residue
from crypto.manifest import Contest, Style, encode_manifest
from crypto.range_proof import RangeProof, RangeStatement
from tests.crypto.manifests import both, option, sample_manifest

CONTEST = Contest(
    both("Chair", "Vorsitz"), both("", ""), (option("Ada"), option("Grace")), 0, 1, both("", "")
)
CREDENTIAL = bytes(range(32))


def context_of(group: Group) -> ElectionContext:
    """An election with one question of two options, under a key nobody knows."""
    manifest = sample_manifest(
        parameters=group.name, contests=(CONTEST,), styles=(Style("All", (1,)),)
    )
    key = group.power(group.g, random_scalar(group))
    return ElectionContext.build(encode_manifest(manifest), key)


Place = tuple[int, int, str]
"""Number of an option (0 for the contest's proof), branch, and "a" or "b"."""


@dataclass(frozen=True)
class Errors:
    """Factors put into a ballot: `alphas` and `betas` by option, `commitments` by place.

    With `is_even` the challenges that a prover may choose are even, so that signs drop out.
    """

    alphas: Mapping[int, mpz] = field(default_factory=dict)
    betas: Mapping[int, mpz] = field(default_factory=dict)
    commitments: Mapping[Place, mpz] = field(default_factory=dict)
    is_even: bool = False


def claim(
    context: ElectionContext, votes: tuple[int, int] = (1, 0), errors: Errors | None = None
) -> BallotClaim:
    """Make a ballot with its commitments; an honest one without `errors`."""
    errors = errors or Errors()
    group, salt = context.group, random_bytes(32)
    h_i = context.ballot_key(CREDENTIAL, salt)
    nonces = [random_scalar(group) for _ in votes]
    ciphertexts = [
        _twisted(group, encrypt(context.bases, vote, nonce), errors, place)
        for place, (vote, nonce) in enumerate(zip(votes, nonces, strict=True), 1)
    ]
    made = [
        _prove(context, RangeStatement(h_i, 1, place, ciphertext, 0, 1), vote, nonce, errors)
        for place, (ciphertext, vote, nonce) in enumerate(
            zip(ciphertexts, votes, nonces, strict=True), 1
        )
    ]
    total = RangeStatement(h_i, 1, 0, multiply(group, ciphertexts), 0, 1)
    proof, pairs = _prove(context, total, sum(votes), group.scalar(sum(nonces)), errors)
    selections = tuple(
        EncryptedSelection(ciphertext.alpha, ciphertext.beta, one)
        for ciphertext, (one, _) in zip(ciphertexts, made, strict=True)
    )
    ballot = Ballot(1, CREDENTIAL, salt, (EncryptedContest(selections, proof),))
    return BallotClaim(ballot, (ContestCommitments(tuple(pair for _, pair in made), pairs),))


def _twisted(group: Group, ciphertext: Ciphertext, errors: Errors, place: int) -> Ciphertext:
    alpha = ciphertext.alpha * errors.alphas.get(place, 1) % group.p
    beta = ciphertext.beta * errors.betas.get(place, 1) % group.p
    return Ciphertext(alpha, beta)


def _prove(context, statement, vote, nonce, errors):
    """Prove as an honest prover does, with errors; without one, out of range, it does not hold."""
    group, bases = context.group, context.bases
    us = [random_scalar(group) for _ in statement.values]
    drawn = [random_scalar(group) for _ in statement.values]
    cs = [c - c % 2 if errors.is_even else c for c in drawn]
    pairs = []
    for branch, (j, u, c) in enumerate(zip(statement.values, us, cs, strict=True)):
        a = bases.g.power(u)
        b = bases.k.power(group.scalar(u + (vote - j) * c if j != vote else u))
        places = [(statement.option, branch, part) for part in "ab"]
        twists = [errors.commitments.get(place, 1) for place in places]
        pairs.append((Residue(a * twists[0] % group.p), Residue(b * twists[1] % group.p)))
    true = min(vote, statement.high) - statement.low
    others = sum(int(c) for branch, c in enumerate(cs) if branch != true)
    cs[true] = group.scalar(statement.challenge(group, pairs) - others)
    branches = tuple((c, group.scalar(u - c * nonce)) for c, u in zip(cs, us, strict=True))
    return RangeProof(branches), tuple(pairs)


def strays(group: Group) -> dict[str, mpz]:
    """Numbers of every order there is beside q: 2, the large prime, and twice that."""
    large = powmod(5, 2 * group.q, group.p)
    return {"order 2": group.p - 1, "large": large, "twice large": large * (group.p - 1) % group.p}


Attack = Callable[[ElectionContext], list[BallotClaim]]


def _negated_with_fitting_commitments(context: ElectionContext) -> list[BallotClaim]:
    """Both parts of a ciphertext negated, and drawn again until all challenges are even."""
    twist = {1: context.group.p - 1}
    while True:
        made = claim(context, errors=Errors(twist, twist, is_even=True))
        if _equations_hold(context, made):
            return [made]


def _equations_hold(context: ElectionContext, made: BallotClaim) -> bool:
    """Whether (6.6) gives the commitments sent: true of these forgeries, member or not."""
    sent = [pairs for contest in made.commitments for pairs in contest.proofs]
    return all(
        proof.commitments(context.bases, statement) == pairs
        for (statement, proof), pairs in zip(
            range_statements(made.ballot, context), sent, strict=True
        )
    )


def _two_signs_that_cancel(context: ElectionContext) -> list[BallotClaim]:
    minus = context.group.p - 1
    errors = Errors(commitments={(1, 0, "a"): minus, (1, 0, "b"): minus})
    return [claim(context, errors=errors)]


def _signs_of_two_ballots_that_cancel(context: ElectionContext) -> list[BallotClaim]:
    minus = context.group.p - 1
    return [claim(context, errors=Errors(commitments={(2, 1, "a"): minus})) for _ in range(2)]


def _inverse_errors(name: str) -> Attack:
    def attack(context: ElectionContext) -> list[BallotClaim]:
        group = context.group
        stray = strays(group)[name]
        return [
            claim(context, errors=Errors(commitments={(1, 1, "b"): factor}))
            for factor in (stray, invert(stray, group.p))
        ]

    return attack


def _inverse_ciphertexts(name: str) -> Attack:
    def attack(context: ElectionContext) -> list[BallotClaim]:
        group = context.group
        stray = strays(group)[name]
        return [
            claim(context, errors=Errors(alphas={1: factor}, betas={1: factor}))
            for factor in (stray, invert(stray, group.p))
        ]

    return attack


def _responses_that_cancel(context: ElectionContext) -> list[BallotClaim]:
    """Commitments times g^d and g^-d: what one coefficient for both would let through."""
    group = context.group
    d = group.power(group.g, random_scalar(group))
    return [
        claim(context, errors=Errors(commitments={(1, 0, "a"): factor}))
        for factor in (d, group.inverse(d))
    ]


def _two_votes(context: ElectionContext) -> list[BallotClaim]:
    return [claim(context, votes=(1, 1))]


def _vote_of_two(context: ElectionContext) -> list[BallotClaim]:
    return [claim(context, votes=(2, 0))]


def _commitments_of_another(context: ElectionContext) -> list[BallotClaim]:
    return [BallotClaim(claim(context).ballot, claim(context).commitments)]


ATTACKS: dict[str, Attack] = {
    "a ciphertext negated, all equations true": _negated_with_fitting_commitments,
    "two wrong signs in one ballot": _two_signs_that_cancel,
    "two wrong signs in two ballots": _signs_of_two_ballots_that_cancel,
    **{
        f"commitments times {name} and its inverse": _inverse_errors(name)
        for name in ("order 2", "large", "twice large")
    },
    **{
        f"ciphertexts times {name} and its inverse": _inverse_ciphertexts(name)
        for name in ("order 2", "large", "twice large")
    },
    "commitments times an element and its inverse": _responses_that_cancel,
    "one vote for each of two": _two_votes,
    "two votes for one": _vote_of_two,
    "the commitments of another ballot": _commitments_of_another,
}
"""By name, what makes ballots of which none may be accepted."""
