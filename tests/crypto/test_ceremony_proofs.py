"""Keys, shares and drills of dishonest trustees: each is refused, and its trustee named."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.ceremony import CeremonyError, CeremonyView, Phase
from crypto.errors import MembershipError, ProofError
from crypto.group import Residue
from crypto.schnorr import KeyProof, SchnorrProof
from crypto.trustee_keys import (
    TrusteeSecret,
    WrongShareError,
    draw_key_nonces,
    key_share,
    publish_keys,
)
from tests.crypto.manifests import ELECTION_ID
from tests.crypto.tiny_ceremonies import CHALLENGE, beginning, begun, confirmed, keyed
from tests.tiny_group import MINUS_ONE, STRAY, TINY, tiny_parameters

OTHER_ELECTION = "00000000-0000-4000-8000-000000000002"


@pytest.fixture(autouse=True, scope="module")
def tiny():
    with tiny_parameters():
        yield


def one_more(scalar):
    return TINY.scalar(scalar + 1)


class TestKeys:
    def test_a_key_taken_from_somebody_else_is_refused(self):
        """The last trustee wants K_30 = g^x / (K_10 K_20), whose logarithm it does not know."""
        held = begun()
        held.view.add(held.keys(1))
        held.view.add(held.keys(2))
        payload = held.keys(3)
        rogue = TINY.product(
            (payload.commitments[0], TINY.inverse(held.view.keys[1].commitments[0]))
        )
        with pytest.raises(ProofError, match="trustee 3: key proof"):
            held.view.add(replace(payload, commitments=(rogue, payload.commitments[1])))
        assert held.view.missing() == (3,)

    def test_a_copy_of_another_trustees_keys_is_refused(self):
        held = begun()
        payload = held.keys(1)
        copied = replace(payload, trustee=2)
        with pytest.raises(ProofError, match="trustee 2: key proof"):
            held.view.add(copied)
        held.view.add(payload)
        with pytest.raises(ProofError, match="trustee 2: a key stands on the board twice"):
            held.view.add(copied)

    @pytest.mark.parametrize("field", ["signing_key", "communication_key", "commitments"])
    def test_no_key_stands_on_the_board_twice(self, field):
        held = begun()
        first, second = held.keys(1), held.keys(2)
        held.view.add(first)
        with pytest.raises(ProofError, match="trustee 2: a key stands on the board twice"):
            held.view.add(replace(second, **{field: getattr(first, field)}))

    def test_a_trustee_has_no_key_twice(self):
        held = begun()
        secret = held.secrets[1]
        held.secrets[1] = replace(secret, coefficients=(secret.coefficients[0],) * 2)
        with pytest.raises(ProofError, match="trustee 1: a key stands on the board twice"):
            held.view.add(held.keys(1))

    @pytest.mark.parametrize("factor", [MINUS_ONE, STRAY], ids=["of order 2", "of large order"])
    @pytest.mark.parametrize("place", ["first", "last", "kappa"])
    def test_a_key_outside_the_group_is_refused(self, factor, place):
        held = begun()
        payload = held.keys(1)
        first, last = payload.commitments

        def twist(x):
            return Residue(x * factor % TINY.p)

        changes = {
            "first": {"commitments": (twist(first), last)},
            "last": {"commitments": (first, twist(last))},
            "kappa": {"communication_key": twist(payload.communication_key)},
        }
        with pytest.raises(MembershipError, match=r"trustee 1: .*not in the group"):
            held.view.add(replace(payload, **changes[place]))

    @pytest.mark.parametrize("field", ["commitments", "communication_key"])
    def test_one_is_no_key(self, field):
        held = begun()
        payload = held.keys(1)
        value = (TINY.one, payload.commitments[1]) if field == "commitments" else TINY.one
        with pytest.raises(MembershipError, match="must not be one"):
            held.view.add(replace(payload, **{field: value}))

    @pytest.mark.parametrize("position", range(-1, 3))
    def test_each_number_of_the_proof_matters(self, position):
        held = begun()
        payload = held.keys(1)
        numbers = [payload.proof.challenge, *payload.proof.responses]
        numbers[position + 1] = one_more(numbers[position + 1])
        with pytest.raises(ProofError, match="key proof does not fit"):
            held.view.add(replace(payload, proof=KeyProof(numbers[0], tuple(numbers[1:]))))

    @pytest.mark.parametrize("threshold", [1, 3])
    def test_the_number_of_commitments_is_the_threshold(self, threshold):
        held = begun(3, 2)
        secret = TrusteeSecret.draw(TINY, index=1, threshold=threshold)
        nonces = draw_key_nonces(TINY, threshold)
        payload = publish_keys(secret, beginning(3, threshold), nonces)
        with pytest.raises(ProofError, match=f"expected 2 commitments, got {threshold}"):
            held.view.add(payload)

    def test_a_proof_with_a_response_too_many_is_refused(self):
        held = begun()
        payload = held.keys(1)
        proof = KeyProof(payload.proof.challenge, (*payload.proof.responses, TINY.scalar(0)))
        with pytest.raises(ProofError, match="wrong length"):
            held.view.add(replace(payload, proof=proof))

    def test_keys_that_cancel_each_other_are_refused(self):
        held = begun(2, 1)
        coefficient = TINY.scalar(-held.secrets[1].coefficients[0])
        held.secrets[2] = replace(held.secrets[2], coefficients=(coefficient,))
        held.view.add(held.keys(1))
        with pytest.raises(MembershipError, match="the joint key must not be one"):
            held.view.add(held.keys(2))
        assert held.view.phase is Phase.KEYS

    def test_keys_and_proof_of_the_attempt_before_are_refused(self):
        held = begun()
        payload = held.keys(1)
        held.view.add(payload)
        held.view.add(beginning(attempt=2))
        with pytest.raises(ProofError, match="trustee 1: key proof does not fit"):
            held.view.add(replace(payload, attempt=2))
        held.view.add(held.keys(1))

    def test_keys_of_somebody_elses_with_another_signing_key_are_refused(self):
        held = begun()
        taken = replace(held.keys(1), signing_key=held.keys(2).signing_key)
        with pytest.raises(ProofError, match="trustee 1: key proof does not fit"):
            held.view.add(taken)

    def test_keys_and_proof_of_another_election_are_refused(self):
        held = begun()
        elsewhere = beginning(election_id=OTHER_ELECTION)
        payload = publish_keys(held.secrets[1], elsewhere, draw_key_nonces(TINY, 2))
        with pytest.raises(CeremonyError, match="for another election"):
            held.view.add(payload)
        with pytest.raises(ProofError, match="trustee 1: key proof does not fit"):
            held.view.add(replace(payload, election_id=ELECTION_ID))

    @given(st.integers(1, 3), st.integers(1, 3), st.integers(1, 2**31 - 1))
    def test_a_proof_is_good_for_its_trustee_and_its_attempt_only(self, index, other, attempt):
        secret = TrusteeSecret.draw(TINY, index=index, threshold=2)
        payload = publish_keys(secret, beginning(attempt=attempt), draw_key_nonces(TINY, 2))
        CeremonyView.of_attempt(beginning(attempt=attempt)).add(payload)
        for changes in ({"trustee": other}, {"attempt": attempt % 5 + 1}):
            moved = replace(payload, **changes)
            if moved != payload:
                view = CeremonyView.of_attempt(beginning(attempt=moved.attempt))
                with pytest.raises(ProofError, match="key proof does not fit"):
                    view.add(moved)


class TestShares:
    @pytest.mark.parametrize("part", ["c0", "c1", "challenge", "response"])
    def test_each_part_of_a_share_is_bound_by_its_proof(self, part):
        held = keyed()
        payload = held.shares(1)
        share = payload.shares[0]
        proof = share.proof
        changed = {
            "c0": {"c0": TINY.product((share.c0, TINY.g))},
            "c1": {"c1": bytes(32)},
            "challenge": {"proof": replace(proof, challenge=one_more(proof.challenge))},
            "response": {"proof": replace(proof, response=one_more(proof.response))},
        }
        spoiled = (replace(share, **changed[part]), payload.shares[1])
        with pytest.raises(ProofError, match="trustee 1: share for trustee 2"):
            held.view.add(replace(payload, shares=spoiled))

    @pytest.mark.parametrize(
        "c0", [MINUS_ONE, STRAY, TINY.one], ids=["of order 2", "of large order", "one"]
    )
    def test_a_share_outside_the_group_is_refused(self, c0):
        held = keyed()
        payload = held.shares(1)
        spoiled = (replace(payload.shares[0], c0=c0), payload.shares[1])
        with pytest.raises(MembershipError, match="trustee 1: share for trustee 2"):
            held.view.add(replace(payload, shares=spoiled))

    @pytest.mark.parametrize("kept", [(), (0,), (1,)])
    def test_a_missing_share_is_refused(self, kept):
        held = keyed()
        payload = held.shares(1)
        shares = tuple(payload.shares[i] for i in kept)
        with pytest.raises(ProofError, match="not exactly one share for each other trustee"):
            held.view.add(replace(payload, shares=shares))

    def test_shares_sent_on_by_somebody_else_are_refused(self):
        held = keyed()
        payload = held.shares(1)
        taken = (replace(payload.shares[0], recipient=1), payload.shares[1])
        with pytest.raises(ProofError, match="trustee 2: share for trustee"):
            held.view.add(replace(payload, trustee=2, shares=taken))

    def test_a_wrong_share_names_its_sender_when_it_is_opened(self):
        held = keyed()
        honest = held.secrets[2]
        held.view.add(held.shares(1))
        held.secrets[2] = TrusteeSecret.draw(TINY, index=2, threshold=2)
        held.view.add(held.shares(2))
        held.secrets[2] = honest
        held.view.add(held.shares(3))
        for recipient in (1, 3):
            with pytest.raises(WrongShareError, match="trustee 2: share for trustee") as caught:
                key_share(held.secrets[recipient], held.view)
            assert caught.value.sender == 2
        assert key_share(honest, held.view)

    def test_before_all_shares_are_there_nobody_has_a_key_share(self):
        held = keyed()
        held.view.add(held.shares(1))
        with pytest.raises(CeremonyError, match="not every trustee has sent its shares"):
            key_share(held.secrets[1], held.view)


class TestDrills:
    def test_an_old_drill_sent_again_is_refused(self):
        held = confirmed()
        payload = held.drill(1)
        held.view.add(payload)
        with pytest.raises(ProofError, match="trustee 1: this drill stands on the board already"):
            held.view.add(payload)

    def test_a_drill_of_another_key_is_refused(self):
        held = confirmed()
        with pytest.raises(ProofError, match="trustee 2: drill proof"):
            held.view.add(replace(held.drill(1), trustee=2))

    def test_a_drill_for_another_challenge_is_refused(self):
        held = confirmed()
        with pytest.raises(ProofError, match="trustee 1: drill proof"):
            held.view.add(replace(held.drill(1), challenge=CHALLENGE[::-1]))

    @pytest.mark.parametrize("part", ["challenge", "response"])
    def test_each_number_of_the_proof_matters(self, part):
        held = confirmed()
        payload = held.drill(1)
        numbers = {"challenge": payload.proof.challenge, "response": payload.proof.response}
        numbers[part] = one_more(numbers[part])
        with pytest.raises(ProofError, match="drill proof"):
            held.view.add(replace(payload, proof=SchnorrProof(**numbers)))
