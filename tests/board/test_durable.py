"""Files that last: whole or not at all, however many are written together."""

import errno
import os

import pytest

from board import durable
from board.durable import files_write, folders_sync


@pytest.fixture(params=["together", "one by one"])
def way(request, monkeypatch):
    if request.param == "one by one":
        monkeypatch.setattr(durable, "_syncfs", None)
    elif durable._syncfs is None:
        pytest.skip("this system stores files one by one only")
    return request.param


def files(folder, count, word):
    return {folder / f"{number}": f"{word} {number}".encode() for number in range(count)}


def stored(folder):
    return {path: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("count", [1, durable.MANY, durable.MANY + 1, 40])
def test_files_stand_at_their_paths(tmp_path, way, count):
    wanted = files(tmp_path, count, "new")
    files_write(wanted, draft=tmp_path / ".part", modified=1_000_000)
    assert stored(tmp_path) == wanted
    assert {path.stat().st_mtime for path in wanted} == {1_000_000}


def test_many_wait_for_the_disk_once_and_few_each_for_itself(tmp_path, monkeypatch):
    calls = []
    monkeypatch.setattr(os, "fsync", lambda _: calls.append("file"))
    monkeypatch.setattr(durable, "_syncfs", lambda _: calls.append("all") or 0)
    files_write(files(tmp_path, durable.MANY + 1, "new"), draft=tmp_path / ".part")
    assert calls == ["all"]
    files_write(files(tmp_path, 2, "newer"), draft=tmp_path / ".part")
    assert calls == ["all", "file", "file"]


def test_a_disk_that_fails_leaves_the_old_files(tmp_path, monkeypatch):
    old = files(tmp_path, 20, "old")
    files_write(old, draft=tmp_path / ".part")

    def failing(_):
        durable.ctypes.set_errno(errno.EIO)
        return -1

    monkeypatch.setattr(durable, "_syncfs", failing)
    with pytest.raises(OSError, match=os.strerror(errno.EIO)):
        files_write(files(tmp_path, 20, "new"), draft=tmp_path / ".part")
    assert stored(tmp_path) == old


@pytest.mark.parametrize("count", [0, 1, 30])
def test_folders_are_stored(tmp_path, way, count):
    folders = [tmp_path / f"{number}" for number in range(count)]
    for folder in folders:
        folder.mkdir()
    before = len(os.listdir("/proc/self/fd"))
    folders_sync(folders)
    assert len(os.listdir("/proc/self/fd")) == before


def test_a_folder_that_is_gone_is_said(tmp_path, way):
    with pytest.raises(FileNotFoundError):
        folders_sync([tmp_path / "gone"])
