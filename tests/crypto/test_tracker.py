"""Trackers: a ballot hash for eyes, read back as people type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import base32
from crypto.ballot import ballot_hash, parse_tracker, tracker
from crypto.errors import DecodeError

hashes = st.binary(min_size=32, max_size=32).map(bytes.hex)


def test_a_ballot_hash_is_the_sha256_of_the_bytes():
    assert ballot_hash(b"abc").startswith("ba7816bf8f01cfea")


def test_a_tracker_is_the_first_100_bits_in_five_groups_of_four():
    assert tracker("0" * 64) == "0000-0000-0000-0000-0000"
    assert tracker("f" * 64) == "ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ"
    assert tracker("0" * 24 + "1" + "f" * 39) == "0000-0000-0000-0000-0001"
    assert tracker("0" * 25 + "f" * 39) == "0000-0000-0000-0000-0000"


@given(hashes)
def test_a_tracker_is_read_back(digest):
    code = tracker(digest)
    assert parse_tracker(code) == code
    assert parse_tracker(code.replace("-", "").lower()) == code
    assert parse_tracker(f"  {code.replace('-', ' ')}\n") == code
    assert parse_tracker(code.replace("-", "\u2011")) == code
    assert parse_tracker(code.replace("0", "o").replace("1", "L")) == code
    assert parse_tracker(code.replace("0", "O").replace("1", "i")) == code
    assert int(digest, 16) >> 156 == base32.decode(code.replace("-", ""), 20, "tracker")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "7K3M",
        "7K3M-9QXD-2VTA-R8HN-5CW",
        "7K3M-9QXD-2VTA-R8HN-5CWEE",
        "7K3M-9QXD-2VTA-R8HN-5CWU",
        "7K3M-9QXD-2VTA-R8HN-5CW*",
        "７K3M-9QXD-2VTA-R8HN-5CWE",
        "7K3M-9QXD-2VTA-R8HN-5CWß",
        "0" * 10_000_000,
    ],
    ids=lambda text: text[:30] or "empty",
)
def test_anything_else_is_no_tracker(text):
    with pytest.raises(DecodeError, match="tracker"):
        parse_tracker(text)
