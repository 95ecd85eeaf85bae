"""Our logs read by code that is not ours, and its logs read by ours.

The other code is golang.org/x/mod/sumdb, the client of a transparency log in daily use.
"""

import base64
import json

import pytest

from crypto import canonical_json, merkle, tiles
from crypto.cosignatures import CosignatureVerifier
from crypto.errors import DecodeError, ProofError
from crypto.notes import (
    Checkpoint,
    NoteSigner,
    NoteVerifier,
    decode_tlog_proof,
    encode_tlog_proof,
    open_checkpoint,
)
from crypto.tiles import TileReader
from crypto.transcript import sha256
from tests.interop.conftest import RECEIPTS
from tests.interop.logs import NOW, SIZES, WITNESS, cosign, signer_of
from verifier import cli

# One process builds the program and writes the logs.
pytestmark = pytest.mark.xdist_group("interop")
FAILED = "invalid transparency proof"
TILE = "downloaded inconsistent tile"
UNSIGNED = "note has no verifiable signatures"
OTHER = "other.example/e/8c1c0c0e-7f5e-4d2e-9a55-0d4a4f3a9f10"


def flip(file, at, bit=0):
    data = bytearray(file.read_bytes())
    data[at] ^= 1 << bit
    file.write_bytes(bytes(data))


def signed_again(log, size, root):
    """What the operator could sign, but an honest one would not."""
    return signer_of(log.origin).sign(Checkpoint(log.origin, size, root).text())


def root_of(log, size):
    return open_checkpoint(log.note(size).read_text(), NoteVerifier.parse(log.key)).root


@pytest.mark.parametrize("size", SIZES)
def test_every_entry_and_every_older_checkpoint_is_accepted(size, go, log):
    older = [word for old in SIZES if old <= size for word in ("-old", log.note(old))]
    said = go.accepts("read", log.at(size), log.key, *older, "-witness", WITNESS.verifier().text())
    assert said == f"{log.origin} {size} {len(older) // 2}\n"


@pytest.mark.parametrize("index", RECEIPTS)
def test_receipts_are_accepted(index, go, log):
    said = go.accepts("receipt", log.root / f"{index}.tlog-proof", log.key)
    assert said == f"{log.origin} {index} 700\n"


@pytest.mark.parametrize("place", ["entry", "index", "hash", "checkpoint"])
def test_a_receipt_that_was_tampered_with_is_refused(place, go, log, tmp_path):
    proof = decode_tlog_proof((log.root / "256.tlog-proof").read_text())
    entry, index, hashes, note = proof.entry, proof.index, list(proof.hashes), proof.checkpoint
    if place == "entry":
        entry = entry.replace(b'"size":', b'"size":1')
    if place == "index":
        index += 1
    if place == "hash":
        hashes[3] = bytes(32)
    if place == "checkpoint":
        note = log.note(257).read_text()
    forged = tmp_path / "forged.tlog-proof"
    forged.write_text(encode_tlog_proof(entry, index, hashes, note))
    assert go.refuses("receipt", forged, log.key) == f"receipt: {FAILED}"


@pytest.mark.parametrize("index", [0, 255, 256, 699])
def test_a_flipped_entry_is_named(index, go, log, tmp_path):
    twin = log.twin(700, tmp_path)
    tile = next(t for t in tiles.tiles_of(700) if t.start <= index < t.start + t.width)
    bundle = twin / tile.bundle_path
    entries = tiles.decode_bundle(bundle.read_bytes(), tile)
    at = sum(2 + len(entry) for entry in entries[: index - tile.start])
    flip(bundle, at + 20)
    assert go.refuses("read", twin, log.key) == f"entry {index}: {FAILED}"


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("tile/0/000", "tile/0/000: is not the one the tree holds"),
        ("tile/0/001", "tile/0/001: is not the one the tree holds"),
        ("tile/0/002.p/188", f"tile/0/000: {TILE}"),
        ("tile/1/000.p/2", f"tile/0/000: {TILE}"),
    ],
)
def test_a_flipped_tile_is_refused(path, why, go, log, tmp_path):
    twin = log.twin(700, tmp_path)
    for at in (0, 40):
        flip(twin / path, at, bit=7)
        assert go.refuses("read", twin, log.key) == why
        flip(twin / path, at, bit=7)


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("tile/0/001", "tile/0/001: is missing"),
        ("tile/1/000.p/2", "tile/1/000.p/2: is missing"),
        ("tile/entries/002.p/188", "tile/entries/002.p/188: is missing"),
        ("checkpoint", "checkpoint: is missing"),
    ],
)
def test_a_missing_file_is_named(path, why, go, log, tmp_path):
    twin = log.twin(700, tmp_path)
    (twin / path).unlink()
    assert go.refuses("read", twin, log.key).endswith(why)


def test_a_flipped_payload_is_refused(go, log, tmp_path):
    twin = log.twin(257, tmp_path)
    entry = tiles.decode_bundle((twin / "tile/entries/000").read_bytes(), tiles.Tile(0, 0))[7]
    flip(twin / tiles.payload_path(json.loads(entry)["payload"]), 3)
    assert go.refuses("read", twin, log.key) == "entry 7: its payload is another one"


def test_a_flipped_signature_is_refused(go, log, tmp_path):
    twin = log.twin(257, tmp_path)
    note = twin / "checkpoint"
    text, _, lines = note.read_text().partition("\n\n")
    name, value = lines.split("\n")[0].rsplit(" ", 1)
    data = bytearray(base64.b64decode(value))
    data[30] ^= 4
    line = f"{name} {base64.b64encode(data).decode()}\n"
    note.write_text(f"{text}\n\n{line}")
    assert "invalid signature for key" in go.refuses("read", twin, log.key)
    data[0] ^= 1
    note.write_text(f"{text}\n\n{name} {base64.b64encode(data).decode()}\n")
    assert UNSIGNED in go.refuses("read", twin, log.key)


@pytest.mark.parametrize("size", [256, 257])
def test_a_root_that_was_not_signed_is_refused(size, go, log, tmp_path):
    twin = log.twin(257, tmp_path)
    note = twin / "checkpoint"
    _, _, lines = note.read_text().partition("\n\n")
    note.write_text(f"{Checkpoint(log.origin, size, bytes(32)).text()}\n{lines}")
    assert "invalid signature for key" in go.refuses("read", twin, log.key)


def test_a_root_that_was_signed_and_is_not_that_of_the_tiles_is_refused(go, log, tmp_path):
    twin = log.twin(257, tmp_path)
    (twin / "checkpoint").write_text(signed_again(log, 257, root_of(log, 256)))
    assert go.refuses("read", twin, log.key) == f"tile/0/000: {TILE}"


def test_another_key_is_refused(go, log):
    stranger = NoteSigner(log.origin, b"\2" * 32).verifier().text()
    assert go.refuses("read", log.at(1), stranger) == f"checkpoint: {UNSIGNED}"


def test_another_origin_is_refused(go, log, tmp_path):
    stranger = NoteSigner(OTHER, bytes(32)).verifier().text()
    assert go.refuses("read", log.at(1), stranger).endswith(UNSIGNED)
    twin = log.twin(1, tmp_path)
    text = Checkpoint(OTHER, 1, root_of(log, 1)).text()
    (twin / "checkpoint").write_text(signer_of(log.origin).sign(text))
    assert "is not the key's name" in go.refuses("read", twin, log.key)
    # Ours says the same.
    with pytest.raises(ProofError, match="origin is not the key's name"):
        open_checkpoint((twin / "checkpoint").read_text(), NoteVerifier.parse(log.key))


def test_further_lines_are_refused(go, log, tmp_path):
    twin = log.twin(1, tmp_path)
    text = Checkpoint(log.origin, 1, root_of(log, 1)).text() + "more\n"
    (twin / "checkpoint").write_text(signer_of(log.origin).sign(text))
    assert go.refuses("read", twin, log.key) == "checkpoint: expected three lines"
    with pytest.raises(DecodeError):
        open_checkpoint((twin / "checkpoint").read_text(), NoteVerifier.parse(log.key))


@pytest.mark.parametrize("size", [255, 256, 257, 700])
def test_a_fork_is_refused(size, go, grown, log):
    fork = grown(number=10_000)
    assert fork.key == log.key
    go.accepts("read", fork.at(700), fork.key)
    why = go.refuses("read", log.at(700), log.key, "-old", fork.note(size))
    assert why == f"from {size} to 700: {FAILED}"


def test_a_checkpoint_that_was_rolled_back_is_refused(go, log):
    why = go.refuses("read", log.at(256), log.key, "-old", log.note(257))
    assert why == "older checkpoint: 257 entries, the newest has 256"


def test_a_false_cosignature_is_refused(go, log, tmp_path):
    twin = log.twin(256, tmp_path)
    key = WITNESS.verifier().text()
    text, _, lines = log.note(256).read_text().partition("\n\n")
    own, cosignature = lines.splitlines()
    name, value = cosignature.rsplit(" ", 1)
    data = bytearray(base64.b64decode(value))
    data[11] ^= 1  # its time
    forged = f"{name} {base64.b64encode(data).decode()}"
    (twin / "checkpoint").write_text(f"{text}\n\n{own}\n{forged}\n")
    assert "invalid signature" in go.refuses("read", twin, log.key, "-witness", key)
    (twin / "checkpoint").write_text(f"{text}\n\n{own}\n")
    assert go.refuses("read", twin, log.key, "-witness", key).endswith(UNSIGNED)
    cosign(twin / "checkpoint")
    go.accepts("read", twin, log.key, "-witness", key)


@pytest.fixture
def entries():
    """Entries as a log of ours could hold them, and their payloads."""
    payloads = [canonical_json.encode({"number": number}) for number in range(300)]
    return payloads, [
        canonical_json.encode(
            {"payload": sha256(payload).hex(), "size": len(payload), "type": "any", "v": 1}
        )
        for payload in payloads
    ]


@pytest.fixture
def made_by_go(go, entries, tmp_path):
    def make(size, olders=()):
        job = {
            "Origin": OTHER,
            "Seed": base64.b64encode(b"\7" * 32).decode(),
            "Witness": "witness.example/go",
            "Time": NOW,
            "Entries": [base64.b64encode(entry).decode() for entry in entries[1][:size]],
            "Olders": olders,
        }
        folder = tmp_path / "log"
        answer = go.writes(folder, job)
        for payload in entries[0][:size]:
            file = folder / tiles.payload_path(sha256(payload).hex())
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(payload)
        return folder, answer

    return make


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 300])
def test_a_log_that_go_wrote_is_opened_by_ours(size, made_by_go, entries, capsys):
    folder, answer = made_by_go(size)
    note = (folder / "checkpoint").read_text()
    assert answer["key"] == NoteSigner(OTHER, b"\7" * 32).verifier().text()
    checkpoint = open_checkpoint(note, NoteVerifier.parse(answer["key"]))
    leaves = [merkle.leaf_hash(entry) for entry in entries[1][:size]]
    assert checkpoint == Checkpoint(OTHER, size, merkle.root(leaves))
    reader = TileReader(size, lambda path: (folder / path).read_bytes())
    assert reader.root() == checkpoint.root
    for index, proof in enumerate(answer["inclusion"]):
        hashes = decoded(proof)
        assert hashes == reader.inclusion_proof(index)
        decode_tlog_proof(encode_tlog_proof(entries[1][index], index, hashes, note)).verify(
            NoteVerifier.parse(answer["key"])
        )
    assert cli.main(["fsck", str(folder), "--key", answer["key"]]) == 0
    assert "is the one the log signed for" in capsys.readouterr().out


def test_proofs_of_consistency_that_go_made_are_accepted_by_ours(made_by_go):
    olders = [1, 2, 127, 128, 255, 256, 257, 299, 300]
    folder, answer = made_by_go(300, olders)
    root = open_checkpoint(
        (folder / "checkpoint").read_text(), NoteVerifier.parse(answer["key"])
    ).root
    for older in olders:
        merkle.verify_consistency(
            first=older,
            first_root=base64.b64decode(answer["roots"][str(older)]),
            second=300,
            second_root=root,
            proof=decoded(answer["consistency"][str(older)]),
        )


def test_a_cosignature_that_go_made_is_accepted_by_ours(made_by_go):
    folder, _ = made_by_go(3)
    public = NoteSigner(OTHER, b"\7" * 32).verifier().public_key
    witness = CosignatureVerifier("witness.example/go", public)
    assert witness.verify((folder / "checkpoint").read_text()) == NOW


def decoded(proof):
    return [base64.b64decode(value) for value in proof or []]
