"""A challenged ballot opens to what it holds, or not at all."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.ballot import EncryptedSelection, with_members
from crypto.challenged_ballot import decode_nonces, encode_nonces, open_challenged_ballot
from crypto.elgamal import encrypt
from crypto.errors import DecodeError, ProofError
from tests.crypto.tiny_ballots import BASES, tiny_ballot, tiny_context, verified
from tests.tiny_group import TINY, Q

CHOICE = ((0, 1), (3, 0, 2))


def opened(made):
    context = tiny_context()
    nonces = decode_nonces(made.nonces, context, 1)
    return open_challenged_ballot(verified(made.data), nonces, context)


@settings(max_examples=20)
@given(st.tuples(*[st.integers(0, 3)] * 3).filter(lambda votes: 1 <= sum(votes) <= 5))
def test_a_ballot_opens_to_what_was_chosen(votes):
    assert opened(tiny_ballot(((1, 0), votes))) == ((1, 0), votes)


def test_nonces_survive_encoding():
    made = tiny_ballot(CHOICE)
    nonces = decode_nonces(made.nonces, tiny_context(), 1)
    assert encode_nonces(nonces, TINY) == made.nonces


def test_a_wrong_nonce_opens_nothing():
    made = tiny_ballot(CHOICE)
    nonces = json.loads(json.dumps(made.nonces))
    nonces[1][2] = f"{(int(nonces[1][2], 16) + 1) % Q:064x}"
    with pytest.raises(ProofError, match="contest 2 option 3: the nonce does not open"):
        opened(made._replace(nonces=nonces))


def test_nonces_of_another_ballot_open_nothing():
    made, other = tiny_ballot(CHOICE), tiny_ballot(CHOICE)
    with pytest.raises(ProofError, match="contest 1 option 1"):
        opened(made._replace(nonces=other.nonces))


def test_more_votes_than_an_option_takes_are_not_shown():
    context = tiny_context()
    made = tiny_ballot(CHOICE)
    nonces = decode_nonces(made.nonces, context, 1)
    ballot = verified(made.data)
    contest = ballot.contests[0]
    heavy = encrypt(BASES, 2, nonces[0][0])
    selection = EncryptedSelection(heavy.alpha, heavy.beta, contest.selections[0].proof)
    changed = replace(contest, selections=(selection, contest.selections[1]))
    forged = with_members(replace(ballot, contests=(changed, ballot.contests[1])), context)
    with pytest.raises(ProofError, match="contest 1 option 1: the nonce does not open"):
        open_challenged_ballot(forged, nonces, context)


SPOILT = {
    "a contest missing": lambda d: d.pop(),
    "a nonce missing": lambda d: d[0].pop(),
    "a nonce too many": lambda d: d[0].append(d[0][0]),
    "short": lambda d: d[0].__setitem__(0, "00"),
    "q": lambda d: d[0].__setitem__(0, f"{Q:064x}"),
    "upper case": lambda d: d[0].__setitem__(0, "0" * 63 + "A"),
    "no text": lambda d: d[0].__setitem__(0, 0),
    "no list": lambda d: d.__setitem__(0, "00"),
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_another_shape_is_refused(spoil):
    document = json.loads(json.dumps(tiny_ballot(CHOICE).nonces))
    spoil(document)
    with pytest.raises(DecodeError, match=r"^nonces"):
        decode_nonces(document, tiny_context(), 1)
