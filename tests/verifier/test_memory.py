"""Memory stays the same, however many ballots and voters there are."""

from dataclasses import replace

import pytest

from scripts.bench.records import record_of
from tests.simulator import Simulation, Voter
from tests.verifier.many_ballots import election_of, plan_of
from tests.verifier.programs import MEASURED, run_measured


def memory(record, ballots, *more):
    cost = run_measured([*MEASURED, "--no-progress", "--jobs", "1", *more, record])
    assert cost.status == 0, cost.out
    assert f"{ballots:,} ballots counted" in cost.out
    return cost.memory


def with_voters(voters, tmp_path):
    """A record of twenty ballots and so many voters."""
    plan = replace(plan_of(20), voters=(Voter(),) * voters)
    return Simulation.honest(plan).write(tmp_path / f"{voters}.zip")


def test_memory_hardly_grows_from_20_to_30000_voters(tmp_path):
    few, many = (with_voters(voters, tmp_path) for voters in (20, 30_000))
    assert memory(many, 20) <= 1.1 * memory(few, 20)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_memory_hardly_grows_from_1000_to_5000_ballots_with_a_state(tmp_path):
    # Up to five hundred ballots are examined at a time, and so many are in memory.
    few, many = (election_of(count).write(tmp_path / f"{count}.zip") for count in (1000, 5000))
    state = ("--state", tmp_path / "state")
    assert memory(many, 5000, *state) <= 1.2 * memory(few, 1000)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_memory_hardly_grows_from_2000_to_10000_ballots_of_five_options():
    assert memory(record_of(10_000), 10_000) <= 1.2 * memory(record_of(2000), 2000)
