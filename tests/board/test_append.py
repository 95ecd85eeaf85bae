import uuid

import pytest
from django.db import DatabaseError, OperationalError, transaction
from django.db.models.query import QuerySet

from board import services
from board.errors import (
    EntryRefusedError,
    HeadMovedError,
    LogExistsError,
    LogFrozenError,
    NoTransactionError,
    OriginError,
    RecordDamagedError,
)
from board.models import Entry, Log, Node, Payload
from board.selectors import log_get, log_locked
from board.services import NewEntry, board_append, log_create, log_freeze
from crypto.canonical_json import MAX_LINE
from tests.board.append_only import lifted
from tests.board.conftest import HOST
from tests.board.documents import ballot, note
from tests.board.oracle import running_chain, tree_hash


def append(log, *entries):
    with transaction.atomic():
        return board_append(log=log, entries=entries)


def counts():
    return [model.objects.count() for model in (Entry, Payload, Node)]


def test_a_new_log_is_empty_and_named_after_host_and_slug(log):
    assert log.origin == f"{HOST}/e/{log.slug}"
    assert (log.size, log.root, log.chain) == (0, tree_hash([]), running_chain(log.origin, [])[0])


@pytest.mark.parametrize(
    ("slug", "host"),
    [
        ("", HOST),
        ("a b", HOST),
        ("a\n", HOST),
        ("a" * 65, HOST),
        ("a", ""),
        ("a", "host/path"),
        ("a", "ho+st"),
        ("a", "ho st"),
        ("a", "höst.example"),
        ("a", "Host.example"),
        ("a", "[::1]:8000"),
        ("a", "host:port"),
    ],
)
def test_a_log_whose_name_cannot_stand_in_an_origin_is_refused(db, slug, host):
    with pytest.raises(OriginError):
        log_create(slug=slug, host=host)


def test_a_second_log_of_the_same_name_is_refused(log):
    with pytest.raises(LogExistsError):
        log_create(slug=log.slug, host="elsewhere.example")


def test_entries_are_numbered_without_gaps_over_batches(log):
    stored = append(log, note(0), note(1)) + append(log, note(2)) + append(log, note(3), note(4))
    assert [entry.index for entry in stored] == [0, 1, 2, 3, 4]
    assert log.size == log_get(log.slug).size == 5


def test_the_head_given_is_brought_up_to_the_one_stored(log):
    append(log, note(0), note(1), note(2))
    stored = log_get(log.slug)
    assert (log.size, log.root, log.chain) == (stored.size, stored.root, stored.chain)


def test_a_stale_head_given_is_read_again_under_the_lock(log):
    stale = log_get(log.slug)
    append(log, note(0))
    assert append(stale, note(1))[0].index == 1


def test_a_payload_is_stored_once_in_each_log(log):
    other = log_create(slug="other", host=HOST)
    append(log, note(7), note(7))
    append(log, note(7))
    append(other, note(7))
    assert [payloads.count() for payloads in (log.payloads, other.payloads)] == [1, 1]
    assert len({entry.payload_id for entry in log.entries.all()}) == 1


def test_the_kind_and_the_bytes_of_an_entry_agree(log):
    (entry,) = append(log, ballot(3))
    assert entry.kind == "ballot"
    assert b'"type":"ballot"' in entry.data


def test_appending_nothing_changes_nothing(log):
    assert append(log) == []
    assert log_get(log.slug).size == 0


@pytest.mark.django_db(transaction=True)
def test_nothing_is_written_outside_of_a_transaction():
    log = log_create(slug=str(uuid.uuid4()), host=HOST)
    for call in (
        lambda: board_append(log=log, entries=[note()]),
        lambda: log_freeze(log=log),
        lambda: log_locked(log.slug),
    ):
        with pytest.raises(NoTransactionError):
            call()
    assert counts() == [0, 0, 0]


@pytest.mark.parametrize(
    ("new", "place"),
    [
        (NewEntry("vote", b"{}"), "entries[1]: fields"),
        (NewEntry("open", b""), "entries[1]: entry.size"),
        (NewEntry("open", b"{\n}"), "entries[1].payload"),
        (NewEntry("open", b"\xff"), "entries[1]"),
        (NewEntry("open", b"{}", {"trustee": 1}), "entries[1]: fields"),
        (NewEntry("ballot", b"{}"), "entries[1]: fields"),
        (NewEntry("ballot", b"{}", {"credential": "C" * 64, "signature": "5" * 128}), "credential"),
        (NewEntry("ballot", b"{}", {"credential": "c" * 64, "signature": "5" * 127}), "signature"),
        (NewEntry("trustee", b"{}", {"trustee": 0, "signature": "5" * 128}), "trustee"),
        (NewEntry("trustee", b"{}", {"trustee": 1.5, "signature": "5" * 128}), "entries[1]"),
        (NewEntry("open", b"{}", {"size": 7}), "entries[1]: fields"),
        (NewEntry("open", b"{}", {"payload": "0" * 64}), "entries[1]: fields"),
        (NewEntry("open", b"{}", {"type": "close"}), "entries[1]: fields"),
        (NewEntry("open", b"{}", {"v": 2}), "entries[1]: fields"),
    ],
)
def test_an_entry_of_the_wrong_form_is_refused_with_its_whole_batch(log, new, place):
    with pytest.raises(EntryRefusedError) as caught:
        append(log, note(), new)
    assert place in str(caught.value)
    assert counts() == [0, 0, 0]


def test_a_payload_longer_than_a_line_of_a_record_is_refused(log):
    with pytest.raises(EntryRefusedError, match=r"entries\[0\].payload"):
        append(log, NewEntry("roll", b"x" * (MAX_LINE + 1)))


def test_a_frozen_log_takes_nothing_more(log):
    append(log, note(0))
    with transaction.atomic():
        log_freeze(log=log)
        log_freeze(log=log)
    assert log_get(log.slug).is_frozen
    with pytest.raises(LogFrozenError):
        append(log, note(1))
    assert counts() == [1, 1, 0]


def test_a_head_that_moved_although_it_was_locked_stops_the_writer(log, monkeypatch):
    stale = log_get(log.slug)
    with transaction.atomic():
        log_freeze(log=log)
    monkeypatch.setattr(services, "log_locked", lambda _: stale)
    with pytest.raises(HeadMovedError):
        append(log, note())
    assert counts() == [0, 0, 0]


def test_two_writers_from_one_head_cannot_both_write(log, monkeypatch):
    stale = log_get(log.slug)
    append(log, note(0))
    monkeypatch.setattr(services, "log_locked", lambda _: stale)
    with pytest.raises(DatabaseError):
        append(log, note(1))
    assert log_get(log.slug).size == 1


@pytest.mark.parametrize("model", [Payload, Entry, Node, Log])
@pytest.mark.parametrize("is_persisted", [False, True])
def test_a_write_that_fails_leaves_nothing_and_the_next_batch_goes_through(
    log, monkeypatch, model, is_persisted
):
    append(log, note(0))
    before = (counts(), log_get(log.slug).root)
    rows_insert, update = services.rows_insert, QuerySet.update

    def failing(honest):
        def write(subject, *args, **options):
            if getattr(subject, "model", subject) is not model:
                return honest(subject, *args, **options)
            if is_persisted:
                honest(subject, *args, **options)
            raise OperationalError("the connection was lost")

        return write

    with monkeypatch.context() as fault:
        fault.setattr(services, "rows_insert", failing(rows_insert))
        fault.setattr(QuerySet, "update", failing(update))
        with pytest.raises(OperationalError):
            append(log, note(1), note(2), note(3))
    assert (counts(), log_get(log.slug).root) == before
    data = [entry.data for entry in append(log, note(1), note(2), note(3))]
    assert log_get(log.slug).root == tree_hash([log.entries.get(index=0).data, *data])


def test_a_tree_that_does_not_lead_to_its_root_is_not_built_on(log):
    append(log, note(0), note(1))
    with lifted():
        Node.objects.filter(log=log).update(hash=bytes(32))
    with pytest.raises(RecordDamagedError):
        append(log, note(2))


def test_a_tree_with_nodes_missing_is_not_built_on(log):
    append(log, note(0), note(1))
    with lifted():
        Node.objects.filter(log=log).delete()
    with pytest.raises(RecordDamagedError):
        append(log, note(2))
