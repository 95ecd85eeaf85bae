"""One installation, voters who cast in it, a mirror and a witness beside it, and the judgement."""

import os
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

from tests.chaos.installations import Installation, Kill, Prepare
from tests.chaos.judgement import Judgement, judge, settle
from tests.chaos.ledger import Ledger
from tests.chaos.onlookers import Onlooker, Witness
from tests.chaos.outcome import Outcome
from tests.chaos.pool import Pool
from tests.chaos.voters import Server, Voters
from tests.election.product import ROOT, Place

PATIENCE = 60
LOGS = ROOT / "var/chaos"

Setting = Callable[[Path, Prepare], AbstractContextManager[Installation]]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to happen in one run.

    Attributes:
        scenario: its name in the table.
        setting: where.
        ballots: how many are made beforehand.
        voters: how many cast at the same time.
        seed: of all choices.
        bound: seconds from a blow to the next acknowledged ballot, at most.
        say: where progress goes.
    """

    scenario: str
    setting: Setting
    ballots: int
    voters: int
    seed: str
    bound: float
    say: Callable[[str], None]


@dataclass
class Toll:
    """What was killed or broken, and how long each recovery took."""

    recoveries: list[tuple[float, str]] = field(default_factory=list)
    blows: Counter[str] = field(default_factory=Counter)
    slow: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def longest(self) -> float | None:
        return max((seconds for seconds, _ in self.recoveries), default=None)


@dataclass(frozen=True)
class Scene:
    """What a scenario works with while voters cast.

    Attributes:
        running: the product.
        kills: whom it can kill, the witness among them.
        voters: they have begun, and each has cast already or is about to.
        ledger: what they were told.
        plan: of the run.
        toll: of the run, so far.
    """

    running: Installation
    kills: Mapping[str, Kill]
    voters: Voters
    ledger: Ledger
    plan: Plan
    toll: Toll = field(default_factory=Toll)

    def blow(self, name: str) -> None:
        self.toll.blows[name] += 1

    def recover(self, moment: float, name: str) -> None:
        """Wait for the next acknowledged ballot that was sent after `moment`."""
        number = sum(self.toll.blows.values())
        recovery = self.ledger.wait_after(moment, PATIENCE)
        self.toll.recoveries.append((recovery or PATIENCE, f"{number}, {name}"))
        if recovery is None or recovery > self.plan.bound:
            words = f"{number}, {name}: no ballot acknowledged within {self.plan.bound:.0f} s"
            self.toll.slow.append(words)
        shown = "never" if recovery is None else f"{recovery:.1f} s"
        self.plan.say(f"{self.running.setting}: {number}, {name}: back in {shown}")


Disturb = Callable[[Scene], None]
"""What goes wrong while voters cast."""


def casting(folder: Path, plan: Plan, disturb: Disturb) -> Outcome:
    """Run one installation from its making to its judgement."""
    file = folder / "pool"
    witnesses: list[Witness] = []

    def prepare(place: Place) -> None:
        witnesses.append(Witness(place))
        _fill(place, file, plan)

    with plan.setting(folder / "product", prepare) as running:
        pool, ledger, (witness,) = Pool.read(file), Ledger(), witnesses
        kills = {**running.kills, "witness": _killer(witness, running)}
        log = f"{running.place.url}/logs/{pool.election}"
        voters = Voters(running.place.url, pool, ledger, count=plan.voters, seed=plan.seed)
        scene = Scene(running, kills, voters, ledger, plan)
        with Onlooker(log, folder / "mirror") as onlooker:
            voters.start()
            ledger.wait_after(0.0, PATIENCE)
            disturb(scene)
            voters.finish(PATIENCE)
        fates = settle(Server(running.place.url, pool.election), ledger)
        scene.toll.faults += _settled_faults(running.place, onlooker, witness)
        judgement = judge(onlooker.folder, pool, ledger, fates)
        notes = _notes(scene, onlooker)
    _log_keep(running, plan)
    return _outcome(scene, judgement, notes)


def _log_keep(running: Installation, plan: Plan) -> None:
    """What the product said, for whoever wants to know why something failed."""
    LOGS.mkdir(parents=True, exist_ok=True)
    name = f"{plan.scenario} {running.setting}.log".replace(" ", "-")
    shutil.copy(running.place.log, LOGS / name)


def _fill(place: Place, file: Path, plan: Plan) -> None:
    """Make the database, an open election and its ballots."""
    _verify_done(place.manage("migrate", "--verbosity", "0"))
    _verify_done(place.run("-m", "tests.chaos.pool", file, plan.ballots))


def _verify_done(done: "subprocess.CompletedProcess[str]") -> None:
    if done.returncode != 0:
        raise RuntimeError(f"{done.args}: {done.stdout}{done.stderr}")


def _killer(witness: Witness, running: Installation) -> Kill:
    processes = witness.kept(running.supervisor)
    return lambda _: [pid for process in processes for pid in process.kill_all()]


def _settled_faults(place: Place, onlooker: Onlooker, witness: Witness) -> list[str]:
    """What outsiders, the system check and the witness say when all is quiet."""
    faults = onlooker.mirror_until_signed(witness)
    onlooker.fsck()
    check = place.manage("check", "--database", "default")
    if check.returncode != 0:
        faults.append(f"manage.py check: {check.stderr.strip()}")
    if evidence := witness.evidence():
        faults.append(f"the witness keeps evidence: {evidence}")
    return [*faults, *onlooker.alarms]


def _notes(scene: Scene, onlooker: Onlooker) -> list[str]:
    toll, ledger, running = scene.toll, scene.ledger, scene.running
    slowest = sorted(toll.recoveries, reverse=True)[:5]
    return [
        "blows: " + _counts(toll.blows),
        "started by the supervisor: " + _counts(running.supervisor.starts()),
        "slowest recoveries: "
        + ", ".join(f"{seconds:.1f} s ({what})" for seconds, what in slowest),
        f"from a ballot's first byte to its receipt: half within {ledger.median_wait():.1f} s,"
        f" all within {ledger.longest_wait():.1f} s",
        f"load of the machine in the end: {os.getloadavg()[1]:.1f} on {os.cpu_count()} cores",
        f"ballots refused: {_counts(Counter(ledger.refused.values()))}",
        f"tries that failed for the moment: {_counts(ledger.troubles)}",
        f"mirror runs by exit code: {_counts(onlooker.statuses)}",
        f"errors in the product's log: {_counts(_errors(running.place.log_text()))}",
    ]


def _errors(log: str) -> Counter[str]:
    """The last lines of tracebacks, without what they say of one case."""
    return Counter(re.findall(r"^((?:\w+\.)+\w*(?:Error|Exception|Lost\w*))\b", log, re.MULTILINE))


def _counts(counts: Mapping[str, int] | Mapping[int, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items()) or "none"


def _outcome(scene: Scene, judgement: Judgement, notes: list[str]) -> Outcome:
    return Outcome(
        scenario=scene.plan.scenario,
        setting=scene.running.setting,
        kills=sum(scene.toll.blows.values()),
        acknowledged=len(scene.ledger.acknowledged),
        lost=len(judgement.lost),
        twice=len(judgement.twice),
        recovery=scene.toll.longest(),
        faults=(*scene.toll.faults, *judgement.faults),
        slow=scene.toll.slow,
        notes=notes,
    )
