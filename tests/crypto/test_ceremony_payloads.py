"""Payloads of the ceremony are read back as they were written, and in no other spelling."""

import json

import pytest

from crypto import canonical_json
from crypto.ceremony_payloads import (
    ComplaintPayload,
    decode_ceremony_payload,
    decode_complaint_payload,
    decode_confirm_payload,
    decode_drill_payload,
    decode_share_payload,
    decode_trustee_payload,
)
from crypto.errors import DecodeError
from crypto.waiver import decode_waiver_payload
from tests.crypto.manifests import ELECTION_ID, spoiled
from tests.crypto.tiny_ceremonies import beginning, begun, confirmed, keyed, shared, waiver
from tests.tiny_group import TINY, P, Q, tiny_parameters

COMPLAINT = ComplaintPayload(ELECTION_ID, 1, 1, 2, "share")


@pytest.fixture(autouse=True, scope="module")
def tiny():
    with tiny_parameters():
        yield


def in_tiny(decode):
    return lambda data: decode(data, TINY)


DECODERS = {
    "ceremony": decode_ceremony_payload,
    "trustee": in_tiny(decode_trustee_payload),
    "share": in_tiny(decode_share_payload),
    "confirm": decode_confirm_payload,
    "complaint": decode_complaint_payload,
    "drill": in_tiny(decode_drill_payload),
    "waiver": decode_waiver_payload,
}


@pytest.fixture(scope="module")
def payloads(tiny):
    return {
        "ceremony": beginning(),
        "trustee": begun().keys(1),
        "share": keyed().shares(2),
        "confirm": shared().confirmation(3),
        "complaint": COMPLAINT,
        "drill": confirmed().drill(1),
        "waiver": waiver(1, 3),
    }


@pytest.fixture(scope="module")
def encoded(payloads):
    numbered = {"trustee", "share", "drill"}
    return {
        kind: payload.encode(TINY) if kind in numbered else payload.encode()
        for kind, payload in payloads.items()
    }


@pytest.mark.parametrize("kind", DECODERS)
def test_what_was_written_is_read_back(payloads, encoded, kind):
    assert DECODERS[kind](encoded[kind]) == payloads[kind]


@pytest.mark.parametrize("kind", DECODERS)
def test_every_field_has_to_be_there_and_no_other(encoded, kind):
    document = json.loads(encoded[kind])
    for name in document:
        fewer = {key: value for key, value in document.items() if key != name}
        with pytest.raises(DecodeError, match=f"{kind}: lacks the field '{name}'"):
            DECODERS[kind](canonical_json.encode(fewer))
    with pytest.raises(DecodeError, match="unknown field 'note'"):
        DECODERS[kind](canonical_json.encode({**document, "note": ""}))


@pytest.mark.parametrize("kind", DECODERS)
def test_bytes_that_are_not_canonical_are_refused(encoded, kind):
    with pytest.raises(DecodeError, match="canonical"):
        DECODERS[kind](encoded[kind] + b" ")


BAD = [
    ("ceremony", ("v",), 2, "ceremony.v"),
    ("ceremony", ("attempt",), 0, "ceremony.attempt"),
    ("ceremony", ("election",), ELECTION_ID.upper(), "ceremony.election"),
    ("ceremony", ("parameters",), "EG-0.0-64", "ceremony.parameters"),
    ("ceremony", ("demonstration",), 1, "ceremony.demonstration"),
    ("ceremony", ("key_tool",), "", "ceremony.key_tool"),
    ("ceremony", ("key_tool",), "7E" * 32, "ceremony.key_tool"),
    ("ceremony", ("threshold",), 0, "ceremony.threshold"),
    ("ceremony", ("threshold",), 4, "ceremony.threshold: more than there are trustees"),
    ("ceremony", ("trustees",), [], "ceremony.trustees"),
    ("ceremony", ("trustees",), ["a"] * 101, "ceremony.trustees"),
    ("ceremony", ("trustees", 0), "", r"ceremony.trustees\[0\]"),
    ("ceremony", ("origin",), "tabella.example/e/other", "names another election"),
    ("ceremony", ("origin",), f"other.example/e/{ELECTION_ID}", "its name is not the origin"),
    ("trustee", ("trustee",), 0, "trustee.trustee"),
    ("trustee", ("trustee",), 101, "trustee.trustee"),
    ("trustee", ("commitments",), [], "trustee.commitments"),
    ("trustee", ("commitments", 0), "0" * 32, r"trustee.commitments\[0\]"),
    ("trustee", ("commitments", 0), f"{P:032x}", r"trustee.commitments\[0\]"),
    ("trustee", ("commitments", 1), "ab", r"trustee.commitments\[1\]"),
    ("trustee", ("communication_key",), 5, "trustee.communication_key"),
    ("trustee", ("proof", "challenge"), f"{Q:064x}", "trustee.proof.challenge"),
    ("trustee", ("proof", "responses", 0), f"{Q:064x}", r"trustee.proof.responses\[0\]"),
    ("trustee", ("proof", "responses"), [], "trustee.proof.responses"),
    ("trustee", ("signing_key",), "AB" * 32, "trustee.signing_key"),
    ("share", ("shares", 0, "to"), 3, "recipients are not ascending"),
    ("share", ("shares", 1, "to"), 1, "recipients are not ascending"),
    ("share", ("shares", 0, "c1"), "00" * 31, r"share.shares\[0\].c1"),
    ("share", ("shares", 0, "proof", "response"), "-1", r"share.shares\[0\].proof.response"),
    ("confirm", ("transcript",), "00" * 33, "confirm.transcript"),
    ("complaint", ("reason",), "mood", "complaint.reason"),
    ("complaint", ("against",), 1, "cannot complain of itself"),
    ("drill", ("challenge",), "00", "drill.challenge"),
    ("drill", ("proof", "challenge"), "0x" + "0" * 62, "drill.proof.challenge"),
    ("waiver", ("v",), 2, "waiver.v"),
    ("waiver", ("at",), "2031-03-01T08:00:00+00:00", "waiver.at"),
    ("waiver", ("attempt",), 0, "waiver.attempt"),
    ("waiver", ("election",), "", "waiver.election"),
    ("waiver", ("reason",), "", "waiver.reason"),
    ("waiver", ("reason",), "x" * 2001, "waiver.reason"),
    ("waiver", ("trustees",), [], "waiver.trustees"),
    ("waiver", ("trustees", 0), 0, r"waiver.trustees\[0\]"),
    ("waiver", ("trustees", 1), 101, r"waiver.trustees\[1\]"),
    ("waiver", ("trustees", 0), 3, "numbers are not ascending"),
    ("waiver", ("trustees", 1), 1, "numbers are not ascending"),
]


@pytest.mark.parametrize(("kind", "path", "value", "words"), BAD)
def test_what_is_out_of_range_is_refused_with_its_place(encoded, kind, path, value, words):
    with pytest.raises(DecodeError, match=words):
        DECODERS[kind](spoiled(json.loads(encoded[kind]), path, value))


def test_a_single_trustee_is_only_for_a_demonstration():
    assert beginning(1, 1).encode()
    with pytest.raises(DecodeError, match="only for a demonstration"):
        beginning(1, 1, demonstration=False).encode()


def test_a_waiver_that_breaks_a_rule_is_not_written():
    with pytest.raises(DecodeError, match="numbers are not ascending"):
        waiver(3, 1).encode()
