"""One registry after the other, as the generations of the secret ask for it."""

import shutil

import pytest
from django.db import transaction

from board import public_files, succession
from board.errors import LogFrozenError, OriginError, RegistryBetweenError
from board.models import Log, LogKey
from board.recovery import log_recover
from board.registry import (
    log_announce_begun,
    log_announce_ended,
    log_announce_frozen,
    logs_not_begun,
    logs_not_ended,
    registries,
    registry_newest,
)
from board.selectors import checkpoint_latest, log_get, log_verifier_key
from board.services import NewEntry, board_append, log_create, log_freeze
from board.succession import registry_renew
from crypto.notes import NoteVerifier, open_checkpoint
from crypto.registry import (
    RegistryNext,
    decode_log_begun,
    decode_registry_follows,
    decode_registry_next,
)
from tests.board.append_only import lifted
from tests.board.conftest import HOST
from tests.board.documents import ballot, note
from tests.board.test_signed_heads import put_back


@pytest.fixture(autouse=True)
def host(settings):
    settings.TABELLA_HOST = HOST


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    """Run an act and what follows its commit."""

    def commit(act, **arguments):
        with django_capture_on_commit_callbacks(execute=True):
            return act(**arguments)

    return commit


@pytest.fixture
def crash(django_capture_on_commit_callbacks, monkeypatch):
    """Run an act that ends after its first commit."""

    def stop(log):
        if log.size == 0:
            raise KeyboardInterrupt

    def crash(act):
        with monkeypatch.context() as fault:
            fault.setattr(succession, "_begin", stop)
            with (
                django_capture_on_commit_callbacks(execute=False),
                pytest.raises(KeyboardInterrupt),
            ):
                act()

    return crash


@pytest.fixture
def announced(log, write, commit):
    """A log that the registry says has begun and was frozen."""
    write(log, note(0))
    commit(log_announce_begun, log=log)
    commit(log_announce_frozen, log=log, manifest=b"{}")
    return log


def rows(slug):
    found = log_get(slug).entries.select_related("payload").order_by("index")
    return [(row.kind, bytes(row.payload.data)) for row in found]


def kinds(slug):
    return [kind for kind, _ in rows(slug)]


def test_a_planned_renewal_is_announced_under_the_old_key(announced, secret_file, commit):
    secret_file.rotate()
    new = commit(registry_renew)
    assert (new.slug, new.origin) == ("registry-2", f"{HOST}/registry/2")
    assert kinds("registry") == ["log-begun", "log-frozen", "registry-next"]
    named = decode_registry_next(rows("registry")[-1][1], f"{HOST}/registry")
    assert named == RegistryNext(log_verifier_key(new), new.origin)
    old = log_get("registry")
    assert old.is_frozen
    last = open_checkpoint(checkpoint_latest(old).note, NoteVerifier.parse(old.key.verifier))
    assert last.size == 3
    assert (old.key.generation, new.key.generation) == (1, 2)


def test_the_next_one_says_what_it_follows_and_repeats_what_is_not_over(
    announced, secret_file, commit
):
    ended = log_create(slug="00000000-0000-4000-8000-000000000009", host=HOST)
    commit(log_announce_begun, log=ended)
    with transaction.atomic():
        board_append(log=ended, entries=[note(3)])
    commit(succession.checkpoint_publish, log=ended)
    commit(log_announce_ended, log=ended)
    secret_file.rotate()
    commit(registry_renew)
    assert kinds("registry-2") == ["registry-follows", "log-begun", "log-frozen"]
    before = decode_registry_follows(rows("registry-2")[0][1], f"{HOST}/registry/2")
    assert before.checkpoint == checkpoint_latest(log_get("registry")).note
    assert before.verified().size == log_get("registry").size
    assert decode_log_begun(rows("registry-2")[1][1]).origin == announced.origin
    assert checkpoint_latest(log_get("registry-2")).size == 3
    assert public_files.checkpoint_public(log_get("registry-2")).size == 3


def test_doing_it_again_changes_nothing(announced, secret_file, commit):
    assert commit(registry_renew).slug == "registry"
    secret_file.rotate()
    for _ in range(3):
        assert commit(registry_renew).slug == "registry-2"
    assert [log.slug for log in registries()] == ["registry", "registry-2"]
    assert kinds("registry").count("registry-next") == 1


def test_before_the_first_log_there_is_nothing_to_renew(db, secret_file, commit):
    secret_file.rotate()
    assert commit(registry_renew) is None
    log = log_create(slug="00000000-0000-4000-8000-000000000009", host=HOST)
    commit(log_announce_begun, log=log)
    assert registry_newest().slug == "registry"
    assert registry_newest().key.generation == 2


def test_after_a_theft_the_old_registry_says_nothing(announced, secret_file, commit):
    before = kinds("registry")
    secret_file.rotate(is_stolen=True)
    new = commit(registry_renew)
    assert kinds("registry") == before
    assert log_get("registry").is_frozen
    assert new.key.generation == 2
    assert kinds("registry-2") == ["registry-follows", "log-begun", "log-frozen"]


def test_after_a_loss_it_follows_what_was_signed_last(announced, commit, settings):
    note = checkpoint_latest(log_get("registry")).note
    settings.BOARD_GENERATION, settings.BOARD_SIGNING_SECRETS = 2, {2: b"\2" * 32}
    commit(registry_renew)
    before = decode_registry_follows(rows("registry-2")[0][1], f"{HOST}/registry/2")
    assert before.checkpoint == note
    assert "registry-next" not in kinds("registry")


def test_announcements_go_to_the_newest_one(announced, secret_file, commit):
    secret_file.rotate()
    commit(registry_renew)
    commit(log_announce_begun, log=announced)
    commit(log_announce_frozen, log=announced, manifest=b"{}")
    assert kinds("registry-2") == ["registry-follows", "log-begun", "log-frozen"]
    with transaction.atomic():
        log_freeze(log=announced)
    assert announced in list(logs_not_ended())
    commit(log_announce_ended, log=announced)
    assert kinds("registry-2")[-1] == "log-ended"
    assert announced not in list(logs_not_ended())
    assert announced not in list(logs_not_begun())


def test_what_ended_under_the_old_one_is_not_looked_for_under_the_new_one(
    log, write, secret_file, commit
):
    write(log, note(0))
    commit(log_announce_begun, log=log)
    with transaction.atomic():
        log_freeze(log=log)
    commit(log_announce_ended, log=log)
    secret_file.rotate()
    commit(registry_renew)
    assert list(logs_not_begun()) == list(logs_not_ended()) == []
    assert kinds("registry-2") == ["registry-follows"]


def test_nobody_writes_into_a_registry_that_does_not_say_what_it_follows(
    announced, secret_file, commit, crash
):
    secret_file.rotate()
    crash(registry_renew)
    assert log_get("registry-2").size == 0
    later = log_create(slug="00000000-0000-4000-8000-000000000009", host=HOST)
    with pytest.raises(RegistryBetweenError):
        log_announce_begun(log=later)
    commit(registry_renew)
    commit(log_announce_begun, log=later)
    assert kinds("registry-2")[0] == "registry-follows"
    assert kinds("registry-2")[-1] == "log-begun"
    assert kinds("registry") == ["log-begun", "log-frozen", "registry-next"]


def test_a_crash_between_two_renewals_leaves_no_gap(announced, secret_file, commit, crash):
    secret_file.rotate()
    crash(registry_renew)
    secret_file.rotate()
    commit(registry_renew)
    assert kinds("registry-2") == [
        "registry-follows",
        "log-begun",
        "log-frozen",
        "registry-next",
    ]
    assert kinds("registry-3") == ["registry-follows", "log-begun", "log-frozen"]
    assert [log.key.generation for log in registries()] == [1, 2, 3]


def test_an_ended_registry_takes_nothing(announced, secret_file, commit):
    secret_file.rotate()
    commit(registry_renew)
    with pytest.raises(LogFrozenError), transaction.atomic():
        board_append(log=log_get("registry"), entries=[NewEntry("log-begun", b"{}")])


@pytest.mark.parametrize("slug", ["registry", "registry-2", "registry-999"])
def test_no_election_can_have_a_registry_s_name(db, slug):
    with pytest.raises(OriginError):
        log_create(slug=slug, host=HOST)


def test_there_are_more_than_nine(announced, secret_file, commit):
    for _ in range(10):
        secret_file.rotate()
        commit(registry_renew)
    assert [log.origin for log in registries()][8:] == [f"{HOST}/registry/{n}" for n in (9, 10, 11)]
    assert registry_newest().slug == "registry-11"


@pytest.mark.parametrize("order", [("registry", "registry-2"), ("registry-2", "registry")])
@pytest.mark.parametrize("is_stolen", [False, True])
@pytest.mark.usefixtures("announced")
def test_a_database_put_back_gets_all_its_registries_again(
    secret_file, commit, tmp_path, order, is_stolen
):
    secret_file.rotate(is_stolen=is_stolen)
    commit(registry_renew)
    before = [rows(slug) for slug in order]
    shutil.copytree(public_files.folder(), tmp_path / "copy")
    for log in registries():
        put_back_gone(log)
    for slug in order:
        commit(log_recover, folder=tmp_path / "copy" / "logs" / slug)
    assert [rows(slug) for slug in order] == before
    assert [log.is_frozen for log in registries()] == [True, False]
    assert [log.key.generation for log in registries()] == [1, 2]


def put_back_gone(log):
    with lifted():
        Log.objects.filter(pk=log.pk).update(is_frozen=False)
    put_back(log)
    with lifted():
        LogKey.objects.filter(log=log).delete()
        Log.objects.filter(pk=log.pk).delete()


def test_the_page_shows_the_newest_key_and_the_lists_before_it(
    client, announced, write, secret_file, commit
):
    write(announced, ballot(1))
    old = log_verifier_key(log_get("registry"))
    secret_file.rotate()
    new = log_verifier_key(commit(registry_renew))
    page = client.get("/logs/").content.decode()
    assert new in page
    assert "/e/registry/record/" in page
    assert "/e/registry-2/record/" in page
    assert page.count(announced.origin) == 1
    assert old not in page
    for slug, words in (("registry", "List goes on"), ("registry-2", "List taken over")):
        listed = client.get(f"/e/{slug}/record/").content.decode()
        assert words in listed
        assert 'href="/logs/"' in listed
