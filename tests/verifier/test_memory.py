"""Memory stays the same, however many ballots there are."""

import pytest

from tests.verifier.many_ballots import election_of
from tests.verifier.programs import MEASURED, run_measured


def memory(ballots, tmp_path, *more):
    record = election_of(ballots).write(tmp_path / f"{ballots}.zip")
    cost = run_measured([*MEASURED, "--no-progress", "--jobs", "1", *more, record])
    assert cost.status == 0, cost.out
    assert f"{ballots:,} ballots counted" in cost.out
    return cost.memory


def test_memory_hardly_grows_from_20_to_200_ballots(tmp_path):
    assert memory(200, tmp_path) <= 1.1 * memory(20, tmp_path)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_memory_at_5000_ballots_is_at_most_a_fifth_above_that_at_500(tmp_path):
    state = ("--state", tmp_path / "state")
    assert memory(5000, tmp_path, *state) <= 1.2 * memory(500, tmp_path)
