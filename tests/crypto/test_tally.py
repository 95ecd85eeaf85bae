"""Counting in the tiny group: the re-vote rule, sums, and every way to cheat at them."""

from dataclasses import replace
from functools import cache

import pytest
from gmpy2 import invert
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.decryption import TallyDecryptor, draw_nonces
from crypto.elgamal import Ciphertext
from crypto.equality_proof import DecryptionStatement, EqualityProof
from crypto.errors import DecodeError, DecryptionError, MembershipError, ProofError
from crypto.group import Residue
from crypto.tally import (
    PartialDecryption,
    aggregate,
    combine_shares,
    counted_ballots,
    lagrange_coefficients,
    members,
    merge_totals,
    open_totals,
    positions,
    result_items,
    verify_partial_decryption,
)
from crypto.tally_payloads import (
    PartialDecryptionItem,
    ResultPayload,
    TallyPayload,
    decode_decryption_payload,
    decode_result_payload,
    decode_tally_payload,
)
from tests.crypto.manifests import ELECTION_ID
from tests.crypto.tiny_ballots import SECRET_KEY, tiny_ballot, tiny_context, verified
from tests.tiny_group import MINUS_ONE, STRAY, TINY

TALLY_HASH = bytes(range(32))
OTHER_HASH = bytes(32)
SLOPE = TINY.scalar(0xFEDCBA987654321)
VOTES = [((1, 0), (0, 2, 3)), ((0, 1), (1, 0, 0)), ((0, 0), (3, 1, 1))]
WEIGHTS = [1, 2, 10]
COUNTS = [1, 2, 32, 12, 13]


def key_share_of(trustee):
    """A line through the joint secret: any two of the three shares make it."""
    return TINY.scalar(SECRET_KEY + SLOPE * trustee)


def share_key_of(trustee):
    return TINY.power(TINY.g, key_share_of(trustee))


@cache
def ballots():
    return [verified(tiny_ballot(votes).data) for votes in VOTES]


@cache
def tally():
    terms = zip(ballots(), WEIGHTS, strict=True)
    return members(tiny_context(), aggregate(tiny_context(), terms))


def decryption_payload(trustee, totals=None, tally_hash=TALLY_HASH):
    decryptor = TallyDecryptor(tiny_context(), trustee=trustee, key_share=key_share_of(trustee))
    totals = totals or tally()
    return decryptor.decrypt(totals, tally_hash=tally_hash, nonces=draw_nonces(TINY, totals))


def verify(payload, trustee=None, **changes):
    fields = {
        "context": tiny_context(),
        "tally": tally(),
        "tally_hash": TALLY_HASH,
        "share_key": share_key_of(trustee or payload.trustee),
    }
    return verify_partial_decryption(payload, **(fields | changes))


@cache
def decryptions():
    return {i: verify(decryption_payload(i)) for i in (1, 2, 3)}


def result_payload(trustees=(1, 2)):
    shares = [decryptions()[1], decryptions()[2]]
    items = result_items(open_totals(tiny_context(), tally(), shares, total_weight=13))
    return ResultPayload(ELECTION_ID, 3, items, TALLY_HASH, trustees)


def changed(grid, contest, option, function):
    """A grid with one item replaced."""
    rows = [list(row) for row in grid]
    rows[contest - 1][option - 1] = function(rows[contest - 1][option - 1])
    return tuple(map(tuple, rows))


class TestRule:
    def test_the_last_ballot_of_each_credential_counts(self):
        board = [(3, "a"), (5, "b"), (6, "a"), (9, "c"), (11, "a")]
        assert counted_ballots(board) == (5, 9, 11)

    def test_without_ballots_nothing_counts(self):
        assert counted_ballots([]) == ()

    @given(st.lists(st.integers(0, 5)))
    def test_each_credential_counts_once_and_with_nothing_after_it(self, credentials):
        board = list(enumerate(credentials))
        counted = counted_ballots(board)
        assert sorted(credentials[i] for i in counted) == sorted(set(credentials))
        for index in counted:
            assert credentials[index] not in credentials[index + 1 :]


class TestTotals:
    def test_weighted_votes_add_up(self):
        counts = open_totals(
            tiny_context(), tally(), [decryptions()[1], decryptions()[3]], total_weight=13
        )
        assert [count.count for _, _, count in positions(counts)] == COUNTS

    def test_a_ballot_of_another_style_leaves_the_other_contests_alone(self):
        ballot = verified(tiny_ballot(((1, 2, 0),), style=2).data)
        totals = aggregate(tiny_context(), [(ballot, 1)])
        assert {(item.alpha, item.beta) for item in totals[0]} == {(1, 1)}
        assert all(item.alpha != 1 for item in totals[1])

    def test_without_ballots_every_count_is_zero(self):
        totals = members(tiny_context(), aggregate(tiny_context(), ()))
        shares = [verify(decryption_payload(i, totals), tally=totals) for i in (2, 3)]
        counts = open_totals(tiny_context(), totals, shares, total_weight=0)
        assert {count.count for _, _, count in positions(counts)} == {0}

    @settings(max_examples=20)
    @given(st.lists(st.integers(0, 2), min_size=3, max_size=3))
    def test_chunks_combine_to_the_whole_in_any_division(self, places):
        terms = list(zip(ballots(), WEIGHTS, strict=True))
        chunks = [
            aggregate(tiny_context(), [t for t, p in zip(terms, places, strict=True) if p == place])
            for place in range(3)
        ]
        whole = aggregate(tiny_context(), terms)
        assert merge_totals(tiny_context(), chunks) == whole
        assert merge_totals(tiny_context(), reversed(chunks)) == whole

    def test_a_chunk_of_another_shape_is_refused(self):
        part = aggregate(tiny_context(), ())
        with pytest.raises(ProofError, match="not exactly the manifest's contests"):
            merge_totals(tiny_context(), [part[:1]])

    @pytest.mark.parametrize("factor", [MINUS_ONE, STRAY], ids=["of order 2", "of large order"])
    @pytest.mark.parametrize("part", ["alpha", "beta"])
    def test_a_total_outside_the_group_is_named(self, factor, part):
        totals = aggregate(tiny_context(), zip(ballots(), WEIGHTS, strict=True))

        def twist(item):
            return replace(item, **{part: Residue(getattr(item, part) * factor % TINY.p)})

        with pytest.raises(MembershipError, match=f"contest 2 option 3: {part} is not in"):
            members(tiny_context(), changed(totals, 2, 3, twist))

    @pytest.mark.parametrize("cut", [slice(1), slice(0)])
    def test_totals_of_another_shape_are_refused(self, cut):
        with pytest.raises(ProofError, match="not exactly the manifest's contests and options"):
            members(tiny_context(), aggregate(tiny_context(), ())[cut])


class TestPartialDecryptions:
    @pytest.mark.parametrize("part", ["challenge", "response"])
    def test_each_number_of_a_proof_matters(self, part):
        payload = decryption_payload(1)

        def spoil(item):
            value = TINY.scalar(getattr(item.proof, part) + 1)
            return replace(item, proof=replace(item.proof, **{part: value}))

        contests = changed(payload.contests, 2, 1, spoil)
        with pytest.raises(ProofError, match="contest 2 option 1: proof of trustee 1"):
            verify(replace(payload, contests=contests))

    def test_a_share_made_with_another_key_is_refused(self):
        payload = replace(decryption_payload(2), trustee=1)
        with pytest.raises(ProofError, match="contest 1 option 1"):
            verify(payload)

    def test_a_share_that_shifts_the_count_is_refused(self):
        def shift(item):
            return replace(item, share=TINY.product((item.share, tiny_context().joint_key)))

        payload = decryption_payload(1)
        contests = changed(payload.contests, 1, 2, shift)
        with pytest.raises(ProofError, match="contest 1 option 2"):
            verify(replace(payload, contests=contests))

    def test_shares_of_two_options_cannot_be_exchanged(self):
        payload = decryption_payload(1)
        first, second = payload.contests
        with pytest.raises(ProofError, match="contest 1 option 1"):
            verify(replace(payload, contests=(first[::-1], second)))

    def test_a_share_chosen_after_the_challenge_is_refused(self):
        """The forgery of a trustee against a challenge that leaves the share M out."""
        payload, ciphertext = decryption_payload(1), tally()[0][0]
        u, w = TINY.scalar(11), TINY.scalar(22)
        statement = DecryptionStatement(
            h_e=tiny_context().h_e,
            trustee=1,
            contest=1,
            option=1,
            share_key=share_key_of(1),
            ciphertext=ciphertext,
            share=TINY.one,
        )
        a, b = TINY.power(TINY.g, u), TINY.power(ciphertext.alpha, w)
        c = statement.challenge(TINY, a, b)
        v = TINY.scalar(u - c * key_share_of(1))
        # b = A^v M^c, solved for M.
        share = TINY.power(ciphertext.alpha, TINY.scalar((w - v) * invert(c, TINY.q)))
        forged = PartialDecryptionItem(share, EqualityProof(c, v))
        contests = changed(payload.contests, 1, 1, lambda _: forged)
        with pytest.raises(ProofError, match="contest 1 option 1"):
            verify(replace(payload, contests=contests))

    @pytest.mark.parametrize("factor", [MINUS_ONE, STRAY], ids=["of order 2", "of large order"])
    def test_a_share_outside_the_group_is_named(self, factor):
        def twist(item):
            return replace(item, share=Residue(item.share * factor % TINY.p))

        payload = decryption_payload(3)
        contests = changed(payload.contests, 2, 2, twist)
        words = "contest 2 option 2: share of trustee 3 is not in the group"
        with pytest.raises(MembershipError, match=words):
            verify(replace(payload, contests=contests))

    def test_shares_of_another_tally_are_refused(self):
        with pytest.raises(ProofError, match="trustee 1: partial decryptions are of another tally"):
            verify(decryption_payload(1, tally_hash=OTHER_HASH))
        with pytest.raises(ProofError, match="of another tally"):
            verify(replace(decryption_payload(1), election_id="other"))

    def test_shares_of_other_totals_are_refused(self):
        def double(ciphertext):
            return Ciphertext(TINY.product([ciphertext.alpha] * 2), ciphertext.beta)

        other = changed(tally(), 1, 1, double)
        with pytest.raises(ProofError, match="contest 1 option 1"):
            verify(decryption_payload(1, other))

    def test_a_missing_share_is_refused(self):
        payload = decryption_payload(1)
        with pytest.raises(ProofError, match="trustee 1: not exactly the manifest's"):
            verify(replace(payload, contests=payload.contests[:1]))


class TestCombination:
    def test_any_two_of_three_open_the_same_counts(self):
        results = [
            open_totals(
                tiny_context(), tally(), [decryptions()[i] for i in chosen], total_weight=13
            )
            for chosen in ((1, 2), (1, 3), (3, 2))
        ]
        assert results[0] == results[1] == results[2]

    @given(st.sets(st.integers(1, 100), min_size=1, max_size=20))
    def test_the_coefficients_recover_a_polynomial_at_zero(self, trustees):
        """Of degree below their number: the constant, and x^(k-1) where there is one."""
        coefficients = lagrange_coefficients(TINY, sorted(trustees))
        assert sum(coefficients.values()) % TINY.q == 1
        k = len(trustees)
        if k > 1:
            total = sum(w * i ** (k - 1) for i, w in coefficients.items())
            assert total % TINY.q == 0

    def test_the_order_of_shares_does_not_matter(self):
        shares = {i: TINY.power(TINY.g, key_share_of(i)) for i in (3, 1)}
        assert combine_shares(TINY, shares) == combine_shares(TINY, dict(sorted(shares.items())))
        assert combine_shares(TINY, shares) == tiny_context().joint_key

    def test_shares_of_one_trustee_under_two_numbers_open_nothing(self):
        twice = PartialDecryption(2, decryptions()[1].shares)
        with pytest.raises(DecryptionError, match="contest 1 option 1"):
            open_totals(tiny_context(), tally(), [decryptions()[1], twice], total_weight=13)

    @pytest.mark.parametrize("chosen", [(), (1,), (1, 1), (1, 2, 3), (1, 2, 2)])
    def test_exactly_threshold_different_trustees_are_wanted(self, chosen):
        given_shares = [decryptions()[i] for i in chosen]
        with pytest.raises(ProofError, match="expected 2 different trustees"):
            open_totals(tiny_context(), tally(), given_shares, total_weight=13)

    def test_a_total_beyond_the_bound_names_contest_and_option(self):
        chosen = [decryptions()[1], decryptions()[2]]
        with pytest.raises(DecryptionError, match="contest 2 option 1: count out of bounds"):
            open_totals(tiny_context(), tally(), chosen, total_weight=10)

    def test_a_negative_total_is_an_error_and_never_a_number(self):
        def negate(ciphertext):
            beta = TINY.product((TINY.inverse(tiny_context().joint_key), ciphertext.beta))
            return replace(ciphertext, beta=TINY.product((beta, TINY.inverse(beta_count()))))

        def beta_count():
            return TINY.power(tiny_context().joint_key, TINY.scalar(COUNTS[0]))

        spoiled = changed(tally(), 1, 1, negate)
        chosen = [decryptions()[1], decryptions()[2]]
        with pytest.raises(DecryptionError, match="contest 1 option 1"):
            open_totals(tiny_context(), spoiled, chosen, total_weight=13)


class TestPayloads:
    def test_what_was_written_is_read_back(self):
        totals = aggregate(tiny_context(), zip(ballots(), WEIGHTS, strict=True))
        payload = TallyPayload(ELECTION_ID, totals, TALLY_HASH)
        assert decode_tally_payload(payload.encode(TINY), TINY) == payload
        shares = decryption_payload(1)
        assert decode_decryption_payload(shares.encode(TINY), TINY) == shares
        result = result_payload()
        assert decode_result_payload(result.encode(TINY), TINY) == result

    @pytest.mark.parametrize("trustees", [(2, 1), (1, 1), (), (0, 1), (101,)])
    def test_trustees_of_a_result_are_ascending_numbers(self, trustees):
        data = result_payload(trustees=trustees).encode(TINY)
        with pytest.raises(DecodeError, match=r"result\.trustees"):
            decode_result_payload(data, TINY)

    def test_errors_name_contest_and_option_by_place(self):
        data = decryption_payload(1).encode(TINY)
        spoiled = data.replace(b'"share":"', b'"share":"z', 1)
        with pytest.raises(DecodeError, match=r"decryption\.contests\[0\]\[0\]\.share"):
            decode_decryption_payload(spoiled, TINY)
