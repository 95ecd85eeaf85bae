import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import canonical_json
from crypto.errors import DecodeError
from crypto.group import group_named
from crypto.payloads import (
    CancelPayload,
    ExtendPayload,
    FreezePayload,
    RollEntry,
    RollPayload,
    TallyInputPayload,
    TurnPayload,
    decode_cancel_payload,
    decode_extend_payload,
    decode_freeze_payload,
    decode_roll_payload,
    decode_tally_input_payload,
    decode_turn_payload,
)
from tests.crypto.manifests import ELECTION_ID, spoiled

GROUP = group_named("EG-2.1-3072")
AT = datetime(2030, 5, 1, 8, tzinfo=UTC)

ROLL = RollPayload(ELECTION_ID, (RollEntry(b"\1" * 32, 1, 1), RollEntry(b"\2" * 32, 2, 10**6)))
FREEZE = FreezePayload(ELECTION_ID, AT, b"\1" * 32, GROUP.g, b"\2" * 32, b"\3" * 32, b"\4" * 32)
EXTEND = ExtendPayload(ELECTION_ID, AT, AT.replace(day=9), "the network failed")
CANCEL = CancelPayload(ELECTION_ID, AT, "the wrong list of candidates")
TALLY_INPUT = TallyInputPayload(ELECTION_ID, (4, 7, 8), 10)

KINDS = {
    "roll": (ROLL.encode(), decode_roll_payload),
    "freeze": (FREEZE.encode(GROUP), lambda data: decode_freeze_payload(data, GROUP)),
    "close": (
        TurnPayload(ELECTION_ID, AT).encode(),
        lambda data: decode_turn_payload(data, "close"),
    ),
    "extend": (EXTEND.encode(), decode_extend_payload),
    "cancel": (CANCEL.encode(), decode_cancel_payload),
    "tally-input": (TALLY_INPUT.encode(), decode_tally_input_payload),
}


def test_every_payload_survives_the_round_trip():
    values = [ROLL, FREEZE, TurnPayload(ELECTION_ID, AT), EXTEND, CANCEL, TALLY_INPUT]
    assert [decode(data) for data, decode in KINDS.values()] == values


@pytest.mark.parametrize("kind", KINDS)
def test_a_payload_has_exactly_its_fields(kind):
    data, decode = KINDS[kind]
    document = json.loads(data)
    for name in document:
        rest = {key: value for key, value in document.items() if key != name}
        with pytest.raises(DecodeError, match=rf"^{kind}: lacks the field '{name}'"):
            decode(canonical_json.encode(rest))
    with pytest.raises(DecodeError, match=rf"^{kind}: has the unknown field 'x'"):
        decode(canonical_json.encode(document | {"x": 1}))


@pytest.mark.parametrize(
    ("kind", "path", "value"),
    [
        ("roll", ("v",), 2),
        ("roll", ("election",), "x"),
        ("roll", ("voters",), []),
        ("roll", ("voters", 0), ["01" * 32, 1]),
        ("roll", ("voters", 0), ["01" * 32, 1, 1, "Ada"]),
        ("roll", ("voters", 0, 0), "01" * 31),
        ("roll", ("voters", 0, 1), 0),
        ("roll", ("voters", 0, 2), 0),
        ("roll", ("voters", 0, 2), 1_000_001),
        ("roll", ("voters", 0, 0), "02" * 32),
        ("roll", ("voters", 0, 0), "03" * 32),
        ("freeze", ("joint_key",), "00" * 384),
        ("freeze", ("joint_key",), "ff" * 384),
        ("freeze", ("joint_key",), "01"),
        ("freeze", ("roll",), "01"),
        ("freeze", ("at",), 0),
        ("close", ("at",), "yesterday"),
        ("extend", ("closes",), ""),
        ("extend", ("reason",), ""),
        ("cancel", ("reason",), "x" * 2001),
        ("tally-input", ("size",), 0),
        ("tally-input", ("size",), 8),
        ("tally-input", ("counted",), [4, 4]),
        ("tally-input", ("counted",), [7, 4]),
        ("tally-input", ("counted",), [True]),
    ],
)
def test_a_field_of_another_form_is_refused(kind, path, value):
    data, decode = KINDS[kind]
    with pytest.raises(DecodeError, match=rf"^{kind}\."):
        decode(spoiled(json.loads(data), path, value))


def test_a_payload_no_reader_takes_is_not_written():
    unsorted = replace(ROLL, voters=ROLL.voters[::-1])
    for payload in (
        unsorted,
        replace(EXTEND, reason=""),
        replace(CANCEL, reason=""),
        replace(TALLY_INPUT, size=8),
    ):
        with pytest.raises(DecodeError):
            payload.encode()


@given(st.dictionaries(st.binary(min_size=32, max_size=32), st.integers(1, 10**6), min_size=1))
def test_every_roll_survives_the_round_trip(weights):
    voters = tuple(RollEntry(key, 1, weights[key]) for key in sorted(weights))
    roll = RollPayload(ELECTION_ID, voters)
    assert decode_roll_payload(roll.encode()) == roll


@given(st.sampled_from(list(KINDS)), st.binary())
def test_any_bytes_are_refused(kind, data):
    with pytest.raises(DecodeError):
        KINDS[kind][1](data)
