"""A disk that is really full: a small file system of its own, filled to the last byte."""

import errno
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.chaos.draws import Draws
from tests.chaos.scene import Disturb, Scene

MEGABYTES = 256
BLOCK = bytes(2**16)
FULL_SECONDS = (1.0, 3.0)


@contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """Mount a file system in memory on a new folder; only root may."""
    folder.mkdir()
    size = f"size={MEGABYTES}m,mode=755"
    subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", folder], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def may_mount() -> bool:
    return os.geteuid() == 0


def disk_full(times: int, seed: str) -> Disturb:
    """Fill the disk in a rush, once in three with a kill while it is full; then make room."""

    def disturb(scene: Scene) -> None:
        draws = Draws(f"{seed}/disk")
        for number in range(times):
            _fill_once(scene, draws, with_kill=number % 3 == 2)

    return disturb


def _fill_once(scene: Scene, draws: Draws, *, with_kill: bool) -> None:
    filler = scene.running.place.folder / "filler"
    scene.voters.rush()
    time.sleep(draws.fraction())
    fill(filler)
    time.sleep(draws.between(*FULL_SECONDS))
    if with_kill:
        scene.kills[draws.one_of(sorted(scene.kills))](draws)
        time.sleep(draws.between(*FULL_SECONDS))
    scene.blow("disk full")
    filler.unlink()
    scene.recover(time.monotonic(), "room again")
    scene.voters.rest()


def fill(path: Path) -> None:
    """Write until there is no room for another byte."""
    with path.open("ab", buffering=0) as file:
        for block in (BLOCK, b"\0"):
            try:
                while True:
                    file.write(block)
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise
