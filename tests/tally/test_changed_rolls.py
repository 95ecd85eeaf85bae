"""Counting after codes were replaced and voters taken off: the server and both rules agree."""

import pytest

from tally import selectors
from tally.results import result_sheet
from tests.counting import counted, counts
from tests.elections import open_election, reissued, revoked
from tests.votes import vote

WEIGHTED = (
    "name,email,weight,style\nAda,a@x.org,3,\nBen,b@x.org,1,\nCleo,c@x.org,5,\nDina,d@x.org,1,\n"
)


@pytest.mark.django_db(transaction=True)
def test_the_last_ballot_of_each_voter_counts_across_codes_and_of_those_taken_off_none(eager):
    built = open_election(roll=WEIGHTED)
    vote(built, 1, [[1, 0, 0]])
    vote(built, 2, [[1, 0, 0]])
    vote(built, 4, [[0, 0, 1]])
    reissued(built, 1, 2, 3)
    vote(built, 1, [[0, 1, 0]])
    vote(built, 3, [[0, 0, 1]])
    reissued(built, 1)
    revoked(built, 4)
    counted(built)
    # Ada's second ballot with weight 3, Ben's from before his new code, Cleo's from after hers.
    assert counts(built) == [[1, 3, 5]]
    assert selectors.count_get(built.election.pk).verdict == "passed"
    sheet = result_sheet(built.election)
    assert (sheet.ballots, sheet.replaced, sheet.withdrawn, sheet.weight) == (3, 1, 1, 9)


@pytest.mark.django_db(transaction=True)
def test_an_election_without_changes_is_counted_from_the_entries_alone(eager):
    built = open_election(voters=2)
    vote(built, 1, [[1, 0, 0]])
    vote(built, 1, [[0, 1, 0]])
    counted(built)
    assert counts(built) == [[0, 1, 0]]
    assert result_sheet(built.election).withdrawn == 0
