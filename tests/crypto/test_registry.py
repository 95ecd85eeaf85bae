import pytest

from crypto import canonical_json
from crypto.errors import DecodeError
from crypto.notes import NoteSigner
from crypto.registry import (
    LogBegun,
    LogEnded,
    LogFrozen,
    decode_log_begun,
    decode_log_ended,
    decode_log_frozen,
    decode_registry_entry,
    encode_registry_entry,
)
from tests.checkpoints import signed_checkpoint

ELECTION = "8c1c0c0e-7f5e-4d2e-9a55-0d4a4f3a9f10"
ORIGIN = f"tabella.example/e/{ELECTION}"
SIGNER = NoteSigner(ORIGIN, b"\1" * 32)
BEGUN = LogBegun(ELECTION, SIGNER.verifier().text(), ORIGIN)
FROZEN = LogFrozen(b"\2" * 32, ORIGIN)
ENDED = LogEnded(signed_checkpoint(SIGNER, ORIGIN, 3, b"\3" * 32), ORIGIN)


def changed(payload, **fields):
    return canonical_json.encode(
        {**canonical_json.decode(payload, max_size=9999, place=""), **fields}
    )


def test_payloads_are_read_back():
    assert decode_log_begun(BEGUN.encode()) == BEGUN
    assert decode_log_frozen(FROZEN.encode()) == FROZEN
    assert decode_log_ended(ENDED.encode()) == ENDED


@pytest.mark.parametrize(
    ("decode", "payload", "fields"),
    [
        (decode_log_begun, BEGUN.encode(), {"origin": "other.example/e/x"}),
        (decode_log_begun, BEGUN.encode(), {"election": "x"}),
        (decode_log_begun, BEGUN.encode(), {"log_key": ""}),
        (decode_log_begun, BEGUN.encode(), {"log_key": "x" * 5000}),
        (decode_log_begun, BEGUN.encode(), {"v": 2}),
        (decode_log_begun, BEGUN.encode(), {"more": 1}),
        (decode_log_frozen, FROZEN.encode(), {"manifest": "0"}),
        (decode_log_frozen, FROZEN.encode(), {"origin": ""}),
        (decode_log_ended, ENDED.encode(), {"checkpoint": "x"}),
        (decode_log_ended, ENDED.encode(), {"origin": "other.example/e/x"}),
    ],
)
def test_a_payload_of_another_form_is_refused(decode, payload, fields):
    with pytest.raises(DecodeError):
        decode(changed(payload, **fields))


def test_an_entry_is_read_back():
    header = decode_registry_entry(encode_registry_entry("log-begun", BEGUN.encode()))
    assert header.kind == "log-begun"
    header.verify_payload(BEGUN.encode())


@pytest.mark.parametrize("kind", ["ballot", "ceremony", "", "log-other"])
def test_an_entry_of_another_type_is_refused(kind):
    with pytest.raises(DecodeError, match="type"):
        encode_registry_entry(kind, b"{}")


@pytest.mark.parametrize("payload", [b"", b"x" * 40_000])
def test_an_entry_without_a_payload_or_with_too_long_a_one_is_refused(payload):
    with pytest.raises(DecodeError, match="size"):
        encode_registry_entry("log-begun", payload)
