"""Copies of record and memory only grow, also when the record grows meanwhile."""

import pytest

from config.backup import record
from config.backup.record import head_keep, heads_uncovered, note_size, record_copy
from crypto.notes import Checkpoint, NoteSigner

ORIGIN = "vote.example.org/e/1"
SIGNER = NoteSigner(ORIGIN, bytes(32))
SLUG = "1"


def note(size):
    return SIGNER.sign(Checkpoint(ORIGIN, size, bytes([size]) * 32).text())


def publish(folder, size, **files):
    log = folder / "logs" / SLUG
    log.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (log / name).write_text(text)
    (log / "checkpoint").write_text(note(size))
    return log


@pytest.fixture
def source(tmp_path):
    publish(tmp_path / "source", 3, first="one")
    return tmp_path / "source"


def test_what_is_there_stays_and_what_is_new_comes(source, tmp_path):
    target = tmp_path / "target"
    assert record_copy(source, target) == [SLUG]
    publish(source, 5, second="two")
    (source / "logs" / SLUG / "first").unlink()
    record_copy(source, target)
    copied = {path.name: path.read_text() for path in (target / "logs" / SLUG).iterdir()}
    assert copied == {"checkpoint": note(5), "first": "one", "second": "two"}


def test_an_older_checkpoint_never_replaces_a_newer_one(source, tmp_path):
    target = tmp_path / "target"
    publish(target, 9, later="yes")
    record_copy(source, target)
    assert (target / "logs" / SLUG / "checkpoint").read_text() == note(9)


def test_the_checkpoint_is_read_before_all_and_written_after_all(source, tmp_path, monkeypatch):
    """The log grows while it is copied: the copy is of the state at the beginning, and whole."""
    target, copy = tmp_path / "target", record.shutil.copy2

    def grow(path, draft):
        assert not (target / "logs" / SLUG / "checkpoint").exists()
        publish(source, 7, third="three")
        return copy(path, draft)

    monkeypatch.setattr(record.shutil, "copy2", grow)
    record_copy(source, target)
    assert (target / "logs" / SLUG / "checkpoint").read_text() == note(3)


def test_a_partial_file_that_goes_has_been_followed_by_a_full_one(source, tmp_path, monkeypatch):
    target, copy = tmp_path / "target", record.shutil.copy2

    def replace(path, draft):
        if path.name == "first":
            path.unlink(missing_ok=True)
            publish(source, 4, full="one and more")
        return copy(path, draft)

    monkeypatch.setattr(record.shutil, "copy2", replace)
    record_copy(source, target)
    assert (target / "logs" / SLUG / "full").read_text() == "one and more"
    assert not (target / "logs" / SLUG / "first").exists()


def test_a_note_of_a_memory_gives_way_to_a_newer_one_alone(tmp_path):
    for size, kept in ((4, 4), (2, 4), (4, 4), (6, 6)):
        head_keep(tmp_path, "a.note", note(size))
        assert (tmp_path / "a.note").read_text() == note(kept)
    assert [path.name for path in tmp_path.iterdir()] == ["a.note"]
    assert note_size("damaged") == 0


def test_a_memory_ahead_of_the_copy_is_noticed(tmp_path, monkeypatch):
    heads, public = tmp_path / "heads", tmp_path / "public"
    read = lambda path: Checkpoint(ORIGIN, note_size(path.read_text()), bytes(32))  # noqa: E731
    monkeypatch.setattr(record, "note_read", read)
    head_keep(heads, "a.note", note(5))
    assert heads_uncovered(heads, public) == [ORIGIN]
    publish(public, 4)
    assert heads_uncovered(heads, public) == [ORIGIN]
    publish(public, 5)
    assert heads_uncovered(heads, public) == []
