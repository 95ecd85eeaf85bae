"""Decisions of the program, without files or a network."""

from types import SimpleNamespace

import pytest

from crypto.ceremony import CeremonyView, Phase
from crypto.ceremony_payloads import ComplaintPayload
from crypto.entries import decode_entry, encode_entry
from crypto.trustee_keys import TrusteeSecret
from tests.crypto.manifests import ELECTION_ID
from tests.crypto.tiny_ceremonies import CHALLENGE, begun, confirmed, keyed, shared
from tests.tiny_group import TINY
from trustee import steps
from trustee.board import BoardEntry
from trustee.errors import NotYetError, RefusedError
from trustee.record import BadEntryError


def stopped():
    held = shared()
    held.view.add(ComplaintPayload(ELECTION_ID, 1, 3, 2, "share"))
    return held


def test_secrets_are_drawn_for_the_ceremonys_threshold():
    secret = steps.draw_secret(begun(3, 2).view, 1)
    assert (secret.index, len(secret.coefficients)) == (1, 2)


@pytest.mark.parametrize(
    ("view", "trustee", "error", "words"),
    [
        (CeremonyView, 1, NotYetError, "has not begun"),
        (lambda: begun().view, 4, RefusedError, "no key holder 4"),
        (lambda: keyed().view, 1, RefusedError, "in your name is in the public record already"),
    ],
)
def test_no_key_is_made_that_nobody_waits_for(view, trustee, error, words):
    with pytest.raises(error, match=words):
        steps.draw_secret(view(), trustee)


def test_a_stopped_ceremony_takes_no_keys():
    held = begun()
    held.view.phase = Phase.STOPPED
    with pytest.raises(RefusedError, match="takes no more keys"):
        steps.draw_secret(held.view, 1)


def test_a_key_that_never_arrived_is_to_be_sent_first():
    held = begun()
    with pytest.raises(NotYetError, match="send it with `key`"):
        steps.verify_own_key(held.view, held.secrets[1], 1)


@pytest.mark.parametrize(
    "step",
    [
        steps.confirm_step,
        lambda view, secret: steps.drill_step(view, secret, CHALLENGE),
    ],
)
def test_a_stopped_ceremony_says_who_complained_of_whom(step):
    held = stopped()
    with pytest.raises(RefusedError, match="Trustee 3 says that the share of Trustee 2 is wrong"):
        step(held.view, held.secrets[1])


def test_nothing_is_unlocked_with_another_key_than_the_shares_were_made_for():
    held = confirmed()
    record = SimpleNamespace(frozen_context=lambda: None, ceremony=held.view, decryptions={})
    other = TrusteeSecret.draw(TINY, index=1, threshold=2)
    with pytest.raises(RefusedError, match="does not fit its keys"):
        steps.unlock_step(record, other, ())


def test_a_drill_waits_for_every_confirmation():
    held = shared()
    with pytest.raises(NotYetError, match="waiting for: Trustee 1, Trustee 2, Trustee 3"):
        steps.drill_step(held.view, held.secrets[1], CHALLENGE)


def test_a_drill_needs_a_proper_challenge():
    held = confirmed()
    with pytest.raises(RefusedError, match="no proper challenge"):
        steps.drill_step(held.view, held.secrets[1], b"")


def test_a_drill_with_another_key_than_the_shares_were_made_for_is_refused():
    held = confirmed()
    other = TrusteeSecret.draw(TINY, index=1, threshold=2)
    with pytest.raises(RefusedError, match="does not fit its keys"):
        steps.drill_step(held.view, other, CHALLENGE)


def bad_entry(kind, trustee, *, is_signers_fault=True):
    data = encode_entry(kind, b"{}", trustee=trustee, signature="00" * 64)
    entry = BoardEntry(5, decode_entry(data), b"{}")
    return BadEntryError(entry, "is wrong", is_signers_fault=is_signers_fault)


@pytest.mark.parametrize(
    ("stage", "kind", "trustee"),
    [
        (keyed, "drill", 2),
        (keyed, "share", 1),
        (begun, "trustee", 2),
        (confirmed, "confirm", 2),
    ],
    ids=["not a step to complain of", "my own", "before shares", "after the last confirmation"],
)
def test_there_is_not_always_a_complaint_to_make(stage, kind, trustee):
    held = stage()
    assert steps.complaint_about(held.view, held.secrets[1], bad_entry(kind, trustee)) is None


def test_what_the_server_may_have_made_up_is_not_complained_of():
    held = keyed()
    made_up = bad_entry("share", 2, is_signers_fault=False)
    assert steps.complaint_about(held.view, held.secrets[1], made_up) is None


def test_a_share_that_does_not_hold_is_complained_of():
    held = keyed()
    entry = steps.complaint_about(held.view, held.secrets[1], bad_entry("share", 2))
    held.view.add_entry(
        decode_entry(
            encode_entry(entry.kind, entry.payload, trustee=1, signature=entry.signature.hex())
        ),
        entry.payload,
    )
    assert [(c.against, c.reason) for c in held.view.complaints] == [(2, "proof")]


def test_waiting_for_nobody_is_just_waiting():
    assert steps.waiting_for(stopped().view) == "waiting"
