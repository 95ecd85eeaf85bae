import json
import time
import unicodedata

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from crypto import canonical_json
from crypto.errors import DecodeError
from tests.crypto.published import named, vectors

PUBLISHED = vectors("rfc8785.json")

texts = st.text().map(lambda text: unicodedata.normalize("NFC", text))
scalars = st.booleans() | st.integers(0, canonical_json.MAX_INTEGER) | texts
documents = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=10,
)


def decode(data, max_size=canonical_json.MAX_LINE):
    return canonical_json.decode(data, max_size=max_size, place="ballot")


@pytest.mark.parametrize("case", **named(PUBLISHED["canonical"]))
def test_values_have_the_published_bytes(case):
    data = bytes.fromhex(case["bytes"])
    assert canonical_json.encode(case["value"]) == data
    assert decode(data) == case["value"]


@pytest.mark.parametrize("case", **named(PUBLISHED["refused"]))
def test_bytes_in_another_form_are_refused_with_their_place(case):
    with pytest.raises(DecodeError, match=r"^ballot: "):
        decode(bytes.fromhex(case["bytes"]))


@given(documents)
def test_every_document_survives_the_round_trip(document):
    data = canonical_json.encode(document)
    assert decode(data) == document
    assert json.loads(data) == document


@given(documents)
@example({'\x7f\x00\b\f\\"/': [True, 0, "\x1f\u2028"], "Z": 2**53 - 1, "a": {}, "": []})
@example({"\U0001f600": 1, "\uffee": 2})
def test_the_bytes_are_those_of_the_library_for_the_standard(document):
    assert canonical_json.encode(document) == rfc8785.dumps(document)


@given(st.binary() | st.text(alphabet='{}[]",:\\0123456789.-eE \nnulltrfas').map(str.encode))
@example(b"\xef\xbb\xbf1")
def test_any_bytes_give_the_one_encoding_of_a_value_or_a_decode_error(data):
    try:
        value = decode(data)
    except DecodeError:
        return
    assert canonical_json.encode(value) == data


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 1_000_000,
        b'{"":' * 500_000,
        b'"' + b'\\"' * 1_000_000,
        b'"' * 1_000_001,
        b"9" * 2_000_000,
        b"[" + b"9" * 2_000_000,
        b"-" + b"9" * 4000,
        b"1." + b"9" * 1_000_000,
    ],
    ids=lambda data: data[:5].decode(),
)
def test_hostile_bytes_are_refused_quickly(data):
    start = time.process_time()
    with pytest.raises(DecodeError):
        decode(data)
    assert time.process_time() - start < 2


def test_size_is_looked_at_first():
    with pytest.raises(DecodeError, match="at most 3 bytes, got 4"):
        decode(b"\xff\xff\xff\xff", max_size=3)


def test_sixteen_levels_are_allowed_and_brackets_in_text_do_not_count():
    data = b"[" * 15 + b'["[[[[{{{{\\"[["]' + b"]" * 15
    assert canonical_json.encode(decode(data)) == data


@pytest.mark.parametrize(
    "value",
    [None, 1.0, -1, 2**53, {"a": None}, [1.5], {1: "a"}, "\ud800", {"\ud800": 1}, "A\u030a", b"a"],
    ids=repr,
)
def test_what_no_reader_takes_is_not_written(value):
    with pytest.raises(DecodeError):
        canonical_json.encode(value)


def test_nesting_no_reader_takes_is_not_written():
    value = 0
    for _ in range(17):
        value = [value]
    with pytest.raises(DecodeError, match="nested deeper than 16"):
        canonical_json.encode(value)
