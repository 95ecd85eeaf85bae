"""Commitments sent beside a ballot are worth what the comparison says."""

from dataclasses import replace

import pytest

from crypto.ballot import range_statements
from crypto.commitments import (
    commitments_of,
    decode_commitments,
    encode_commitments,
    verify_commitments,
)
from crypto.errors import DecodeError, ProofError
from crypto.group import Residue
from crypto.range_proof import RangeProof
from tests.crypto.tiny_ballots import tiny_ballot, tiny_context, verified
from tests.tiny_group import TINY, P


@pytest.fixture(scope="module")
def made():
    return tiny_ballot()


@pytest.fixture(scope="module")
def ballot(made):
    return verified(made.data)


@pytest.fixture(scope="module")
def commitments(made):
    return decode_commitments(made.commitments, tiny_context(), 1)


def test_what_the_booth_sends_is_what_anybody_computes(made, ballot, commitments):
    assert commitments == commitments_of(ballot, tiny_context())
    assert encode_commitments(commitments, TINY) == made.commitments
    verify_commitments(ballot, commitments, tiny_context())


def test_they_come_in_the_order_of_the_proofs(ballot, commitments):
    sent = [pairs for contest in commitments for pairs in contest.proofs]
    proofs = list(range_statements(ballot, tiny_context()))
    assert [len(pairs) for pairs in sent] == [len(proof.branches) for _, proof in proofs]
    for (statement, proof), pairs in zip(proofs, sent, strict=True):
        proof.verify_challenge(TINY, statement, pairs)


@pytest.mark.parametrize("part", [0, 1])
def test_a_changed_commitment_is_named(ballot, commitments, part):
    first, *rest = commitments[1].selections[1]
    pair = list(first)
    pair[part] = Residue(P - pair[part])
    selections = (commitments[1].selections[0], (tuple(pair), *rest), commitments[1].selections[2])
    changed = (commitments[0], replace(commitments[1], selections=selections))
    with pytest.raises(ProofError, match="contest 2 option 2: commitments do not fit"):
        verify_commitments(ballot, changed, tiny_context())


def test_another_ballots_commitments_do_not_fit(commitments):
    other = verified(tiny_ballot().data)
    with pytest.raises(ProofError, match="contest 1 option 1: commitments do not fit"):
        verify_commitments(other, commitments, tiny_context())


def test_a_false_proof_is_found_though_its_commitments_are_told_truly(ballot):
    contest, *others = ballot.contests
    (c, v), *rest = contest.proof.branches
    false = RangeProof(((c, TINY.scalar(v + 1)), *rest))
    changed = replace(ballot, contests=(replace(contest, proof=false), *others))
    told = commitments_of(changed, tiny_context())
    with pytest.raises(ProofError, match="contest 1: range proof does not fit"):
        verify_commitments(changed, told, tiny_context())


SPOILT = {
    "a contest missing": lambda d: d.pop(),
    "a contest too many": lambda d: d.append(d[0]),
    "a selection missing": lambda d: d[0]["selections"].pop(),
    "a branch missing": lambda d: d[0]["selections"][0].pop(),
    "a branch too many": lambda d: d[0]["contest"].append(d[0]["contest"][0]),
    "three numbers": lambda d: d[0]["contest"][0].append("00"),
    "zero": lambda d: d[0]["contest"][0].__setitem__(0, "00" * TINY.element_size),
    "upper case": lambda d: d[0]["contest"][0].__setitem__(0, "AB" * TINY.element_size),
    "no number": lambda d: d[0]["contest"][0].__setitem__(0, 5),
    "another field": lambda d: d[0].update(proof=[]),
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_another_shape_is_refused(commitments, spoil):
    document = encode_commitments(commitments, TINY)
    spoil(document)
    with pytest.raises(DecodeError, match=r"^commitments"):
        decode_commitments(document, tiny_context(), 1)


def test_no_list_is_no_commitments():
    with pytest.raises(DecodeError, match="commitments: expected a list"):
        decode_commitments({}, tiny_context(), 1)
