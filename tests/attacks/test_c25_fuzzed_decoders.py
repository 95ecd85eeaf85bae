"""C25. Every function that reads what came from outside, given anything at all."""

import contextlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.attacks.fuzz.decoders import DECODERS, READ_FROM_A_RECORD, Decoder, names_in_sources
from tests.js.mangling import byte_edits, edit_bytes, edit_value, value_edits

FEW, SLOW, MANY = 40, 3, 1500
ODD = (
    b"",
    b"\xff",
    b"\xef\xbb\xbf{}",
    b"{" * 5000,
    b"[" * 5000,
    b"9" * 5000,
    b'{"v":1e400}',
    b'{"v":NaN}',
    b"\xed\xa0\x80",
    b"\0" * 100,
    b"\n" * 100,
    "\u0661\u0662".encode(),
)


def test_every_decoder_in_the_sources_is_in_the_table():
    known = {name for name in DECODERS if not name.rpartition(".")[2].startswith("read_")}
    assert set(names_in_sources()) == known | READ_FROM_A_RECORD


def try_to_read(decoder: Decoder, data: bytes) -> None:
    """Whatever else than its own error comes out goes on to the test."""
    with contextlib.suppress(decoder.error):
        decoder.read(data)


@pytest.fixture(params=sorted(DECODERS))
def decoder(request) -> Decoder:
    return DECODERS[request.param]


def test_its_own_document_is_read(decoder):
    decoder.read(decoder.sample())


def test_odd_bytes(decoder):
    for data in ODD:
        try_to_read(decoder, data)


def mangled(decoder: Decoder, examples: int) -> None:
    """Any bytes; its document with bytes changed; its document with fields changed."""
    sample = decoder.sample()
    count = SLOW if decoder.is_slow else examples
    limits = settings(
        max_examples=count, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )

    @limits
    @given(st.binary(max_size=200))
    def anything(data):
        try_to_read(decoder, data)

    @limits
    @given(byte_edits)
    def bytes_changed(edits):
        try_to_read(decoder, edit_bytes(sample, edits))

    @limits
    @given(value_edits)
    def fields_changed(edits):
        try_to_read(decoder, edit_value(sample, edits))

    anything()
    bytes_changed()
    if sample.startswith((b"{", b"[")):
        fields_changed()


def test_mangled_documents(decoder):
    mangled(decoder, FEW)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_many_mangled_documents(decoder):
    mangled(decoder, MANY)


def test_an_error_of_another_kind_would_be_noticed():
    careless = Decoder(int, lambda: b"1")
    with pytest.raises(ValueError, match="invalid literal"):
        mangled(careless, FEW)
