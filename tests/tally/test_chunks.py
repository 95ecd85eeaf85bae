"""Adding up while voting is open comes to what adding up at the end would come to."""

import json
from collections.abc import Callable
from datetime import timedelta
from itertools import count

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from board.models import Entry
from board.selectors import log_locked
from board.services import NewEntry, board_append
from crypto import canonical_json
from crypto.ballot import MAX_BALLOT_SIZE, decode_ballot, decode_votes
from crypto.entropy import random_bytes
from crypto.tally import aggregate
from crypto.tally_payloads import decode_tally_payload
from tally import chunks, selectors, services
from tally.chunks import ChunkKey, chunk_add_up, chunks_ahead
from tally.errors import TallyError
from tally.models import Chunk
from tally.tasks import count_advance, elections_tick
from tests.counting import counts, unlock
from tests.elections import open_election, reissued, revoked
from tests.votes import challenge, lock, vote
from voting.contexts import election_context
from voting.selectors import roll_entries
from voting.services import election_cancel, election_close

pytestmark = pytest.mark.django_db

WEIGHTS = (3, 1, 1, 70000, 1, 2, 1, 1, 1)
WEIGHTED = "name,email,weight\n" + "".join(
    f"V{number},v{number}@x.org,{weight}\n" for number, weight in enumerate(WEIGHTS)
)
# Making a failing history shorter takes minutes.
QUICKLY = (Phase.explicit, Phase.reuse, Phase.generate)
VOTERS = st.integers(1, len(WEIGHTS))


TEMPLATES: list[bytes] = []


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch):
    monkeypatch.setattr(chunks, "CHUNK", 3)
    monkeypatch.setattr(chunks, "HELD", 2)


def put(built, voter, template):
    """A ballot with another salt on the record. Proofs are no concern of who adds up."""
    document = json.loads(template)
    document |= {"credential": built.credential(voter).hex(), "salt": random_bytes(32).hex()}
    fields = {"credential": document["credential"], "signature": "00" * 64}
    new = NewEntry("ballot", canonical_json.encode(document), fields)
    with transaction.atomic():
        board_append(log=log_locked(built.election.slug), entries=[new])


def put_test(built, voter, template):
    """A test ballot on the record. It stands between the others and never counts."""
    payload = b'{"ballot":' + template + b',"nonces":[],"v":1}'
    credential = built.credential(voter).hex()
    fields = {"ballot": "00" * 32, "credential": credential, "signature": "00" * 64}
    with transaction.atomic():
        board_append(
            log=log_locked(built.election.slug), entries=[NewEntry("challenge", payload, fields)]
        )


def by_the_rule(built):
    """What the counted ballots multiply to, read and multiplied the plain way."""
    election, context = built.reload(), election_context(built.election)
    payloads = selectors.ballots_at(election, selectors.counted_by_rule(election))
    ballots = [
        decode_ballot(
            canonical_json.decode(data, max_size=MAX_BALLOT_SIZE, place="ballot"), context
        )
        for _, data in sorted(payloads.items())
    ]
    roll = roll_entries(election, [ballot.credential.hex() for ballot in ballots])
    weights = [roll[ballot.credential.hex()].weight for ballot in ballots]
    return aggregate(context, zip(ballots, weights, strict=True)), sum(weights)


def on_record(built):
    entry = Entry.objects.get(log=built.election.log, kind="tally")
    group = election_context(built.election).group
    return decode_tally_payload(bytes(entry.payload.data), group).contests


def add_up(built):
    """Close, and let workers do whatever is left."""
    election_close(election=built.election)
    for _ in count():
        numbers = services.count_start(election_id=built.election.pk)
        for number in numbers:
            chunk_add_up(key=ChunkKey(built.election.pk, number))
        if services.tally_finish(election_id=built.election.pk):
            break
        lose_all(built)


def lose_all(built):
    """All workers are gone for long."""
    long_ago = timezone.now() - chunks.LOST_AFTER - timedelta(seconds=1)
    built.election.chunks.exclude(given_out_at=None).update(given_out_at=long_ago)


class KilledError(BaseException):
    """Nothing catches it, as nothing catches the end of a process."""


def killed_at(statement: int, *, is_done: bool, work: Callable[[], object]) -> None:
    """Run `work` up to its write with this number, from 0, and maybe over it."""
    writes = count()

    def ends(execute, sql, params, many, context):
        if not sql.startswith(("INSERT", "UPDATE", "DELETE")) or next(writes) != statement:
            return execute(sql, params, many, context)
        if is_done:
            execute(sql, params, many, context)
        raise KilledError

    try:
        with connection.execute_wrapper(ends):
            work()
    except KilledError:
        pass


class History:
    """What may happen to an election, in any order; tasks are kept and may run twice, or late."""

    def __init__(self, built, draw):
        self.built = built
        self.draw = draw
        self.key = built.election.pk
        self.out: list[int] = []
        self.gone: set[int] = set()

    def vote(self):
        put(self.built, self.draw(VOTERS), TEMPLATES[self.draw(st.integers(0, 1))])

    def test(self):
        put_test(self.built, self.draw(VOTERS), TEMPLATES[0])

    def new_code(self):
        voter = self.draw(VOTERS)
        if voter not in self.gone:
            reissued(self.built, voter)

    def taken_off(self):
        voter = self.draw(VOTERS)
        if voter not in self.gone and len(self.gone) < 2:
            self.gone.add(voter)
            revoked(self.built, voter)

    def tick(self):
        self.out += chunks_ahead(election_id=self.key)

    def killed_tick(self):
        killed_at(self.draw(st.integers(0, 4)), is_done=self.draw(st.booleans()), work=self.tick)

    def work(self):
        if self.out:
            chunk_add_up(key=ChunkKey(self.key, self.draw(st.sampled_from(self.out))))

    def work_through(self):
        for number in self.out:
            chunk_add_up(key=ChunkKey(self.key, number))

    def killed_work(self):
        killed_at(0, is_done=self.draw(st.booleans()), work=self.work)

    def lose(self):
        lose_all(self.built)

    def run(self, steps):
        for name in steps:
            getattr(self, name)()

    def close(self):
        """The end of voting and of the count, killed somewhere, with old tasks that come late."""
        election_close(election=self.built.election)
        start = self.draw(st.integers(0, 8))

        def begin():
            self.out += services.count_start(election_id=self.key)

        killed_at(start, is_done=self.draw(st.booleans()), work=begin)
        late = st.sampled_from(["work", "work", "killed_work", "work_late", "lose"])
        self.run(self.draw(st.lists(late, max_size=8)))
        killed_at(
            self.draw(st.integers(0, 3)),
            is_done=self.draw(st.booleans()),
            work=lambda: services.tally_finish(election_id=self.key),
        )
        lose_all(self.built)
        if not selectors.has_entry(self.built.reload(), "tally"):
            add_up(self.built)

    def work_late(self):
        """A worker began a chunk before the end of voting was known, and ends only now."""
        if not self.out:
            return
        number = self.draw(st.sampled_from(self.out))
        row = Chunk.objects.filter(election_id=self.key, number=number).first()
        if row is None:
            return
        row.is_settled, row.is_final, row.totals, row.left_out = False, False, "", []
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Chunk.objects, "get", lambda **_: row)
            chunk_add_up(key=ChunkKey(self.key, number))


STEPS = st.lists(
    st.sampled_from(
        ["vote"] * 8
        + ["test", "new_code", "taken_off", "tick", "tick", "killed_tick", "work", "work_through"]
        + ["killed_work", "lose"]
    ),
    min_size=15,
    max_size=60,
)


@pytest.fixture
def built():
    built = open_election(roll=WEIGHTED)
    TEMPLATES[:] = [lock(built, 1, [votes]).data for votes in ([1, 0, 0], [0, 0, 1])]
    return built


@settings(
    max_examples=40, phases=QUICKLY, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(STEPS, st.data())
def test_whatever_happened_the_totals_are_those_of_the_counted_ballots(built, steps, data):
    codes = dict(built.codes)
    try:
        with transaction.atomic():
            history = History(built, data.draw)
            history.run(steps)
            history.close()
            expected, weight = by_the_rule(built)
            assert on_record(built) == expected
            assert selectors.added_weight(built.election) == weight
            transaction.set_rollback(True)
    finally:
        built.codes = codes
        built.reload()


def votes(built, *voters):
    for voter in voters:
        put(built, voter, TEMPLATES[0])


def work(built, numbers):
    for number in numbers:
        chunk_add_up(key=ChunkKey(built.election.pk, number))


def test_only_full_chunks_are_made_while_voting_is_open(built):
    votes(built, 1, 2)
    assert chunks_ahead(election_id=built.election.pk) == []
    votes(built, 3, 4, 5, 6, 7)
    assert chunks_ahead(election_id=built.election.pk) == [0, 1]
    assert chunks_ahead(election_id=built.election.pk) == []
    assert [chunk.ballots for chunk in Chunk.objects.all()] == [3, 3]


def test_after_the_close_only_the_last_chunk_and_corrections_are_left(built):
    votes(built, 1, 2, 3, 4, 5, 6, 7, 1)
    work(built, chunks_ahead(election_id=built.election.pk))
    election_close(election=built.election)
    # The first one holds a ballot that was replaced, the second is right as it is.
    assert services.count_start(election_id=built.election.pk) == [0, 2]
    progress = selectors.progress(built.reload())
    assert (progress.added, progress.ballots) == (3, 7)
    work(built, [0, 2])
    assert services.tally_finish(election_id=built.election.pk)
    assert (on_record(built), sum(WEIGHTS[:7])) == by_the_rule(built)


@pytest.mark.parametrize(("replaced", "read"), [([1], 1), ([1, 2], 1), ([1, 2, 3], 0)])
def test_the_way_with_fewer_ballots_is_taken(built, monkeypatch, replaced, read):
    votes(built, 1, 2, 3)
    work(built, chunks_ahead(election_id=built.election.pk))
    votes(built, *replaced)
    election_close(election=built.election)
    services.count_start(election_id=built.election.pk)
    seen = []

    def noted(data, context):
        seen.append(data)
        return decode_votes(data, context)

    monkeypatch.setattr(chunks, "decode_votes", noted)
    work(built, [0])
    assert len(seen) == read


def test_a_chunk_is_full_by_bytes_too(built, monkeypatch):
    monkeypatch.setattr(chunks, "CHUNK_BYTES", 2 * len(TEMPLATES[0]))
    votes(built, 1, 2, 3)
    assert chunks_ahead(election_id=built.election.pk) == [0]
    assert Chunk.objects.get().ballots == 2


def test_no_more_chunks_are_out_than_workers_can_do_in_time(built, monkeypatch):
    monkeypatch.setattr(services, "MOST_GIVEN_OUT", 2)
    votes(built, *range(1, 10))
    election_close(election=built.election)
    key = built.election.pk
    assert services.count_start(election_id=key) == [0, 1]
    assert services.count_start(election_id=key) == []
    work(built, [0])
    assert services.count_start(election_id=key) == [2]
    lose_all(built)
    assert services.count_start(election_id=key) == [1, 2]


def test_two_ticks_at_once_make_the_same_chunks_once(built, monkeypatch):
    votes(built, 1, 2, 3, 4, 5, 6)
    real = chunks.election_locked

    def after_the_other(election_id):
        monkeypatch.setattr(chunks, "election_locked", real)
        assert chunks_ahead(election_id=election_id) == [0, 1]
        return real(election_id)

    monkeypatch.setattr(chunks, "election_locked", after_the_other)
    assert chunks_ahead(election_id=built.election.pk) == []
    assert [chunk.number for chunk in Chunk.objects.all()] == [0, 1]


def test_ballots_that_wait_come_before_adding_up(built, queue):
    votes(built, 1, 2, 3)
    elections_tick()
    ahead = list(queue)
    assert queue.names() == ["chunk_aggregate"]
    queue.clear()
    vote(built, 4, [[1, 0, 0]])
    ballots = list(queue)
    queue.clear()
    for task, arguments in ahead:
        task.run(*arguments)
    assert Chunk.objects.get().totals == ""
    elections_tick()
    assert queue.names() == []
    for task, arguments in ballots:
        task.run(*arguments)
    elections_tick()
    queue.run()
    assert Chunk.objects.get().totals != ""


def test_what_is_added_up_is_shown_to_nobody(built, client):
    """Of a few ballots at least two key holders could open it, and should not even see it."""
    votes(built, 1, 2, 3)
    work(built, chunks_ahead(election_id=built.election.pk))
    product = json.loads(Chunk.objects.get().totals)[0][0][0]
    slug, pk = built.election.slug, built.election.pk
    for path in (f"/e/{slug}", f"/e/{slug}/result", f"/e/{slug}/record"):
        assert product not in client.get(path, follow=True).content.decode()
    for path in ("", "/count", "/result"):
        assert product not in client.get(f"/api/v1/elections/{pk}{path}").content.decode()
    for entry in Entry.objects.filter(log=built.election.log).select_related("payload"):
        assert product.encode() not in bytes(entry.payload.data)
    assert not selectors.has_entry(built.election, "tally")


def test_a_count_without_chunks_makes_them_from_the_record(built):
    """What an update of the program in the middle of a count leaves."""
    votes(built, 1, 2, 3, 4)
    election_close(election=built.election)
    services.count_start(election_id=built.election.pk)
    Chunk.objects.all().delete()
    lacking = services.tally_finish
    with pytest.raises(TallyError, match="exactly the ballots that count"):
        lacking(election_id=built.election.pk)
    assert services.count_start(election_id=built.election.pk) == [0, 1]
    work(built, [0, 1])
    assert services.tally_finish(election_id=built.election.pk)


def test_a_cancelled_election_is_added_up_no_further(built):
    votes(built, 1, 2, 3)
    election_cancel(election=built.election, reason="A wrong list of voters")
    assert chunks_ahead(election_id=built.election.pk) == []


@pytest.mark.django_db(transaction=True)
def test_an_election_added_up_while_open_comes_to_its_result_and_passes(eager):
    built = open_election(voters=3)
    for voter, choice in ((1, [1, 0, 0]), (2, [0, 1, 0]), (1, [0, 0, 1])):
        vote(built, voter, [choice])
    challenge(lock(built, 3, [[1, 0, 0]]))
    elections_tick()
    assert Chunk.objects.get().totals != ""
    vote(built, 3, [[0, 0, 1]])
    reissued(built, 2)
    vote(built, 2, [[1, 0, 0]])
    election_close(election=built.election)
    count_advance(built.election.slug)
    unlock(built, built.secrets[0])
    count_advance(built.election.slug)
    assert counts(built) == [[1, 0, 2]]
    assert selectors.count_get(built.election.pk).verdict == "passed"
