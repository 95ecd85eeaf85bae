"""The browser's modules and ours give the same verdict on every document, however mangled."""

import base64
import json
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import gmpy2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import canonical_json, merkle
from crypto.ballot import decode_ballot, verify_ballot
from crypto.context import ElectionContext
from crypto.cosignatures import CosignatureSigner
from crypto.credentials import new_code, parse_code
from crypto.entries import decode_entry
from crypto.errors import CryptoError
from crypto.group import Element
from crypto.manifest import decode_manifest
from crypto.notes import NoteSigner, decode_tlog_proof, encode_tlog_proof
from crypto.promises import Promise, open_promise
from crypto.receipt_page import decode_receipt_page
from tests.checkpoints import signed_checkpoint
from tests.js.mangling import (
    byte_edits,
    edit_bytes,
    edit_value,
    few,
    many,
    places,
    spots,
    value_edits,
    values,
)
from tests.js.node import NODE
from tests.receipts import receipt_page

HERE = Path(__file__).parent
GOLDEN = json.loads((HERE.parent / "vectors" / "golden-v1.json").read_text(encoding="utf-8"))
ELECTION = GOLDEN["elections"][0]
MANIFEST = ELECTION["manifest"].encode()
BALLOTS = [ballot["data"].encode() for ballot in ELECTION["ballots"]]
CONTEXT = ElectionContext.build(MANIFEST, Element(gmpy2.mpz(ELECTION["joint_key"], 16)))
SIGNER = NoteSigner("tabella.example/e/1", bytes(32))
WITNESS = CosignatureSigner("witness.example", b"\1" * 32)
ENTRY = canonical_json.encode(
    {
        "credential": "ab" * 32,
        "payload": "cd" * 32,
        "signature": "ef" * 64,
        "size": 9182,
        "type": "ballot",
        "v": 1,
    }
)


def receipt() -> bytes:
    entries = [b'{"a":%d}' % number for number in range(5)]
    lookup = merkle.stored_leaves([merkle.leaf_hash(entry) for entry in entries])
    checkpoint = signed_checkpoint(SIGNER, SIGNER.name, 5, merkle.tree_root(5, lookup))
    proof = merkle.inclusion_proof(3, 5, lookup)
    return encode_tlog_proof(entries[3], 3, proof, checkpoint).encode()


def cosigned() -> bytes:
    note = signed_checkpoint(SIGNER, SIGNER.name, 5, bytes(range(32)))
    text = note.partition("\n\n")[0] + "\n"
    return (note + WITNESS.cosign(text, 1_900_000_000) + WITNESS.cosign(text, 5)).encode()


def promise() -> bytes:
    at = datetime(2030, 5, 1, 8, 0, 1, tzinfo=UTC)
    return Promise(SIGNER.name, "ab" * 32, "cd" * 32, at).sign(SIGNER).encode()


def page() -> bytes:
    checkpoint = signed_checkpoint(SIGNER, SIGNER.name, 1, merkle.leaf_hash(ENTRY))
    return receipt_page(encode_tlog_proof(ENTRY, 0, (), checkpoint)).encode()


READERS: dict[str, Callable[[bytes], object]] = {
    "document": lambda data: canonical_json.decode(data, max_size=2**20, place="document"),
    "manifest": decode_manifest,
    "entry": decode_entry,
    "receipt": lambda data: decode_tlog_proof(data.decode()).verify(SIGNER.verifier()),
    "cosignature": lambda data: WITNESS.verifier().verify(data.decode()),
    "promise": lambda data: open_promise(data.decode(), SIGNER.verifier()),
    "receipt page": lambda data: decode_receipt_page(data.decode()),
    "code": lambda data: parse_code(data.decode()),
    "ballot": lambda data: decode_ballot(data, CONTEXT),
    "verified ballot": lambda data: verify_ballot(decode_ballot(data, CONTEXT), CONTEXT),
}


def is_accepted(kind: str, data: bytes) -> bool:
    try:
        READERS[kind](data)
    except CryptoError:
        return False
    return True


@pytest.fixture(scope="module")
def modules() -> Iterator[Callable[[str, bytes], str]]:
    """Ask the browser's modules, running in one node process, for a verdict."""
    keys = [SIGNER.verifier().text(), WITNESS.verifier().text()]
    command = [NODE, str(HERE / "verdicts.js"), *keys]
    with subprocess.Popen(command, stdin=-1, stdout=-1, text=True, bufsize=1) as process:

        def ask(kind: str, data: bytes) -> str:
            line = json.dumps({"kind": kind, "base64": base64.b64encode(data).decode()})
            process.stdin.write(f"{line}\n")
            return process.stdout.readline().strip()

        yield ask
        process.stdin.close()
        process.wait(timeout=30)


def check(modules: Callable[[str, bytes], str], kind: str, data: bytes) -> None:
    assert modules(kind, data) == ("accept" if is_accepted(kind, data) else "refuse"), data


def test_unchanged_documents_are_accepted_by_both(modules):
    documents = {"manifest": MANIFEST, "entry": ENTRY, "receipt": receipt(), "ballot": BALLOTS[0]}
    documents |= {
        "document": b"{}",
        "verified ballot": BALLOTS[0],
        "code": new_code(bytes(13)).encode(),
        "cosignature": cosigned(),
        "promise": promise(),
        "receipt page": page(),
    }
    for kind, data in documents.items():
        assert modules(kind, data) == "accept"
        assert is_accepted(kind, data)


@many
@given(values, byte_edits, st.booleans())
def test_any_document(modules, value, edits, is_edited):
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    data = text.encode("utf-8", "surrogatepass")
    check(modules, "document", edit_bytes(data, edits) if is_edited else data)


@many
@given(st.sampled_from(["manifest", "entry", "ballot"]), places, byte_edits)
def test_documents_with_bytes_changed(modules, kind, place, edits):
    check(modules, kind, edit_bytes(_honest(kind, place), edits))


@many
@given(st.sampled_from(["manifest", "entry", "ballot"]), places, value_edits)
def test_documents_with_fields_changed(modules, kind, place, edits):
    check(modules, kind, edit_value(_honest(kind, place), edits))


def _honest(kind: str, place: int) -> bytes:
    return {"manifest": MANIFEST, "entry": ENTRY, "ballot": BALLOTS[place % len(BALLOTS)]}[kind]


@many
@given(byte_edits)
def test_receipts(modules, edits):
    data = edit_bytes(receipt(), edits)
    check(modules, "receipt", data.decode(errors="replace").encode())


@many
@given(st.sampled_from([("cosignature", cosigned()), ("promise", promise())]), byte_edits)
def test_notes(modules, note, edits):
    kind, honest = note
    check(modules, kind, edit_bytes(honest, edits).decode(errors="replace").encode())


# Bytes anywhere in a page, mostly in its texts, and whole tags of every kind between its tags.
PAGE = page()
TAGS_OF_PAGES = [
    b"<script>x</script>", b"<p>", b"</p>", b'<p id="tlog-proof">', b'<pre id="tlog-proof"></pre>',
    b'<strong id="ballot-code">', b"<!-- -->", b'<p onload="x">', b'<a href="//x">', b"<style>",
    b'<a href="https://x.example/">', b"<style>p{}</style>", b'<p style="x">', b"<P>", b"<p >",
    b'<p lang="a" dir="b">', b'<p lang="a"dir="b">', b"<p lang='a'>", b"&amp;", b"&#39;", b"&x;",
    b"c2sp.org/tlog-proof@v1", b"<style>p{background:url(x)}</style>", b"<path d=\"M0 0\"/>",
    b'<p class="\xc3\xa9">', b'<p\tlang="a">', b"<p\nlang=\"a\">", b"<p/>", b"< p>", b"<\xc5\xbf>",
]  # fmt: skip
BETWEEN = [place + 1 for place, byte in enumerate(PAGE) if byte == ord(">")]


@many
@given(byte_edits)
def test_pages_with_bytes_changed(modules, edits):
    check(modules, "receipt page", edit_bytes(PAGE, edits).decode(errors="replace").encode())


@many
@given(places, st.lists(st.sampled_from(TAGS_OF_PAGES), min_size=1, max_size=2))
def test_pages_with_tags_put_in(modules, place, tags):
    at = BETWEEN[place % len(BETWEEN)]
    check(modules, "receipt page", PAGE[:at] + b"".join(tags) + PAGE[at:])


@many
@given(st.binary(min_size=13, max_size=13), byte_edits, st.booleans())
def test_codes(modules, random, edits, is_edited):
    code = new_code(random).encode()
    data = edit_bytes(code, edits) if is_edited else code.lower().replace(b"0", b"o")
    check(modules, "code", data.decode(errors="replace").encode())


@few
@given(st.integers(0, len(BALLOTS) - 1), places, places, st.booleans())
def test_ballots_with_a_number_from_elsewhere(modules, ballot, target, source, is_negated):
    document = json.loads(BALLOTS[ballot])
    numbers = [
        (parent, key) for parent, key in spots(document["contests"]) if isinstance(parent[key], str)
    ]
    parent, key = numbers[target % len(numbers)]
    alike = [p[k] for p, k in numbers if len(p[k]) == len(parent[key])]
    number = alike[source % len(alike)]
    if is_negated and len(number) == CONTEXT.group.element_size * 2:
        number = format(CONTEXT.group.p - int(number, 16), f"0{len(number)}x")
    parent[key] = number
    check(modules, "verified ballot", canonical_json.encode(document))
