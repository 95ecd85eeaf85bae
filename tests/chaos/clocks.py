"""A clock that jumps by an hour, forwards and back, under the running product.

Every Python process of the installation starts with `clock/sitecustomize.py`, which adds the number
in a file to whatever the machine's clock says.
"""

import time
from pathlib import Path

from tests.chaos.draws import Draws
from tests.chaos.kills import kill_one
from tests.chaos.scene import Disturb, Scene
from tests.election.product import Place

HOUR = 3600
JUMPS = (HOUR, 0, -HOUR, 0)
CLOCK = Path(__file__).parent / "clock"


def clock_of(place: Place) -> Path:
    return place.folder / "clock"


def with_loose_clock(place: Place) -> None:
    """Let the processes of this place, started from now on, look at its clock file."""
    place.extra |= {"PYTHONPATH": str(CLOCK), "CHAOS_CLOCK": str(clock_of(place))}


def clock_jumps(seed: str) -> Disturb:
    """After each jump a worker is killed: what is lost with it has to be found by the new time."""

    def disturb(scene: Scene) -> None:
        draws = Draws(f"{seed}/clock")
        workers = [name for name in scene.kills if "worker" in name or "sequencer" in name]
        for jump in JUMPS:
            clock_of(scene.running.place).write_text(str(jump), encoding="ascii")
            scene.blow("clock jump")
            scene.recover(time.monotonic(), f"clock {jump:+d} s")
            kill_one(scene, draws, draws.one_of(workers))

    return disturb
