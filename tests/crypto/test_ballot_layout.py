"""The quick way of reading ballots and their entries takes exactly what the slow one takes."""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto import ballot, canonical_json, entries
from crypto.ballot import Votes, decode_ballot, decode_votes, encode_ballot
from crypto.ballot_layout import style_of
from crypto.commitments import decode_commitments
from crypto.entries import decode_entry, encode_entry
from crypto.errors import DecodeError
from tests.crypto.tiny_ballots import tiny_ballot, tiny_context
from tests.tiny_group import TINY, P, Q

MADE = [tiny_ballot(), tiny_ballot([[3, 1, 1]], style=2)]
BALLOTS = [made.data for made in MADE]
COMMITMENTS = [canonical_json.encode(made.commitments) for made in MADE]
ENTRY = encode_entry("ballot", b'{"v":1}', credential="c0" * 32, signature="5e" * 64)
NUMBERS = re.compile(rb'(?<=")[0-9a-f]{32,64}(?=")')
EDGES = (0, 1, Q - 1, Q, P - 1, P, 2**64 - 1)
OTHER_SPELLINGS = (bytes.upper, lambda d: b"+" + d[1:], lambda d: b" " + d[1:], lambda d: d[:-1])
BYTES = b'0aAfg"[]{},:1 -\xff'


def outcome(read, *arguments):
    try:
        return read(*arguments)
    except DecodeError:
        return "refused"


def slowly(data):
    document = canonical_json.decode(data, max_size=ballot.MAX_BALLOT_SIZE, place="ballot")
    return decode_ballot(document, tiny_context())


@st.composite
def changed_ballots(draw):
    """A ballot with one number at an edge or spelled otherwise, or with some byte changed."""
    data = draw(st.sampled_from(BALLOTS))
    way = draw(st.sampled_from(["edge", "spelling", "byte", "length", "style"]))
    number = draw(st.sampled_from(list(NUMBERS.finditer(data))))
    if way == "edge":
        digits = number.end() - number.start()
        value = b"%0*x" % (digits, draw(st.sampled_from(EDGES)))
        return data[: number.start()] + value + data[number.end() :]
    if way == "spelling":
        value = draw(st.sampled_from(OTHER_SPELLINGS))(number[0])
        return data[: number.start()] + value + data[number.end() :]
    place = draw(st.integers(0, len(data) - 1))
    if way == "byte":
        return data[:place] + bytes([draw(st.sampled_from(BYTES))]) + data[place + 1 :]
    if way == "length":
        return draw(st.sampled_from([data[:place], data[:place] + b"0" + data[place:], b""]))
    style = draw(st.sampled_from([b"0", b"1", b"2", b"3", b"01", b"1e0", b"999999999"]))
    return re.sub(rb'"style":\d+', b'"style":' + style, data)


@settings(max_examples=400)
@given(changed_ballots())
def test_both_ways_take_the_same_ballots_for_the_same(data):
    ballot = outcome(decode_ballot, data, tiny_context())
    assert ballot == outcome(slowly, data)
    votes = outcome(decode_votes, data, tiny_context())
    if ballot == "refused":
        assert votes == "refused"
    else:
        assert votes == Votes(ballot.style, ballot.credential, ballot.ciphertexts)


@pytest.mark.parametrize("data", BALLOTS, ids=["style 1", "style 2"])
def test_every_sound_ballot_is_read_the_quick_way(data, monkeypatch):
    expected = slowly(data)
    monkeypatch.setattr(canonical_json, "decode", lambda *_, **__: pytest.fail("read slowly"))
    assert decode_ballot(data, tiny_context()) == expected
    assert encode_ballot(expected, tiny_context()) == data


@pytest.mark.parametrize("value", [0, P, P - 1])
def test_the_quick_way_knows_the_range_of_elements(value):
    """Without help from the slow one: what it takes is never looked at again."""
    data = BALLOTS[0]
    decode_ballot(data, tiny_context())
    place = data.index(b'"alpha":"') + 9
    width = 2 * TINY.element_size
    changed = data[:place] + b"%0*x" % (width, value) + data[place + width :]
    numbers = tiny_context().layouts[1].numbers(changed)
    assert (numbers is not None) == (0 < value < P)


@st.composite
def changed_commitments(draw):
    data = draw(st.sampled_from(COMMITMENTS))
    number = draw(st.sampled_from(list(NUMBERS.finditer(data))))
    way = draw(st.sampled_from(["edge", "spelling", "byte", "length"]))
    if way == "edge":
        value = b"%0*x" % (number.end() - number.start(), draw(st.sampled_from(EDGES)))
        return data[: number.start()] + value + data[number.end() :]
    if way == "spelling":
        value = draw(st.sampled_from(OTHER_SPELLINGS))(number[0])
        return data[: number.start()] + value + data[number.end() :]
    place = draw(st.integers(0, len(data) - 1))
    if way == "byte":
        return data[:place] + bytes([draw(st.sampled_from(BYTES))]) + data[place + 1 :]
    return draw(st.sampled_from([data[:place], data[:place] + b"0" + data[place:], b""]))


@settings(max_examples=400)
@given(changed_commitments(), st.sampled_from([1, 2]))
def test_both_ways_take_the_same_commitments_for_the_same(data, style):
    def slowly(data):
        document = canonical_json.decode(data, max_size=2**20, place="commitments")
        return decode_commitments(document, tiny_context(), style)

    assert outcome(decode_commitments, data, tiny_context(), style) == outcome(slowly, data)


@pytest.mark.parametrize(
    ("style", "data"), [*enumerate(COMMITMENTS, start=1)], ids=["style 1", "style 2"]
)
def test_sound_commitments_are_read_the_quick_way(style, data, monkeypatch):
    expected = decode_commitments(json.loads(data), tiny_context(), style)
    monkeypatch.setattr(canonical_json, "decode", lambda *_, **__: pytest.fail("read slowly"))
    assert decode_commitments(data, tiny_context(), style) == expected


@pytest.mark.parametrize("value", [0, P, P - 1])
def test_the_quick_way_knows_the_range_of_commitments(value):
    data, width = COMMITMENTS[0], 2 * TINY.element_size
    decode_commitments(data, tiny_context(), 1)
    place = data.index(b'[["') + 3
    changed = data[:place] + b"%0*x" % (width, value) + data[place + width :]
    numbers = tiny_context().commitment_layouts[1].numbers(changed)
    assert (numbers is not None) == (0 < value < P)


@pytest.mark.parametrize(
    ("end", "style"),
    [(b'"style":12,"v":1}', 12), (b'"style":0,"v":1}', 0), (b'"style":1,"v":2}', 0), (b"", 0)],
)
def test_the_style_stands_at_the_end(end, style):
    assert style_of(b'{"salt":"00",' + end) == style


@settings(max_examples=200)
@given(st.integers(0, len(ENTRY) - 1), st.sampled_from(BYTES), st.booleans())
def test_both_ways_take_the_same_entries_for_the_same(place, byte, is_longer):
    data = ENTRY[:place] + bytes([byte]) + ENTRY[place + (not is_longer) :]
    quickly = outcome(decode_entry, data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(entries, "_BALLOT", re.compile(b"(?!)"))
        assert outcome(decode_entry, data) == quickly


def test_an_entry_of_a_payload_that_is_too_long_is_refused_either_way():
    data = ENTRY.replace(b'"size":7', b'"size":67108865')
    assert outcome(decode_entry, data) == "refused"
    assert decode_entry(ENTRY.replace(b'"size":7', b'"size":67108864')).size == 67108864
