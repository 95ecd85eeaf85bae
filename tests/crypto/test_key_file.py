"""The file a trustee keeps: it opens with its passphrase only, and says plainly what is wrong."""

import dataclasses
import json

import pytest

from crypto import canonical_json, entropy
from crypto.errors import DecodeError
from crypto.group import PARAMETER_SETS
from crypto.key_file import (
    KeyPurpose,
    decode_key_file,
    decode_key_purpose,
    encode_key_file,
)
from crypto.transcript import sha256
from crypto.trustee_keys import TrusteeSecret

ELECTION = "00000000-0000-4000-8000-000000000001"
OTHER_ELECTION = "00000000-0000-4000-8000-000000000002"
PASSPHRASE = "correct horse battéry"
GROUP = PARAMETER_SETS["EG-2.1-3072"]
SECRET = TrusteeSecret.draw(GROUP, index=2, threshold=3)
PURPOSE = KeyPurpose(ELECTION, 2, GROUP.name, 1, "log key", "checkpoint\n")


@pytest.fixture(scope="module")
def data():
    salt, nonce = entropy.random_bytes(16), entropy.random_bytes(12)
    return encode_key_file(SECRET, PURPOSE, PASSPHRASE, salt=salt, nonce=nonce)


def open_file(data, passphrase=PASSPHRASE, election_id=ELECTION, trustee=2):
    return decode_key_file(data, passphrase, election_id=election_id, trustee=trustee)


def edited(data, change):
    """The file with an edit and a check sum that fits, as somebody would do it on purpose."""
    content = json.loads(data)
    change(content)
    del content["checksum"]
    content["checksum"] = sha256(canonical_json.encode(content)).hex()
    return canonical_json.encode(content) + b"\n"


def test_it_gives_back_what_was_put_in(data):
    assert open_file(data) == (PURPOSE, SECRET)


def test_it_opens_with_the_passphrase_in_another_unicode_form(data):
    assert open_file(data, "correct horse batte\N{COMBINING ACUTE ACCENT}ry") == (PURPOSE, SECRET)


def test_an_editor_may_change_the_end_of_the_line(data):
    assert open_file(data.strip() + b"\r\n\r\n") == (PURPOSE, SECRET)


def test_what_it_is_for_is_readable_without_the_passphrase(data):
    assert decode_key_purpose(data) == PURPOSE


def test_no_secret_stands_in_it(data):
    assert GROUP.scalar_hex(SECRET.coefficients[0]).encode() not in data
    assert SECRET.signing_seed.hex().encode() not in data


def test_no_secret_stands_in_its_printed_form():
    assert repr(SECRET) == "TrusteeSecret(index=2)"


def test_a_wrong_passphrase_is_called_wrong(data):
    with pytest.raises(DecodeError, match="the passphrase is wrong"):
        open_file(data, "correct horse batterie")


@pytest.mark.parametrize("length", [0, 1, 100, -2])
def test_a_file_that_is_cut_short_is_called_so(data, length):
    with pytest.raises(DecodeError, match="cut short"):
        open_file(data[:length])


def test_another_election_is_named_before_the_passphrase_matters(data):
    with pytest.raises(DecodeError, match="another election"):
        open_file(data, "wrong", election_id=OTHER_ELECTION)


def test_another_key_holder_is_named(data):
    with pytest.raises(DecodeError, match="for key holder 2, not key holder 1"):
        open_file(data, trustee=1)


def test_an_accidental_edit_is_told_from_a_wrong_passphrase(data):
    digit = data.index(b'"sealed":"') + 20
    damaged = data[:digit] + (b"0" if data[digit : digit + 1] != b"0" else b"1") + data[digit + 1 :]
    with pytest.raises(DecodeError, match="damaged or changed"):
        open_file(damaged)


@pytest.mark.parametrize(
    "field", [field.name for field in dataclasses.fields(KeyPurpose) if field.name != "parameters"]
)
def test_the_purpose_cannot_be_edited(data, field):
    names = {"election_id": "election"}
    values = {"election_id": OTHER_ELECTION, "trustee": 1, "attempt": 2}

    def change(content):
        content["purpose"][names.get(field, field)] = values.get(field, "other")

    purpose = decode_key_purpose(edited(data, change))
    with pytest.raises(DecodeError, match="the passphrase is wrong"):
        open_file(edited(data, change), election_id=purpose.election_id, trustee=purpose.trustee)


def test_fewer_rounds_are_refused(data):
    with pytest.raises(DecodeError, match="rounds"):
        open_file(edited(data, lambda content: content.update(rounds=1)))


def test_an_unknown_field_is_refused(data):
    with pytest.raises(DecodeError, match="unknown field"):
        open_file(edited(data, lambda content: content.update(note="mine")))
