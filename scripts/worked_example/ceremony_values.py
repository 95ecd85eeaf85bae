"""Values of C05 and C06: the key ceremony, the keys it makes, the election hash, the roll."""

from crypto import hash_chain
from crypto.canonical_json import JsonValue
from crypto.ceremony_payloads import (
    decode_drill_payload,
    decode_share_payload,
    decode_trustee_payload,
)
from crypto.ceremony_proofs import ProvenShare, TrusteeKey, share_statement, transcript_hash
from crypto.entries import decode_entry
from crypto.group import Element, Group, Scalar
from crypto.schnorr import KeyStatement
from crypto.transcript import sha256
from scripts.worked_example.heard import challenge_value, hash_value
from tests.simulator import Simulation

SIGNED_IN_CEREMONY = ("trustee", "share", "confirm", "drill")


def ceremony_values(election: Simulation) -> JsonValue:
    """C05: every proof's commitments and challenge, K, S_i, H_G and H_E."""
    view, context = election.view, election.context
    group = context.group
    keys = [view.keys[i] for i in sorted(view.keys)]
    return {
        "signatures": [_signature_values(e) for e in _signed(election, SIGNED_IN_CEREMONY)],
        "keys": [_key_values(election, data) for data in _payloads(election, "trustee")],
        "shares": [
            value
            for data in _payloads(election, "share")
            for value in _share_values(election, data)
        ],
        "joint_key": group.element_hex(view.joint_key()),
        "share_keys": [group.element_hex(view.share_key(key.index)) for key in keys],
        "transcript_hash": hash_value(
            "4.9", lambda: transcript_hash(view.ceremony, view.joint_key(), keys)
        ),
        "drills": [_drill_values(election, data) for data in _payloads(election, "drill")],
        "election_hash": hash_value(
            "3.3", lambda: hash_chain.election_hash(context.h_b, group, context.joint_key)
        ),
    }


def roll_values(election: Simulation) -> JsonValue:
    """C06: the hash of the roll, and how much may be counted."""
    line = election.line("roll")
    voters = line.document["voters"]
    return {
        "sha256": sha256(line.payload).hex(),
        "voters": len(voters),
        "weight": sum(weight for _, _, weight in voters),
    }


def signature_values(election: Simulation, kind: str) -> list[JsonValue]:
    """The signed message of every entry of a type."""
    return [_signature_values(entry) for entry in _signed(election, (kind,))]


def _signed(election: Simulation, kinds: tuple[str, ...]) -> list[tuple[int, bytes]]:
    return [
        (index, line.entry()) for index, line in enumerate(election.lines) if line.kind in kinds
    ]


def _signature_values(numbered: tuple[int, bytes]) -> dict[str, JsonValue]:
    index, data = numbered
    return {"entry": index, "message": decode_entry(data).signed_message().hex()}


def _payloads(election: Simulation, kind: str) -> list[bytes]:
    return [line.payload for line in election.lines if line.kind == kind]


def _known(group: Group, base_power: Scalar, x: Element, c: Scalar) -> Element:
    """Compute g^v x^c."""
    return group.product((group.power(group.g, base_power), group.power(x, c)))


def _key_values(election: Simulation, data: bytes) -> JsonValue:
    ceremony, group = election.view.ceremony, election.context.group
    payload = decode_trustee_payload(data, group)
    key: TrusteeKey = election.view.keys[payload.trustee]
    statement = KeyStatement(
        h_p=ceremony.h_p,
        election_id=ceremony.election_id,
        attempt=ceremony.attempt,
        trustee=key.index,
        commitments=key.commitments,
        communication_key=key.communication_key,
        signing_key=key.signing_key,
    )
    proof = payload.proof
    pairs = zip((*key.commitments, key.communication_key), proof.responses, strict=True)
    hs = [_known(group, v, x, proof.challenge) for x, v in pairs]
    return {
        "trustee": key.index,
        "h": [group.element_hex(h) for h in hs],
        "challenge": challenge_value("4.2", group, lambda: statement.challenge(group, hs)),
    }


def _share_values(election: Simulation, data: bytes) -> list[JsonValue]:
    ceremony, group = election.view.ceremony, election.context.group
    payload = decode_share_payload(data, group)
    values: list[JsonValue] = []
    for share in payload.shares:
        c0 = Element(share.c0)
        proven = ProvenShare(payload.trustee, share.recipient, c0, share.c1)
        statement, proof = share_statement(proven, ceremony), share.proof
        gamma = _known(group, proof.response, c0, proof.challenge)
        challenge = challenge_value(
            "4.7", group, lambda s=statement, gamma=gamma: s.challenge(group, gamma)
        )
        values.append(
            {
                "from": payload.trustee,
                "to": share.recipient,
                "gamma": group.element_hex(gamma),
                "challenge": challenge,
            }
        )
    return values


def _drill_values(election: Simulation, data: bytes) -> JsonValue:
    group = election.context.group
    payload = decode_drill_payload(data, group)
    statement = election.view.drill_statement(payload.trustee, payload.challenge)
    a = _known(group, payload.proof.response, statement.share_key, payload.proof.challenge)
    return {
        "trustee": payload.trustee,
        "a": group.element_hex(a),
        "challenge": challenge_value("4.12", group, lambda: statement.challenge(group, a)),
    }
