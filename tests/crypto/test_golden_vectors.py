"""Ballots as bytes, sound and malformed; the browser's code is tested against the same file."""

import base64
import json
from pathlib import Path

import pytest

from crypto.ballot import ballot_hash, decode_ballot, parse_tracker, tracker, verify_ballot
from crypto.challenged_ballot import decode_nonces, open_challenged_ballot
from crypto.commitments import decode_commitments, verify_commitments
from crypto.context import ElectionContext
from crypto.errors import DecodeError, MembershipError, ProofError
from crypto.group import group_named
from crypto.signing import entry_message, verify_signature
from scripts import make_vectors

FILE = Path(__file__).parent.parent / "vectors/golden-v1.json"
GOLDEN = json.loads(FILE.read_text())


def context_of(election):
    group = group_named(election["parameters"])
    joint_key = group.key_member(group.decode_residue(election["joint_key"], "K"), "K")
    return ElectionContext.build(election["manifest"].encode(), joint_key)


CONTEXTS = [context_of(election) for election in GOLDEN["elections"]]
BALLOTS = [
    pytest.param(context, ballot, id=f"{context.group.name}, {ballot['name']}")
    for context, election in zip(CONTEXTS, GOLDEN["elections"], strict=True)
    for ballot in election["ballots"]
]


def test_making_the_file_again_gives_the_same_bytes():
    assert make_vectors.make_file() == FILE.read_bytes()


def test_the_chain_of_hashes_is_the_same():
    for context, election in zip(CONTEXTS, GOLDEN["elections"], strict=True):
        hashes = (context.h_p.hex(), context.h_b.hex(), context.h_e.hex())
        assert hashes == (election["h_p"], election["h_b"], election["h_e"])
        assert context.election_id == election["election"]


@pytest.mark.parametrize(("election", "vector"), BALLOTS)
def test_a_sound_ballot_verifies_and_opens(election, vector):
    data = vector["data"].encode()
    ballot = verify_ballot(decode_ballot(data, election), election)
    verify_commitments(
        ballot, decode_commitments(vector["commitments"], election, ballot.style), election
    )
    nonces = decode_nonces(vector["nonces"], election, ballot.style)
    opened = open_challenged_ballot(ballot, nonces, election)
    assert [list(votes) for votes in opened] == vector["selections"]


@pytest.mark.parametrize(("election", "vector"), BALLOTS)
def test_hash_tracker_and_signatures_are_the_same(election, vector):
    digest = ballot_hash(vector["data"].encode())
    assert digest == vector["hash"]
    assert tracker(digest) == vector["tracker"] == parse_tracker(vector["tracker"])
    for kind, field in (("ballot", "cast_signature"), ("challenge", "challenge_signature")):
        verify_signature(
            bytes.fromhex(vector["credential"]),
            entry_message(kind, bytes.fromhex(digest)),
            bytes.fromhex(vector[field]),
        )


@pytest.mark.parametrize("case", GOLDEN["malformed"], ids=lambda case: case["name"])
def test_a_malformed_ballot_is_refused(case):
    data = base64.b64decode(case["base64"])
    context = CONTEXTS[0]
    if case["expected"] == "decode":
        with pytest.raises(DecodeError) as caught:
            decode_ballot(data, context)
    else:
        submitted = decode_ballot(data, context)
        with pytest.raises((MembershipError, ProofError)) as caught:
            verify_ballot(submitted, context)
    assert str(caught.value).startswith(case["place"])


def test_the_malformed_ballots_are_many_and_have_distinct_names():
    names = [case["name"] for case in GOLDEN["malformed"]]
    assert len(set(names)) == len(names) >= 100
    assert {case["expected"] for case in GOLDEN["malformed"]} == {"decode", "proof"}
