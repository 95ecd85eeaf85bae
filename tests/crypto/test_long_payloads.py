"""The readers of long payloads take exactly what those take that hold them whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.errors import DecodeError
from crypto.long_payloads import CountedBallots, RollVoters
from crypto.payloads import (
    RollEntry,
    RollPayload,
    TallyInputPayload,
    decode_roll_payload,
    decode_tally_input_payload,
)
from tests.crypto.manifests import ELECTION_ID

ROLL = RollPayload(
    ELECTION_ID,
    (RollEntry(b"\1" * 32, 1, 1), RollEntry(b"\2" * 32, 1000, 10**6), RollEntry(b"\3" * 32, 9, 10)),
).encode()
TALLY_INPUT = TallyInputPayload(ELECTION_ID, (0, 4, 7, 19), 20).encode()
NONE_COUNTED = TallyInputPayload(ELECTION_ID, (), 20).encode()


def pieces(data, size):
    return (data[start : start + size] for start in range(0, len(data), size))


def outcome(read, data):
    try:
        return read(data)
    except DecodeError:
        return "refused"


def whole_roll(data):
    payload = decode_roll_payload(data)
    return payload.election_id, payload.voters


def roll(data, size=64):
    listed = RollVoters(pieces(data, size))
    voters = tuple(listed)
    return listed.election_id, voters


def whole_tally_input(data):
    payload = decode_tally_input_payload(data)
    return payload.election_id, payload.counted, payload.size


def tally_input(data, size=64):
    listed = CountedBallots(pieces(data, size))
    counted = tuple(listed)
    return listed.election_id, counted, listed.size


READERS = {"roll": (whole_roll, roll), "tally-input": (whole_tally_input, tally_input)}


def both(kind, data):
    return [outcome(read, data) for read in READERS[kind]]


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_pieces_of_any_length_make_the_same(size):
    assert roll(ROLL, size) == whole_roll(ROLL)
    assert tally_input(TALLY_INPUT, size) == whole_tally_input(TALLY_INPUT)
    assert tally_input(NONE_COUNTED, size) == whole_tally_input(NONE_COUNTED)


def test_a_long_roll_is_the_same():
    voters = tuple(RollEntry(n.to_bytes(32), 1 + n % 3, 1 + n) for n in range(1, 3000))
    data = RollPayload(ELECTION_ID, voters).encode()
    assert roll(data, 4096) == (ELECTION_ID, voters)


@pytest.mark.parametrize(
    ("kind", "data"), [("roll", ROLL), ("tally-input", TALLY_INPUT), ("tally-input", NONE_COUNTED)]
)
@given(position=st.integers(0, 400), letter=st.sampled_from(b'0123456789abcdef",[]{}:- \n'))
def test_another_letter_anywhere_is_taken_by_both_or_by_none(kind, data, position, letter):
    place = position % len(data)
    whole, streamed = both(kind, data[:place] + bytes([letter]) + data[place + 1 :])
    assert whole == streamed


@pytest.mark.parametrize(
    ("kind", "data"), [("roll", ROLL), ("tally-input", TALLY_INPUT), ("tally-input", NONE_COUNTED)]
)
@pytest.mark.parametrize("change", ["cut", "added", "doubled"])
def test_a_cut_or_longer_payload_is_refused_by_both(kind, data, change):
    changed = {"cut": data[:-1], "added": data + b" ", "doubled": data + data}[change]
    assert both(kind, changed) == ["refused", "refused"]


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        ("roll", b"1000", b"1001"),
        ("roll", b"1000000", b"1000001"),
        ("roll", b"02" * 32, b"01" * 32),
        ("roll", b"02" * 32, b"04" * 32),
        ("roll", b",9,10", b",0,10"),
        ("roll", b'"v":1', b'"v":2'),
        ("tally-input", b"4,7", b"7,4"),
        ("tally-input", b"4,7", b"4,4"),
        ("tally-input", b":20", b":19"),
        ("tally-input", b":20", b":2147483648"),
        ("tally-input", b"[0,4", b"[00,4"),
        ("tally-input", b'"v":1', b'"v":2'),
    ],
)
def test_what_breaks_a_rule_is_refused_by_both(kind, old, new):
    data = {"roll": ROLL, "tally-input": TALLY_INPUT}[kind]
    assert old in data
    assert both(kind, data.replace(old, new, 1)) == ["refused", "refused"]


def test_an_empty_roll_is_refused_by_both():
    data = ROLL[: ROLL.index(b"[[") + 1] + b"]}"
    assert both("roll", data) == ["refused", "refused"]
