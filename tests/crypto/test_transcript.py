"""One way to encode every field, one tag for every meaning."""

import hashlib  # noqa: TID251 - what the module under test is compared with
import hmac  # noqa: TID251
import unicodedata

import pytest
from gmpy2 import mpz
from hypothesis import given
from hypothesis import strategies as st

from crypto import hash_chain, transcript
from crypto.elgamal import Ciphertext
from crypto.equality_proof import DecryptionStatement
from crypto.errors import CryptoError
from crypto.group import PARAMETER_SETS
from crypto.range_proof import RangeStatement
from crypto.schnorr import DrillStatement, KeyStatement, ShareStatement
from crypto.transcript import Tag, Transcript, hmac_sha256, sha256
from tests.tiny_group import TINY

KEY = bytes(range(32))
ELECTION_ID = "00000000-0000-4000-8000-000000000001"


@pytest.fixture
def messages(monkeypatch):
    """All messages that are hashed, in order."""
    seen = []

    def record(key, message):
        seen.append(message)
        return hmac_sha256(key, message)

    monkeypatch.setattr(transcript, "hmac_sha256", record)
    return seen


@pytest.mark.parametrize("group", PARAMETER_SETS.values(), ids=lambda g: g.name)
def test_every_message_has_its_tag_and_a_length_known_before(messages, group):
    x, digest = group.g, bytes(32)
    size, name = group.element_size, len(ELECTION_ID)
    pair = Ciphertext(x, x)

    hash_chain.parameter_hash(group, n=5, k=3, demonstration=False)
    hash_chain.base_hash(digest, b"manifest")
    KeyStatement(digest, ELECTION_ID, 1, 1, (x,) * 3, x, digest).challenge(group, [x] * 4)
    ShareStatement(digest, ELECTION_ID, 1, 2, x, digest).challenge(group, x)
    hash_chain.election_hash(digest, group, x)
    DrillStatement(digest, ELECTION_ID, 1, x, digest).challenge(group, x)
    hash_chain.ballot_key(digest, digest)
    hash_chain.selection_nonce(digest, group, contest=1, option=1, ballot_nonce=digest)
    RangeStatement(digest, 1, 1, pair, 0, 2).challenge(group, [(x, x)] * 3)
    DecryptionStatement(digest, 1, 1, 1, x, pair, x).challenge(group, x, x)
    hash_chain.ballot_id(digest, digest, digest)

    assert [(message[0], len(message)) for message in messages] == [
        (0x00, 1 + size + 32 + size + 4 + 4),
        (0x01, 1 + 4 + len(b"manifest")),
        (0x10, 1 + 4 + name + 4 + 4 + 4 * size + 32 + 4 * size),
        (0x12, 1 + 4 + name + 4 + 4 + 2 * size + 32),
        (0x14, 1 + size),
        (0x15, 1 + 4 + name + 4 + 2 * size + 32),
        (0x20, 1 + 32),
        (0x21, 1 + 4 + 4 + 32),
        (0x24, 1 + 4 + 4 + 2 * size + 3 * 2 * size),
        (0x31, 1 + 4 + 4 + 4 + 5 * size),
        (0x50, 1 + 32 + 32),
    ]


def test_every_tag_stands_for_one_meaning():
    assert sorted(int(tag) for tag in Tag) == [
        0x00, 0x01, 0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x20, 0x21, 0x24, 0x31, 0x50,
    ]  # fmt: skip
    assert len({tag.name for tag in Tag}) == len({int(tag) for tag in Tag})


def test_fields_are_encoded_as_the_specification_says():
    made = Transcript(Tag.DRILL).element(TINY, TINY.g).scalar(TINY.scalar(258)).integer(258)
    made.digest(KEY).text("é").blob(b"\x00\x01")
    message = (
        b"\x15"
        + TINY.element_bytes(TINY.g)
        + bytes(30)
        + b"\x01\x02"
        + b"\x00\x00\x01\x02"
        + KEY
        + b"\x00\x00\x00\x02\xc3\xa9"
        + b"\x00\x00\x00\x02\x00\x01"
    )
    assert made.digest_under(KEY) == hmac.digest(KEY, message, hashlib.sha256)
    assert made.challenge_under(KEY, TINY) == int.from_bytes(made.digest_under(KEY), "big") % TINY.q


def test_nothing_moves_from_one_text_to_the_next():
    one = Transcript(Tag.DRILL).text("ab").text("c").digest_under(KEY)
    other = Transcript(Tag.DRILL).text("a").text("bc").digest_under(KEY)
    assert one != other


@given(st.sampled_from(Tag), st.sampled_from(Tag))
def test_the_same_fields_under_two_tags_hash_to_two_values(one, other):
    digests = {Transcript(tag).integer(1).digest_under(KEY) for tag in (one, other)}
    assert len(digests) == len({one, other})


def test_only_text_in_normal_form_is_hashed():
    composed, decomposed = "\u00e9", "e\u0301"
    assert unicodedata.normalize("NFC", decomposed) == composed
    assert Transcript(Tag.DRILL).text(composed).digest_under(KEY)
    with pytest.raises(CryptoError, match="normal form"):
        Transcript(Tag.DRILL).text(decomposed)


@pytest.mark.parametrize("value", [-1, 2**31, 2**32])
def test_an_integer_must_fit(value):
    with pytest.raises(CryptoError, match="out of range"):
        Transcript(Tag.DRILL).integer(value)


@pytest.mark.parametrize("length", [0, 31, 33])
def test_digests_and_keys_have_32_bytes(length):
    with pytest.raises(CryptoError, match="32 bytes"):
        Transcript(Tag.DRILL).digest(bytes(length))
    with pytest.raises(CryptoError, match="32 bytes"):
        hmac_sha256(bytes(length), b"")


def test_a_number_that_does_not_fit_its_field_is_an_error():
    with pytest.raises(OverflowError):
        Transcript(Tag.DRILL).element(TINY, mpz(256**TINY.element_size))


def test_sha256_is_the_standard_one():
    assert sha256(b"abc").hex().startswith("ba7816bf8f01cfea414140de5dae2223")
