"""Counting from the close to the result, in every order the tasks may come in."""

from datetime import timedelta

import pytest
from django.utils import timezone

from board.models import Entry
from crypto.errors import DecodeError
from tally import chunks, selectors
from tally.chunks import ChunkKey, chunk_add_up
from tally.models import Chunk, Count
from tally.services import count_retry, count_start
from tally.tasks import chunk_aggregate, count_advance
from tests.counting import counted, counts, unlock
from tests.elections import contest_draft, open_election
from tests.votes import challenge, lock, vote
from voting.services import election_cancel, election_close

pytestmark = pytest.mark.django_db

TWO = [contest_draft("First", ("A", "B")), contest_draft("Second", ("C", "D"), votes_max=2)]
WEIGHTED = "name,email,weight,style\nAda,a@x.org,3,\nBen,b@x.org,1,Second only\nCleo,c@x.org,5,\n"


@pytest.fixture
def unverified(monkeypatch):
    """Leave out the verifier's process, where a test is about something else."""
    monkeypatch.setattr("tally.tasks.record_check.delay", lambda _: None)


def kinds(election):
    rows = Entry.objects.filter(log=election.log).order_by("index")
    return list(rows.values_list("kind", flat=True))


@pytest.mark.django_db(transaction=True)
def test_the_last_ballot_of_each_voter_is_counted_and_nothing_else(eager):
    built = open_election(voters=4)
    for voter, votes in ((1, [1, 0, 0]), (2, [0, 1, 0]), (3, [0, 1, 0]), (1, [0, 0, 1])):
        vote(built, voter, [votes])
    challenge(lock(built, 4, [[1, 0, 0]]))
    counted(built)
    assert counts(built) == [[0, 2, 1]]
    assert selectors.result(built.election).ballots == 3
    assert selectors.count_get(built.election.pk).verdict == "passed"


@pytest.mark.django_db(transaction=True)
def test_two_of_three_key_holders_open_weighted_votes_of_several_styles(eager):
    built = open_election(
        contests=TWO,
        styles={"Second only": [2]},
        roll=WEIGHTED,
        trustees=3,
        threshold=2,
        is_demonstration=False,
    )
    vote(built, 3, [[1, 0], [1, 1]])
    vote(built, 1, [[1, 0], [1, 0]])
    vote(built, 2, [[1, 1]], style=2)
    vote(built, 3, [[0, 1], [0, 1]])
    counted(built, by=(3, 1))
    assert counts(built) == [[3, 5], [3 + 1, 1 + 5]]
    result = selectors.result(built.election)
    assert (result.ballots, result.trustees) == (3, (1, 3))
    assert selectors.count_get(built.election.pk).verdict == "passed"
    assert kinds(built.election)[-5:] == [
        "tally-input",
        "tally",
        "decryption",
        "decryption",
        "result",
    ]


@pytest.mark.django_db(transaction=True)
def test_an_election_in_which_nobody_voted_comes_to_a_result(eager):
    built = open_election()
    counted(built)
    assert counts(built) == [[0, 0, 0]]
    assert selectors.count_get(built.election.pk).verdict == "passed"


def test_chunks_may_be_made_twice_and_in_any_order(queue, monkeypatch, unverified):
    monkeypatch.setattr(chunks, "CHUNK", 1)
    built = open_election(voters=4)
    for voter in (1, 2, 3, 4):
        vote(built, voter, [[1, 0, 0] if voter < 4 else [0, 0, 1]])
    queue.run()
    election_close(election=built.election)
    count_advance(built.election.slug)
    assert queue.names() == ["chunk_aggregate"] * 4
    tasks = list(queue)
    queue.clear()
    for task, arguments in [tasks[3], tasks[0], tasks[3], tasks[2]]:
        task.run(*arguments)
        assert not selectors.has_entry(built.election, "tally")
    made = dict(Chunk.objects.exclude(totals="").values_list("number", "totals"))
    for task, arguments in [*tasks, *tasks]:
        task.run(*arguments)
    assert made.items() <= dict(Chunk.objects.values_list("number", "totals")).items()
    assert kinds(built.reload()).count("tally") == 1
    unlock(built, built.secrets[0])
    count_advance(built.election.slug)
    count_advance(built.election.slug)
    assert counts(built) == [[3, 0, 1]]
    assert kinds(built.reload()).count("result") == 1


def closed_with_votes(queue, **choices):
    built = open_election(**choices)
    for voter in (1, 2):
        vote(built, voter, [[1, 0, 0]])
    queue.run()
    election_close(election=built.election)
    return built


def test_a_chunk_that_does_not_come_back_is_given_out_again(queue):
    built = closed_with_votes(queue)
    key = built.election.pk
    assert count_start(election_id=key) == [0]
    assert count_start(election_id=key) == []
    Chunk.objects.update(given_out_at=timezone.now() - chunks.LOST_AFTER - timedelta(seconds=1))
    assert count_start(election_id=key) == [0]
    assert kinds(built.reload()).count("tally-input") == 1


def test_a_count_does_not_begin_before_the_close(queue):
    built = open_election()
    assert count_start(election_id=built.election.pk) == []
    count_advance(built.election.slug)
    assert queue == []
    assert not Count.objects.exists()


def test_what_stops_a_count_is_named_until_it_goes_on(queue, monkeypatch, unverified):
    built = closed_with_votes(queue)

    def fails(*_):
        raise DecodeError("ballot.salt: expected 64 hex digits")

    with monkeypatch.context() as patch:
        patch.setattr(chunks, "decode_votes", fails)
        count_advance(built.election.slug)
        queue.run()
    fault = selectors.progress(built.reload()).fault
    first = selectors.tally_input(built.election).counted[0]
    assert fault == f"entry {first}: ballot.salt: expected 64 hex digits"
    count_retry(election=built.election)
    assert selectors.progress(built.election).fault == ""
    count_advance(built.election.slug)
    queue.run()
    unlock(built, built.secrets[0])
    count_advance(built.election.slug)
    assert counts(built) == [[2, 0, 0]]


def test_totals_that_hold_no_possible_number_are_not_opened(queue, unverified):
    """Somebody who owns the database slips another product into a chunk."""
    built = closed_with_votes(queue)
    count_advance(built.election.slug)
    queue.clear()
    chunk_add_up(key=ChunkKey(built.election.pk, 0))
    chunk = Chunk.objects.get()
    alpha, beta = chunk.totals.split('"')[1], chunk.totals.split('"')[3]
    chunk.totals = chunk.totals.replace(beta, alpha, 1)
    chunk.save()
    count_advance(built.election.slug)
    unlock(built, built.secrets[0])
    count_advance(built.election.slug)
    progress = selectors.progress(built.reload())
    assert not progress.has_result
    assert "contest 1 option 1" in progress.fault
    assert built.election.state == "counting"


def test_a_cancelled_count_adds_nothing_more(queue, unverified):
    built = closed_with_votes(queue)
    count_advance(built.election.slug)
    tasks = list(queue)
    queue.clear()
    election_cancel(election=built.election, reason="A wrong list of voters")
    size = len(kinds(built.reload()))
    for task, arguments in tasks:
        task.run(*arguments)
    count_advance(built.election.slug)
    assert len(kinds(built.reload())) == size
    assert selectors.progress(built.election).fault == ""


def test_the_same_chunk_on_two_workers_is_the_same_product(queue):
    built = closed_with_votes(queue)
    count_start(election_id=built.election.pk)
    chunk_aggregate(built.election.slug, 0)
    first = Chunk.objects.get().totals
    Chunk.objects.update(totals="", is_final=False)
    chunk_add_up(key=ChunkKey(built.election.pk, 0))
    assert Chunk.objects.get().totals == first
