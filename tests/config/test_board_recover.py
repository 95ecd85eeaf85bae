"""A database put back while voting was under way: record, ballots and state all come back."""

import pytest
from django.core.management import call_command

from ballots.models import BallotPart, Submission
from ballots.services import ballots_sequence, promise_give
from board import public_files
from board.models import Checkpoint, Entry, Log, Node, Payload
from board.public_files import log_write_public
from board.selectors import log_get, root_at
from board.services import checkpoint_publish
from tests.ballots.inbox import order, verified
from tests.board.append_only import lifted
from tests.elections import open_election, reissued, revoked
from tests.votes import challenge, lock, look, vote
from voting.models import CredentialChange, Election
from voting.recovery import election_restore
from voting.services import election_cancel, election_close, election_extend
from voting.states import ElectionState

pytestmark = pytest.mark.django_db
KEPT = ("entry_index", "ballot_hash", "kind", "credential", "signature", "ballot", "companion")


def rolled_back(log, size):
    """Publish a log, and make its rows those of a backup from when it had `size` entries."""
    checkpoint_publish(log=log)
    log_write_public(log=log)
    root = root_at(log, size)
    last = Entry.objects.get(log=log, index=size - 1)
    with lifted():
        Checkpoint.objects.filter(log=log, size__gt=size).delete()
        for node in Node.objects.filter(log=log):
            if (node.index + 1) << node.level > size:
                node.delete()
        Entry.objects.filter(log=log, index__gte=size).delete()
        Payload.objects.filter(log=log, entries__isnull=True).delete()
        Log.objects.filter(pk=log.pk).update(
            size=size, root=root, chain=last.chain, is_frozen=False
        )


def inbox(election):
    rows = Submission.objects.filter(election=election).order_by("entry_index")
    return [
        tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)
        for row in rows.values_list(*KEPT)
    ]


def parts(election):
    return {
        bytes(name)
        for name in BallotPart.objects.filter(election=election).values_list("name", flat=True)
    }


@pytest.fixture
def recovered(django_capture_on_commit_callbacks, capsys):
    def run():
        with django_capture_on_commit_callbacks(execute=True):
            call_command("board_recover", source=public_files.folder())
        call_command("check", databases=["default"])
        return capsys.readouterr().out

    return run


@pytest.fixture
def under_way(queue):
    built = open_election()
    before = log_get(built.election.slug).size
    vote(built, 1, [[1, 0, 0]])
    challenge(lock(built, 2, [[0, 1, 0]]))
    queue.run()
    last = vote(built, 1, [[0, 0, 1]])
    queue.run()
    return built, before, last


def test_ballots_sent_after_the_backup_come_back_whole(under_way, recovered):
    built, before, last = under_way
    election = built.election
    rows, names = inbox(election), parts(election)
    assert len(rows) == 3
    rolled_back(log_get(election.slug), before)
    Submission.objects.filter(election=election).delete()
    BallotPart.objects.filter(election=election).delete()
    assert "3 ballots are known to their voters' pages again" in recovered()
    assert inbox(election) == rows
    assert parts(election) == names
    assert look(last)["status"] == "recorded"
    assert "known to their voters" not in recovered()


def test_a_ballot_that_still_waits_in_the_backup_is_not_recorded_twice(under_way, recovered, queue):
    built, before, _ = under_way
    election = built.election
    rows = inbox(election)
    rolled_back(log_get(election.slug), before)
    Submission.objects.filter(election=election).update(status="waiting", entry_index=None)
    recovered()
    queue.run()
    assert inbox(election) == rows
    assert log_get(election.slug).size == before + 3


def test_a_promise_that_was_kept_after_the_backup_is_not_owed_any_more(recovered, queue):
    """The backup knows the promise and not how it was kept; the public folder does."""
    built = open_election()
    before = log_get(built.election.slug).size
    ballot = vote(built, 1, [[1, 0, 0]])
    verified([ballot])
    promise_give(election=built.election, ballot_hash=ballot.hash)
    backup = Submission.objects.values().get()
    ballots_sequence(election_id=built.election.pk)
    rolled_back(log_get(built.election.slug), before)
    Submission.objects.all().delete()
    Submission.objects.create(**backup)
    recovered()
    row = Submission.objects.get()
    assert (row.status, row.promise, row.entry_index) == ("recorded", "", before)
    election_close(election=built.election)
    assert log_get(built.election.slug).size == before + 2


def test_a_promise_in_the_backup_that_was_not_kept_yet_is_still_owed(recovered, queue):
    """What was published after the backup is another voter's ballot."""
    built = open_election()
    before = log_get(built.election.slug).size
    ballot, other = vote(built, 1, [[1, 0, 0]]), vote(built, 2, [[1, 0, 0]])
    verified([ballot])
    promise_give(election=built.election, ballot_hash=ballot.hash)
    promised = Submission.objects.filter(ballot_hash=ballot.hash)
    backup = promised.values("status", "parts", "promise").get()
    promised.update(status="waiting", parts=None, promise="")
    verified([other])
    assert ballots_sequence(election_id=built.election.pk) == 1
    rolled_back(log_get(built.election.slug), before)
    promised.update(**backup)
    recovered()
    election_close(election=built.election)
    assert order(built.election) == [other.hash, ballot.hash]


def test_an_election_opened_extended_and_closed_after_the_backup_is_closed_again(recovered, queue):
    built = open_election()
    election = built.reload()
    before = log_get(election.slug).size
    later = election.closes_at.replace(microsecond=0, year=election.closes_at.year + 1)
    election_extend(election=election, closes_at=later, reason="rain")
    election_close(election=built.reload())
    queue.run()
    after = built.reload()
    rolled_back(log_get(election.slug), before - 1)
    Election.objects.filter(pk=election.pk).update(
        state=ElectionState.FROZEN, opened_at=None, closed_at=None, closes_at=election.closes_at
    )
    assert "state: frozen, now closed" in recovered()
    again = built.reload()
    for field in ("state", "opened_at", "closed_at", "closes_at"):
        assert getattr(again, field) == getattr(after, field)


def test_a_cancelled_election_is_cancelled_again(recovered, queue):
    built = open_election()
    before = log_get(built.election.slug).size
    election_cancel(election=built.election, reason="a flood")
    queue.run()
    rolled_back(log_get(built.election.slug), before)
    Election.objects.filter(pk=built.election.pk).update(
        state=ElectionState.OPEN, cancelled_at=None, cancel_reason=""
    )
    assert "state: open, now cancelled" in recovered()
    assert built.reload().cancel_reason == "a flood"
    assert log_get(built.election.slug).is_frozen


def test_what_no_record_holds_is_named(queue):
    built = open_election()
    queue.run()
    Election.objects.filter(pk=built.election.pk).update(state=ElectionState.DRAFT)
    (said,) = election_restore(election_id=built.election.slug)
    assert "put back a newer backup" in said
    (said,) = election_restore(election_id="00000000-0000-4000-8000-000000000000")
    assert "not in the database" in said


def test_new_codes_given_out_after_the_backup_come_back(recovered, queue):
    """A voter who got the message with the new code votes on with it."""
    built = open_election(voters=3)
    before = log_get(built.election.slug).size
    old = built.credential(1).hex()
    vote(built, 1, [[1, 0, 0]])
    queue.run()
    reissued(built, 1)
    new = built.credential(1).hex()
    revoked(built, 3)
    rows = list(CredentialChange.objects.values_list("entry_index", "voter__number", "old", "new"))
    rolled_back(log_get(built.election.slug), before)
    with lifted():
        CredentialChange.objects.all().delete()
    for number, credential in ((1, old), (3, rows[1][2])):
        built.election.voters.filter(number=number).update(credential=credential)
    recovered()
    after = CredentialChange.objects.values_list("entry_index", "voter__number", "old", "new")
    assert list(after) == rows
    voters = dict(built.election.voters.values_list("number", "credential"))
    assert (voters[1], voters[3]) == (new, None)
    recovered()
    assert CredentialChange.objects.count() == 2
