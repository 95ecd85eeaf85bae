import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.cosignatures import CosignatureSigner, CosignatureVerifier, has_cosigned
from crypto.errors import DecodeError, ProofError
from crypto.notes import Checkpoint, NoteSigner, NoteVerifier
from tests.checkpoints import signed_checkpoint

ORIGIN = "tabella.example/e/8c1c0c0e-7f5e-4d2e-9a55-0d4a4f3a9f10"
LOG = NoteSigner(ORIGIN, bytes(32))
WITNESS = CosignatureSigner("witness.example", b"\1" * 32)
VERIFIER = WITNESS.verifier()
CHECKPOINT = signed_checkpoint(LOG, ORIGIN, 12, bytes(range(32)))
TEXT = CHECKPOINT.split("\n\n")[0] + "\n"
NOW = 1_790_000_000
LINE = WITNESS.cosign(TEXT, NOW)
VALUE = base64.b64decode(LINE.split(" ")[2])

# A checkpoint of a public log of certificates with the cosignatures of three public witnesses, as
# the tests of the program tlog-scales (github.com/florolf/tlog-scales) hold it; the keys are those
# the witnesses' operators publish.
PUBLISHED = """\
arche2025h1.staging.ct.transparency.dev
1432088532
U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=

— witness1.smartit.nu/witness1 pIyCDwAAAABqEiEghIp82KWebrw7/oHQwlTAm3g2RKS4+eebl8eO0WH+/iEcxZ75W3u5hNI7TOQtmJbqmNWVuE0tgh0XwzdZsDsUAQ==
— remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/zZ0WBxtqB0DrAWfBw==
— witness.stagemole.eu Z/euoAAAAABqEiEgw0i+7g2ENfDAWHmtRzCfKTHSDwYDJA2NmKeGi9Y8FtEyOUvVr+AJmIY/2TUFucgKi7lI7cUiOvKFYe/TmN9DAg==
"""  # noqa: E501
PUBLISHED_KEYS = [
    "witness1.smartit.nu/witness1+a48c820f+BPSFWg9G6KPiO7QPryYO5Xq4oYJJ+kAvLKLSimDhoxMO",
    "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2",
    "witness.stagemole.eu+67f7aea0+BEqSG3yu9YrmcM3BHvQYTxwFj3uSWakQepafafpUqklv",
]


def line_of(value, name="witness.example"):
    return f"— {name} {base64.b64encode(value).decode()}\n"


@pytest.mark.parametrize("key", PUBLISHED_KEYS)
def test_published_cosignatures_are_verified(key):
    verifier = CosignatureVerifier.parse(key)
    assert verifier.text() == key
    assert verifier.verify(PUBLISHED) == 1_779_573_024


@pytest.mark.parametrize("key", PUBLISHED_KEYS)
def test_published_cosignatures_of_another_size_are_refused(key):
    with pytest.raises(ProofError):
        CosignatureVerifier.parse(key).verify(PUBLISHED.replace("1432088532", "1432088533"))


@given(
    size=st.integers(0, 2**53 - 1),
    root=st.binary(min_size=32, max_size=32),
    time=st.integers(1, 2**53 - 1),
    seed=st.binary(min_size=32, max_size=32),
)
def test_a_cosignature_holds_for_its_checkpoint_and_tells_its_time(size, root, time, seed):
    witness = CosignatureSigner("witness.example/w1", seed)
    text = Checkpoint(ORIGIN, size, root).text()
    note = text + "\n" + witness.cosign(text, time)
    assert witness.verifier().verify(note) == time
    assert not has_cosigned(note, VERIFIER)


def test_log_and_witness_sign_one_note():
    assert VERIFIER.verify(CHECKPOINT + LINE) == NOW
    assert LOG.verifier().verify(CHECKPOINT + LINE) == TEXT
    assert has_cosigned(CHECKPOINT + LINE, VERIFIER)
    assert not has_cosigned(CHECKPOINT, VERIFIER)


def test_a_verifier_key_survives_the_round_trip():
    assert CosignatureVerifier.parse(VERIFIER.text()) == VERIFIER


def test_of_several_cosignatures_the_latest_counts():
    later = WITNESS.cosign(TEXT, NOW + 60)
    assert VERIFIER.verify(CHECKPOINT + later + LINE) == NOW + 60


def test_one_false_cosignature_spoils_all():
    false = line_of(VALUE[:-1] + bytes([VALUE[-1] ^ 1]))
    with pytest.raises(ProofError, match=r"^signature: "):
        VERIFIER.verify(CHECKPOINT + LINE + false)


@given(st.integers(0, 75), st.integers(1, 255))
def test_any_byte_of_a_cosignature_counts(position, change):
    value = bytearray(VALUE)
    value[position] ^= change
    with pytest.raises((DecodeError, ProofError)):
        VERIFIER.verify(CHECKPOINT + line_of(bytes(value)))


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (VALUE[:-1], "expected 72 bytes, got 71"),
        (VALUE + b"\0", "expected 72 bytes, got 73"),
        (VALUE[:4] + bytes(8) + VALUE[12:], "time is out of range"),
        (VALUE[:4] + (2**53).to_bytes(8, "big") + VALUE[12:], "time is out of range"),
        (VALUE[:4] + b"\xff" * 8 + VALUE[12:], "time is out of range"),
    ],
)
def test_a_malformed_cosignature_is_refused(value, message):
    with pytest.raises(DecodeError, match=message):
        VERIFIER.verify(CHECKPOINT + line_of(value))


@pytest.mark.parametrize(
    ("old", "new"),
    [("\n12\n", "\n13\n"), ("AAEC", "AAED"), (ORIGIN + "\n12", "tabella.example/e/x\n12")],
)
def test_a_cosignature_of_another_checkpoint_is_refused(old, new):
    with pytest.raises(ProofError):
        VERIFIER.verify((CHECKPOINT + LINE).replace(old, new, 1))


def test_a_plain_signature_is_no_cosignature_and_the_other_way_round():
    plain = NoteSigner(WITNESS.name, WITNESS.seed)
    assert not has_cosigned(plain.sign(TEXT), VERIFIER)
    with pytest.raises(ProofError, match="not signed by"):
        plain.verifier().verify(CHECKPOINT + LINE)
    disguised = line_of(
        VERIFIER.key_id + VALUE[4:12] + base64.b64decode(plain.sign(TEXT)[-94:])[4:]
    )
    assert not has_cosigned(CHECKPOINT + disguised, VERIFIER)


def test_each_reader_takes_only_keys_of_its_own_type():
    with pytest.raises(DecodeError, match=r"^manifest\.witnesses: expected an Ed25519 key"):
        CosignatureVerifier.parse(LOG.verifier().text(), "manifest.witnesses")
    with pytest.raises(DecodeError, match="expected an Ed25519 key"):
        NoteVerifier.parse(VERIFIER.text())


@pytest.mark.parametrize("text", ["", "words\n", TEXT + "extension\n", TEXT + "\n", TEXT[:-1]])
def test_only_checkpoints_are_cosigned(text):
    with pytest.raises(DecodeError, match=r"^checkpoint"):
        WITNESS.cosign(text, NOW)


def test_a_cosigned_note_that_is_no_checkpoint_does_not_count():
    text = f"tabella/v1/promise\n{ORIGIN}\n"
    value = LOG.sign(text) + LINE
    with pytest.raises(DecodeError, match=r"^checkpoint"):
        VERIFIER.verify(value)


@pytest.mark.parametrize("time", [1, 2**53 - 1])
def test_the_first_and_the_last_time_are_signed_and_hold(time):
    note = TEXT + "\n" + WITNESS.cosign(TEXT, time)
    assert WITNESS.verifier().verify(note) == time


@pytest.mark.parametrize("time", [0, -1, 2**53])
def test_no_time_outside_the_range_is_signed(time):
    with pytest.raises(ValueError, match="out of range"):
        WITNESS.cosign(TEXT, time)


def test_a_signer_does_not_show_its_seed():
    assert "seed" not in repr(WITNESS)
    assert json.dumps(list(WITNESS.seed)) not in repr(WITNESS)
