import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import library_ed25519, plain_ed25519, signing
from crypto.errors import ProofError
from crypto.signing import entry_message, public_key, sign, verify_signature
from tests.crypto.published import named, vectors

PUBLISHED = vectors("rfc8032.json")


@pytest.fixture(scope="module", autouse=True, params=[library_ed25519, plain_ed25519])
def ed25519(request):
    """Every test here is of both implementations."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(signing, "ed25519", request.param)
        yield request.param


def parts(case):
    return (bytes.fromhex(case[name]) for name in ("public_key", "message", "signature"))


@pytest.mark.parametrize("case", **named(PUBLISHED["valid"]))
def test_keys_and_signatures_are_the_published_ones(case):
    key, message, signature = parts(case)
    seed = bytes.fromhex(case["seed"])
    assert public_key(seed) == key
    assert sign(seed, message) == signature
    verify_signature(key, message, signature)


@pytest.mark.parametrize("case", **named(PUBLISHED["valid_with_cofactor"]))
def test_points_with_a_part_of_small_order_pass_by_the_equation_with_the_cofactor(case):
    verify_signature(*parts(case))


@pytest.mark.parametrize("case", **named(PUBLISHED["refused"]))
def test_weak_keys_and_other_encodings_are_refused(case):
    with pytest.raises(ProofError, match=r"^signature: "):
        verify_signature(*parts(case))


@given(st.binary(min_size=32, max_size=32), st.binary(), st.integers(0, 511))
def test_a_signature_holds_and_none_of_its_bits_can_change(seed, message, bit):
    key, signature = public_key(seed), sign(seed, message)
    verify_signature(key, message, signature)
    altered = bytearray(signature)
    altered[bit // 8] ^= 1 << bit % 8
    with pytest.raises(ProofError):
        verify_signature(key, message, bytes(altered))


@given(st.binary(max_size=40), st.binary(max_size=70))
def test_any_bytes_are_refused_as_key_and_signature(key, signature):
    with pytest.raises(ProofError):
        verify_signature(key, b"", signature)


@given(st.binary(min_size=64, max_size=64))
def test_any_64_bytes_are_refused_as_a_signature_under_an_honest_key(signature):
    with pytest.raises(ProofError):
        verify_signature(public_key(bytes(32)), b"", signature)


def test_the_message_of_an_entry_names_its_type():
    assert entry_message("ballot", b"\1" * 32) == b"tabella/v1/ballot" + b"\1" * 32


def test_a_seed_or_digest_of_another_length_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="32 bytes"):
        public_key(bytes(31))
    with pytest.raises(ValueError, match="32 bytes"):
        entry_message("ballot", bytes(31))
