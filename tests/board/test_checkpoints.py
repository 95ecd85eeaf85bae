import logging

import pytest
from django.db import OperationalError, transaction
from django.db.models.query import QuerySet

from board.errors import CheckpointRefusedError, NotOnRecordError
from board.models import Checkpoint, Entry, Log, Node
from board.selectors import checkpoint_latest, log_get, log_verifier_key, logs_unsigned
from board.services import board_append, checkpoint_publish, log_create, log_freeze
from crypto.notes import NoteVerifier, open_checkpoint
from tests.board.append_only import lifted
from tests.board.conftest import HOST
from tests.board.documents import ballot, note
from tests.board.oracle import tree_hash


def opened(log):
    verifier = NoteVerifier.parse(log_verifier_key(log))
    return open_checkpoint(checkpoint_latest(log).note, verifier)


def entries_of(log):
    return list(log.entries.order_by("index").values_list("data", flat=True))


def test_a_commit_is_followed_by_a_checkpoint_that_opens_under_the_logs_key(log, write):
    write(log, note(0), note(1), note(2))
    checkpoint = opened(log)
    assert checkpoint.origin == log.origin
    assert (checkpoint.size, checkpoint.root) == (3, tree_hash(entries_of(log)))


def test_the_key_of_a_log_is_named_after_its_origin_and_is_its_own(log):
    other = log_create(slug="other", host=HOST)
    keys = [NoteVerifier.parse(log_verifier_key(one)) for one in (log, other)]
    assert [key.name for key in keys] == [log.origin, other.origin]
    assert keys[0].public_key != keys[1].public_key


def test_an_empty_log_has_no_checkpoint_and_gets_none(log):
    with pytest.raises(NotOnRecordError):
        checkpoint_latest(log)
    with pytest.raises(CheckpointRefusedError):
        checkpoint_publish(log=log)


def test_publishing_again_gives_the_same_checkpoint(log, write):
    write(log, note(0))
    first = checkpoint_latest(log)
    assert [checkpoint_publish(log=log) for _ in range(3)] == [first] * 3
    assert log.checkpoints.count() == 1


def test_two_batches_of_one_transaction_share_a_checkpoint(log, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        board_append(log=log, entries=[note(0)])
        board_append(log=log, entries=[note(1)])
    assert list(log.checkpoints.values_list("size", flat=True)) == [2]


def test_a_rolled_back_batch_is_never_signed(log, write, django_capture_on_commit_callbacks):
    write(log, note(0))
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        board_append(log=log, entries=[note(1)])
        transaction.set_rollback(True)
    assert checkpoint_publish(log=log_get(log.slug)).size == 1


@pytest.mark.django_db(transaction=True)
def test_nothing_is_signed_inside_a_transaction_that_may_still_roll_back():
    log = log_create(slug="durable", host=HOST)
    with transaction.atomic():
        board_append(log=log, entries=[note(0)])
        with pytest.raises(RuntimeError):
            checkpoint_publish(log=log)
        transaction.set_rollback(True)
    assert not Checkpoint.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_real_commit_is_followed_by_its_checkpoint():
    log = log_create(slug="committed", host=HOST)
    with transaction.atomic():
        board_append(log=log, entries=[note(0), note(1)])
        assert not Checkpoint.objects.exists()
    assert opened(log).size == 2


def test_a_crash_between_commit_and_checkpoint_is_mended_by_the_next_call(
    log, write, write_unsigned
):
    write(log, note(0))
    write_unsigned(log, note(1), note(2))
    assert checkpoint_latest(log).size == 1
    assert list(logs_unsigned()) == [log]
    assert checkpoint_publish(log=log).size == 3
    assert not logs_unsigned().exists()
    assert opened(log).root == tree_hash(entries_of(log))


def test_a_crash_between_commit_and_checkpoint_is_mended_by_the_next_batch(
    log, write, write_unsigned
):
    write_unsigned(log, note(0))
    write(log, note(1))
    assert opened(log).size == 2
    assert not logs_unsigned().exists()


@pytest.mark.parametrize("is_persisted", [False, True])
def test_a_checkpoint_whose_storing_failed_is_logged_and_made_by_the_next_call(
    log, write, monkeypatch, caplog, is_persisted
):
    honest = QuerySet.create

    def failing(self, **values):
        if is_persisted:
            honest(self, **values)
        raise OperationalError("the connection was lost")

    with monkeypatch.context() as fault, caplog.at_level(logging.ERROR):
        fault.setattr(QuerySet, "create", failing)
        write(log, note(0))
    assert "the connection was lost" in caplog.text
    assert log_get(log.slug).size == 1
    assert not log.checkpoints.exists()
    assert checkpoint_publish(log=log).size == 1


def test_a_frozen_log_still_gets_its_last_checkpoint(log, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        board_append(log=log, entries=[note(0)])
        log_freeze(log=log)
    assert opened(log).size == 1


def forged(log, **values):
    with lifted():
        Log.objects.filter(pk=log.pk).update(**values)


def test_a_head_smaller_than_what_was_signed_is_refused(log, write):
    write(log, note(0))
    root = log.root
    write(log, note(1))
    forged(log, size=1, root=root)
    with pytest.raises(CheckpointRefusedError, match="size 1 was to be signed, but size 2 was"):
        checkpoint_publish(log=log)


def test_another_root_at_a_signed_size_is_refused(log, write):
    write(log, note(0), note(1))
    forged(log, root=bytes(32))
    with pytest.raises(CheckpointRefusedError, match="another root was signed before"):
        checkpoint_publish(log=log)


def test_a_history_rewritten_and_continued_is_refused(log, write, write_unsigned):
    """Somebody who owns the database deletes what was signed and writes a log of his own."""
    write(log, ballot(1), ballot(2), ballot(3))
    signed = checkpoint_latest(log)
    empty = log_create(slug="empty", host=HOST)
    with lifted():
        Entry.objects.filter(log=log).delete()
        Node.objects.filter(log=log).delete()
    forged(log, size=0, root=empty.root, chain=empty.chain)
    write_unsigned(log, ballot(4), ballot(2), ballot(3), ballot(5))
    with pytest.raises(CheckpointRefusedError, match="consistency proof"):
        checkpoint_publish(log=log)
    assert checkpoint_latest(log) == signed


def test_a_cut_off_tail_grown_again_is_refused(log, write, write_unsigned):
    write(log, ballot(1), ballot(2))
    head = log_get(log.slug)
    write(log, ballot(3))
    with lifted():
        Entry.objects.filter(log=log, index=2).delete()
    forged(log, size=2, root=head.root, chain=head.chain)
    write_unsigned(log, ballot(4))
    with pytest.raises(CheckpointRefusedError, match="another root was signed before"):
        checkpoint_publish(log=log)


def test_a_head_whose_tree_does_not_exist_is_refused(log, write):
    write(log, note(0))
    forged(log, size=2, root=bytes(32), chain=bytes(32))
    with pytest.raises(CheckpointRefusedError, match="nodes of its tree are missing"):
        checkpoint_publish(log=log)
