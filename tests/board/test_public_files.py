"""The public folder: what it holds, how it is written, and what faults leave of it."""

import errno
import os
from contextlib import suppress

import pytest

from board import public_files
from board.errors import CheckpointRefusedError, PublicFolderError
from board.models import Checkpoint, Payload
from board.public_files import log_write_public, logs_behind
from board.services import log_create
from crypto import tiles
from crypto.tiles import Tile
from crypto.transcript import sha256
from tests.board.append_only import lifted
from tests.board.conftest import HOST
from tests.board.documents import ballot, note
from tests.board.faults import Fault, file_writes
from tests.board.folders import contents, files, verify_folder
from tests.board.test_signed_heads import put_back


def test_the_folder_follows_each_checkpoint(log, write):
    for size in (1, 2, 3):
        write(log, ballot(size))
        assert verify_folder(log) == size
        assert files(log)["checkpoint"].read_text() == log.checkpoints.get(size=size).note


def test_a_log_has_exactly_the_files_of_its_checkpoints(log, write):
    write(log, note(0), note(1))
    write(log, ballot(2))
    paths = {tiles.payload_path(row.sha256.hex()) for row in Payload.objects.filter(log=log)}
    for width in (2, 3):
        paths |= {Tile(0, 0, width).path, Tile(0, 0, width).bundle_path}
    assert set(files(log)) == {"checkpoint", *paths}
    assert all(tiles.is_file(path) for path in files(log))


def test_partial_files_go_when_the_full_ones_are_there(log, write):
    write(log, *(ballot(number) for number in range(200)))
    write(log, *(ballot(number) for number in range(200, 300)))
    assert verify_folder(log) == 300
    names = {name for name in files(log) if name.startswith("tile/")}
    full = {Tile(0, 0).path, Tile(0, 0).bundle_path}
    partial = {Tile(0, 1, 44).path, Tile(0, 1, 44).bundle_path, Tile(1, 0, 1).path}
    assert names == full | partial


def test_a_folder_that_was_lost_is_made_again_byte_for_byte(log, write, tmp_path):
    for number in range(4):
        write(log, *(ballot(70 * number + at) for at in range(70)))
    before = contents(log)
    public_files.log_folder(log.slug).rename(tmp_path / "lost")
    log_write_public(log=log)
    assert contents(log) == before


def test_nothing_is_written_twice(log, write, monkeypatch):
    write(log, ballot(0), ballot(1))
    stamps = {name: path.stat().st_ino for name, path in files(log).items()}
    written = []
    one, several = public_files.file_write, public_files.files_write
    monkeypatch.setattr(
        public_files,
        "file_write",
        lambda path, data, **how: written.append(path) or one(path, data, **how),
    )
    monkeypatch.setattr(
        public_files,
        "files_write",
        lambda files, **how: written.extend(files) or several(files, **how),
    )
    write(log, ballot(2))
    names = sorted(path.name for path in written)
    assert names == sorted(["3", "3", "checkpoint", sha256(ballot(2).payload).hex()])
    after = {name: path.stat().st_ino for name, path in files(log).items()}
    assert {name for name in stamps if after[name] != stamps[name]} == {"checkpoint"}


def test_another_call_touches_nothing(log, write):
    write(log, ballot(0), ballot(1))
    before = {name: path.stat() for name, path in files(log).items()}
    log_write_public(log=log)
    assert {name: path.stat().st_ino for name, path in files(log).items()} == {
        name: status.st_ino for name, status in before.items()
    }


def test_no_file_tells_when_a_ballot_came(log, write):
    write(log, ballot(0))
    write(log, ballot(1))
    times = {path.stat().st_mtime for name, path in files(log).items() if name != "checkpoint"}
    assert times == {public_files.MODIFIED}


def test_each_log_has_a_folder_of_its_own(log, write):
    other = log_create(slug="other", host=HOST)
    write(log, ballot(0))
    assert files(other) == {}
    write(other, ballot(1))
    assert verify_folder(log) == verify_folder(other) == 1


def test_a_log_without_checkpoint_has_no_files(log, write_unsigned):
    log_write_public(log=log)
    write_unsigned(log, ballot(0))
    log_write_public(log=log)
    assert files(log) == {}
    assert list(logs_behind()) == []


def test_a_folder_that_fell_behind_is_found_and_brought_up(log, write, monkeypatch):
    write(log, ballot(0))
    assert list(logs_behind()) == []
    with monkeypatch.context() as fault:
        fault.setattr(public_files, "folder", lambda: public_files.Path("/proc/nowhere"))
        write(log, ballot(1))
    assert list(logs_behind()) == [log]
    log_write_public(log=log)
    assert list(logs_behind()) == []
    assert verify_folder(log) == 2


@pytest.mark.parametrize("persisted", [False, True], ids=["fails", "fails but persisted"])
@pytest.mark.parametrize("times", [1, 2], ids=["once", "twice in a row"])
def test_a_fault_in_any_write_leaves_a_folder_that_is_right_for_its_checkpoint(
    log, write, monkeypatch, persisted, times
):
    write(log, *(ballot(number) for number in range(254)))
    number, at, is_reached = 254, 0, True
    while is_reached:
        at += 1
        with monkeypatch.context() as closed:
            closed.setattr("board.services.log_write_public", lambda **_: None)
            write(log, ballot(number))
        number += 1
        before = verify_folder(log)
        faults = []
        for _ in range(times):
            with monkeypatch.context() as patch, suppress(PublicFolderError):
                faults.append(file_writes(patch, Fault(at, persisted=persisted)))
                log_write_public(log=log)
            assert before <= verify_folder(log) <= number
        log_write_public(log=log)
        assert verify_folder(log) == number
        is_reached = faults[0].left <= 0
    assert at > 15, "one call writes more often than that"
    assert not [name for name in files(log) if not tiles.is_file(name)]


def test_a_full_disk_publishes_nothing_half(log, write, monkeypatch, caplog):
    write(log, ballot(0))
    before = contents(log)

    def full(*_, **__):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as fault:
        fault.setattr(public_files, "files_write", full)
        write(log, ballot(1))
    assert "No space left on device" in caplog.text
    assert contents(log) == before
    assert log.checkpoints.count() == 2
    log_write_public(log=log)
    assert verify_folder(log) == 2


def test_what_a_crash_left_half_written_is_removed_by_the_next_call(log, write):
    write(log, ballot(0))
    root = public_files.log_folder(log.slug)
    for name in (".part", ".part.0", ".part.63"):
        (root / name).write_bytes(b"half")
    write(log, ballot(1))
    assert verify_folder(log) == 2
    assert not list(root.glob(".part*"))


def test_more_files_than_are_written_at_once_are_all_there(log, write, monkeypatch):
    monkeypatch.setattr(public_files, "_AT_ONCE", 3)
    write(log, *(ballot(number) for number in range(10)))
    assert verify_folder(log) == 10


def test_a_file_that_holds_something_else_is_put_right_before_it_is_published(log, write):
    write(log, ballot(0))
    root = public_files.log_folder(log.slug)
    wrong = root / Tile(0, 0, 2).path
    wrong.write_bytes(b"torn")
    write(log, ballot(1))
    assert verify_folder(log) == 2


def test_a_folder_ahead_of_the_database_stays_as_it_is(log, write, write_unsigned, monkeypatch):
    write(log, ballot(0), ballot(1))
    before = contents(log)
    put_back(log)
    for room in ("signed_heads", "services"):
        monkeypatch.setattr(f"board.{room}.verify_follows", lambda *_: None)
    write(log, ballot(0))
    with pytest.raises(CheckpointRefusedError, match="size 2 was published, the database signed 1"):
        log_write_public(log=log)
    assert contents(log) == before


def test_another_history_never_takes_the_place_of_the_published_one(log, write, monkeypatch):
    write(log, ballot(0))
    before = contents(log)
    put_back(log)
    for room in ("signed_heads", "services"):
        monkeypatch.setattr(f"board.{room}.verify_follows", lambda *_: None)
    write(log, ballot(7), ballot(8))
    with pytest.raises(CheckpointRefusedError, match="another history was published at size 1"):
        log_write_public(log=log)
    assert contents(log) == before


@pytest.mark.parametrize("damage", [b"", b"x", b"\xff"])
def test_a_damaged_checkpoint_is_reported_and_left(log, write, damage):
    write(log, ballot(0))
    files(log)["checkpoint"].write_bytes(damage)
    with pytest.raises(CheckpointRefusedError, match="damaged"):
        log_write_public(log=log)
    assert files(log)["checkpoint"].read_bytes() == damage


def test_the_checkpoint_of_another_log_is_no_checkpoint_of_this_one(log, write):
    other = log_create(slug="other", host=HOST)
    write(log, ballot(0))
    write(other, ballot(0))
    files(log)["checkpoint"].write_bytes(files(other)["checkpoint"].read_bytes())
    with pytest.raises(CheckpointRefusedError, match="not signed by"):
        log_write_public(log=log)


def test_rows_that_were_lost_are_not_published(log, write, monkeypatch):
    write(log, ballot(0))
    with monkeypatch.context() as closed:
        closed.setattr("board.services.log_write_public", lambda **_: None)
        write(log, ballot(1), ballot(2))
    with lifted():
        log.entries.filter(index=1).delete()
    with pytest.raises(CheckpointRefusedError, match=r"tile/0/000\.p/3: hashes are missing"):
        log_write_public(log=log)
    assert verify_folder(log) == 1
    assert Checkpoint.objects.filter(log=log).count() == 2
