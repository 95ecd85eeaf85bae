"""Many ballots are checked together: the same are proven as one by one, and no other."""

from dataclasses import replace

import pytest

from crypto import batch, entropy
from crypto.ballot import verify_ballot, with_members
from crypto.batch import BallotClaim, verify_together
from crypto.commitments import verify_commitments
from crypto.errors import CryptoError
from crypto.group import PARAMETER_SETS
from crypto.range_proof import RangeProof
from tests.crypto.cheats import ATTACKS, claim, context_of
from tests.tiny_group import TINY, tiny_parameters


@pytest.fixture(scope="module")
def tiny():
    with tiny_parameters():
        return context_of(TINY)


@pytest.fixture(scope="module")
def real():
    return context_of(PARAMETER_SETS["EG-2.1-3072"])


def proven(claims, context):
    return [position for position, one in enumerate(verify_together(claims, context)) if one]


def spoiled(one: BallotClaim, context):
    """The same with one response that is not the right one."""
    contest = one.ballot.contests[0]
    (c, v), *rest = contest.proof.branches
    proof = RangeProof(((c, context.group.scalar(v + 1)), *rest))
    ballot = replace(one.ballot, contests=(replace(contest, proof=proof),))
    return BallotClaim(ballot, one.commitments)


@pytest.mark.parametrize("count", [0, 1, 2, 7, 40])
def test_sound_ballots_are_proven_and_given_back(tiny, count):
    votes = [(0, 0), (1, 0), (0, 1)]
    claims = [claim(tiny, votes[number % 3]) for number in range(count)]
    assert verify_together(claims, tiny) == [one.ballot for one in claims]


def test_sound_ballots_are_proven_at_full_size(real):
    claims = [claim(real) for _ in range(20)]
    assert proven(claims, real) == list(range(20))
    for one in claims:
        verify_ballot(one.ballot, real)


@pytest.mark.parametrize("count", [1, 3, 16, 60])
@pytest.mark.parametrize("faulty", [1, 3])
def test_exactly_the_faulty_ones_are_named(tiny, count, faulty):
    claims = [claim(tiny) for _ in range(count)]
    bad = {place * 7 % count for place in range(min(faulty, count))}
    for position in bad:
        claims[position] = spoiled(claims[position], tiny)
    assert set(range(count)) - set(proven(claims, tiny)) == bad


def test_all_may_be_faulty(tiny):
    assert proven([spoiled(claim(tiny), tiny) for _ in range(9)], tiny) == []


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_forgery_is_one_that_the_exact_verifier_takes_with_its_commitments(tiny, attack):
    """So that the tests below refuse what has to be refused."""
    for one in ATTACKS[attack](tiny):
        with pytest.raises(CryptoError):
            verify_commitments(with_members(one.ballot, tiny), one.commitments, tiny)


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_forgery_passes_in_500_tries(tiny, attack):
    honest = [claim(tiny) for _ in range(3)]
    for _ in range(500):
        false = ATTACKS[attack](tiny)
        claims = [honest[0], *false, *honest[1:]]
        assert proven(claims, tiny) == [0, len(claims) - 2, len(claims) - 1]


@pytest.mark.parametrize("tries", [3, pytest.param(500, marks=pytest.mark.long)])
@pytest.mark.parametrize("attack", ATTACKS)
def test_no_forgery_passes_at_full_size(real, attack, tries):
    honest = claim(real)
    for _ in range(tries):
        false = ATTACKS[attack](real)
        assert proven([*false, honest], real) == [len(false)]


def test_a_ballot_with_other_commitments_is_left_to_the_exact_verifier(tiny):
    """It is sound by itself; only the batch has nothing to go by."""
    one = BallotClaim(claim(tiny).ballot, claim(tiny).commitments)
    assert proven([one], tiny) == []
    verify_ballot(one.ballot, tiny)


def test_every_number_has_a_coefficient_of_its_own_drawn_when_all_is_fixed(tiny, monkeypatch):
    claims = [claim(tiny) for _ in range(4)]
    drawn = []
    draw = entropy.random_exponents

    def watched(count, bits=128):
        numbers = draw(count, bits)
        drawn.extend(numbers)
        assert bits == 128
        return numbers

    monkeypatch.setattr(batch.entropy, "random_exponents", watched)
    first = verify_together(claims, tiny)
    used = list(drawn)
    # 2 x 2 numbers of ciphertexts; 3 proofs of 2 branches with 2 commitments each
    assert len(used) == 4 * (4 + 12)
    assert len(set(used)) == len(used)
    verify_together(claims, tiny)
    assert all(first)
    assert not set(used) & set(drawn[len(used) :])


def test_every_number_of_a_ciphertext_is_raised_to_a_random_multiple_of_the_order(tiny):
    """Only that shows it to be an element: the equations speak of exponents modulo q."""
    terms = [batch._terms(claim(tiny), tiny, 128) for _ in range(5)]
    multiples = [exponent // int(TINY.q) for one in terms for exponent in one.exponents]
    long = [multiple for multiple in multiples if multiple.bit_length() > 128 - 40]
    assert len(long) == len(set(long)) == 5 * 4


def test_known_coefficients_would_let_a_forgery_through(tiny, monkeypatch):
    """Why they are drawn after the proofs: with coefficients of 1, errors cancel."""
    monkeypatch.setattr(batch.entropy, "random_exponents", lambda count, **_: [1] * count)
    false = ATTACKS["commitments times an element and its inverse"](tiny)
    assert proven(false, tiny) == [0, 1]


def test_the_search_is_under_short_exponents_and_no_half_is_multiplied_twice(tiny, monkeypatch):
    """What the search clears has to hold under the long ones all the same."""
    sizes = []
    multiply = batch._product

    def counted(placed, context):
        sizes.append((len(placed), placed[0][1].bits))
        return multiply(placed, context)

    monkeypatch.setattr(batch, "_product", counted)
    claims = [claim(tiny) for _ in range(64)]
    claims[37] = spoiled(claims[37], tiny)
    assert 37 not in proven(claims, tiny)
    searched = [(size, batch.SEARCH_BITS) for size in (64, 32, 16, 8, 4, 2, 1)]
    assert sizes == [(64, 128), *searched, (1, 128)]


def test_what_the_search_misses_is_found_all_the_same(tiny, monkeypatch):
    """Were its exponents guessed, nobody gains by it."""
    draw = entropy.random_exponents

    def guessed(count, bits):
        return [1] * count if bits == batch.SEARCH_BITS else draw(count, bits)

    monkeypatch.setattr(batch.entropy, "random_exponents", guessed)
    honest = [claim(tiny) for _ in range(3)]
    false = ATTACKS["commitments times an element and its inverse"](tiny)
    assert proven([honest[0], *false, *honest[1:]], tiny) == [0, 3, 4]
