"""No digit of the record and no byte of its container is free."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crypto import record_format

HEX = b"0123456789abcdef"
QUICK = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
LONG = settings(QUICK, max_examples=400)
CHECKED = tuple(
    name for name in record_format.MEMBERS if name not in {"README.txt", "commitments.jsonl"}
)


def flip_a_digit(honest, verify, data):
    parts = honest.parts()
    name = data.draw(st.sampled_from(CHECKED))
    text = bytearray(parts[name])
    position = data.draw(st.integers(0, len(text) - 1))
    digits = [i for i in range(position, len(text)) if text[i] in HEX]
    if not digits:
        return
    old = text[digits[0]]
    text[digits[0]] = data.draw(st.sampled_from([digit for digit in HEX if digit != old]))
    honest.members = {**parts, name: bytes(text)}
    summary = verify(honest)
    assert summary.status in {1, 2}
    assert summary.report.failed_sentences, summary.text()


def flip_a_byte(honest, verify, data):
    container = bytearray(honest.record())
    # Headers are a small part of the file; half of the tries go there.
    end = len(container)
    place = data.draw(st.one_of(st.integers(0, end - 1), st.integers(end - 600, end - 1)))
    container[place] ^= data.draw(st.integers(1, 255))
    summary = verify(bytes(container))
    assert summary.status == 2
    assert summary.report.failed_sentences == ["C01.1"]


@QUICK
@given(data=st.data())
def test_no_hex_digit_is_free(honest, verify, data):
    flip_a_digit(honest.copy(), verify, data)


@QUICK
@given(data=st.data())
def test_no_byte_of_the_container_is_free(honest, verify, data):
    flip_a_byte(honest, verify, data)


@pytest.mark.long
@LONG
@given(data=st.data())
def test_no_hex_digit_is_free_at_length(honest, verify, data):
    flip_a_digit(honest.copy(), verify, data)


@pytest.mark.long
@LONG
@given(data=st.data())
def test_no_byte_of_the_container_is_free_at_length(honest, verify, data):
    flip_a_byte(honest, verify, data)
