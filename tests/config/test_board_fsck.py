"""The command that reads every stored byte of the record again, as an operator runs it."""

import pytest
from django.core.management import call_command
from django.db import OperationalError, transaction

from board import public_files
from board.fsck.log import logs_check
from board.models import Checkpoint, Entry, Log, Node
from board.registry import registry_ensure
from board.services import board_append, log_create, log_freeze
from tests.board.append_only import lifted
from tests.board.documents import ballot, note
from tests.elections import open_election
from tests.votes import vote
from voting.services import election_cancel

pytestmark = pytest.mark.django_db


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Write entries to a log and commit them, checkpoint and all."""

    def write(log, *entries, is_last=False):
        with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
            board_append(log=log, entries=entries)
            if is_last:
                log_freeze(log=log)
        return log

    return write


@pytest.fixture
def log(committed):
    log = log_create(slug="one", host="record.example")
    return committed(log, *(ballot(number) for number in range(9)))


@pytest.fixture
def fsck(capsys):
    """Run the command; return exit status, standard output and standard error."""

    def run(**options):
        status = 0
        try:
            call_command("board_fsck", **options)
        except SystemExit as error:
            status = error.code
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


def spoil(model, **changes):
    where = changes.pop("where")
    with lifted():
        assert model.objects.filter(**where).update(**changes) == 1


def test_all_is_right(fsck, log):
    assert fsck() == (
        0,
        "1 log: every stored byte is the one that was recorded.\n",
        "one: 9 of 9 entries\n",
    )


def test_an_election_and_the_registry_are_right(fsck, queue):
    built = open_election()
    vote(built, 1, [[1, 0, 0]])
    queue.run()
    status, out, err = fsck()
    assert (status, out) == (0, "2 logs: every stored byte is the one that was recorded.\n")
    assert "registry: " in err
    election_cancel(election=built.reload(), reason="a flood")
    queue.run()
    assert Log.objects.get(slug=built.election.slug).is_frozen
    assert fsck()[0] == 0


def test_a_fault_is_named_by_log_table_and_index(fsck, log):
    spoil(Entry, where={"log": log, "index": 5}, leaf=bytes(32))
    status, out, _ = fsck()
    assert status == 1
    assert out.splitlines() == [
        "one: board_entry 5: leaf: is not the hash of the entry's data",
        "1 fault.",
    ]


def test_several_faults_of_several_logs_are_all_named(fsck, log, committed):
    other = log_create(slug="two", host="record.example")
    committed(other, ballot(1), ballot(2))
    spoil(Node, where={"log": log, "level": 2, "index": 1}, hash=bytes(32))
    spoil(Entry, where={"log": other, "index": 0}, chain=bytes(32))
    spoil(Checkpoint, where={"log": other}, root=bytes(32))
    status, out, _ = fsck()
    assert status == 1
    assert out.splitlines() == [
        "one: board_node 2/1: hash: is not the one the entries under it make",
        "two: board_entry 0: chain: does not continue the chain before it",
        "two: board_checkpoint 2: root: is not the one its note states",
        "3 faults.",
    ]
    assert fsck(log="one")[1].count("\n") == 2


def test_a_frozen_log_is_read_as_well(fsck, log, committed):
    committed(log, note(), is_last=True)
    assert fsck()[0] == 0
    spoil(Entry, where={"log": log, "index": 2}, kind="challenge")
    assert "board_entry 2: kind" in fsck()[1]


def test_a_history_rewritten_with_all_its_hashes_is_not_the_signed_one(fsck, log, committed):
    """Whoever owns the database can make every hash again, but not the signatures."""
    other = log_create(slug="two", host="record.example")
    committed(other, *(ballot(100 + number) for number in range(9)))
    with lifted():
        for model in (Entry, Node):
            model.objects.filter(log=log).delete()
            model.objects.filter(log=other).update(log=log)
    named = fsck()[1]
    assert "one: board_checkpoint 9: root: is not the one the entries make" in named
    assert "one: signed-heads: root: has another history of 9 entries" in named
    assert "one: public: root: has another history of 9 entries" in named


@pytest.mark.parametrize(
    ("gone", "named"), [((8,), "8"), ((0,), "0"), ((4,), "4"), ((6, 7, 8), "6-8")]
)
def test_entries_that_are_gone_are_named(gone, named, fsck, log):
    with lifted():
        Entry.objects.filter(log=log, index__in=gone).delete()
    assert fsck()[1].splitlines() == [
        f"one: board_entry {named}: index: is missing",
        "1 fault.",
    ]


def test_entries_behind_the_head_are_named(fsck, log):
    root = Log.objects.get(pk=log.pk).root
    spoil(Log, where={"pk": log.pk}, size=6, root=bytes(32))
    assert "one: board_entry 6-8: index: lies beyond the log's head" in fsck()[1]
    spoil(Log, where={"pk": log.pk}, size=6, root=root)
    assert fsck()[1].startswith("one: board_log: size: is 6, but root and chain are those of 9")


def test_a_published_log_that_the_database_lacks_is_named(fsck, log):
    (public_files.folder() / "logs/stranger").mkdir()
    (public_files.folder() / "logs/stranger/checkpoint").write_text("")
    assert "stranger: public: checkpoint: the database has no such log" in fsck()[1]


def test_a_log_may_grow_while_it_is_read(log, committed):
    found = []

    def grow(slug, done, size):
        committed(log, *(ballot(number) for number in range(log.size, log.size + 5)))

    for _ in range(3):
        logs_check(told=found.append, progress=grow)
    assert found == []
    assert log.size == 24


def test_a_folder_that_is_behind_the_database_is_right_for_its_own_checkpoint(
    fsck, log, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=False), transaction.atomic():
        board_append(log=log, entries=[ballot(9)])
    assert fsck()[0] == 0


def test_an_empty_log_is_right(fsck):
    log_create(slug="empty", host="record.example")
    registry_ensure()
    assert fsck()[0] == 0


def test_there_is_no_such_log(fsck, log):
    status, out, err = fsck(log="nowhere")
    assert (status, out, err) == (2, "", "there is no log nowhere\n")


def test_a_database_that_cannot_be_read(fsck, log, monkeypatch):
    def refuse(*_):
        raise OperationalError("disk I/O error")

    monkeypatch.setattr("board.fsck.log.log_rows", refuse)
    assert fsck() == (2, "", "could not be read: disk I/O error\n")
