"""Checking a log's folder: each fault is named where it is."""

import json

import pytest

from crypto import tiles
from crypto.notes import NoteSigner
from tests.checkpoints import signed_checkpoint
from tests.verifier.mirrors import spoil
from tests.verifier.public_logs import ORIGIN, PublicLog
from verifier.logs.folder import Folder
from verifier.logs.memory import Memory


@pytest.fixture
def log():
    return PublicLog.plain(600)


@pytest.fixture
def folder(log, tmp_path):
    return log.write(tmp_path / "log")


def faults(run, folder):
    status, out = run("fsck", "--json", folder)
    document = json.loads(out)
    assert document["status"] == status
    return [(fault["place"], fault["detail"]) for fault in document["faults"]]


def test_a_sound_folder(run, folder, log):
    status, out = run("fsck", folder)
    assert status == 0
    assert out.splitlines()[0].startswith(f"{ORIGIN}: 600 entries, log key ")
    assert out.splitlines()[-1] == "Every entry, tile and payload is the one the log signed for."
    assert run("fsck", "--key", log.log.verifier().text(), folder)[0] == 0


def test_machines_get_the_same(run, folder):
    status, out = run("fsck", "--json", folder)
    document = json.loads(out)
    assert (status, document["outcome"], document["size"], document["faults"]) == (
        0, "passed", 600, [],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("path", "at", "expected"),
    [
        ("tile/0/001", 32 * 7, "hash 7 is not that of entry 263"),
        ("tile/0/002.p/88", 5, "hash 0 is not that of entry 512"),
        ("tile/1/000.p/2", 40, "hash 1 is not the one the entries under it"),
    ],
)
def test_a_wrong_tile_is_named(path, at, expected, run, folder):
    spoil(folder / path, at)
    ((place, detail),) = faults(run, folder)
    assert (place, detail[: len(expected)]) == (path, expected)


@pytest.mark.parametrize("index", [0, 3, 255, 256, 511, 599])
def test_a_wrong_entry_is_named(index, run, folder, log):
    tile = next(t for t in tiles.tiles_of(600) if t.start <= index < t.start + t.width)
    entries = log.entries[tile.start : tile.start + tile.width]
    entries[index - tile.start] = log.entries[5 if index != 5 else 6]
    (folder / tile.bundle_path).write_bytes(tiles.encode_bundle(entries))
    key = log.log.verifier().text()
    status, out = run("fsck", "--json", "--key", key, folder)
    found = [(fault["place"], fault["detail"]) for fault in json.loads(out)["faults"]]
    assert status == 1
    assert found == [(tile.bundle_path, f"entry {index} is not the one the tree holds")]


def test_a_wrong_payload_is_named(run, folder, log):
    path = log.payload_path(250)
    spoil(folder / path, 3)
    assert faults(run, folder) == [(path, "payload of entry 250: its hash is not its name")]


@pytest.mark.parametrize("change", ["missing", "short", "long", "link", "folder"])
def test_a_payload_that_is_no_such_file(change, run, folder, log, tmp_path):
    path = log.payload_path(250)
    data = (folder / path).read_bytes()
    (folder / path).unlink()
    if change == "short":
        (folder / path).write_bytes(data[:-1])
    if change == "long":
        (folder / path).write_bytes(data * 2)
    if change == "folder":
        (folder / path).mkdir()
    if change == "link":
        (tmp_path / "elsewhere").write_bytes(data)
        (folder / path).symlink_to(tmp_path / "elsewhere")
    ((place, detail),) = faults(run, folder)
    assert (place, detail.startswith("payload of entry 250: ")) == (path, True)


@pytest.mark.parametrize(
    "path", ["tile/0/000", "tile/0/002.p/88", "tile/1/000.p/2", "tile/entries/001"]
)
def test_a_missing_file_is_named(path, run, folder):
    (folder / path).unlink()
    found = faults(run, folder)
    assert (path, "is missing") in found
    assert {place for place, _ in found} == {path}


@pytest.mark.parametrize("path", ["tile/0/000", "tile/1/000.p/2", "tile/entries/001"])
def test_a_file_that_was_cut_short_is_named(path, run, folder):
    (folder / path).write_bytes((folder / path).read_bytes()[:-1])
    assert {place for place, _ in faults(run, folder)} == {path}


def test_entries_that_are_gone_altogether(run, folder):
    (folder / "tile/entries/001").unlink()
    (folder / "tile/0/001").unlink()
    found = faults(run, folder)
    assert ("tile/entries/001", "is missing") in found
    assert ("checkpoint", "cannot be compared: entries are missing") in found


def test_a_checkpoint_of_other_entries(run, folder, log):
    other = log.twin(599)
    other.grow(600, "other")
    (folder / "checkpoint").write_text(other.note())
    key = log.log.verifier().text()
    status, out = run("fsck", "--key", key, folder)
    assert status == 1
    assert "  checkpoint: its root is not the root over the entries" in out


def test_a_checkpoint_nobody_signed(run, folder, log):
    stranger = NoteSigner(ORIGIN, b"\2" * 32)
    text = log.note().rpartition("\n\n")[0] + "\n"
    (folder / "checkpoint").write_text(stranger.sign(text))
    status, out = run("fsck", "--key", log.log.verifier().text(), folder)
    assert (status, "checkpoint: " in out) == (1, True)
    assert run("fsck", folder)[0] == 1


def test_a_folder_that_says_another_key_than_it_should(run, folder):
    other = NoteSigner(ORIGIN, b"\2" * 32).verifier().text()
    assert run("fsck", "--key", other, folder)[0] == 1


def test_a_checkpoint_of_endless_entries(run, tmp_path, log):
    (tmp_path / "log").mkdir()
    note = signed_checkpoint(log.log, ORIGIN, 2**52, bytes(32))
    (tmp_path / "log/checkpoint").write_text(note)
    status, out = run("fsck", "--key", log.log.verifier().text(), tmp_path / "log")
    assert status == 1
    assert "more" in out


def test_older_partial_files_are_compared_too(run, folder, log):
    for path, data in log.files(590).items():
        if ".p/" in path and not (folder / path).exists():
            (folder / path).write_bytes(data)
    assert run("fsck", folder)[0] == 0
    spoil(folder / "tile/0/002.p/78", 32 * 4)
    found = faults(run, folder)
    assert found == [("tile/0/002.p/78", "number 4 is not the one the newer file has")]


def test_files_no_log_has_are_told_and_harm_nothing(run, folder):
    (folder / "notes.txt").write_text("mine")
    status, out = run("fsck", folder)
    assert (status, "1 files the checkpoint does not ask for: notes.txt" in out) == (0, True)


def test_a_mirror_holds_the_log_to_what_it_saw(run, folder, log):
    memory = Memory(Folder(folder))
    memory.keep_key(log.log.verifier())
    memory.keep_note(log.note(100))
    status, out = run("fsck", folder)
    assert (status, "compared with 1 checkpoints" in out) == (0, True)
    other = log.twin(99)
    other.grow(100, "other")
    memory.keep_note(other.note())
    assert faults(run, folder) == [
        ("checkpoint", "the log signed another history of 100 entries before")
    ]


def test_a_mirror_that_saw_more_than_it_has_is_told_to_go_on(run, folder, log):
    memory = Memory(Folder(folder))
    memory.keep_key(log.log.verifier())
    log.grow(700)
    memory.keep_note(log.note())
    status, out = run("fsck", folder)
    assert (status, "700 entries was seen: run mirror again" in out) == (0, True)


@pytest.mark.parametrize("text", ["", "nonsense", "a\n1\nb\n\n"])
def test_no_log_at_all(text, run, tmp_path):
    assert run("fsck", tmp_path / "nowhere")[0] == 2
    (tmp_path / "checkpoint").write_text(text)
    assert run("fsck", tmp_path)[0] == 2
    assert json.loads(run("fsck", "--json", tmp_path)[1])["outcome"] == "unusable"
