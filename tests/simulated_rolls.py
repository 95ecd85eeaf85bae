"""Changes of the voter roll in an election in memory, by a server that does what it is told.

`simulation.voter_seeds` holds the newest seed of each voter, so that a voter votes on with a new
code.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from crypto import entropy
from crypto.roll_change import Change, RollChangePayload
from tests.simulated_line import Line
from tests.simulated_plan import ELECTION_ID, ORDINARY, Plan, Vote, Voter
from tests.simulator import Simulation

CHANGED = replace(
    ORDINARY, voters=(Voter(), Voter(), Voter(weight=3), Voter(style=2, weight=2), Voter(), Voter())
)
"""Voters who vote before and after a new code, only before, only after; and two taken off."""


def change_line(
    simulation: Simulation, reissue: Sequence[int] = (), revoke: Sequence[int] = ()
) -> Line:
    """Give voters new codes and take others off; the line is not on the board yet."""
    changes = [Change(simulation.credential(voter).hex(), "") for voter in revoke]
    for voter in reissue:
        old = simulation.credential(voter).hex()
        simulation.voter_seeds[voter] = entropy.random_bytes(32)
        changes.append(Change(old, simulation.credential(voter).hex()))
    changes.sort(key=lambda change: change.old)
    payload = RollChangePayload(ELECTION_ID, simulation.tick(), tuple(changes), "Codes were lost.")
    return Line("roll-change", payload.encode())


def change_roll(simulation: Simulation, **who: Sequence[int]) -> Line:
    line = change_line(simulation, **who)
    simulation.lines.append(line)
    return line


def raw_change(simulation: Simulation, *pairs: tuple[str, str]) -> Line:
    """A change of exactly these credentials, whether it may be or not."""
    changes = tuple(Change(*pair) for pair in sorted(pairs))
    payload = RollChangePayload(ELECTION_ID, simulation.tick(), changes, "Whatever we like.")
    return Line("roll-change", payload.encode())


def changed_election(plan: Plan = CHANGED) -> Simulation:
    """An honest election whose voters got new codes, before the opening too, or were taken off."""
    simulation = Simulation.new(plan)
    simulation.hold_ceremony()
    simulation.freeze()
    change_roll(simulation, reissue=(5,))
    simulation.turn("open")
    for voter in (0, 1, 5):
        simulation.cast(Vote(voter, ((1, 0), (2, 1))))
    simulation.cast(Vote(3, ((2, 1),)))
    change_roll(simulation, reissue=(0, 1, 2), revoke=(3,))
    simulation.cast(Vote(0, ((0, 1), (0, 2))))
    simulation.cast(Vote(2, ((0, 0), (1, 1))))
    simulation.cast(Vote(1, ((0, 1), (1, 0)), is_test=True))
    change_roll(simulation, reissue=(0,), revoke=(4,))
    simulation.turn("close")
    simulation.count()
    return simulation


@cache
def shared_changed_election() -> Simulation:
    """The same made once in each process: to be copied, not changed."""
    return changed_election()
