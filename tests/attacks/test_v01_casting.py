"""V1, V2, V6, V7, V9, V10, B5, B6, B7. Casting twice, at once, too late, and changing the rules."""

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client, TestCase
from django.utils import timezone

from ballots import services as ballot_services
from ballots.closing import voting_close
from ballots.models import Submission
from ballots.tasks import ballots_check
from board import selectors as board
from board.models import Entry
from crypto.notes import NoteVerifier, decode_tlog_proof
from crypto.transcript import sha256
from tally.tasks import count_advance, elections_tick
from tests.attacks.doors import (
    VOTES,
    cast,
    entries,
    fate,
    locked,
    post,
    raw_body,
    show,
)
from tests.elections import contest_draft, election_draft, roll_text
from tests.votes import lock, look
from voting.errors import StateError, VotingError
from voting.models import Contest, Election, Option, Voter
from voting.selectors import election_get
from voting.services import (
    contest_add,
    contest_remove,
    credentials_clear,
    credentials_issue,
    election_close,
    election_extend,
    election_freeze,
    election_open,
    election_update,
    roll_clear,
    roll_import,
    style_add,
    trustee_remove,
    voter_remove,
)


def kinds(built) -> list[str]:
    rows = Entry.objects.filter(log=built.election.log).order_by("index")
    return list(rows.values_list("kind", flat=True))


def status_of(built, code: str) -> dict:
    return Client().get(f"/api/v1/elections/{built.election.slug}/trackers/{code}").json()


# V1


def test_two_voters_cannot_be_given_one_code(built):
    """The ballot names its credential, so the same bytes can only ever be one voter's ballot."""
    mine = locked(built, 1)
    cast(mine)
    entry = Entry.objects.get(log=built.election.log, index=look(mine)["index"])
    assert json.loads(bytes(entry.data))["credential"] == built.credential(1).hex()
    body = mine.cast_body() | {"signature": lock(built, 2, VOTES).signature("ballot")}
    assert post(f"{mine.address}/ballots", body).status_code == 403


# V2


def test_a_ballot_is_cast_or_shown_never_both(built):
    mine, other = locked(built, 1), locked(built, 2)
    assert cast(mine).status_code == 202
    assert show(mine).json()["code"] == "already_used"
    assert show(other).status_code == 202
    assert cast(other).json()["code"] == "already_used"
    assert kinds(built)[-2:] == ["ballot", "challenge"]


# V6


def test_a_later_ballot_replaces_an_earlier_one_for_everyone_to_see(built):
    first, second = locked(built), locked(built)
    cast(first)
    assert status_of(built, first.tracker)["status"] == "counted"
    cast(second)
    index = look(second)["index"]
    told = status_of(built, first.tracker)
    assert (told["status"], told["replaced_by"]) == ("replaced", index)
    page = Client().get(f"/e/{built.election.slug}/code?code={first.tracker}").content.decode()
    assert f"Entry {index} takes its place" in page
    assert status_of(built, second.tracker)["status"] == "counted"


# V7


def test_recorded_is_said_with_a_receipt_that_stands_without_the_server(built):
    mine = locked(built)
    cast(mine)
    told = look(mine)
    proof = decode_tlog_proof(told["receipt"])
    key = NoteVerifier.parse(board.log_verifier_key(built.election.log))
    proof.verify(key)
    entry = json.loads(proof.entry)
    assert entry["payload"] == mine.hash == sha256(mine.data).hex()
    forged = told["receipt"].replace("\n", "\nx", 3)
    with pytest.raises(Exception, match=r".+"):
        decode_tlog_proof(forged).verify(key)


def test_nothing_is_called_recorded_before_it_is_signed(built, queue):
    mine = locked(built)
    assert cast(mine).json()["status"] == "waiting"
    assert look(mine)["status"] == "waiting"
    assert "receipt" not in look(mine)


# V9


@pytest.mark.parametrize(
    "change",
    [
        lambda e: election_update(election=e, draft=election_draft("Another title")),
        lambda e: contest_add(election=e, draft=contest_draft("One more?")),
        lambda e: contest_remove(contest=e.contests.get(number=1)),
        lambda e: style_add(election=e, name="Other", contests=[1]),
        lambda e: trustee_remove(trustee=e.trustees.get(index=1)),
        lambda e: roll_import(election=e, text=roll_text(20)),
        lambda e: roll_clear(election=e),
        lambda e: voter_remove(election=e, number=1),
        lambda e: credentials_issue(election=e),
        lambda e: credentials_clear(election=e),
    ],
)
def test_nothing_that_voters_see_or_who_they_are_changes_after_the_freeze(change, built):
    before = entries(built)
    with pytest.raises(StateError):
        change(built.election)
    assert entries(built) == before


def test_texts_changed_in_the_database_do_not_reach_voters(built):
    """V9, V10: the booth and every check read the frozen manifest and roll, not the rows."""
    slug = built.election.slug
    address = f"/api/v1/elections/{slug}/manifest"
    frozen = Client().get(address).content
    Contest.objects.filter(election=built.election).update(title={"en": "Forged"})
    Option.objects.filter(contest__election=built.election).update(title={"en": "Forged"})
    Election.objects.filter(pk=built.election.pk).update(title={"en": "Forged"})
    assert Client().get(address).content == frozen
    assert b"Forged" not in frozen
    entry = Entry.objects.get(log=built.election.log, kind="election")
    assert bytes(entry.payload.data) == frozen
    assert fate(locked(built)) == "recorded"


@pytest.mark.parametrize(
    "table", ["board_entry", "board_payload", "board_node", "board_checkpoint", "board_log"]
)
@pytest.mark.parametrize("verb", ["DELETE FROM {}", "UPDATE {} SET id = id + 1000000"])
def test_the_record_cannot_be_rewritten_with_the_rights_of_the_product(table, verb, built):
    """B3, V10: the roll is a payload of the record."""
    with (
        pytest.raises(DatabaseError, match=r"append-only|only moves forward"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(verb.format(table))


def test_a_voter_slipped_into_the_table_after_the_freeze_shows_on_the_record(built, honest):
    """V10: the server would take the ballot; every observer sees that it is nobody's."""
    roll = Entry.objects.get(log=built.election.log, kind="roll")
    voters = json.loads(bytes(roll.payload.data))["voters"]
    assert len(voters) == Voter.objects.filter(election=built.election).count() == 12
    assert "C06.4" in honest.caught("ghost_ballot_of_a_credential_not_on_the_roll")
    assert "C06.3" in honest.caught("roll_changed_after_the_freeze")
    assert "C06.1" in honest.caught("voter_stands_twice_on_the_roll")


# B5, B6, B7


def test_casting_without_end_with_one_credential_makes_a_clean_chain(built):
    """B5; in processes of their own in tests/ballots/test_processes.py."""
    before = entries(built)
    ballots = [locked(built) for _ in range(6)]
    assert [fate(ballot) for ballot in ballots] == ["recorded"] * 6
    Submission.objects.bulk_create(
        Submission(
            election=built.election,
            kind="ballot",
            ballot_hash=f"{number:064x}",
            credential=built.credential(1).hex(),
            status="refused",
            reason="proof",
        )
        for number in range(34)
    )
    assert fate(locked(built)) == "too_many"
    assert fate(locked(built, 2)) == "recorded"
    assert entries(built) == before + 7
    told = [status_of(built, ballot.tracker) for ballot in ballots]
    assert [item["status"] for item in told] == ["replaced"] * 5 + ["counted"]
    assert [item["replaced_by"] for item in told[:-1]] == [item["index"] for item in told[1:]]
    indexes = Entry.objects.filter(log=built.election.log).values_list("index", flat=True)
    assert sorted(indexes) == list(range(before + 7))


def test_sending_one_ballot_fifty_times_is_sending_it_once(built):
    """B6: the answers before were lost on the way."""
    mine = locked(built)
    body = raw_body(mine)
    before = entries(built)
    for _ in range(50):
        assert post(f"{mine.address}/ballots", body).status_code == 202
    assert entries(built) == before + 1
    assert Submission.objects.count() == 1
    receipts = {look(mine)["receipt"] for _ in range(3)}
    assert len(receipts) == 1


def test_tasks_may_come_in_any_number_and_order(built, queue):
    """B7."""
    ballots = [locked(built, voter) for voter in (1, 2, 3)]
    for ballot in ballots:
        cast(ballot)
    for _ in range(5):
        count_advance(built.election.slug)
        for _ in ballots:
            ballots_check()
        ballot_services.ballots_sequence(election_id=built.election.pk)
        elections_tick()
    assert kinds(built).count("ballot") == 3
    assert "tally-input" not in kinds(built)


def test_opening_closing_and_counting_over_and_over_is_doing_it_once(built, queue):
    for _ in range(5):
        with pytest.raises(VotingError):
            election_freeze(election=built.election)
        assert election_open(election=built.election).state == "open"
    for _ in range(5):
        voting_close(election=election_get(built.election.pk))
        elections_tick()
    for _ in range(5):
        count_advance(built.election.slug)
        queue.run()
        voting_close(election=election_get(built.election.pk))
    told = kinds(built)
    for kind in ("election", "roll", "freeze", "open", "close", "tally-input", "tally"):
        assert told.count(kind) == 1


# Too late


def test_nothing_is_taken_after_the_planned_end_or_the_close(built):
    early, late, later = locked(built, 1), locked(built, 2), locked(built, 3)
    assert fate(early) == "recorded"
    Election.objects.filter(pk=built.election.pk).update(
        closes_at=timezone.now() - timedelta(seconds=1)
    )
    assert fate(late) == "wrong_state"
    election_close(election=built.election)
    before = entries(built)
    assert fate(later) == "wrong_state"
    assert show(later).json()["code"] == "wrong_state"
    assert fate(early) == "recorded"  # whoever lost the answer still learns it
    assert entries(built) == before
    with pytest.raises(StateError):
        election_extend(
            election=built.election, closes_at=timezone.now() + timedelta(days=1), reason="More"
        )


def test_a_ballot_in_the_inbox_at_the_close_is_recorded_or_its_voter_is_told(built, queue):
    """The race between closing and casting has two ends, both of them said."""
    before, after = locked(built, 1), locked(built, 2)
    cast(before)
    cast(after)
    row = Submission.objects.get(ballot_hash=before.hash)
    ballot_services.submission_verify(submission_id=row.pk)
    with TestCase.captureOnCommitCallbacks(execute=True):
        ballot_services.ballots_sequence(election_id=built.election.pk)
        election_close(election=built.election)
    queue.run()
    assert (look(before)["status"], look(after)["status"]) == ("recorded", "refused")
    assert look(after)["reason"] == "closed"
    assert kinds(built)[-1] != "ballot"
