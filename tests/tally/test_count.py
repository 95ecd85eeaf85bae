import pytest

from tally import selectors
from tests.counting import counted, counts
from tests.elections import open_election
from tests.votes import vote

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("eager")]


def test_the_last_ballot_of_each_voter_is_counted_and_nothing_else():
    built = open_election(voters=4)
    vote(built, 1, [[1, 0, 0]])
    vote(built, 2, [[0, 1, 0]])
    vote(built, 3, [[0, 1, 0]])
    vote(built, 1, [[0, 0, 1]])
    counted(built)
    assert counts(built) == [[0, 2, 1]]
    assert selectors.result(built.election).ballots == 3
    assert selectors.count_get(built.election.pk).verdict == "passed"
