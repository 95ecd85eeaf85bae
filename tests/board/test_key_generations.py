"""A log keeps the generation of the secret that it began with, and its key outlasts the secret."""

import importlib

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import IntegrityError, connection, transaction

from board import public_files
from board.errors import CheckpointRefusedError, KeyMissingError, RecoveryRefusedError
from board.keys import signer_of, verifier_of_note
from board.models import Log, LogKey
from board.recovery import log_recover
from board.selectors import (
    checkpoint_latest,
    log_get,
    log_verifier_key,
    logs_needing,
    logs_unsigned,
)
from board.services import checkpoint_publish, log_create, log_freeze
from board.signed_heads import head_signed, heads_signed
from crypto.errors import ProofError
from crypto.notes import NoteVerifier, open_checkpoint
from tests.board.append_only import lifted
from tests.board.conftest import HOST
from tests.board.documents import ballot
from tests.board.test_signed_heads import put_back

migration = importlib.import_module("board.migrations.0004_log_keys")


@pytest.fixture
def gone(log, write, secret_file):
    """A frozen log whose generation of the secret was forgotten."""
    write(log, ballot(1), ballot(2))
    with transaction.atomic():
        log_freeze(log=log)
    secret_file.rotate()
    secret_file.forget(1)
    return log_get(log.slug)


@pytest.fixture
def lost(log, write, settings):
    """A growing log whose generation of the secret is not held any more."""
    write(log, ballot(1))
    settings.BOARD_GENERATION, settings.BOARD_SIGNING_SECRETS = 2, {2: b"\2" * 32}
    return log


@pytest.fixture
def recover(django_capture_on_commit_callbacks):
    def run(source):
        with django_capture_on_commit_callbacks(execute=True):
            return log_recover(folder=source)

    return run


def check():
    call_command("check", databases=["default"])


def remove(log):
    """The database of before the log began."""
    put_back(log)
    with lifted():
        LogKey.objects.filter(log=log).delete()
        Log.objects.filter(pk=log.pk).delete()


def test_a_log_is_signed_with_the_generation_it_began_with(log, write, secret_file):
    write(log, ballot(1))
    key = log_verifier_key(log)
    secret_file.rotate()
    write(log, ballot(2))
    assert log_verifier_key(log) == key
    assert open_checkpoint(checkpoint_latest(log).note, NoteVerifier.parse(key)).size == 2
    assert LogKey.objects.get(log=log).generation == 1


def test_a_new_log_begins_with_the_newest_generation(log, write, secret_file):
    secret_file.rotate()
    new = log_create(slug="new", host=HOST)
    write(new, ballot(1))
    assert (log.key.generation, new.key.generation) == (1, 2)
    assert open_checkpoint(checkpoint_latest(new).note, signer_of(new).verifier()).size == 1


def test_a_process_from_before_the_rotation_begins_no_log(log, secret_file, settings):
    before = settings.BOARD_GENERATION, settings.BOARD_SIGNING_SECRETS
    secret_file.rotate()
    log_create(slug="new", host=HOST)
    settings.BOARD_GENERATION, settings.BOARD_SIGNING_SECRETS = before
    with pytest.raises(KeyMissingError, match="start it again"):
        log_create(slug="another", host=HOST)
    assert not Log.objects.filter(slug="another").exists()


def test_nor_does_it_sign_for_one(db, secret_file, write_unsigned, settings):
    before = settings.BOARD_SIGNING_SECRETS
    secret_file.rotate()
    new = log_create(slug="new", host=HOST)
    write_unsigned(new, ballot(1))
    settings.BOARD_SIGNING_SECRETS = before
    with pytest.raises(KeyMissingError, match="generation 2"):
        checkpoint_publish(log=new)


def test_a_log_of_a_forgotten_generation_is_read_and_checked_as_before(gone):
    key = NoteVerifier.parse(log_verifier_key(gone))
    assert open_checkpoint(checkpoint_latest(gone).note, key).size == 2
    assert head_signed(gone).size == 2
    assert [head.size for head in heads_signed()] == [2]
    assert public_files.checkpoint_public(gone).size == 2
    assert checkpoint_publish(log=gone).size == 2
    check()


def test_its_files_are_written_again(gone):
    folder = public_files.log_folder(gone.slug)
    note = (folder / "checkpoint").read_bytes()
    (folder / "checkpoint").unlink()
    assert list(public_files.logs_behind()) == [gone]
    public_files.log_write_public(log=gone)
    assert (folder / "checkpoint").read_bytes() == note


def test_its_entries_come_back_while_the_database_knows_its_key(gone, recover):
    with lifted():
        Log.objects.filter(pk=gone.pk).update(is_frozen=False)
    put_back(gone)
    assert recover(public_files.log_folder(gone.slug)).after == 2


def test_a_log_that_is_gone_comes_back_with_its_own_generation(log, write, secret_file, recover):
    write(log, ballot(1))
    secret_file.rotate()
    folder, key, slug = public_files.log_folder(log.slug), log_verifier_key(log), log.slug
    remove(log)
    recover(folder)
    again = log_get(slug)
    assert (again.key.generation, again.key.verifier) == (1, key)


def test_one_whose_key_is_known_nowhere_does_not(gone, recover):
    folder = public_files.log_folder(gone.slug)
    remove(gone)
    with pytest.raises(RecoveryRefusedError, match=r"not signed by .* any generation"):
        recover(folder)


def test_a_note_of_an_unknown_log_is_opened_by_the_generation_that_signed_it(
    log, write, secret_file
):
    write(log, ballot(1))
    note, key = checkpoint_latest(log).note, log_verifier_key(log)
    secret_file.rotate()
    remove(log)
    assert verifier_of_note(note).text() == key
    secret_file.forget(1)
    with pytest.raises(ProofError, match="any generation"):
        verifier_of_note(note)


def test_the_memory_of_signed_heads_is_still_held_against_a_database_put_back(
    log, write, secret_file, write_unsigned
):
    write(log, ballot(1), ballot(2))
    secret_file.rotate()
    put_back(log)
    write_unsigned(log, ballot(1))
    with pytest.raises(CheckpointRefusedError, match="size 2 was signed before"):
        checkpoint_publish(log=log_get(log.slug))


def test_what_a_generation_is_needed_for(log, write, write_unsigned, secret_file):
    write(log, ballot(1))
    secret_file.rotate()
    assert list(logs_needing(1)) == [log]
    write_unsigned(log, ballot(2))
    with transaction.atomic():
        log_freeze(log=log)
    assert list(logs_needing(1)) == [log]
    checkpoint_publish(log=log)
    assert list(logs_needing(1)) == list(logs_needing(2)) == []


def test_a_log_whose_secret_is_gone_is_not_signed_and_not_tried_again(lost, write, caplog):
    write(lost, ballot(2))
    assert "does not have" in caplog.text
    assert checkpoint_latest(lost).size == 1
    assert list(logs_unsigned()) == []


def test_the_system_check_mentions_it_and_lets_the_rest_start(lost, capsys):
    check()
    assert "board.W004" in capsys.readouterr().err


def test_nothing_starts_with_another_secret_than_the_logs_began_with(log, write, settings):
    write(log, ballot(1))
    settings.BOARD_SIGNING_SECRETS = {1: b"\7" * 32}
    with pytest.raises(SystemCheckError, match=r"board\.E008.*not what it began with"):
        check()
    with pytest.raises(KeyMissingError):
        signer_of(log)
    with transaction.atomic():
        log_freeze(log=log)
    check()


def test_logs_from_before_there_were_generations_get_the_first(log, write):
    write(log, ballot(1))
    key = log_verifier_key(log)
    with lifted():
        LogKey.objects.filter(log=log).delete()
    migration.keep_keys(apps, None)
    again = LogKey.objects.get(log=log)
    assert (again.generation, again.verifier) == (1, key)


def test_without_the_first_generation_they_are_left_alone(log, settings):
    with lifted():
        LogKey.objects.filter(log=log).delete()
    settings.BOARD_SIGNING_SECRETS = {2: b"\2" * 32}
    with pytest.raises(RuntimeError, match="put its line back"):
        migration.keep_keys(apps, None)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE board_logkey SET generation = generation + 1",
        "UPDATE board_logkey SET verifier = 'x'",
        "DELETE FROM board_logkey",
        "INSERT INTO board_logkey SELECT * FROM board_logkey WHERE true"
        " ON CONFLICT (log_id) DO UPDATE SET generation = 9",
    ],
)
def test_the_key_of_a_log_stays(log, statement):
    before = LogKey.objects.get(log=log)
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert LogKey.objects.get(log=log).verifier == before.verifier
