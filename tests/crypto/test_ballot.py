"""Ballots through their two doors: decoding, then verifying."""

import json
from dataclasses import replace

import gmpy2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto import canonical_json, elgamal, fixed_base, group
from crypto.ballot import (
    decode_ballot,
    encode_ballot,
    range_statements,
    verify_ballot,
    with_members,
)
from crypto.errors import CryptoError, DecodeError, MembershipError, ProofError
from tests.crypto.tiny_ballots import CREDENTIAL, tiny_ballot, tiny_context, verified
from tests.tiny_group import STRAY, TINY, P, Q

SPELLINGS = st.sampled_from([str.upper, lambda t: t[1:], lambda t: "0" + t, lambda t: t + "\n"])


@st.composite
def choices(draw):
    first = draw(st.sampled_from([(0, 0), (1, 0), (0, 1)]))
    second = draw(st.tuples(*[st.integers(0, 3)] * 3).filter(lambda votes: 1 <= sum(votes) <= 5))
    return first, second


def document_of(data):
    return json.loads(data)


def decoded(document):
    return decode_ballot(canonical_json.encode(document), tiny_context())


@settings(max_examples=30)
@given(choices())
def test_every_allowed_choice_makes_a_ballot_that_verifies(selections):
    made = tiny_ballot(selections)
    ballot = verified(made.data)
    assert encode_ballot(ballot, tiny_context()) == made.data
    assert (ballot.style, ballot.credential) == (1, CREDENTIAL)


@pytest.mark.parametrize(
    ("selections", "place"),
    [
        (((1, 1), (1, 0, 0)), "contest 1: value"),
        (((2, 0), (1, 0, 0)), "contest 1 option 1: value"),
        (((-1, 0), (1, 0, 0)), "contest 1 option 1: value"),
        (((0, 0), (0, 0, 0)), "contest 2: value"),
        (((0, 0), (3, 3, 0)), "contest 2: value"),
        (((0, 0), (1, 4, 0)), "contest 2 option 2: value"),
        (((0, 0, 0), (1, 0, 0)), "selections: not one for each option"),
        (((0, 0),), "selections: not one for each option"),
    ],
)
def test_a_choice_that_breaks_a_rule_is_never_encrypted(selections, place):
    with pytest.raises(ProofError, match=place):
        tiny_ballot(selections)


def test_a_style_has_only_its_own_contests_under_their_own_numbers():
    ballot = verified(tiny_ballot([[3, 1, 1]], style=2).data)
    statements = [statement for statement, _ in range_statements(ballot, tiny_context())]
    places = [(s.contest, s.option, s.low, s.high) for s in statements]
    assert places == [(2, 1, 0, 3), (2, 2, 0, 3), (2, 3, 0, 3), (2, 0, 1, 5)]


def test_a_ballot_can_be_read_from_its_bytes_or_from_its_document():
    data = tiny_ballot().data
    assert decode_ballot(data, tiny_context()) == decode_ballot(document_of(data), tiny_context())


def test_decoding_raises_nothing_to_a_power(monkeypatch):
    def forbidden(*_):
        pytest.fail("an exponentiation while decoding")

    context, document = tiny_context(), document_of(tiny_ballot().data)
    monkeypatch.setattr(group.numbers, "powmod", forbidden)
    monkeypatch.setattr(group.numbers, "jacobi", forbidden)
    monkeypatch.setattr(fixed_base.FixedBase, "power", forbidden)
    monkeypatch.setattr(elgamal, "cached_base", forbidden)
    decode_ballot(canonical_json.encode(document), context)
    document["contests"][0]["selections"][0]["alpha"] = "00" * TINY.element_size
    with pytest.raises(DecodeError):
        decode_ballot(canonical_json.encode(document), context)


def test_a_huge_ballot_is_refused_at_once():
    with pytest.raises(DecodeError, match="ballot: expected at most"):
        decode_ballot(b'"' + b"f" * 10_000_000 + b'"', tiny_context())


@settings(max_examples=30)
@given(st.data())
def test_any_number_spelled_in_another_way_is_refused(data):
    document = document_of(tiny_ballot().data)
    contest = document["contests"][data.draw(st.integers(0, 1))]
    selection = contest["selections"][data.draw(st.integers(0, 1))]
    spell = data.draw(SPELLINGS)
    part = data.draw(st.sampled_from(["alpha", "beta", "proof"]))
    if part == "proof":
        selection["proof"][1][0] = spell("a" + selection["proof"][1][0][1:])
    else:
        selection[part] = spell("a" + selection[part][1:])
    with pytest.raises(DecodeError, match=rf"^ballot\.contests\[.\]\.selections\[.\]\.{part}"):
        decoded(document)


@given(st.sampled_from(["alpha", "beta"]), st.sampled_from([P - 1, int(STRAY), 2]))
def test_a_number_outside_the_group_is_named(part, factor):
    document = document_of(tiny_ballot().data)
    selection = document["contests"][1]["selections"][2]
    twisted = int(selection[part], 16) * factor % P
    selection[part] = f"{twisted:0{2 * TINY.element_size}x}"
    submitted = decoded(document)
    with pytest.raises(MembershipError, match=f"contest 2 option 3: {part} is not in the group"):
        verify_ballot(submitted, tiny_context())


def test_membership_is_tested_before_any_proof(monkeypatch):
    submitted = decode_ballot(tiny_ballot().data, tiny_context())
    contest = submitted.contests[0]
    negated = replace(contest.selections[0], alpha=P - contest.selections[0].alpha)
    twisted = replace(
        submitted,
        contests=(
            replace(contest, selections=(negated, contest.selections[1])),
            submitted.contests[1],
        ),
    )
    monkeypatch.setattr("crypto.ballot.range_statements", lambda *_: pytest.fail("too early"))
    with pytest.raises(MembershipError):
        verify_ballot(twisted, tiny_context())
    with pytest.raises(MembershipError):
        with_members(twisted, tiny_context())


def copied(document):
    document["credential"] = bytes(32).hex()


def other_salt(document):
    document["salt"] = bytes(32).hex()


def options_swapped(document):
    document["contests"][0]["selections"].reverse()


def encrypted_anew(document):
    selection = document["contests"][0]["selections"][0]
    context = tiny_context()
    for part, base in (("alpha", TINY.g), ("beta", context.joint_key)):
        value = int(selection[part], 16) * int(base) % P
        selection[part] = f"{value:0{2 * TINY.element_size}x}"


def neutral(document):
    document["contests"][0]["selections"][0]["alpha"] = f"{1:0{2 * TINY.element_size}x}"


@pytest.mark.parametrize("damage", [copied, other_salt, options_swapped, encrypted_anew, neutral])
def test_a_ballot_is_bound_to_voter_salt_and_place(damage):
    document = document_of(tiny_ballot().data)
    damage(document)
    submitted = decoded(document)
    with pytest.raises(ProofError, match="contest 1 option 1: range proof does not fit"):
        verify_ballot(submitted, tiny_context())


def test_a_ballot_is_bound_to_its_election():
    submitted = decode_ballot(tiny_ballot().data, tiny_context())
    for change in ({"h_e": bytes(32)}, {"joint_key": TINY.g}):
        with pytest.raises(ProofError):
            verify_ballot(submitted, replace(tiny_context(), **change))


@settings(max_examples=40)
@given(st.data())
def test_no_number_on_a_ballot_can_be_changed(data):
    document = document_of(tiny_ballot().data)
    contest = document["contests"][data.draw(st.integers(0, 1))]
    proofs = [contest["proof"], *(s["proof"] for s in contest["selections"])]
    proof = data.draw(st.sampled_from(proofs))
    branch = proof[data.draw(st.integers(0, len(proof) - 1))]
    part = data.draw(st.integers(0, 1))
    amount = data.draw(st.integers(1, Q - 1))
    branch[part] = f"{(int(branch[part], 16) + amount) % Q:064x}"
    submitted = decoded(document)
    with pytest.raises(ProofError):
        verify_ballot(submitted, tiny_context())


@settings(max_examples=200)
@given(st.data())
def test_bytes_changed_anywhere_are_refused_and_nothing_else_is_raised(data):
    original = tiny_ballot().data
    position = data.draw(st.integers(0, len(original) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda b: b != original[position]))
    changed = original[:position] + bytes([byte]) + original[position + 1 :]
    with pytest.raises(CryptoError):
        verified(changed)


def test_every_ciphertext_has_the_same_sign():
    ballot = verified(tiny_ballot().data)
    selections = [selection for contest in ballot.contests for selection in contest.selections]
    numbers = [x for selection in selections for x in (selection.alpha, selection.beta)]
    assert {gmpy2.jacobi(x, P) for x in numbers} == {1}
