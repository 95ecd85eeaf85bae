import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import canonical_json
from crypto.entries import ENTRY_TYPES, EntryHeader, decode_entry, encode_entry
from crypto.errors import DecodeError, ProofError
from crypto.signing import public_key, sign

SEED = bytes(32)
PAYLOAD = b'{"v":1}'
SAMPLE = {
    "trustee": 3,
    "credential": "c0" * 32,
    "ballot": "ba" * 32,
    "signature": "5e" * 64,
}
HEX_FIELDS = {"credential": 64, "ballot": 64, "signature": 128, "payload": 64}


def sample_entry(kind):
    return encode_entry(kind, PAYLOAD, **{name: SAMPLE[name] for name in ENTRY_TYPES[kind]})


@pytest.mark.parametrize("kind", ENTRY_TYPES)
def test_every_type_of_entry_survives_the_round_trip(kind):
    header = decode_entry(sample_entry(kind))
    assert (header.kind, header.size) == (kind, 7)
    for name, value in SAMPLE.items():
        assert getattr(header, name) == (value if name in ENTRY_TYPES[kind] else None)
    header.verify_payload(PAYLOAD)


def test_an_entry_has_the_bytes_of_the_specification():
    assert sample_entry("ballot") == (
        b'{"credential":"' + b"c0" * 32 + b'","payload":"'
        b"afbf9d0f3560b0fd7795e81c42a0a79ee6b6fc67e064f77826aee642cad28d91"
        b'","signature":"' + b"5e" * 64 + b'","size":7,"type":"ballot","v":1}'
    )


@pytest.mark.parametrize("kind", ENTRY_TYPES)
def test_an_entry_has_exactly_the_fields_of_its_type(kind):
    entry = json.loads(sample_entry(kind))
    for name in entry:
        rest = {key: value for key, value in entry.items() if key != name}
        with pytest.raises(DecodeError, match=r"^entry"):
            decode_entry(canonical_json.encode(rest))
    for name in {"time", *SAMPLE} - entry.keys():
        with pytest.raises(DecodeError, match=rf"^entry: has the unknown field '{name}'"):
            decode_entry(canonical_json.encode(entry | {name: SAMPLE.get(name, 1)}))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("v", 2),
        ("v", True),
        ("type", "vote"),
        ("type", 1),
        ("size", 0),
        ("size", 64 * 1024 * 1024 + 1),
        ("size", "7"),
        *[(name, value) for name in HEX_FIELDS for value in (1, "", "C0" * 32, "c0" * 31)],
    ],
)
def test_a_field_of_another_form_is_refused_with_its_place(field, value):
    entry = json.loads(sample_entry("challenge"))
    with pytest.raises(DecodeError, match=rf"^entry 5\.{field}: "):
        decode_entry(canonical_json.encode(entry | {field: value}), "entry 5")


@pytest.mark.parametrize("number", [0, 101, "1", True])
def test_a_trustee_has_a_number_from_1_to_100(number):
    with pytest.raises(DecodeError, match=r"^entry\.trustee: "):
        encode_entry("drill", PAYLOAD, trustee=number, signature="5e" * 64)


@pytest.mark.parametrize("data", [b"[]", b'"ballot"', b"{}", b'{"type":["ballot"]}', b" " * 2000])
def test_what_is_no_entry_is_refused(data):
    with pytest.raises(DecodeError, match=r"^entry"):
        decode_entry(data)


@given(st.binary())
def test_any_bytes_are_refused(data):
    with pytest.raises(DecodeError):
        decode_entry(data)


def test_another_payload_is_noticed():
    header = decode_entry(sample_entry("open"))
    with pytest.raises(DecodeError, match="expected 7 bytes, got 8"):
        header.verify_payload(PAYLOAD + b" ")
    with pytest.raises(DecodeError, match="hash differs"):
        header.verify_payload(b'{"v":2}')


def signed(kind, **fields):
    """An entry of `kind` signed as its own header asks."""
    header = decode_entry(encode_entry(kind, PAYLOAD, signature="00" * 64, **fields))
    signature = sign(SEED, header.signed_message()).hex()
    return decode_entry(encode_entry(kind, PAYLOAD, signature=signature, **fields))


def test_a_signature_covers_type_and_payload():
    header = signed("ballot", credential="c0" * 32)
    assert header.signed_message() == b"tabella/v1/ballot" + bytes.fromhex(header.payload_hash)
    header.verify_signature(public_key(SEED))
    drill = EntryHeader("drill", header.payload_hash, 7, trustee=1, signature=header.signature)
    with pytest.raises(ProofError):
        drill.verify_signature(public_key(SEED))
    with pytest.raises(ProofError):
        header.verify_signature(public_key(b"\1" * 32))


def test_the_signature_of_a_challenge_covers_the_ballot_that_was_shown():
    header = signed("challenge", credential="c0" * 32, ballot="ba" * 32)
    assert header.signed_message() == b"tabella/v1/challenge" + b"\xba" * 32
    header.verify_signature(public_key(SEED))


def test_an_entry_nobody_signs_has_no_valid_signature():
    with pytest.raises(ProofError):
        decode_entry(sample_entry("open")).verify_signature(public_key(SEED))
