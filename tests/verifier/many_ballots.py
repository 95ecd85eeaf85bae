"""Honest records of many real ballots, as small as ballots can be: one question, one option.

`python -m tests.verifier.many_ballots NUMBER FILE` makes one, for measuring by hand.
"""

import sys
from pathlib import Path

from tests.simulator import Plan, Simulation, Style, Vote, Voter, contest


def plan_of(ballots: int) -> Plan:
    """As many voters as ballots; one in three agrees."""
    return Plan(
        trustees=1,
        threshold=1,
        demonstration=True,
        contests=(contest("Agreed?", ("Yes",)),),
        styles=(Style("All", (1,)),),
        voters=(Voter(),) * ballots,
        votes=tuple(Vote(voter, ((int(voter % 3 == 0),),)) for voter in range(ballots)),
    )


def election_of(ballots: int) -> Simulation:
    return Simulation.honest(plan_of(ballots))


def cut(simulation, ballots):
    """The same election as it was after so many ballots and test ballots."""
    twin = simulation.copy()
    kinds = [line.kind for line in twin.lines]
    places = [i for i, kind in enumerate(kinds) if kind in {"ballot", "challenge"}]
    twin.lines = twin.lines[: places[ballots - 1] + 1]
    return twin


def main() -> None:
    number, path = sys.argv[1:]
    election_of(int(number)).write(Path(path))


if __name__ == "__main__":
    main()
