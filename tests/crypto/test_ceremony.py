"""The key ceremony as a whole: what it makes, in which order, and what every entry has to be."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.ceremony import CeremonyError, CeremonyView, Phase
from crypto.ceremony_payloads import CeremonyStep, ComplaintPayload
from crypto.entries import decode_entry, encode_entry
from crypto.errors import DecodeError, ProofError
from crypto.tally import combine_shares
from crypto.transcript import sha256
from crypto.trustee_keys import draw_key_nonces, key_share, publish_keys
from tests.crypto.manifests import ELECTION_ID
from tests.crypto.tiny_ceremonies import Held, beginning, begun, confirmed, keyed, shared
from tests.tiny_group import TINY, tiny_parameters

OTHER_ELECTION = "00000000-0000-4000-8000-000000000002"


@pytest.fixture(autouse=True, scope="module")
def tiny():
    with tiny_parameters():
        yield


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

    def test_the_transcript_names_the_attempt(self):
        held = keyed()
        again = Held(CeremonyView.of_attempt(beginning(attempt=2)), held.secrets)
        again.all(again.keys)
        assert again.view.joint_key() == held.view.joint_key()
        assert again.view.transcript() != held.view.transcript()

    @pytest.mark.parametrize("trustee", [1, 2, 3])
    def test_the_transcript_names_every_signing_key(self, trustee):
        held = keyed()
        secret = replace(held.secrets[trustee], signing_seed=bytes(32))
        other = begun()
        other.secrets = {**held.secrets, trustee: secret}
        other.all(other.keys)
        assert other.view.joint_key() == held.view.joint_key()
        assert other.view.transcript() != held.view.transcript()

    def test_the_transcript_says_whose_signing_key_is_whose(self):
        held = keyed()
        one, two = held.secrets[1], held.secrets[2]
        swapped = begun()
        swapped.secrets = {
            **held.secrets,
            1: replace(one, signing_seed=two.signing_seed),
            2: replace(two, signing_seed=one.signing_seed),
        }
        swapped.all(swapped.keys)
        assert swapped.view.transcript() != held.view.transcript()


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

    def test_one_attempt_can_be_followed_alone(self):
        view = CeremonyView.of_attempt(beginning(attempt=7))
        assert (view.phase, view.attempt) == (Phase.KEYS, 7)
        view.add(beginning(attempt=8))
        assert view.attempt == 8


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
