"""V10, V15. Votes made, doubled or lost by new codes and by taking voters off the list."""

from dataclasses import replace

import pytest
from django.db import DatabaseError, connection, transaction

from ballots.models import Submission
from board.models import Entry
from tally.selectors import counted_by_rule
from tests.attacks.doors import cast, fate, locked
from tests.elections import reissued, revoked
from tests.votes import look
from voting.errors import InputError, NotFoundError, StateError
from voting.models import Voter
from voting.services import code_make, election_close, roll_change

pytestmark = pytest.mark.django_db


@pytest.fixture
def built(built):
    """With codes of the test's own: those of the module's election stay as they were."""
    return replace(built, codes=dict(built.codes))


def place(ballot) -> int:
    return Submission.objects.get(ballot_hash=ballot.hash).entry_index


def changes(built) -> int:
    return Entry.objects.filter(log=built.election.log, kind="roll-change").count()


def test_a_new_code_is_no_second_vote(built):
    """The ballot held back with the old code, sent last, does not get in."""
    first, kept_back = locked(built), locked(built)
    assert fate(first) == "recorded"
    reissued(built, 1)
    assert fate(kept_back) == "off_roll"
    second = locked(built)
    assert fate(second) == "recorded"
    election_close(election=built.election)
    assert counted_by_rule(built.reload()) == (place(second),)


def test_a_new_code_takes_no_vote(built):
    ballot = locked(built)
    cast(ballot)
    reissued(built, 1)
    reissued(built, 1)
    election_close(election=built.election)
    assert counted_by_rule(built.reload()) == (place(ballot),)


def test_the_same_ballot_again_after_the_change_is_the_old_one(built):
    ballot = locked(built)
    cast(ballot)
    before = place(ballot)
    reissued(built, 1)
    answer = cast(ballot)
    assert answer.status_code == 202
    assert place(ballot) == before
    assert Submission.objects.count() == 1


def test_who_is_taken_off_has_no_vote_whatever_was_sent(built):
    first, other, late = locked(built), locked(built, 2), locked(built)
    cast(first)
    cast(other)
    revoked(built, 1)
    assert fate(late) == "off_roll"
    election_close(election=built.election)
    assert counted_by_rule(built.reload()) == (place(other),)
    assert look(first)["ballot"] == first.hash, "it stays on the record"


def test_nobody_is_slipped_in(built):
    """Not by a number nobody has, by a code of somebody else, by one code for two, or twice."""
    numbers = set(built.election.voters.values_list("number", flat=True))
    new = code_make(election=built.election).credential
    old, other = built.credential(1).hex(), built.credential(2).hex()
    with pytest.raises(NotFoundError):
        roll_change(election=built.election, changes={max(numbers) + 1: new}, reason="x")
    refused = ({1: other}, {1: new, 2: new}, {1: old})
    for each in refused:
        with pytest.raises(InputError):
            roll_change(election=built.election, changes=each, reason="x")
    assert changes(built) == 0
    reissued(built, 1)
    with pytest.raises(InputError):
        roll_change(election=built.election, changes={2: old}, reason="x")
    revoked(built, 3)
    with pytest.raises(NotFoundError):
        roll_change(election=built.election, changes={3: new}, reason="x")
    assert set(built.election.voters.values_list("number", flat=True)) == numbers


def test_the_list_stands_still_after_the_close(built):
    cast(locked(built))
    election_close(election=built.election)
    for each in ({1: ""}, {1: code_make(election=built.election).credential}):
        with pytest.raises(StateError):
            roll_change(election=built.election, changes=each, reason="x")
    assert changes(built) == 0


def test_who_had_which_code_cannot_be_rewritten_by_sql(built):
    reissued(built, 1)
    for statement in (
        "UPDATE voting_credentialchange SET old = new",
        "DELETE FROM voting_credentialchange",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_credential_put_in_a_row_by_sql_gets_nobody_into_the_count(built):
    """The owner of the database can let the server take a ballot; the record shows the fraud."""
    stranger = code_make(election=built.election)
    Voter.objects.filter(election=built.election, number=1).update(credential=stranger.credential)
    built.codes[1] = stranger.code
    assert fate(locked(built)) == "recorded"
    assert changes(built) == 0


def test_records_of_such_elections_fail(honest):
    """What a server with the log's key can make of it, seen by the verifier."""
    assert "C06.9" in honest.caught("ballot_by_a_replaced_code")
    assert "C06.9" in honest.caught("ballot_of_a_voter_taken_off_the_roll")
    assert "C06.7" in honest.caught("voter_slipped_in_by_a_new_code_who_votes")
    assert "C06.8" in honest.caught("one_new_code_for_two_voters")
    assert "C09.3" in honest.caught("both_ballots_of_a_voter_with_two_codes_counted")
    assert "C09.3" in honest.caught("vote_lost_by_a_new_code")
    assert "C09.3" in honest.caught("vote_of_a_voter_taken_off_in_the_whole_count")
    assert "C04.1" in honest.caught("voter_taken_off_after_the_close")


def test_the_public_entry_tells_how_many_and_names_nobody(built):
    reissued(built, 1, 2)
    entry = Entry.objects.get(log=built.election.log, kind="roll-change")
    told = bytes(entry.payload.data).decode() + bytes(entry.data).decode()
    for voter in built.election.voters.all():
        assert voter.name not in told
        assert voter.email not in told
