import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import kdf, library_aes, plain_aes
from crypto.errors import DecodeError
from crypto.kdf import derive_key, open_sealed, seal, stretch_passphrase
from crypto.transcript import hmac_sha256
from tests.crypto.published import named, vectors

KEY, NONCE = bytes(range(32)), bytes(range(12))


@pytest.fixture(scope="module", autouse=True, params=[library_aes, plain_aes])
def aes_gcm(request):
    """Every test here is of both implementations."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kdf, "aes_gcm", request.param)
        yield request.param


SHORT_KEYS = [case for case in vectors("rfc4231.json")["cases"] if len(case["key"]) <= 64]


@pytest.mark.parametrize("case", **named(SHORT_KEYS))
def test_hmac_gives_the_published_tags(case):
    # HMAC itself pads keys with zeros (RFC 2104 section 2), so padding to 32 bytes changes nothing.
    key = bytes.fromhex(case["key"]).ljust(32, b"\0")
    assert hmac_sha256(key, bytes.fromhex(case["data"])).hex() == case["tag"]


@pytest.mark.parametrize("case", **named(vectors("rfc5869.json")["cases"]))
def test_hkdf_gives_the_published_keys(case):
    key = derive_key(
        bytes.fromhex(case["secret"]),
        salt=bytes.fromhex(case["salt"]),
        info=bytes.fromhex(case["info"]),
        length=case["length"],
    )
    assert key.hex() == case["key"]


@pytest.mark.parametrize("case", **named(vectors("rfc7914.json")["cases"]))
def test_pbkdf2_gives_the_published_keys(case):
    key = stretch_passphrase(
        bytes.fromhex(case["passphrase"]),
        salt=bytes.fromhex(case["salt"]),
        rounds=case["rounds"],
        length=case["length"],
    )
    assert key.hex() == case["key"]


@pytest.mark.parametrize("length", [0, 8161])
def test_hkdf_gives_no_fewer_and_no_more_bytes_than_it_can(length):
    with pytest.raises(ValueError, match="1 to 8160"):
        derive_key(KEY, salt=b"", info=b"", length=length)
    assert len(derive_key(KEY, salt=b"", info=b"", length=8160)) == 8160


@pytest.mark.parametrize("case", **named(vectors("aes-gcm.json")["cases"]))
def test_sealing_is_aes_256_gcm(case):
    names = ("key", "nonce", "plaintext", "associated")
    key, nonce, plaintext, associated = (bytes.fromhex(case[name]) for name in names)
    sealed = seal(key, nonce=nonce, plaintext=plaintext, associated=associated)
    assert sealed.hex() == case["ciphertext"] + case["tag"]
    opened = open_sealed(key, nonce=nonce, sealed=sealed, associated=associated)
    assert opened == plaintext


@given(st.binary(), st.binary())
def test_what_was_sealed_can_be_opened(plaintext, associated):
    sealed = seal(KEY, nonce=NONCE, plaintext=plaintext, associated=associated)
    assert open_sealed(KEY, nonce=NONCE, sealed=sealed, associated=associated) == plaintext


@given(st.integers(0, 20 * 8 - 1))
def test_no_bit_of_sealed_data_can_change(bit):
    sealed = bytearray(seal(KEY, nonce=NONCE, plaintext=b"test", associated=b"file"))
    sealed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(DecodeError, match="wrong key or altered bytes"):
        open_sealed(KEY, nonce=NONCE, sealed=bytes(sealed), associated=b"file")


def test_another_key_nonce_or_context_opens_nothing():
    sealed = seal(KEY, nonce=NONCE, plaintext=b"test", associated=b"file")
    with pytest.raises(DecodeError):
        open_sealed(KEY[::-1], nonce=NONCE, sealed=sealed, associated=b"file")
    with pytest.raises(DecodeError):
        open_sealed(KEY, nonce=NONCE[::-1], sealed=sealed, associated=b"file")
    with pytest.raises(DecodeError):
        open_sealed(KEY, nonce=NONCE, sealed=sealed, associated=b"other")
    with pytest.raises(DecodeError, match="shorter than its tag"):
        open_sealed(KEY, nonce=NONCE, sealed=sealed[:15], associated=b"file")


def test_a_key_or_nonce_of_another_length_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="32"):
        seal(KEY[:16], nonce=NONCE, plaintext=b"", associated=b"")
    with pytest.raises(ValueError, match="12"):
        seal(KEY, nonce=KEY, plaintext=b"", associated=b"")
