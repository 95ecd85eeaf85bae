import base64
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.errors import DecodeError
from witness.submission import MAX_BODY, decode_submission

from .logs import body, log_of

LOG = log_of(10)
BODY = LOG.body(3)
HASH = base64.b64encode(bytes(32)).decode()


def test_a_body_is_old_size_proof_and_note():
    submission = decode_submission(BODY)
    assert submission.old == 3
    assert list(submission.proof) == LOG.proof(3)
    assert submission.note == LOG.note()
    assert submission.checkpoint.size == 10


def test_a_proof_may_be_empty_and_have_63_hashes():
    assert decode_submission(LOG.body(0)).proof == ()
    assert len(decode_submission(body(3, [bytes(32)] * 63, LOG.note())).proof) == 63


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"old 3", b"old 03"),
        (b"old 3", b"old -3"),
        (b"old 3", b"old  3"),
        (b"old 3", b"Old 3"),
        (b"old 3", b"old"),
        (b"old 3", b""),
        (b"old 3", b"\nold 3"),
        (b"old 3", b"old " + b"9" * 16),
        (b"old 3", "old ٣".encode()),
        (b"old 3\n", b"old 3\r\n"),
        (b"old 3\n", b"old 3\nAAAA\n"),
        (b"old 3\n", b"old 3\n" + HASH[:-1].encode() + b"\n"),
        (b"old 3\n", b"old 3\n" + HASH.encode() + b" \n"),
        (b"old 3\n", b"old 3\n" + (HASH.encode() + b"\n") * 63),
        (b"old 3\n", b"old 3\n" + b"A\n" * 1000),
        (b"\n\n", b"\n"),
        (b"\n10\n", b"\n10\nextension\n"),
        (b"\n10\n", b"\n010\n"),
        (b"\n10\n", b"\n\n"),
        (b"tabella", b"\xff"),
        (b"tabella", b"\x00"),
    ],
)
def test_a_body_in_another_form_is_refused(old, new):
    assert old in BODY
    with pytest.raises(DecodeError, match=r"^(body|proof|note|checkpoint)"):
        decode_submission(BODY.replace(old, new, 1))


@pytest.mark.parametrize(
    "hostile",
    [
        bytes(10_000_000),
        b"\n" * 10_000_000,
        b"old 1\n" + b"A" * 10_000_000,
        b"old 1\n" * 1000,
        (HASH.encode() + b"\n") * 200,
        b"\n" * MAX_BODY,
    ],
    ids=["zeros", "newlines", "one line", "many old sizes", "many hashes", "the most newlines"],
)
def test_a_hostile_body_is_refused_quickly(hostile):
    started = time.perf_counter()
    with pytest.raises(DecodeError):
        decode_submission(hostile)
    assert time.perf_counter() - started < 0.1


@given(st.binary(), st.integers(0), st.integers(0, 3))
def test_any_bytes_give_a_submission_or_an_error_of_ours(inserted, position, removed):
    cut = position % len(BODY)
    try:
        decode_submission(BODY[:cut] + inserted + BODY[cut + removed :])
    except DecodeError:
        return
