"""An older database put back: nothing starts or signs over it, and what is missing comes back."""

import shutil

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError, SystemCheckError
from django.db import transaction

from board import public_files, recovery, signed_heads
from board.errors import CheckpointRefusedError, RecoveryRefusedError
from board.models import Log, LogKey
from board.recovery import folders_of_logs, log_recover
from board.registry import log_announce_begun
from board.selectors import checkpoint_latest, log_get
from board.services import checkpoint_publish, log_create, log_freeze
from config.start import verify_may_start
from tests.board.append_only import lifted
from tests.board.conftest import HOST
from tests.board.documents import ballot, challenge, note
from tests.board.test_signed_heads import put_back


@pytest.fixture
def recover(django_capture_on_commit_callbacks):
    def run(source):
        with django_capture_on_commit_callbacks(execute=True):
            return log_recover(folder=source)

    return run


@pytest.fixture
def published(log, write):
    write(log, *(ballot(number) for number in range(300)))
    write(log, challenge(1), note(7))
    return public_files.log_folder(log.slug)


@pytest.fixture
def announce_begun(log, settings, django_capture_on_commit_callbacks):
    """The folder of a registry whose log the database does not have any more."""
    settings.TABELLA_HOST = HOST
    with django_capture_on_commit_callbacks(execute=True):
        log_announce_begun(log=log)
    put_back(log_get("registry"))
    with lifted():
        LogKey.objects.filter(log__slug="registry").delete()
        Log.objects.filter(slug="registry").delete()
    return public_files.log_folder("registry")


def rows(log):
    entries = log.entries.order_by("index").values_list("index", "kind", "data", "leaf", "chain")
    return [(*row[:2], *map(bytes, row[2:])) for row in entries]


def check():
    call_command("check", databases=["default"])


def put_back_to(log, entries, write_unsigned):
    """The database as a backup of an earlier moment holds it."""
    put_back(log)
    log.refresh_from_db()
    write_unsigned(log, *entries)


def test_a_database_put_back_neither_starts_nor_signs_and_is_brought_forward(
    log, published, recover, write_unsigned, caplog
):
    before, newest = rows(log), checkpoint_latest(log).note
    put_back_to(log, [ballot(number) for number in range(40)], write_unsigned)
    with pytest.raises(SystemCheckError, match=r"board\.E004.*public folder has 302 entries"):
        check()
    with pytest.raises(SystemExit):
        verify_may_start()
    assert "board_recover" in caplog.text
    with pytest.raises(CheckpointRefusedError):
        checkpoint_publish(log=log)
    done = recover(published)
    assert (done.before, done.after) == (40, 302)
    assert rows(log) == before
    assert checkpoint_latest(log).note == newest
    check()
    verify_may_start()


def test_a_log_that_is_gone_altogether_is_made_again(log, published, recover):
    before, slug = rows(log), log.slug
    put_back(log)
    with lifted():
        LogKey.objects.filter(log=log).delete()
        Log.objects.filter(pk=log.pk).delete()
    assert recover(published).after == 302
    assert rows(log_get(slug)) == before
    check()


def test_a_mirror_is_as_good_as_the_public_folder(log, published, recover, tmp_path):
    before = rows(log)
    mirror = tmp_path / "mirror"
    shutil.copytree(published, mirror)
    put_back(log)
    assert folders_of_logs(mirror) == [mirror]
    assert recover(mirror).after == 302
    assert rows(log) == before


def test_where_nothing_is_missing_nothing_changes(log, published, recover):
    before = rows(log)
    for _ in range(2):
        done = recover(published)
        assert (done.before, done.after) == (302, 302)
    assert rows(log) == before


def test_a_frozen_log_is_frozen_again(log, published, recover):
    with transaction.atomic():
        log_freeze(log=log)
    put_back_frozen(log)
    recover(published)
    assert log_get(log.slug).is_frozen


def put_back_frozen(log):
    with lifted():
        Log.objects.filter(pk=log.pk).update(is_frozen=False)
    put_back(log)


def test_an_older_copy_of_the_folder_takes_nothing_away(log, write, recover, tmp_path):
    write(log, ballot(1))
    shutil.copytree(public_files.log_folder(log.slug), tmp_path / "old")
    write(log, ballot(2))
    done = recover(tmp_path / "old")
    assert (done.before, done.after) == (2, 2)


def test_another_history_is_not_mixed_in(log, published, recover, write_unsigned):
    put_back_to(log, [ballot(999)], write_unsigned)
    with pytest.raises(RecoveryRefusedError, match="another history"):
        recover(published)
    assert log_get(log.slug).size == 1


def test_a_crash_before_the_commit_leaves_nothing(log, published, recover, monkeypatch):
    put_back(log)
    calls = []

    def fail_in_the_second_batch(**arguments):
        calls.append(arguments)
        if len(calls) == 2:
            raise OSError("no space left")
        return append(**arguments)

    append = recovery.board_append
    with monkeypatch.context() as fault:
        fault.setattr(recovery, "board_append", fail_in_the_second_batch)
        with pytest.raises(RecoveryRefusedError, match="no space"):
            recover(published)
    assert log_get(log.slug).size == 0
    assert recover(published).after == 302


def flip(path):
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(bytes(data))


@pytest.mark.parametrize(
    "pattern", ["checkpoint", "tile/entries/000", "tile/entries/001.p/46", "payload/*/*"]
)
@pytest.mark.parametrize("act", [flip, lambda path: path.unlink()], ids=["changed", "gone"])
def test_a_folder_that_was_tampered_with_brings_nothing_back(log, published, recover, pattern, act):
    put_back(log)
    act(min(published.glob(pattern)))
    with pytest.raises(RecoveryRefusedError):
        recover(published)
    assert log_get(log.slug).size == 0


def test_a_record_of_another_installation_brings_nothing_back(log, published, recover, settings):
    put_back(log)
    with lifted():
        LogKey.objects.filter(log=log).delete()
        Log.objects.filter(pk=log.pk).delete()
    settings.BOARD_SIGNING_SECRETS = {1: b"\7" * 32}
    with pytest.raises(RecoveryRefusedError, match="not signed by"):
        recover(published)


def test_entries_that_lead_to_no_head_are_reported_at_the_start(log, write):
    write(log, ballot(1), ballot(2))
    with lifted():
        log.entries.filter(index=0).update(data=b"{}")
    with pytest.raises(SystemCheckError, match=r"board\.E004.*do not lead to its head"):
        check()
    with lifted():
        log.entries.filter(index=0).delete()
    with pytest.raises(SystemCheckError, match=r"board\.E004.*entry 0 is missing"):
        check()


def test_a_folder_ahead_of_database_and_memory_is_reported_and_stops_the_signer(
    log, write, write_unsigned, monkeypatch, tmp_path
):
    """Whoever lost the signer's memory with the database still has what was published."""
    write(log, ballot(1), ballot(2))
    put_back_to(log, [ballot(1)], write_unsigned)
    monkeypatch.setattr(signed_heads, "folder", lambda: tmp_path / "empty")
    with pytest.raises(SystemCheckError, match=r"the public folder has 2 entries, the database 1"):
        check()
    with pytest.raises(CheckpointRefusedError):
        checkpoint_publish(log=log)


def test_the_command_brings_all_logs_back_and_says_so(
    log, write, settings, django_capture_on_commit_callbacks, capsys
):
    settings.TABELLA_HOST = HOST
    other = log_create(slug="00000000-0000-4000-8000-000000000001", host=HOST)
    write(log, ballot(1), ballot(2))
    write(other, ballot(3))
    with django_capture_on_commit_callbacks(execute=True):
        log_announce_begun(log=log)
    for each in (log, other, log_get("registry")):
        put_back(each)
    with lifted():
        LogKey.objects.all().delete()
        Log.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        call_command("board_recover", source=public_files.folder())
    said = capsys.readouterr().out
    assert f"{log.origin}: 2 entries brought back" in said
    assert f"{HOST}/registry: 1 entries brought back" in said
    check()


def test_the_command_refuses_a_folder_without_logs(db, tmp_path):
    with pytest.raises(CommandError, match="has no log in it"):
        call_command("board_recover", source=tmp_path)


def test_a_registry_of_another_host_is_not_made(log, write, settings, recover, announce_begun):
    settings.TABELLA_HOST = "elsewhere.example"
    with pytest.raises(RecoveryRefusedError, match="no election's log"):
        recover(announce_begun)
