"""Making an encrypted ballot: the part of the protocol that knows what a voter chose.

A server never imports this; voters' devices do the same in the browser. It serves rehearsals,
load tests and test vectors.
Source: docs/spec/protocol.md S6.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

from crypto import entropy, hash_chain
from crypto.ballot import Ballot, EncryptedContest, EncryptedSelection, encode_ballot
from crypto.canonical_json import JsonValue
from crypto.challenged_ballot import encode_nonces
from crypto.commitments import ContestCommitments, encode_commitments
from crypto.context import ElectionContext
from crypto.elgamal import encrypt, multiply
from crypto.errors import ProofError
from crypto.group import Element, Group, Scalar
from crypto.manifest import Contest
from crypto.range_proof import RangeRandomness, RangeStatement, prove_range


@dataclass(frozen=True, slots=True)
class ContestRandomness:
    """For each option's proof and for the contest's proof."""

    selections: tuple[RangeRandomness, ...]
    contest: RangeRandomness


@dataclass(frozen=True, slots=True)
class BallotRandomness:
    """Everything random on one ballot; used once and forgotten.

    Args:
        salt: 32 bytes, published.
        ballot_nonce: 32 bytes, secret; all encryption nonces are derived from it.
        contests: randomness of the proofs, contest by contest of the style.
    """

    salt: bytes
    ballot_nonce: bytes
    contests: tuple[ContestRandomness, ...]

    @classmethod
    def draw(cls, context: ElectionContext, style: int) -> Self:
        """Draw it from the operating system."""
        contests = context.manifest.contests_of_style(style)
        return cls(
            entropy.random_bytes(32),
            entropy.random_bytes(32),
            tuple(_draw_contest(context.group, contest) for _, contest in contests),
        )


def _draw_contest(group: Group, contest: Contest) -> ContestRandomness:
    selections = tuple(_draw_range(group, option.option_max + 1) for option in contest.options)
    return ContestRandomness(selections, _draw_range(group, contest.branches))


def _draw_range(group: Group, branches: int) -> RangeRandomness:
    us = tuple(entropy.random_scalar(group) for _ in range(branches))
    return RangeRandomness(us, tuple(entropy.random_scalar(group) for _ in range(branches)))


class MadeBallot(NamedTuple):
    """A ballot in its published form, with what goes beside it.

    Args:
        data: the canonical bytes.
        commitments: document of record.md section 5.
        nonces: document of the nonces, to be published if and only if the ballot is challenged.
    """

    data: bytes
    commitments: JsonValue
    nonces: JsonValue


def encrypt_ballot(
    context: ElectionContext,
    *,
    style: int,
    credential: bytes,
    selections: Sequence[Sequence[int]],
    randomness: BallotRandomness,
) -> MadeBallot:
    """Encrypt a ballot and prove that it keeps the rules of its contests.

    Args:
        context: the election.
        style: number of the ballot style, from 1.
        credential: the voter's Ed25519 public key, 32 bytes.
        selections: votes for every option, contest by contest of the style.
        randomness: drawn for this ballot alone.

    Raises:
        ProofError: the selections break a rule of a contest, or are of another shape.
    """
    expected = context.manifest.contests_of_style(style)
    if [len(contest.options) for _, contest in expected] != [len(votes) for votes in selections]:
        raise ProofError("selections: not one for each option of the ballot style")
    h_i = context.ballot_key(credential, randomness.salt)
    made = [
        _encrypt_contest(
            context,
            _ContestWork(h_i, number, contest, randomness.ballot_nonce),
            votes,
            contest_randomness,
        )
        for (number, contest), votes, contest_randomness in zip(
            expected, selections, randomness.contests, strict=True
        )
    ]
    ballot = Ballot(style, credential, randomness.salt, tuple(part.encrypted for part in made))
    return MadeBallot(
        encode_ballot(ballot, context),
        encode_commitments(tuple(part.commitments for part in made), context.group),
        encode_nonces(tuple(part.nonces for part in made), context.group),
    )


@dataclass(frozen=True, slots=True)
class _ContestWork:
    """What stays the same for all selections of a contest."""

    h_i: bytes
    number: int
    contest: Contest
    ballot_nonce: bytes


@dataclass(frozen=True, slots=True)
class _MadeContest:
    encrypted: EncryptedContest[Element]
    commitments: ContestCommitments
    nonces: tuple[Scalar, ...]


def _encrypt_contest(
    context: ElectionContext,
    work: _ContestWork,
    votes: Sequence[int],
    randomness: ContestRandomness,
) -> _MadeContest:
    bases, group, contest = context.bases, context.group, work.contest
    nonces = tuple(_nonce(group, work, option) for option in range(1, len(votes) + 1))
    ciphertexts = [encrypt(bases, v, xi) for v, xi in zip(votes, nonces, strict=True)]
    selections, commitments = [], []
    for i, ciphertext in enumerate(ciphertexts):
        option_max = contest.options[i].option_max
        statement = RangeStatement(work.h_i, work.number, i + 1, ciphertext, 0, option_max)
        proof, pairs = prove_range(
            bases,
            statement,
            value=votes[i],
            nonce=nonces[i],
            randomness=randomness.selections[i],
        )
        selections.append(EncryptedSelection(ciphertext.alpha, ciphertext.beta, proof))
        commitments.append(pairs)
    # The product of the ciphertexts encrypts the sum under the sum of the nonces   (S6.4)
    total = multiply(group, ciphertexts)
    low, high = contest.votes_min, contest.votes_max
    proof, pairs = prove_range(
        bases,
        RangeStatement(work.h_i, work.number, 0, total, low, high),
        value=sum(votes),
        nonce=group.scalar(sum(int(xi) for xi in nonces)),
        randomness=randomness.contest,
    )
    return _MadeContest(
        EncryptedContest(tuple(selections), proof),
        ContestCommitments(tuple(commitments), pairs),
        nonces,
    )


def _nonce(group: Group, work: _ContestWork, option: int) -> Scalar:
    return hash_chain.selection_nonce(
        work.h_i, group, contest=work.number, option=option, ballot_nonce=work.ballot_nonce
    )
