"""What stands in where PyCryptodome is missing gives the same bytes and the same verdicts."""

import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import library_aes, library_ed25519, plain_aes, plain_ed25519
from crypto.plain_ed25519 import L

SEEDS = st.binary(min_size=32, max_size=32)
MESSAGES = st.binary(max_size=200)


@given(SEEDS, MESSAGES)
def test_keys_and_signatures_are_the_same(seed, message):
    assert plain_ed25519.public_key(seed) == library_ed25519.public_key(seed)
    assert plain_ed25519.sign(seed, message) == library_ed25519.sign(seed, message)


def verdict(module, key, message, signature):
    try:
        module.verify(key, message, signature)
    except ValueError:
        return False
    return True


def verdicts(key, message, signature):
    modules = (library_ed25519, plain_ed25519)
    return {verdict(module, key, message, signature) for module in modules}


def small_order_points():
    """Return the eight points whose order divides the cofactor, as multiples of one of order 8."""
    encoded = "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"
    point = plain_ed25519._decode(bytes.fromhex(encoded))
    return plain_ed25519._table(point)[:8]


@given(SEEDS, MESSAGES, st.integers(0, 7), st.integers(0, 7), st.integers(0, 2))
def test_parts_of_small_order_pass_alike_and_nothing_else_does(seed, message, at_key, at_r, fault):
    small, base = small_order_points(), plain_ed25519._BASE
    scalar, _ = plain_ed25519._expanded(seed)
    r = plain_ed25519._hash_scalar(seed, message)
    key, big_r = (
        plain_ed25519._encode(
            plain_ed25519._add(plain_ed25519._combine((number, base)), small[position])
        )
        for number, position in ((scalar, at_key), (r, at_r))
    )
    k = plain_ed25519._hash_scalar(big_r, key, message)
    s = (r + k * scalar + fault) % L
    signature = big_r + s.to_bytes(32, "little")
    assert verdicts(key, message, signature) == {fault == 0}


@given(SEEDS, st.binary(min_size=32, max_size=32), st.booleans())
def test_strange_points_get_the_same_verdict(seed, strange, is_key):
    signature = library_ed25519.sign(seed, b"")
    key = library_ed25519.public_key(seed)
    if is_key:
        assert verdicts(strange, b"", signature) == {False}
    else:
        assert verdicts(key, b"", strange + signature[32:]) == {False}


@given(SEEDS)
def test_the_same_encodings_are_points(encoded):
    def is_point(decode):
        try:
            decode(encoded)
        except ValueError:
            return False
        return True

    is_library_point = is_point(library_ed25519.eddsa.import_public_key)
    assert is_point(plain_ed25519._decode) == is_library_point


@given(SEEDS, st.binary(min_size=12, max_size=12), st.binary(max_size=100), st.binary(max_size=50))
def test_sealed_bytes_are_the_same_and_open_alike(key, nonce, plaintext, associated):
    ciphertext, tag = library_aes.seal(key, nonce, plaintext, associated)
    assert plain_aes.seal(key, nonce, plaintext, associated) == (ciphertext, tag)
    for module in (library_aes, plain_aes):
        assert module.open_sealed(key, nonce, ciphertext, tag, associated) == plaintext
        with pytest.raises(ValueError):  # noqa: PT011  the words are PyCryptodome's
            module.open_sealed(key, nonce, ciphertext, bytes(16), associated)


def test_a_block_is_the_published_one():
    """FIPS 197, appendix C.3."""
    schedule = plain_aes._key_schedule(bytes(range(32)))
    block = plain_aes._encrypted(schedule, bytes.fromhex("00112233445566778899aabbccddeeff"))
    assert block.hex() == "8ea2b7ca516745bfeafc49904b496089"


@pytest.mark.parametrize("is_missing", [True, False])
def test_the_plain_ones_stand_in_only_where_the_library_is_missing(tmp_path, is_missing):
    if is_missing:
        (tmp_path / "Crypto.py").write_text("raise ImportError")
    script = (
        "from crypto import kdf, signing; print(kdf.aes_gcm.__name__, signing.ed25519.__name__)"
    )
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}."}
    command = [sys.executable, "-c", script]
    said = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    kind = "plain" if is_missing else "library"
    assert said.stdout.split() == [f"crypto.{kind}_aes", f"crypto.{kind}_ed25519"]
