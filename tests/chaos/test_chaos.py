"""The short form of `make chaos`: a few kills in each setting, other ones each time."""

import pytest

from crypto.entropy import random_bytes
from scripts.with_services import missing_programs
from tests.chaos.outcome import details
from tests.chaos.scenarios import Length, killing

KILLS = 4
BOUND = 10.0
"""Seconds. Other tests run beside these, so it is only told; `make chaos` insists on it."""

pytestmark = pytest.mark.xdist_group("chaos")


@pytest.mark.parametrize("setting", ["scaled", "embedded"])
def test_nothing_is_lost_when_processes_are_killed_while_voters_cast(setting):
    if setting == "scaled" and (missing := missing_programs()):
        pytest.skip(f"not installed: {', '.join(missing)}")
    seed = random_bytes(4).hex()
    outcome = killing(Length(kills=KILLS, seed=seed, bound=BOUND, say=print), setting)
    assert outcome.is_whole, f"seed {seed}\n{details(outcome)}"
    assert outcome.kills == KILLS
    assert outcome.acknowledged > KILLS
