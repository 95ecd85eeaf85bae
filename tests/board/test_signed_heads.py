"""A database put back to an earlier state: what was signed is remembered outside of it."""

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from board import public_files, signed_heads
from board.errors import CheckpointRefusedError
from board.models import Checkpoint, Entry, Log, LogKey, Node, Payload
from board.selectors import log_get
from board.services import checkpoint_publish, log_create
from crypto.merkle import EMPTY_ROOT, chain_start
from tests.board.append_only import lifted
from tests.board.conftest import HOST
from tests.board.documents import ballot


def put_back(log):
    """The database of before the first entry, as a backup holds it."""
    with lifted():
        for model in (Checkpoint, Node, Entry, Payload):
            model.objects.filter(log=log).delete()
        Log.objects.filter(pk=log.pk).update(size=0, root=EMPTY_ROOT, chain=chain_start(log.origin))


def files():
    return sorted(signed_heads.folder().glob("*"))


def check():
    call_command("check", databases=["default"])


def test_the_newest_note_of_each_log_is_kept(log, write):
    other = log_create(slug="other", host=HOST)
    write(log, ballot(1))
    write(log, ballot(2))
    write(other, ballot(1))
    assert len(files()) == 2
    assert {(head.origin, head.size) for head in signed_heads.heads_signed()} == {
        (log.origin, 2),
        (other.origin, 1),
    }
    check()


def test_a_shorter_history_is_not_signed_after_the_database_was_put_back(log, write, caplog):
    write(log, ballot(1), ballot(2))
    kept = files()[0].read_text()
    put_back(log)
    write(log, ballot(1))
    assert "size 2 was signed before" in caplog.text
    assert not Checkpoint.objects.filter(log=log).exists()
    assert files()[0].read_text() == kept


def test_another_history_of_the_same_length_is_not_signed(log, write, write_unsigned):
    write(log, ballot(1), ballot(2))
    put_back(log)
    write_unsigned(log, ballot(1), ballot(3))
    with pytest.raises(CheckpointRefusedError, match="another root was signed before"):
        checkpoint_publish(log=log_get(log.slug))


def test_another_history_that_has_outgrown_the_signed_one_is_not_signed(log, write, write_unsigned):
    write(log, ballot(1), ballot(2))
    kept = files()[0].read_text()
    put_back(log)
    write_unsigned(log, ballot(1), ballot(3), ballot(4))
    with pytest.raises(CheckpointRefusedError, match="does not continue what was signed at size 2"):
        checkpoint_publish(log=log_get(log.slug))
    assert files()[0].read_text() == kept
    with pytest.raises(SystemCheckError, match=r"board.E002.*size 2 was signed.*another history"):
        check()


def test_the_same_history_grown_further_is_signed(log, write):
    write(log, ballot(1), ballot(2))
    put_back(log)
    write(log, ballot(1), ballot(2), ballot(3))
    assert log.checkpoints.get().size == 3
    check()


def test_the_same_history_written_again_is_signed_with_the_same_note(log, write):
    write(log, ballot(1), ballot(2))
    note = log.checkpoints.get().note
    put_back(log)
    write(log, ballot(1), ballot(2))
    assert log.checkpoints.get().note == note


def test_a_crash_after_remembering_and_before_storing_is_mended(log, write, write_unsigned):
    write(log, ballot(1))
    note = log.checkpoints.get().note
    with lifted():
        Checkpoint.objects.filter(log=log).delete()
    assert checkpoint_publish(log=log).note == note


def test_the_system_check_refuses_a_database_behind_what_was_signed(log, write):
    write(log, ballot(1))
    put_back(log)
    with pytest.raises(SystemCheckError, match=r"board.E002.*size 1 was signed.*0 entries"):
        check()


def test_the_system_check_refuses_when_a_log_is_gone(log, write):
    write(log, ballot(1))
    put_back(log)
    with lifted():
        LogKey.objects.filter(log=log).delete()
        Log.objects.filter(pk=log.pk).delete()
    with pytest.raises(SystemCheckError, match=r"board.E005.*is published and not in the database"):
        check()


def test_the_system_check_mentions_a_log_that_only_the_signer_remembers(log, write, capsys):
    write(log, ballot(1))
    put_back(log)
    with lifted():
        LogKey.objects.filter(log=log).delete()
        Log.objects.filter(pk=log.pk).delete()
    (public_files.log_folder(log.slug) / "checkpoint").unlink()
    check()
    assert "board.W001" in capsys.readouterr().err


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda data: data[:-2],
        lambda data: data.replace(b"\n2\n", b"\n1\n"),
        lambda data: b"\xff" + data,
    ],
)
def test_a_damaged_memory_stops_the_signer_and_the_check(log, write, write_unsigned, damage):
    write(log, ballot(1), ballot(2))
    (path,) = files()
    path.write_bytes(damage(path.read_bytes()))
    write_unsigned(log, ballot(3))
    with pytest.raises(CheckpointRefusedError, match="damaged"):
        checkpoint_publish(log=log)
    with pytest.raises(SystemCheckError, match=r"board\.E003"):
        check()


def test_a_write_that_fails_leaves_the_older_note(log, write, write_unsigned, monkeypatch):
    write(log, ballot(1))
    kept = files()
    before = kept[0].read_text()

    def full_disk(_):
        raise OSError("no space left")

    write_unsigned(log, ballot(2))
    with monkeypatch.context() as fault:
        fault.setattr(signed_heads.os, "fsync", full_disk)
        with pytest.raises(OSError, match="no space"):
            checkpoint_publish(log=log)
    assert kept[0].read_text() == before
    assert checkpoint_publish(log=log).size == 2
    assert files() == kept
