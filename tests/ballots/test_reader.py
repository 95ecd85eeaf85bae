"""What a browser sends: cut into its fields, or read as a document, it is taken for the same."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ballots import reader
from ballots.reader import read_ballot
from crypto import canonical_json
from crypto.ballot_size import MAX_ENVELOPE
from crypto.errors import DecodeError
from tests.crypto.tiny_ballots import tiny_ballot, tiny_context

MADE = tiny_ballot()
BALLOT, COMMITMENTS = MADE.data, canonical_json.encode(MADE.commitments)
BODY = b'{"ballot":%b,"commitments":%b,"signature":"%b"}' % (BALLOT, COMMITMENTS, b"5e" * 64)
EDGES = [0, 9, 10, len(BALLOT) + 9, len(BALLOT) + 10, len(BODY) - 131, len(BODY) - 130,
         len(BODY) - 3, len(BODY) - 1, len(BODY)]  # fmt: skip


def outcome(read, body):
    try:
        return read(body, tiny_context())
    except DecodeError as error:
        return str(error)


@st.composite
def changed_bodies(draw):
    """A body with a byte changed, left out or put in, mostly near the ends of its fields."""
    place = draw(st.sampled_from(EDGES) | st.integers(0, len(BODY)))
    left_out = draw(st.sampled_from([0, 1, 2]))
    put_in = draw(st.sampled_from([b"", b" ", b"0", b"F", b'"', b"}", b',"commitments":', b"\xff"]))
    return BODY[:place] + put_in + BODY[place + left_out :]


@settings(max_examples=400)
@given(changed_bodies())
def test_both_ways_take_the_same_bodies_for_the_same(body):
    assert outcome(read_ballot, body) == outcome(reader._read_whole, body)


def test_a_sound_body_is_cut(monkeypatch):
    expected = reader._read_whole(BODY, tiny_context())
    monkeypatch.setattr(canonical_json, "decode", lambda *_, **__: pytest.fail("read whole"))
    assert read_ballot(BODY, tiny_context()) == expected
    assert (expected.ballot, expected.companion) == (BALLOT, COMMITMENTS)


NONE = {
    "nothing": b"",
    "no fields": b"{}",
    "a ballot alone": BALLOT,
    "upper case": BODY.replace(b"5e" * 64, b"5E" * 64),
    "a short signature": BODY.replace(b"5e" * 64, b"5e" * 63),
    "a long signature": BODY.replace(b"5e" * 64, b"5e" * 65),
    "no commitments": BODY.replace(COMMITMENTS, b"[]"),
    "a space": BODY.replace(b',"commitments":', b',"commitments": '),
    "a space before": b" " + BODY,
    "a line's end": BODY + b"\n",
}


@pytest.mark.parametrize("body", NONE.values(), ids=NONE)
def test_what_is_none_is_refused_with_its_place(body):
    with pytest.raises(DecodeError, match=r"^(request|ballot|commitments)"):
        read_ballot(body, tiny_context())


def test_a_body_that_is_too_long_is_refused_before_it_is_read():
    with pytest.raises(DecodeError, match=r"^request: expected at most"):
        read_ballot(BODY.replace(b'"}', b"0" * MAX_ENVELOPE + b'"}'), tiny_context())
