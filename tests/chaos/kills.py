"""`kill -9` at random moments, in the middle of a rush of ballots."""

import time

from tests.chaos.draws import Draws
from tests.chaos.scene import Disturb, Scene

VOTERS = 12
BALLOTS_PER_KILL = 60
CALM = (0.1, 1.0)
"""Seconds between a recovery and the next rush."""
RUSH = (0.0, 0.7)
"""Seconds from the begin of a rush to the kill: it finds ballots at every point of their way."""


def kill_one(scene: Scene, draws: Draws, name: str) -> None:
    """Kill in a rush and wait until a ballot is acknowledged again."""
    time.sleep(draws.between(*CALM))
    scene.voters.rush()
    time.sleep(draws.between(*RUSH))
    moment = time.monotonic()
    scene.kills[name](draws)
    scene.blow(name)
    scene.recover(moment, name)
    scene.voters.rest()


def kills_at_random(count: int, seed: str) -> Disturb:
    """Every kind once before any comes again: a short run has them all."""

    def disturb(scene: Scene) -> None:
        draws = Draws(f"{seed}/kills")
        for _ in range(count):
            fewest = min(scene.toll.blows[name] for name in scene.kills)
            rare = [name for name in scene.kills if scene.toll.blows[name] == fewest]
            kill_one(scene, draws, draws.one_of(rare))

    return disturb
