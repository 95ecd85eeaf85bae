"""What a kill at any moment leaves of a mirror."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.verifier.mirrors import files_of, publish
from tests.verifier.public_logs import PublicLog
from verifier import cli
from verifier.logs.folder import Folder
from verifier.logs.memory import Memory
from verifier.logs.mirror import Mirror

ROOT = Path(__file__).parents[2]


class Killed(BaseException):
    """The end of the process, as far as the mirror can see."""


@pytest.mark.parametrize("at", [*range(1, 12), 13, 15, 17])
def test_a_kill_at_any_read_leaves_a_mirror_that_goes_on(at, tmp_path):
    log = PublicLog.plain(20)
    folder = Folder(tmp_path / "mirror")
    Mirror(reader(log.files()), folder, print).update()
    log.grow(300)
    files = log.files()
    left = iter(range(at))

    def read(path, cap):
        if next(left, None) is None:
            raise Killed
        return files.get(path)

    try:
        Mirror(read, folder, print).update()
    except Killed:
        assert files_of(tmp_path / "mirror")["checkpoint"] == log.note(20).encode()
        assert cli.main(["fsck", str(tmp_path / "mirror")]) == 0
    Mirror(reader(files), folder, print).update()
    assert files_of(tmp_path / "mirror").items() >= files.items()


@pytest.mark.parametrize("at", range(1, 26))
def test_a_kill_at_any_write_leaves_a_mirror_that_goes_on(at, tmp_path, monkeypatch):
    log = PublicLog.plain(5)
    folder = Folder(tmp_path / "mirror")
    Mirror(reader(log.files()), folder, print).update()
    log.grow(12)
    done = []
    replace = Path.replace

    def fail(self, target):
        done.append(target)
        if len(done) == at:
            raise Killed
        return replace(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", fail)
        try:
            Mirror(reader(log.files()), folder, print).update()
        except Killed:
            assert cli.main(["fsck", str(tmp_path / "mirror")]) == 0
    Mirror(reader(log.files()), folder, print).update()
    assert files_of(tmp_path / "mirror").items() >= log.files().items()
    assert cli.main(["fsck", str(tmp_path / "mirror")]) == 0


def reader(files):
    return lambda path, _cap: files.get(path)


def test_a_process_that_was_killed_is_taken_up_again(site, mirror, tmp_path):
    log = PublicLog.plain(300)
    publish(site, log)
    reached, never = threading.Event(), threading.Event()

    def hold(handler):
        reached.set()
        never.wait(20)

    held = log.payload_path(250)
    site.special[held] = hold
    command = [sys.executable, "-m", "verifier", "mirror", site.address, str(tmp_path / "mirror")]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    assert reached.wait(60)
    process.kill()
    process.wait()
    never.set()
    assert not (tmp_path / "mirror/checkpoint").exists()
    site.special.clear()
    site.asked.clear()
    assert mirror()[0] == 0
    assert files_of(tmp_path / "mirror") == log.files()
    assert len([path for path in site.asked if "/payload/" in path]) == 1
    assert "/log/tile/entries/000" not in site.asked[4:]


def test_two_runs_do_not_meet(site, mirror, tmp_path):
    publish(site, PublicLog.plain(3))
    with Memory(Folder(tmp_path / "mirror")).alone():
        status, out = mirror()
    assert (status, "another run" in out) == (2, True)
    assert os.listdir(tmp_path / "mirror") == [".mirror"]
