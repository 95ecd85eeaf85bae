import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import canonical_json, merkle
from crypto.announcement import Announcement, announced_key, announced_payload
from crypto.errors import CryptoError, DecodeError, ProofError
from crypto.evidence import (
    ForkEvidence,
    KeysEvidence,
    RewriteEvidence,
    UnprovenEvidence,
    decode_evidence,
)
from crypto.notes import NoteSigner, encode_tlog_proof
from crypto.transcript import sha256
from tests.checkpoints import signed_checkpoint

ORIGIN = "tabella.example/e/8c1c0c0e-7f5e-4d2e-9a55-0d4a4f3a9f10"
LOG = NoteSigner(ORIGIN, bytes(32))
OTHER = NoteSigner(ORIGIN, b"\1" * 32)
REGISTRY = NoteSigner("tabella.example/registry", b"\2" * 32)
KEY = LOG.verifier().text()
HONEST = [merkle.leaf_hash(bytes([number])) for number in range(40)]
FORGED = [merkle.leaf_hash(b"x"), *HONEST[1:]]


def note(leaves, size, signer=LOG):
    return signed_checkpoint(signer, ORIGIN, size, merkle.root(leaves[:size]))


def fork(size=7):
    return ForkEvidence(KEY, note(HONEST, size), note(FORGED, size))


def rewrite(first=5, second=7):
    return RewriteEvidence(
        KEY,
        note(HONEST, first),
        note(FORGED, second),
        merkle.root(FORGED[:first]),
        consistency(FORGED, first, second),
    )


def unproven(first=5, second=7):
    proof = consistency(FORGED, first, second)
    return UnprovenEvidence(KEY, note(HONEST, first), note(FORGED, second), proof)


def consistency(leaves, first, second):
    return tuple(merkle.consistency_proof(first, second, merkle.stored_leaves(leaves[:second])))


@pytest.mark.parametrize("evidence", [fork(), rewrite(), unproven()], ids=lambda item: item.kind)
def test_evidence_holds_and_survives_the_round_trip(evidence):
    evidence.verify()
    assert decode_evidence(evidence.encode()) == evidence


@given(st.integers(1, 39), st.integers(1, 39))
def test_every_pair_of_sizes_can_show_a_rewriting(one, other):
    first, second = sorted((one, other))
    if first == second:
        fork(first).verify()
    else:
        rewrite(first, second).verify()


def test_only_forks_and_rewritings_prove_by_themselves():
    assert (ForkEvidence.is_proof, RewriteEvidence.is_proof) == (True, True)
    assert not UnprovenEvidence.is_proof


@pytest.mark.parametrize(
    ("evidence", "message"),
    [
        (ForkEvidence(KEY, note(HONEST, 7), note(HONEST, 7)), "the same root"),
        (ForkEvidence(KEY, note(HONEST, 6), note(HONEST, 7)), "different sizes"),
        (ForkEvidence(KEY, note(HONEST, 7), note(FORGED, 7, OTHER)), "not signed by"),
        (ForkEvidence(OTHER.verifier().text(), note(HONEST, 7), note(FORGED, 7)), "not signed by"),
        (dataclasses.replace(rewrite(), root=merkle.root(HONEST[:5])), "does not lead to the"),
        (dataclasses.replace(rewrite(), proof=()), "too short"),
        (dataclasses.replace(rewrite(), first=note(FORGED, 5)), "continues the first one"),
        (dataclasses.replace(rewrite(), first=note(HONEST, 7)), "not the larger one"),
        (dataclasses.replace(rewrite(), first=note(HONEST, 0)), "not the larger one"),
        (dataclasses.replace(rewrite(), second=note(FORGED, 7, OTHER)), "not signed by"),
        (dataclasses.replace(unproven(), first=note(FORGED, 5)), "continues the first one"),
        (dataclasses.replace(unproven(), first="", proof=()), "continues the first one"),
        (dataclasses.replace(unproven(), second=note(FORGED, 7, OTHER)), "not signed by"),
    ],
)
def test_evidence_that_shows_nothing_is_refused(evidence, message):
    with pytest.raises(ProofError, match=message):
        evidence.verify()


def test_a_first_checkpoint_may_have_come_with_a_proof_of_nothing():
    dataclasses.replace(unproven(), first="", proof=(bytes(32),)).verify()
    with pytest.raises(DecodeError, match=r"^note"):
        dataclasses.replace(rewrite(), first="").verify()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"kind":"fork"', b'"kind":"Fork"'),
        (b'"kind":"fork"', b'"kind":"rewrite"'),
        (b'"kind":"fork"', b'"kind":7'),
        (b'"v":1', b'"v":2'),
        (b'"log-evidence"', b'"evidence"'),
        (b'"log_key":"', b'"log_key":"x'),
        (b'"v":1', b'"v":1,"w":1'),
        (b"{", b"[{"),
    ],
)
def test_a_document_in_another_form_is_refused(old, new):
    document = fork().encode()
    assert old in document
    with pytest.raises(DecodeError, match=r"^evidence"):
        decode_evidence(document.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new"), [(b'"proof":["', b'"proof":["0'), (b'"root":"', b'"root":"0')]
)
def test_hashes_in_another_form_are_refused(old, new):
    with pytest.raises(DecodeError, match=r"^evidence\.(proof|root)"):
        decode_evidence(rewrite().encode().replace(old, new, 1))


@given(st.binary(), st.integers(0), st.integers(0, 3))
def test_any_bytes_give_evidence_or_an_error_of_ours(inserted, position, removed):
    whole = rewrite().encode()
    cut = position % len(whole)
    candidate = whole[:cut] + inserted + whole[cut + removed :]
    try:
        evidence = decode_evidence(candidate)
        evidence.verify()
    except CryptoError:
        return
    assert evidence == rewrite()


def announcement(log_key, registry=REGISTRY, entries=()):
    payload = canonical_json.encode(
        {"election": ORIGIN[-36:], "log_key": log_key.text(), "origin": log_key.name, "v": 1}
    )
    digest = sha256(payload).hex()
    entry = canonical_json.encode(
        {"payload": digest, "size": len(payload), "type": "log-begun", "v": 1}
    )
    leaves = [merkle.leaf_hash(value) for value in (*entries, entry)]
    index = len(leaves) - 1
    proof = merkle.inclusion_proof(index, len(leaves), merkle.stored_leaves(leaves))
    note = signed_checkpoint(registry, registry.name, len(leaves), merkle.root(leaves))
    return Announcement(payload, encode_tlog_proof(entry, index, proof, note))


def keys():
    registry_key = REGISTRY.verifier().text()
    return KeysEvidence(
        KEY, registry_key, announcement(LOG.verifier()), announcement(OTHER.verifier())
    )


def test_two_announced_keys_prove_the_registry_s_fault():
    keys().verify()
    assert keys().is_proof
    assert decode_evidence(keys().encode()) == keys()


def test_a_key_known_by_hand_does_not_prove_it():
    evidence = dataclasses.replace(keys(), first=None)
    evidence.verify()
    assert not evidence.is_proof
    assert decode_evidence(evidence.encode()) == evidence


STRANGER = NoteSigner(ORIGIN.replace("8", "9"), b"\3" * 32)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"second": announcement(LOG.verifier())}, "two keys are the same"),
        ({"second": announcement(STRANGER.verifier())}, "second announcement is of another log"),
        ({"first": announcement(OTHER.verifier())}, "first announcement is of another key"),
        ({"second": announcement(OTHER.verifier(), LOG)}, "not signed by"),
        ({"registry_key": KEY}, "not signed by"),
        (
            {"second": Announcement(b"{}", announcement(OTHER.verifier()).receipt)},
            "entry is of another payload",
        ),
    ],
)
def test_announcements_that_show_nothing_are_refused(change, message):
    with pytest.raises(ProofError, match=message):
        dataclasses.replace(keys(), **change).verify()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"second":{"payload"', b'"second":{"payloads"'),
        (b'"first":[', b'"first":[1,'),
        (b'"registry_key":"', b'"registry_key":"x'),
        (b'"kind":"keys"', b'"kind":"fork"'),
    ],
)
def test_a_document_about_keys_in_another_form_is_refused(old, new):
    assert old in keys().encode()
    with pytest.raises(DecodeError, match=r"^evidence"):
        decode_evidence(keys().encode().replace(old, new, 1))


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"[]",
        b"{}",
        canonical_json.encode({"log_key": KEY}),
        canonical_json.encode({"log_key": KEY, "origin": 1}),
        canonical_json.encode({"log_key": "x", "origin": ORIGIN}),
        canonical_json.encode({"log_key": KEY, "origin": "tabella.example/e/x"}),
        canonical_json.encode({"log_key": KEY, "origin": ORIGIN, "x": "x" * 4096}),
    ],
)
def test_a_payload_that_announces_nothing_is_refused(payload):
    with pytest.raises(DecodeError, match=r"^announcement"):
        announced_key(payload)


@pytest.mark.parametrize("entry", [b"", b"x", b"{ }", b'{"type":"log-begun"}'])
def test_an_entry_in_another_form_is_refused(entry):
    with pytest.raises(DecodeError, match=r"^entry"):
        announced_payload(entry)


def test_other_entries_announce_nothing():
    assert announced_payload(b'{"type":"open"}') is None
    assert announced_payload(b"[]") is None
