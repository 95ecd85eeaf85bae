"""Ballots of voters who got new codes or were taken off: what is taken, refused, kept and shown."""

import pytest
from django.test import Client

from ballots.models import Submission
from ballots.selectors import standings_of_credential, voters_who_voted
from ballots.services import ballots_sequence, promise_give
from board.models import Entry
from tally.turnout import turnout
from tests.ballots.inbox import order, verified
from tests.elections import open_election, reissued, revoked
from tests.pages import Page
from tests.votes import cast, challenge, lock, look, send, vote

pytestmark = pytest.mark.django_db


@pytest.fixture
def built(queue):
    return open_election(voters=3)


def kinds(election):
    rows = Entry.objects.filter(log=election.log).order_by("index")
    return list(rows.values_list("kind", flat=True))


def place(ballot):
    return Submission.objects.get(ballot_hash=ballot.hash).entry_index


def standing(ballot):
    return Client().get(f"{ballot.address}/trackers/{ballot.tracker}").json()


def test_a_ballot_that_waits_when_its_code_is_replaced_is_refused_with_a_reason_of_its_own(built):
    waiting = vote(built, 1, [[1, 0, 0]])
    other = vote(built, 2, [[1, 0, 0]])
    verified([waiting, other])
    reissued(built, 1)
    assert ballots_sequence(election_id=built.election.pk) == 1
    assert order(built.election) == [other.hash]
    told = look(waiting)
    assert (told["status"], told["reason"]) == ("refused", "off_roll")
    assert "replaced or taken off" in told["message"]


@pytest.mark.parametrize("kind", ["cast", "shown"])
def test_a_ballot_that_waits_when_its_voter_is_taken_off_is_refused(built, kind):
    ballot = lock(built, 1, [[1, 0, 0]])
    (cast if kind == "cast" else challenge)(ballot)
    verified([ballot])
    revoked(built, 1)
    assert ballots_sequence(election_id=built.election.pk) == 0
    assert look(ballot)["reason"] == "off_roll"
    assert kinds(built.election)[-1] == "roll-change"


def test_a_ballot_checked_after_the_change_is_refused_as_well(built, queue):
    waiting = vote(built, 1, [[1, 0, 0]])
    reissued(built, 1)
    queue.run()
    assert look(waiting)["reason"] == "off_roll"


def test_nothing_new_is_taken_with_an_old_code_but_what_was_sent_is_found(built, queue):
    sent, late = vote(built, 1, [[1, 0, 0]]), lock(built, 1, [[0, 1, 0]])
    queue.run()
    reissued(built, 1)
    answer = cast(late)
    assert (answer.status_code, answer.json()["code"]) == (403, "off_roll")
    again = cast(sent)
    assert (again.status_code, again.json()["tracker"]) == (202, sent.tracker)
    assert place(sent) is not None
    assert Submission.objects.count() == 1


def test_who_signs_falsely_learns_nothing_of_old_codes(built):
    ballot = lock(built, 1, [[1, 0, 0]])
    reissued(built, 1)
    body = ballot.cast_body() | {"signature": "0" * 128}
    answer = send(f"{ballot.address}/ballots", body)
    assert answer.json()["code"] == "signature_refused"


def test_a_promised_ballot_is_on_the_record_before_its_code_is_replaced(built):
    promised = vote(built, 1, [[1, 0, 0]])
    verified([promised])
    assert promise_give(election=built.election, ballot_hash=promised.hash)
    reissued(built, 1)
    assert kinds(built.election)[-2:] == ["ballot", "roll-change"]
    assert place(promised) == len(kinds(built.election)) - 2


def test_no_ballot_of_an_old_code_is_promised(built):
    ballot = vote(built, 1, [[1, 0, 0]])
    verified([ballot])
    reissued(built, 1)
    assert promise_give(election=built.election, ballot_hash=ballot.hash) == ""


def test_a_change_that_fails_leaves_promised_ballots_waiting(built, monkeypatch):
    promised = vote(built, 1, [[1, 0, 0]])
    verified([promised])
    promise_give(election=built.election, ballot_hash=promised.hash)

    def fails(**_):
        raise RuntimeError

    monkeypatch.setattr("voting.services.roll_changes.changes_store", fails)
    with pytest.raises(RuntimeError):
        reissued(built, 1)
    assert "roll-change" not in kinds(built.election)
    assert Submission.objects.get(ballot_hash=promised.hash).status == "accepted"


def test_a_ballot_with_the_new_code_replaces_one_with_the_old(built, queue):
    first = vote(built, 1, [[1, 0, 0]])
    queue.run()
    reissued(built, 1)
    assert standing(first)["status"] == "counted"
    second = vote(built, 1, [[0, 1, 0]])
    queue.run()
    told = standing(first)
    assert (told["status"], told["replaced_by"]) == ("replaced", place(second))
    assert standing(second)["status"] == "counted"
    both = standings_of_credential(built.election, built.credential(1).hex())
    assert [item.status for item in both] == ["replaced", "counted"]
    page = Page(Client().get(f"/e/{built.election.slug}/code?code={first.tracker}"))
    assert "Replaced by a later ballot from the same voter." in page.text


def test_ballots_of_a_voter_taken_off_are_shown_as_not_counted(built, queue):
    first, second = vote(built, 1, [[1, 0, 0]]), vote(built, 1, [[0, 1, 0]])
    shown = lock(built, 1, [[1, 0, 0]])
    challenge(shown)
    queue.run()
    revoked(built, 1)
    for ballot in (first, second):
        told = standing(ballot)
        assert (told["status"], told["replaced_by"]) == ("withdrawn", None)
    assert standing(shown)["status"] == "test"
    page = Page(Client().get(f"/e/{built.election.slug}/code?code={second.tracker}"))
    assert "Not counted: this voter was taken off the list." in page.text


def test_turnout_counts_each_voter_on_the_list_once(built, queue):
    for voter in (1, 2, 3):
        vote(built, voter, [[1, 0, 0]])
    queue.run()
    reissued(built, 1)
    vote(built, 1, [[0, 1, 0]])
    queue.run()
    reissued(built, 1, 2)
    revoked(built, 3)
    now = turnout(built.election)
    assert (now.voters, now.voted, now.not_voted) == (2, 2, 0)
    assert (now.ballots, now.replaced, now.withdrawn) == (4, 1, 1)
    assert voters_who_voted(built.election) == 2
