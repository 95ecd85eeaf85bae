"""Randomness of a ballot: fresh, complete, never used twice."""

import pytest

from crypto import entropy
from crypto.encryption import BallotRandomness, encrypt_ballot
from tests.crypto.tiny_ballots import CREDENTIAL, tiny_ballot, tiny_context, verified


def test_randomness_has_a_value_for_every_branch():
    drawn = BallotRandomness.draw(tiny_context(), 1)
    shape = [
        ([len(r.us) for r in contest.selections], len(contest.contest.us))
        for contest in drawn.contests
    ]
    assert shape == [([2, 2], 2), ([4, 4, 4], 5)]
    assert len(drawn.salt) == len(drawn.ballot_nonce) == 32
    assert drawn.salt != drawn.ballot_nonce


def test_nothing_repeats_between_two_ballots_of_one_choice():
    numbers = []
    for _ in range(50):
        ballot = verified(tiny_ballot().data)
        numbers += [ballot.salt, *(s.alpha for c in ballot.contests for s in c.selections)]
        numbers += [v for c in ballot.contests for _, v in c.proof.branches]
    assert len(set(numbers)) == len(numbers)


def test_the_same_randomness_makes_the_same_bytes():
    context = tiny_context()
    randomness = BallotRandomness.draw(context, 2)
    made = [
        encrypt_ballot(
            context, style=2, credential=CREDENTIAL, selections=[[1, 0, 3]], randomness=randomness
        )
        for _ in range(2)
    ]
    assert made[0] == made[1]


def test_without_entropy_there_is_no_ballot(monkeypatch):
    def broken(_):
        raise NotImplementedError

    monkeypatch.setattr(entropy.secrets, "token_bytes", broken)
    with pytest.raises(NotImplementedError):
        tiny_ballot()


def test_the_size_of_a_ballot_does_not_depend_on_the_choice():
    choices = [((0, 0), (1, 0, 0)), ((1, 0), (0, 2, 3)), ((0, 1), (3, 1, 1))]
    assert len({len(tiny_ballot(choice).data) for choice in choices}) == 1
