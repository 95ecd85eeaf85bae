"""Casting while processes are killed at random moments."""

import re
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

from tests.chaos.draws import Draws
from tests.chaos.installations import Installation, Kill, Prepare
from tests.chaos.judgement import Judgement, judge, settle
from tests.chaos.ledger import Ledger
from tests.chaos.onlookers import Onlooker, Witness
from tests.chaos.outcome import Outcome
from tests.chaos.pool import Pool
from tests.chaos.voters import Server, Voters
from tests.election.product import Place

VOTERS = 12
BALLOTS_PER_KILL = 60
FEWEST_BALLOTS = 150
PATIENCE = 60
CALM = (0.1, 1.0)
"""Seconds between a recovery and the next rush."""
RUSH = (0.0, 0.7)
"""Seconds from the begin of a rush to the kill: it finds ballots at every point of their way."""

Setting = Callable[[Path, Prepare], AbstractContextManager[Installation]]


@dataclass(frozen=True, slots=True)
class Plan:
    """How many to kill, from which seed, and how fast everything has to be back.

    Attributes:
        kills: how many times.
        seed: of all choices.
        bound: seconds from a kill to the next acknowledged ballot, at most.
        say: where progress goes.
    """

    kills: int
    seed: str
    bound: float
    say: Callable[[str], None]


@dataclass
class Toll:
    """What was killed, and how long each recovery took."""

    recoveries: list[tuple[float, str]] = field(default_factory=list)
    killed: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def longest(self) -> float:
        return max((seconds for seconds, _ in self.recoveries), default=0.0)


def casting_under_kills(folder: Path, setting: Setting, plan: Plan) -> Outcome:
    """Run one installation from its making to its judgement."""
    file = folder / "pool"
    count = max(FEWEST_BALLOTS, BALLOTS_PER_KILL * plan.kills)
    with setting(folder / "product", lambda place: _fill(place, file, count)) as running:
        pool, ledger = Pool.read(file), Ledger()
        witness = Witness(folder / "witness", pool.log_key)
        # A server that submits to witnesses by itself has to know `witness.verifier_key` and
        # `witness.url` before it starts; then `_fill` is where the witness is to be made.
        kills = running.kills | {"witness": _killer(witness, running)}
        log = f"{running.place.url}/logs/{pool.election}"
        voters = Voters(running.place.url, pool, ledger, count=VOTERS, seed=plan.seed)
        with Onlooker(log, folder / "mirror", witness) as onlooker:
            voters.start()
            toll = _kill_on(kills, voters, ledger, plan)
            voters.finish(PATIENCE)
        fates = settle(Server(running.place.url, pool.election), ledger)
        toll.faults += _settled_faults(running.place, onlooker, witness)
        judgement = judge(onlooker.folder, pool, ledger, fates)
        notes = _notes(toll, ledger, onlooker, witness, running)
    return _outcome(running.setting, toll, judgement, ledger, notes)


def _fill(place: Place, file: Path, count: int) -> None:
    """Make the database, an open election and its ballots."""
    _verify_done(place.manage("migrate", "--verbosity", "0"))
    _verify_done(place.run("-m", "tests.chaos.pool", file, count))


def _verify_done(done: "subprocess.CompletedProcess[str]") -> None:
    if done.returncode != 0:
        raise RuntimeError(f"{done.args}: {done.stdout}{done.stderr}")


def _killer(witness: Witness, running: Installation) -> Kill:
    process = witness.kept(running.supervisor)
    return lambda _: process.kill_all()


def _kill_on(kills: Mapping[str, Kill], voters: Voters, ledger: Ledger, plan: Plan) -> Toll:
    """Kill in the middle of a rush, wait for the next acknowledged ballot, and again."""
    toll, draws = Toll(), Draws(f"{plan.seed}/kills")
    ledger.wait_after(0.0, PATIENCE)
    for number in range(1, plan.kills + 1):
        time.sleep(draws.between(*CALM))
        voters.rush()
        time.sleep(draws.between(*RUSH))
        # Every kind once before any comes twice: a short run then has them all.
        fewest = min(toll.killed[name] for name in kills)
        name = draws.one_of([name for name in kills if toll.killed[name] == fewest])
        moment = time.monotonic()
        killed = kills[name](draws)
        toll.killed[name] += 1
        recovery = ledger.wait_after(moment, PATIENCE)
        voters.rest()
        _note_recovery(toll, recovery, f"kill {number}, {name}", plan)
        shown = "never" if recovery is None else f"{recovery:.1f} s"
        plan.say(
            f"kill {number} of {plan.kills}: {name} ({len(killed)} processes), back in {shown}"
        )
    return toll


def _note_recovery(toll: Toll, recovery: float | None, what: str, plan: Plan) -> None:
    toll.recoveries.append((PATIENCE if recovery is None else recovery, what))
    if recovery is None or recovery > plan.bound:
        toll.faults.append(f"{what}: no ballot acknowledged within {plan.bound:.0f} s")


def _settled_faults(place: Place, onlooker: Onlooker, witness: Witness) -> list[str]:
    """What outsiders, the system check and the witness say when all is quiet."""
    faults = []
    if onlooker.mirror() != 0:
        faults.append("the last mirror run did not come to its end")
    else:
        onlooker.fsck()
        witness.submit(onlooker.folder)
    check = place.manage("check", "--database", "default")
    if check.returncode != 0:
        faults.append(f"manage.py check: {check.stderr.strip()}")
    if evidence := witness.evidence():
        faults.append(f"the witness keeps evidence: {evidence}")
    return [*faults, *onlooker.alarms, *witness.faults()]


def _notes(
    toll: Toll, ledger: Ledger, onlooker: Onlooker, witness: Witness, running: Installation
) -> list[str]:
    slowest = sorted(toll.recoveries, reverse=True)[:5]
    return [
        "killed: " + _counts(toll.killed),
        "started by the supervisor: " + _counts(running.supervisor.starts()),
        "slowest recoveries: "
        + ", ".join(f"{seconds:.1f} s ({what})" for seconds, what in slowest),
        f"longest wait of one ballot: {ledger.longest_wait():.1f} s",
        f"ballots refused: {_counts(Counter(ledger.refused.values()))}",
        f"tries that failed for the moment: {_counts(ledger.troubles)}",
        f"mirror runs by exit code: {_counts(onlooker.statuses)}",
        f"answers of the witness: {_counts(witness.answers)}",
        f"errors in the product's log: {_counts(_errors(running.place.log_text()))}",
    ]


def _errors(log: str) -> Counter[str]:
    """The last lines of tracebacks, without what they say of one case."""
    return Counter(re.findall(r"^((?:\w+\.)+\w*(?:Error|Exception|Lost\w*))\b", log, re.MULTILINE))


def _counts(counts: Mapping[str, int] | Mapping[int, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items()) or "none"


def _outcome(
    setting: str, toll: Toll, judgement: Judgement, ledger: Ledger, notes: list[str]
) -> Outcome:
    return Outcome(
        scenario="kill -9 while voters cast",
        setting=setting,
        kills=sum(toll.killed.values()),
        acknowledged=len(ledger.acknowledged),
        lost=len(judgement.lost),
        twice=len(judgement.twice),
        recovery=toll.longest(),
        faults=(*toll.faults, *judgement.faults),
        notes=notes,
    )
