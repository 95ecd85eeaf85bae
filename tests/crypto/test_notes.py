import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import merkle
from crypto.errors import DecodeError, ProofError
from crypto.notes import (
    MAX_NOTE,
    Checkpoint,
    NoteSigner,
    NoteVerifier,
    decode_tlog_proof,
    encode_tlog_proof,
    open_checkpoint,
    split_note,
)
from tests.checkpoints import signed_checkpoint

ORIGIN = "tabella.example/e/8c1c0c0e-7f5e-4d2e-9a55-0d4a4f3a9f10"
SIGNER = NoteSigner(ORIGIN, bytes(32))
WITNESS = NoteSigner("witness.example", b"\1" * 32)
VERIFIER = SIGNER.verifier()
ROOT = bytes(range(32))
CHECKPOINT = signed_checkpoint(SIGNER, ORIGIN, 12, ROOT)
TEXT, SIGNATURE = CHECKPOINT.split("\n\n")

# The example of the Go module golang.org/x/mod/sumdb/note.
PUBLISHED_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PUBLISHED_TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
PUBLISHED_SIGNATURE = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngot"
    "pRZb6KE6RyyBwJnAM=\n"
)

# The example of C2SP tlog-checkpoint.
PUBLISHED_CHECKPOINT = """\
example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
"""


def test_a_checkpoint_survives_the_round_trip():
    assert open_checkpoint(CHECKPOINT, VERIFIER) == Checkpoint(ORIGIN, 12, ROOT)
    assert CHECKPOINT.startswith(f"{ORIGIN}\n12\n{base64.b64encode(ROOT).decode()}\n\n— {ORIGIN} ")
    assert Checkpoint.parse(PUBLISHED_CHECKPOINT).text() == PUBLISHED_CHECKPOINT


@pytest.mark.parametrize("more", ["extension", "extension\n", "\n"])
def test_a_checkpoint_has_no_line_after_the_root(more):
    text = Checkpoint(ORIGIN, 12, ROOT).text()
    with pytest.raises(DecodeError, match="expected three lines"):
        Checkpoint.parse(text + more)


def test_a_verifier_key_survives_the_round_trip():
    assert NoteVerifier.parse(VERIFIER.text()) == VERIFIER


def test_a_published_note_is_verified():
    verifier = NoteVerifier.parse(PUBLISHED_KEY)
    assert verifier.text() == PUBLISHED_KEY
    assert verifier.verify(f"{PUBLISHED_TEXT}\n{PUBLISHED_SIGNATURE}") == PUBLISHED_TEXT


def test_signatures_of_others_are_ignored_whatever_they_say():
    cosigned = CHECKPOINT + WITNESS.sign(TEXT + "\n").split("\n\n")[1]
    garbled = CHECKPOINT + "— witness.example " + base64.b64encode(bytes(9)).decode() + "\n"
    renamed = CHECKPOINT + SIGNATURE.replace(ORIGIN, "witness.example")
    for note in (cosigned, garbled, renamed):
        assert open_checkpoint(note, VERIFIER).size == 12
    assert WITNESS.verifier().verify(cosigned) == TEXT + "\n"


def test_one_false_signature_of_the_log_spoils_the_note():
    value = base64.b64decode(SIGNATURE.split(" ")[2])
    false = base64.b64encode(value[:-1] + bytes([value[-1] ^ 1])).decode()
    with pytest.raises(ProofError, match=r"^signature: "):
        open_checkpoint(f"{CHECKPOINT}— {ORIGIN} {false}\n", VERIFIER)


@pytest.mark.parametrize(
    ("old", "new"),
    [("\n12\n", "\n13\n"), ("AAEC", "AAED"), (ORIGIN + "\n12", "tabella.example/e/x\n12")],
)
def test_an_altered_checkpoint_is_refused(old, new):
    assert old in CHECKPOINT
    with pytest.raises(ProofError):
        open_checkpoint(CHECKPOINT.replace(old, new, 1), VERIFIER)


def test_a_checkpoint_of_another_log_is_refused():
    with pytest.raises(ProofError, match="not the key's name"):
        open_checkpoint(signed_checkpoint(SIGNER, "tabella.example/e/x", 12, ROOT), VERIFIER)
    with pytest.raises(ProofError, match=r"not signed by witness\.example"):
        open_checkpoint(CHECKPOINT, WITNESS.verifier())


ROOT_TEXT = base64.b64encode(ROOT).decode()


@pytest.mark.parametrize(
    "text",
    [
        f"{ORIGIN}\n12\n{ROOT_TEXT}\nextension\n",
        f"{ORIGIN}\n12\n{ROOT_TEXT}\n\n",
        f"{ORIGIN}\n12\n",
        f"{ORIGIN}\n012\n{ROOT_TEXT}\n",
        f"{ORIGIN}\n-1\n{ROOT_TEXT}\n",
        f"{ORIGIN}\n+1\n{ROOT_TEXT}\n",
        f"{ORIGIN}\n1 \n{ROOT_TEXT}\n",
        f"{ORIGIN}\n٣\n{ROOT_TEXT}\n",
        f"{ORIGIN}\n{'9' * 5000}\n{ROOT_TEXT}\n",
        f"{ORIGIN}\n{2**53}\n{ROOT_TEXT}\n",
        f"{ORIGIN}\n12\n{ROOT_TEXT.rstrip('=')}\n",
        f"{ORIGIN}\n12\n{ROOT_TEXT[:-2]}9=\n",
        f"{ORIGIN}\n12\n{ROOT_TEXT} \n",
        f"{ORIGIN}\n12\n{ROOT_TEXT.replace('A', '-', 1)}\n",
        f"{ORIGIN}\n12\n{base64.b64encode(bytes(31)).decode()}\n",
        f"\n12\n{ROOT_TEXT}\n",
        f"a b\n12\n{ROOT_TEXT}\n",
        f"a+b\n12\n{ROOT_TEXT}\n",
    ],
)
def test_a_text_in_another_form_is_no_checkpoint_even_if_signed(text):
    with pytest.raises(DecodeError, match=r"^checkpoint"):
        open_checkpoint(SIGNER.sign(text), VERIFIER)


@pytest.mark.parametrize(
    "note",
    [
        "",
        TEXT,
        TEXT + "\n",
        TEXT + "\n\n",
        CHECKPOINT[:-1],
        CHECKPOINT + "\n",
        CHECKPOINT.replace("\n", "\r\n"),
        CHECKPOINT.replace(ORIGIN, ORIGIN + "\x00"),
        CHECKPOINT.replace(ORIGIN, ORIGIN + "\ud800"),
        CHECKPOINT.replace("— ", "- "),
        CHECKPOINT.replace("— ", "—  "),
        CHECKPOINT[:-2] + "\n",
        CHECKPOINT[:-2] + " \n",
        CHECKPOINT + "— a+b AAAAAAAA\n",
        CHECKPOINT + "— a AAAA\n",
        CHECKPOINT + "— a AAAAAAB=\n",
        CHECKPOINT + "— a AAAAAAAA x\n",
        CHECKPOINT + "— a AAAAAAAA\n" * 100,
        CHECKPOINT + "— a " + "A" * 20_000 + "\n",
    ],
)
def test_a_text_in_another_form_is_no_note(note):
    with pytest.raises(DecodeError, match=r"^note"):
        VERIFIER.verify(note)


LINE = "— a " + base64.b64encode(bytes(9)).decode() + "\n"


def test_a_note_is_text_and_then_signatures_that_end_their_lines():
    for note in (
        LINE,
        "\n" + LINE,
        "text\n" + LINE,
        f"text\n\n{LINE[:-1]}",
        f"text\n\n{LINE[:-1]}x",
    ):
        with pytest.raises(DecodeError, match="expected text, an empty line and signature lines"):
            split_note(note)
    assert split_note(f"text\n\n{LINE}") == ("text\n", [("a", bytes(9))])


def test_a_signature_is_at_least_a_key_id_and_one_byte():
    line = "— a " + base64.b64encode(bytes(5)).decode() + "\n"
    assert split_note(f"text\n\n{line}")[1] == [("a", bytes(5))]


def test_the_longest_note_and_the_most_signatures_are_read():
    assert len(split_note("text\n\n" + LINE * 100)[1]) == 100
    with pytest.raises(DecodeError, match="more than 100 signatures"):
        split_note("text\n\n" + LINE * 101)
    room = MAX_NOTE - len(f"\n\n{LINE}".encode())
    assert split_note("x" * room + f"\n\n{LINE}")[0] == "x" * room + "\n"
    with pytest.raises(DecodeError, match="longer than"):
        split_note("x" * room + f"x\n\n{LINE}")


NAME, KEY_ID, KEY = VERIFIER.text().split("+", 2)


@pytest.mark.parametrize(
    "text",
    [
        "",
        NAME,
        f"{NAME}+{KEY_ID}",
        f"+{KEY_ID}+{KEY}",
        f"a b+{KEY_ID}+{KEY}",
        f"{NAME}+{KEY_ID.upper()}0+{KEY}",
        f"{NAME}+00000000+{KEY}",
        f"{NAME}x+{KEY_ID}+{KEY}",
        f"{NAME}+{KEY_ID}+{KEY[:-4]}",
        f"{NAME}+{KEY_ID}+{KEY}=",
        f"{NAME}+{KEY_ID}+{KEY.replace('A', 'B', 1)}",
        f"{NAME}+{KEY_ID}+ä",
    ],
)
def test_a_key_in_another_form_is_refused(text):
    with pytest.raises(DecodeError, match=r"^manifest\.log_key: "):
        NoteVerifier.parse(text, "manifest.log_key")


@pytest.mark.parametrize("key", [VERIFIER.public_key[:-1], VERIFIER.public_key + b"\0"])
def test_a_key_of_another_length_is_refused_though_its_id_fits(key):
    with pytest.raises(DecodeError, match="expected an Ed25519 key"):
        NoteVerifier.parse(NoteVerifier(NAME, key).text())


def test_a_signer_does_not_show_its_seed():
    assert "seed" not in repr(SIGNER)
    assert bytes(32).hex() not in repr(SIGNER)


ENTRIES = [bytes([number]) for number in range(7)]
LEAVES = [merkle.leaf_hash(entry) for entry in ENTRIES]


def receipt(index=3):
    proof = merkle.inclusion_proof(index, 7, merkle.stored_leaves(LEAVES))
    checkpoint = signed_checkpoint(SIGNER, ORIGIN, 7, merkle.root(LEAVES))
    return encode_tlog_proof(ENTRIES[index], index, proof, checkpoint)


@given(st.integers(0, 6))
def test_a_receipt_proves_its_entry(index):
    proof = decode_tlog_proof(receipt(index))
    assert (proof.entry, proof.index) == (ENTRIES[index], index)
    assert proof.verify(VERIFIER).size == 7


@pytest.mark.parametrize("name", ["", "two words", "tab\there", "a" * 256])
def test_a_key_whose_name_no_key_has_is_refused(name):
    text = NoteVerifier(name, VERIFIER.public_key).text()
    with pytest.raises(DecodeError, match="expected name"):
        NoteVerifier.parse(text)


def test_a_receipt_has_at_most_64_hashes():
    most = encode_tlog_proof(ENTRIES[0], 0, [ROOT] * 64, CHECKPOINT)
    assert len(decode_tlog_proof(most).hashes) == 64
    with pytest.raises(DecodeError, match="more than 64 hashes"):
        decode_tlog_proof(encode_tlog_proof(ENTRIES[0], 0, [ROOT] * 65, CHECKPOINT))


@pytest.mark.parametrize("lines", [1, 2])
def test_a_receipt_that_ends_early_is_refused_as_such(lines):
    head = "\n".join(receipt().split("\n")[:lines])
    with pytest.raises(DecodeError, match="expected a heading"):
        decode_tlog_proof(f"{head}\n\n{CHECKPOINT}")


def test_a_receipt_of_a_log_of_one_entry_has_no_hashes():
    checkpoint = signed_checkpoint(SIGNER, ORIGIN, 1, LEAVES[0])
    proof = decode_tlog_proof(encode_tlog_proof(ENTRIES[0], 0, [], checkpoint))
    assert proof.hashes == ()
    assert proof.verify(VERIFIER).size == 1


@pytest.mark.parametrize(("word", "what"), [("extra ", "the entry"), ("index ", "the index")])
def test_a_receipt_says_what_each_line_is(word, what):
    with pytest.raises(DecodeError, match=f"lacks {what}"):
        decode_tlog_proof(receipt().replace(word, ""))


def test_the_last_entry_a_log_can_have_is_read():
    assert decode_tlog_proof(receipt().replace("index 3", f"index {2**53 - 1}")).index == 2**53 - 1


def test_a_receipt_without_a_checkpoint_is_refused_as_such():
    with pytest.raises(DecodeError, match="expected a heading"):
        decode_tlog_proof(receipt().partition("\n\n")[0])


def test_a_receipt_has_the_lines_of_a_tlog_proof():
    lines = receipt().split("\n")
    assert lines[:3] == ["c2sp.org/tlog-proof@v1", "extra Aw==", "index 3"]
    assert lines[6:9] == ["", ORIGIN, "7"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("extra Aw==", "extra BA=="),
        ("index 3", "index 2"),
        ("index 3", "index 7"),
        ("\n7\n", "\n8\n"),
    ],
)
def test_an_altered_receipt_is_refused(old, new):
    assert old in receipt()
    with pytest.raises(ProofError):
        decode_tlog_proof(receipt().replace(old, new)).verify(VERIFIER)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("@v1", "@v2"),
        ("c2sp", "\nc2sp"),
        ("extra Aw==\n", ""),
        ("extra Aw==", "extra  Aw=="),
        ("extra Aw==", "extra Aw"),
        ("extra Aw==", "extra Ax=="),
        ("index 3", "index 03"),
        ("index 3", "index -3"),
        ("index 3", f"index {2**53}"),
        ("index 3", "index"),
        ("index 3", "index 3\nAAAA"),
        ("index 3\n", "index 3\n" + "A" * 43 + "=\n" + ("A" * 43 + "=\n") * 64),
        ("index 3\n", "index 3\r\n"),
        ("\n\n", "\n"),
        ("extra Aw==", "extra " + "A" * 70_000),
    ],
)
def test_a_text_in_another_form_is_no_receipt(old, new):
    assert old in receipt()
    with pytest.raises(DecodeError, match=r"^(receipt|note)"):
        decode_tlog_proof(receipt().replace(old, new)).verify(VERIFIER)


@given(st.text(), st.integers(0), st.integers(0, 3))
def test_any_text_gives_a_value_or_an_error_of_ours(text, position, removed):
    whole = receipt()
    cut = position % len(whole)
    for candidate in (text, whole[:cut] + text + whole[cut + removed :]):
        try:
            decode_tlog_proof(candidate).verify(VERIFIER)
        except (DecodeError, ProofError):
            continue
        assert candidate == whole or decode_tlog_proof(candidate).verify(VERIFIER).size == 7
