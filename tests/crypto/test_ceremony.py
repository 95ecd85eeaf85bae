"""The key ceremony: honest ones make one key, and each dishonest step is refused by name."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.ceremony import CeremonyError, CeremonyView, Phase
from crypto.ceremony_payloads import CeremonyStep, ComplaintPayload
from crypto.entries import decode_entry, encode_entry
from crypto.errors import DecodeError, MembershipError, ProofError
from crypto.group import Residue
from crypto.schnorr import KeyProof, SchnorrProof
from crypto.tally import combine_shares
from crypto.transcript import sha256
from crypto.trustee_keys import (
    TrusteeSecret,
    WrongShareError,
    draw_key_nonces,
    key_share,
    publish_keys,
)
from tests.crypto.manifests import ELECTION_ID
from tests.crypto.tiny_ceremonies import (
    CHALLENGE,
    beginning,
    begun,
    confirmed,
    keyed,
    shared,
)
from tests.tiny_group import MINUS_ONE, STRAY, TINY, tiny_parameters

OTHER_ELECTION = "00000000-0000-4000-8000-000000000002"


@pytest.fixture(autouse=True, scope="module")
def tiny():
    with tiny_parameters():
        yield


def one_more(scalar):
    return TINY.scalar(scalar + 1)


class TestHonest:
    def test_it_goes_through_its_phases_and_knows_who_is_missing(self):
        held = begun()
        assert CeremonyView().missing() == ()
        assert (held.view.phase, held.view.missing()) == (Phase.KEYS, (1, 2, 3))
        held.view.add(held.keys(2))
        assert held.view.missing() == (1, 3)
        held.view.add(held.keys(1))
        held.view.add(held.keys(3))
        assert held.view.phase is Phase.SHARES
        held.all(held.shares)
        assert held.view.phase is Phase.CONFIRMING
        held.all(held.confirmation)
        assert (held.view.phase, held.view.missing()) == (Phase.DRILLING, (1, 2, 3))
        held.view.add(held.drill(1))
        held.view.add(held.drill(1))
        assert not held.view.is_complete
        held.view.add(held.drill(2))
        held.view.add(held.drill(3))
        assert held.view.is_complete

    def test_a_single_trustee_of_a_demonstration_sends_no_shares(self):
        held = shared(1, 1)
        assert held.view.shares_for(1) == ()
        assert TINY.power(TINY.g, key_share(held.secrets[1], held.view)) == held.view.joint_key()

    @settings(max_examples=10)
    @given(st.data())
    def test_any_k_key_shares_make_the_joint_key(self, data):
        n = data.draw(st.integers(2, 6))
        k = data.draw(st.integers(1, n))
        held = shared(n, k)
        chosen = data.draw(st.permutations(range(1, n + 1)))[:k]
        shares = {i: TINY.power(TINY.g, key_share(held.secrets[i], held.view)) for i in chosen}
        assert {i: held.view.share_key(i) for i in chosen} == shares
        assert combine_shares(TINY, shares) == held.view.joint_key()

    def test_fewer_than_k_make_another_key(self):
        held = shared(3, 2)
        share = {1: TINY.power(TINY.g, key_share(held.secrets[1], held.view))}
        assert combine_shares(TINY, share) != held.view.joint_key()

    def test_a_demonstration_has_another_transcript(self):
        held = keyed()
        other = CeremonyView()
        other.add(beginning(demonstration=True))
        for i in held.secrets:
            nonces = draw_key_nonces(TINY, 2)
            other.add(publish_keys(held.secrets[i], other.ceremony, nonces))
        assert other.joint_key() == held.view.joint_key()
        assert other.transcript() != held.view.transcript()


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


class TestConfirming:
    def test_another_transcript_is_refused(self):
        held = shared()
        with pytest.raises(ProofError, match="trustee 1: confirms another transcript"):
            held.view.add(replace(held.confirmation(1), transcript=bytes(32)))

    @pytest.mark.parametrize("stage", [keyed, shared])
    def test_a_complaint_stops_everything(self, stage):
        held = stage()
        complaint = ComplaintPayload(ELECTION_ID, 1, 1, 2, "share")
        held.view.add(complaint)
        assert held.view.phase is Phase.STOPPED
        assert held.view.missing() == ()
        assert held.view.complaints == [complaint]
        with pytest.raises(CeremonyError, match="no confirm allowed, phase stopped"):
            held.view.add(held.confirmation(1))

    def test_a_complaint_about_nobody_is_refused(self):
        held = shared()
        with pytest.raises(CeremonyError, match="there is not"):
            held.view.add(ComplaintPayload(ELECTION_ID, 1, 1, 4, "share"))

    def test_a_complaint_after_everybody_confirmed_is_refused(self):
        held = confirmed()
        with pytest.raises(CeremonyError, match="no complaint allowed"):
            held.view.add(ComplaintPayload(ELECTION_ID, 1, 1, 2, "share"))


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


class TestOrder:
    def test_nothing_comes_before_the_beginning(self):
        with pytest.raises(CeremonyError, match="has not begun"):
            CeremonyView().add(begun().keys(1))

    def test_a_step_of_no_kind_is_refused(self):
        with pytest.raises(CeremonyError, match="not a step"):
            begun().view.add(CeremonyStep(ELECTION_ID, 1, 1))

    def test_each_step_is_taken_once(self):
        for stage, step in ((begun, "keys"), (keyed, "shares"), (shared, "confirmation")):
            held = stage()
            held.view.add(getattr(held, step)(1))
            with pytest.raises(CeremonyError, match="trustee 1: has taken this step already"):
                held.view.add(getattr(held, step)(1))

    def test_no_step_comes_early_or_late(self):
        steps = ("keys", "shares", "confirmation", "drill")
        for position, stage in enumerate((begun, keyed, shared, confirmed)):
            late = confirmed()
            for step in steps[:position]:
                held = stage()
                with pytest.raises(CeremonyError, match="allowed, phase"):
                    held.view.add(getattr(held, step)(1))
            for step in steps[position + 1 :]:
                held = stage()
                with pytest.raises(CeremonyError, match="allowed, phase"):
                    held.view.add(getattr(late, step)(1))

    def test_a_step_of_another_election_attempt_or_trustee_is_refused(self):
        held = begun()
        payload = held.keys(1)
        for changes, words in (
            ({"election_id": OTHER_ELECTION}, "for another election"),
            ({"attempt": 2}, "expected attempt 1, got 2"),
            ({"trustee": 4}, "there are only 3"),
        ):
            with pytest.raises(CeremonyError, match=words):
                held.view.add(replace(payload, **changes))

    @pytest.mark.parametrize("stage", [begun, keyed, shared, confirmed])
    def test_a_new_attempt_begins_from_nothing(self, stage):
        view = stage().view
        view.add(beginning(4, 3, attempt=2))
        assert (view.phase, view.attempt, view.missing()) == (Phase.KEYS, 2, (1, 2, 3, 4))
        assert not view.shares_for(1)

    @pytest.mark.parametrize("attempt", [1, 3])
    def test_attempts_are_numbered_without_gaps(self, attempt):
        with pytest.raises(CeremonyError, match=f"expected attempt 2, got {attempt}"):
            begun().view.add(beginning(attempt=attempt))

    @pytest.mark.parametrize(
        "changes", [{"election_id": OTHER_ELECTION}, {"demonstration": True}, {"log_key": "other"}]
    )
    def test_a_new_attempt_is_for_the_same_election_and_log(self, changes):
        with pytest.raises(CeremonyError, match="another election or log"):
            begun().view.add(beginning(attempt=2, **changes))

    @pytest.mark.parametrize("ask", ["joint_key", "transcript", "share_key"])
    def test_there_is_no_key_before_everybody_made_one(self, ask):
        view = begun().view
        with pytest.raises(CeremonyError, match="not every trustee has made its keys"):
            getattr(view, ask)(*([1] if ask == "share_key" else []))


class TestEntries:
    """The same through whole entries, with hashes and signatures."""

    @pytest.fixture
    def held(self):
        return begun()

    def entry(self, held, kind, payload, *, trustee, signer):
        signature = held.secrets[signer].sign(kind, sha256(payload)).hex()
        return decode_entry(encode_entry(kind, payload, trustee=trustee, signature=signature))

    def test_a_whole_ceremony_passes(self):
        board = []
        held = begun()
        data = beginning().encode()
        board.append((decode_entry(encode_entry("ceremony", data)), data))
        for kind, make in (
            ("trustee", held.keys),
            ("share", held.shares),
            ("confirm", held.confirmation),
            ("drill", held.drill),
        ):
            for i in held.secrets:
                payload = make(i)
                data = payload.encode() if kind == "confirm" else payload.encode(TINY)
                board.append((self.entry(held, kind, data, trustee=i, signer=i), data))
                held.view.add(payload)
        view = CeremonyView()
        for header, data in board:
            view.add_entry(header, data)
        assert view.is_complete
        assert view.transcript() == held.view.transcript()

    def test_a_complaint_passes(self):
        held = keyed()
        data = ComplaintPayload(ELECTION_ID, 1, 1, 2, "proof").encode()
        held.view.add_entry(self.entry(held, "complaint", data, trustee=1, signer=1), data)
        assert held.view.phase is Phase.STOPPED

    def test_keys_signed_by_another_key_are_refused(self, held):
        data = held.keys(1).encode(TINY)
        with pytest.raises(ProofError, match="signature"):
            held.view.add_entry(self.entry(held, "trustee", data, trustee=1, signer=2), data)

    def test_shares_signed_by_another_trustee_are_refused(self):
        held = keyed()
        data = held.shares(1).encode(TINY)
        with pytest.raises(ProofError, match="signature"):
            held.view.add_entry(self.entry(held, "share", data, trustee=1, signer=2), data)

    def test_an_entry_in_another_trustees_name_is_refused(self, held):
        data = held.keys(1).encode(TINY)
        with pytest.raises(ProofError, match="name different trustees"):
            held.view.add_entry(self.entry(held, "trustee", data, trustee=2, signer=1), data)

    def test_another_payload_than_the_entrys_is_refused(self, held):
        data = held.keys(1).encode(TINY)
        header = self.entry(held, "trustee", data, trustee=1, signer=1)
        with pytest.raises(DecodeError, match="payload"):
            held.view.add_entry(header, held.keys(1).encode(TINY))

    def test_a_trustee_without_keys_cannot_sign(self, held):
        late = shared()
        data = late.confirmation(1).encode()
        with pytest.raises(CeremonyError, match="trustee 1: has no keys on the board"):
            held.view.add_entry(self.entry(late, "confirm", data, trustee=1, signer=1), data)

    def test_an_entry_of_another_kind_is_refused(self, held):
        with pytest.raises(CeremonyError, match="entry of type open"):
            held.view.decode("open", b"{}")
