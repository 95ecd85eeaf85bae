"""Ballots whose proofs are as good as a cheat can make them, for the contest with two options.

Contest 2 of the test manifest: two options, 0 to 3 votes each, 1 to 4 votes in all.
"""

from collections.abc import Iterator
from dataclasses import replace

from crypto.ballot import SubmittedBallot, decode_ballot, encode_ballot
from crypto.context import ElectionContext
from crypto.elgamal import Ciphertext, encrypt
from crypto.encryption import BallotRandomness, ContestRandomness, encrypt_ballot
from crypto.group import Group, Scalar
from crypto.range_proof import RangeProof, RangeRandomness, RangeStatement, prove_range
from crypto.transcript import Tag, Transcript, hmac_sha256
from scripts.weak_fiat_shamir import Commitments, forge

SELECTION = "contest 2 option 1"


def forged_ballots(context: ElectionContext, one: bytes) -> Iterator[tuple[str, str, bytes]]:
    """Forge ballots; `one` is a sound ballot of contest 2.

    Returns:
        Name, words of the message, and bytes.
    """
    ballot = decode_ballot(one, context)
    forger = _Forger(context, ballot)
    yield "ciphertext solved for after the challenge", SELECTION, forger.weak_challenge()
    yield "four votes for an option that takes three", SELECTION, forger.wide_selection(0, 4, 4)
    yield "minus one vote", SELECTION, forger.wide_selection(-1, 3, -1)
    yield "six votes where four are allowed", "contest 2", forger.wide_contest([3, 3])
    yield "no vote where one is asked for", "contest 2", forger.wide_contest([0, 0])


class _Forger:
    def __init__(self, context: ElectionContext, ballot: SubmittedBallot) -> None:
        self._context = context
        self._group: Group = context.group
        self._ballot = ballot
        self._h_i = context.ballot_key(ballot.credential, ballot.salt)
        self._drawn = 0

    def _draw(self) -> Scalar:
        self._drawn += 1
        digest = hmac_sha256(b"forged ballots".ljust(32), self._drawn.to_bytes(8, "big"))
        return self._group.scalar(int.from_bytes(digest, "big"))

    def _randomness(self, branches: int) -> RangeRandomness:
        us = tuple(self._draw() for _ in range(branches))
        return RangeRandomness(us, tuple(self._draw() for _ in range(branches)))

    def weak_challenge(self) -> bytes:
        """Forge a proof for verifiers that leave the ciphertext out of the challenge."""

        def challenge(commitments: Commitments) -> Scalar:
            transcript = Transcript(Tag.RANGE_PROOF).integer(2).integer(1)
            for a, b in commitments:
                transcript.element(self._group, a).element(self._group, b)
            return transcript.challenge_under(self._h_i, self._group)

        made = forge(self._context.bases, high=3, draw=self._draw, weak_challenge=challenge)
        return self._with_selection(made.ciphertext, made.proof)

    def wide_selection(self, low: int, high: int, value: int) -> bytes:
        """Prove a wider range, and leave out the branches that should not be there."""
        bases, nonce = self._context.bases, self._draw()
        ciphertext = encrypt(bases, value, nonce)
        statement = RangeStatement(self._h_i, 2, 1, ciphertext, low, high)
        randomness = self._randomness(len(statement.values))
        proof, _ = prove_range(bases, statement, value=value, nonce=nonce, randomness=randomness)
        return self._with_selection(ciphertext, RangeProof(proof.branches[-low : 4 - low]))

    def wide_contest(self, votes: list[int]) -> bytes:
        """Encrypt under the rule 0 to 6 votes, and leave out the branches for 0, 5 and 6."""
        manifest = self._context.manifest
        rules = replace(manifest.contests[1], votes_min=0, votes_max=6)
        contests = (manifest.contests[0], rules, manifest.contests[2])
        relaxed = replace(self._context, manifest=replace(manifest, contests=contests))
        selections = (self._randomness(4), self._randomness(4))
        contest = ContestRandomness(selections, self._randomness(7))
        made = encrypt_ballot(
            relaxed,
            style=self._ballot.style,
            credential=self._ballot.credential,
            selections=[votes],
            randomness=BallotRandomness(self._ballot.salt, bytes(32), (contest,)),
        )
        wide = decode_ballot(made.data, relaxed)
        kept = RangeProof(wide.contests[0].proof.branches[1:5])
        cut = replace(wide, contests=(replace(wide.contests[0], proof=kept),))
        return encode_ballot(cut, self._context)

    def _with_selection(self, ciphertext: Ciphertext, proof: RangeProof) -> bytes:
        contest = self._ballot.contests[0]
        forged = replace(
            contest.selections[0], alpha=ciphertext.alpha, beta=ciphertext.beta, proof=proof
        )
        selections = (forged, *contest.selections[1:])
        changed = replace(contest, selections=selections)
        return encode_ballot(replace(self._ballot, contests=(changed,)), self._context)
