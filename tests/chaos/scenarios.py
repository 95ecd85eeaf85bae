"""All scenarios at their two lengths, each with a name by which it can be asked for."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.chaos import clocks, full_disk, kills, room_tests
from tests.chaos.installations import Installation, Prepare, embedded, scaled
from tests.chaos.outcome import Outcome
from tests.chaos.scene import Plan, Scene, Setting, casting
from tests.election.product import Place

SETTINGS: dict[str, Setting] = {"scaled": scaled, "embedded": embedded}
DATABASES = ("PostgreSQL", "SQLite")
BOUND = 10.0
CROWD = 16
CROWD_BALLOTS = 400
DISK_FULL_TIMES = 6
SPARE_BALLOTS = 60
RACE_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Length:
    """How much of everything.

    Attributes:
        kills: in each setting.
        bound: seconds within which everything has to be back.
        seed: of all choices.
        say: where progress goes.
    """

    kills: int
    seed: str
    bound: float
    say: Callable[[str], None]


Run = Callable[[Length, str], Outcome]


def killing(length: Length, setting: str) -> Outcome:
    ballots = kills.BALLOTS_PER_KILL * length.kills + SPARE_BALLOTS
    plan = _plan("kill -9 while voters cast", SETTINGS[setting], length, setting, ballots)
    with _folder() as folder:
        return casting(folder, plan, kills.kills_at_random(length.kills, plan.seed))


def crowding(length: Length, setting: str) -> Outcome:
    """Sixteen voters without a rest, every other ballot sent twice at the same moment."""
    plan = _plan("16 voters at once", SETTINGS[setting], length, setting, CROWD_BALLOTS)

    def rush_on(scene: Scene) -> None:
        scene.voters.rush()
        scene.voters.wait()

    with _folder() as folder:
        return casting(folder, plan, rush_on)


def filling(length: Length, setting: str) -> Outcome:
    ballots = kills.BALLOTS_PER_KILL * DISK_FULL_TIMES * 2 + SPARE_BALLOTS
    plan = _plan("the disk is full", SETTINGS[setting], length, setting, ballots)
    with _folder() as folder, full_disk.small_disk(folder / "product"):
        return casting(folder, plan, full_disk.disk_full(DISK_FULL_TIMES, plan.seed))


def jumping(length: Length, setting: str) -> Outcome:
    ballots = kills.BALLOTS_PER_KILL * 2 * len(clocks.JUMPS) + SPARE_BALLOTS
    plan = _plan("the clock jumps by an hour", _loose(SETTINGS[setting]), length, setting, ballots)
    with _folder() as folder:
        return casting(folder, plan, clocks.clock_jumps(plan.seed))


SCENARIOS: dict[str, tuple[Run, tuple[str, ...]]] = {
    "kills": (killing, tuple(SETTINGS)),
    "crowd": (crowding, tuple(SETTINGS)),
    "disk": (filling, tuple(SETTINGS)),
    "clock": (jumping, tuple(SETTINGS)),
    "writers": (lambda _, where: room_tests.sixteen_writers(where, RACE_ROUNDS), DATABASES),
    "faults": (lambda _, where: room_tests.every_write_fails(where), DATABASES),
}


def _plan(scenario: str, where: Setting, length: Length, name: str, ballots: int) -> Plan:
    return Plan(
        scenario=scenario,
        setting=where,
        ballots=ballots,
        voters=CROWD if scenario.startswith(str(CROWD)) else kills.VOTERS,
        seed=f"{length.seed}/{scenario}/{name}",
        bound=length.bound,
        say=length.say,
    )


def _loose(setting: Setting) -> Setting:
    @contextmanager
    def loose(folder: Path, prepare: Prepare) -> Iterator[Installation]:
        def both(place: Place) -> None:
            clocks.with_loose_clock(place)
            prepare(place)

        with setting(folder, both) as running:
            yield running

    return loose


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="tabella-chaos-") as name:
        folder = Path(name)
        # The database's own user has to reach its folder.
        folder.chmod(0o755)
        yield folder
