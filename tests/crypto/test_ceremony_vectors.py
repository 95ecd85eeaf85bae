"""The key ceremony against values made by a second implementation of the protocol."""

import pytest

from crypto.ceremony import CeremonyView, Phase
from crypto.ceremony_payloads import CeremonyPayload, ConfirmPayload
from crypto.notes import NoteSigner
from crypto.trustee_keys import (
    ShareNonces,
    TrusteeSecret,
    decrypt_share,
    encrypt_shares,
    key_share,
    publish_keys,
)
from tests.crypto.test_protocol_vectors import ELECTIONS, Reader


def begin(election):
    origin = f"tabella.example/e/{election['election_id']}"
    return CeremonyPayload(
        election_id=election["election_id"],
        attempt=election["attempt"],
        demonstration=election["demonstration"],
        key_tool="0" * 64,
        log_key=NoteSigner(origin, bytes(32)).verifier().text(),
        origin=origin,
        parameters=election["parameters"],
        threshold=election["k"],
        trustees=tuple(f"Trustee {i}" for i in range(1, election["n"] + 1)),
    )


def secret_of(trustee, read):
    return TrusteeSecret(
        index=trustee["index"],
        coefficients=read.scalars(trustee["coefficients"]),
        communication_secret=read.scalar(trustee["communication_secret"]),
        signing_seed=bytes.fromhex(trustee["signing_seed"]),
    )


@pytest.fixture(scope="module", params=ELECTIONS, ids=lambda e: f"{e['n']} trustees")
def election(request):
    return request.param


@pytest.fixture(scope="module")
def read(election):
    return Reader(election)


@pytest.fixture(scope="module")
def secrets(election, read):
    return {trustee["index"]: secret_of(trustee, read) for trustee in election["trustees"]}


def nonces_of(election, read, sender):
    return {
        share["to"]: ShareNonces(read.scalar(share["nonce"]), read.scalar(share["proof_nonce"]))
        for share in election["shares"]
        if share["from"] == sender
    }


@pytest.fixture(scope="module")
def view(election, read, secrets):
    view = CeremonyView.of_attempt(begin(election))
    for trustee in election["trustees"]:
        nonces = read.scalars(trustee["proof_nonces"])
        view.add(publish_keys(secrets[trustee["index"]], view.ceremony, nonces))
    for index, secret in secrets.items():
        view.add(encrypt_shares(secret, view, nonces_of(election, read, index)))
    return view


def test_keys_and_their_proofs_come_out(election, read, secrets):
    ceremony = begin(election)
    for trustee in election["trustees"]:
        nonces = read.scalars(trustee["proof_nonces"])
        payload = publish_keys(secrets[trustee["index"]], ceremony, nonces)
        assert payload.commitments == read.elements(trustee["commitments"])
        assert payload.signing_key.hex() == trustee["signing_key"]
        assert payload.communication_key == read.element(trustee["communication_key"])
        assert payload.proof.challenge == read.scalar(trustee["challenge"])
        assert payload.proof.responses == read.scalars(trustee["responses"])


def test_encrypted_shares_come_out(election, read, secrets, view):
    for expected in election["shares"]:
        sender = secrets[expected["from"]]
        payload = encrypt_shares(sender, view, nonces_of(election, read, sender.index))
        (share,) = (share for share in payload.shares if share.recipient == expected["to"])
        assert share.c0 == read.element(expected["C0"])
        assert share.c1.hex() == expected["C1"]
        assert share.proof.challenge == read.scalar(expected["challenge"])
        assert share.proof.response == read.scalar(expected["response"])


def test_shares_are_decrypted_by_their_recipients(election, read, secrets, view):
    for expected in election["shares"]:
        recipient, sender = secrets[expected["to"]], view.keys[expected["from"]]
        shares = {share.sender: share for share in view.shares_for(recipient.index)}
        value = decrypt_share(recipient, view.ceremony, sender, shares[sender.index])
        assert value == read.scalar(expected["share"])


def test_the_keys_everybody_computes_come_out(election, read, view):
    assert view.ceremony.h_p.hex() == election["H_P"]
    assert view.joint_key() == read.element(election["joint_key"])
    assert view.transcript().hex() == election["H_G"]
    for index, text in election["share_keys"].items():
        assert view.share_key(int(index)) == read.element(text)


def test_the_secret_key_shares_come_out(election, read, secrets, view):
    for index, text in election["key_shares"].items():
        assert key_share(secrets[int(index)], view) == read.scalar(text)


def test_confirming_the_transcript_leads_to_the_drills(election, view):
    assert view.phase is Phase.CONFIRMING
    for index in view.keys:
        transcript = bytes.fromhex(election["H_G"])
        view.add(ConfirmPayload(election["election_id"], view.attempt, index, transcript))
    assert view.phase is Phase.DRILLING
