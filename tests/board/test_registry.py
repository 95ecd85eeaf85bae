"""The registry: which logs there are, said once and for good."""

import pytest
from django.db import transaction

from board.errors import EntryRefusedError, NotOnRecordError, OriginError
from board.models import Log
from board.registry import (
    log_announce_begun,
    log_announce_ended,
    log_announce_frozen,
    logs_not_begun,
    logs_not_ended,
)
from board.selectors import checkpoint_latest, log_get, log_verifier_key
from board.services import NewEntry, board_append, checkpoint_publish, log_create, log_freeze
from crypto import canonical_json
from crypto.announcement import announced_key, announced_payload
from crypto.errors import DecodeError
from crypto.registry import (
    decode_log_begun,
    decode_log_ended,
    decode_log_frozen,
    decode_registry_entry,
)
from crypto.transcript import sha256
from tests.board.conftest import HOST
from tests.board.documents import ballot, note


@pytest.fixture(autouse=True)
def host(settings):
    settings.TABELLA_HOST = HOST


@pytest.fixture
def announce(django_capture_on_commit_callbacks):
    def commit(act, **arguments):
        with django_capture_on_commit_callbacks(execute=True):
            act(**arguments)

    return commit


def rows():
    return list(log_get("registry").entries.select_related("payload").order_by("index"))


def test_each_turn_of_a_log_is_announced_once(log, write, announce):
    announce(log_announce_begun, log=log)
    announce(log_announce_frozen, log=log, manifest=b"{}")
    write(log, ballot(0), note(1))
    with transaction.atomic():
        log_freeze(log=log)
    for _ in range(2):
        announce(log_announce_ended, log=log)
        announce(log_announce_begun, log=log)
        announce(log_announce_frozen, log=log, manifest=b"{}")
    begun, frozen, ended = (bytes(row.payload.data) for row in rows())
    assert [row.kind for row in rows()] == ["log-begun", "log-frozen", "log-ended"]
    assert decode_log_begun(begun).log_key == log_verifier_key(log)
    assert decode_log_begun(begun).election == log.slug
    assert decode_log_frozen(frozen).manifest == sha256(b"{}")
    assert decode_log_ended(ended).checkpoint == log.checkpoints.get(size=2).note


def test_the_registry_is_a_log_of_its_own_that_is_signed_and_published(log, announce):
    announce(log_announce_begun, log=log)
    found = log_get("registry")
    assert found.origin == f"{HOST}/registry"
    assert checkpoint_latest(found).size == 1
    assert [decode_registry_entry(row.data).kind for row in rows()] == ["log-begun"]


def test_an_announcement_is_one_that_witnesses_read(log, announce):
    announce(log_announce_begun, log=log)
    (row,) = rows()
    assert announced_payload(row.data) == row.payload.sha256.hex()
    assert announced_key(row.payload.data).text() == log_verifier_key(log)


def test_what_is_rolled_back_was_never_announced(log):
    def fail():
        with transaction.atomic():
            log_announce_begun(log=log)
            raise RuntimeError("the ceremony could not begin")

    with pytest.raises(RuntimeError):
        fail()
    assert not Log.objects.filter(slug="registry").exists()


@pytest.mark.parametrize("kind", ["log-begun", "log-frozen", "log-ended"])
def test_logs_of_elections_refuse_the_registry_s_entries(log, kind):
    with pytest.raises(EntryRefusedError, match=kind), transaction.atomic():
        board_append(log=log, entries=[NewEntry(kind, b"{}")])


def test_the_registry_refuses_entries_of_elections(log, announce):
    announce(log_announce_begun, log=log)
    with pytest.raises(EntryRefusedError, match="ballot"), transaction.atomic():
        board_append(log=log_get("registry"), entries=[ballot(0)])


def test_no_other_log_can_have_the_registry_s_name(db):
    with pytest.raises(OriginError):
        log_create(slug="registry", host=HOST)


def test_a_log_that_was_never_signed_has_no_end_to_announce(log):
    with pytest.raises(NotOnRecordError):
        log_announce_ended(log=log)


def test_a_log_of_another_host_is_not_announced(log, settings, announce, caplog):
    settings.TABELLA_HOST = "elsewhere.example"
    announce(log_announce_begun, log=log)
    assert rows() == []
    assert "not of the registry's host" in caplog.text


def test_a_log_from_before_there_was_a_registry_is_found(log, write, announce):
    write(log, note(0))
    assert list(logs_not_begun()) == [log]
    announce(log_announce_begun, log=log)
    assert list(logs_not_begun()) == []


def test_a_frozen_log_is_found_when_its_last_head_is_signed(log, write, write_unsigned, announce):
    write_unsigned(log, note(0))
    with transaction.atomic():
        log_freeze(log=log)
    assert list(logs_not_ended()) == []
    checkpoint_publish(log=log)
    assert list(logs_not_ended()) == [log]
    announce(log_announce_ended, log=log)
    assert list(logs_not_ended()) == []


def test_the_page_lists_every_log_without_scripts(client, log, write, announce):
    write(log, note(0))
    announce(log_announce_begun, log=log)
    page = client.get("/logs/").content.decode()
    assert log.origin in page
    assert f"/logs/{log.slug}/checkpoint" in page
    assert log_verifier_key(log_get("registry")) in page
    assert "<script" not in page.split("<main")[1].split("</main>")[0]


def test_the_page_says_so_before_the_first_election(client, db):
    assert "There is no record yet" in client.get("/logs/").content.decode()


def test_the_registry_can_be_read_on_pages(client, log, announce):
    announce(log_announce_begun, log=log)
    page = client.get("/e/registry/record/").content.decode()
    assert "Record begun" in page
    assert 'href="/logs/"' in page
    one = client.get("/e/registry/record/0").content.decode()
    assert "The public record of an election was begun" in one
    assert log.origin in one


def test_a_payload_of_another_form_is_refused():
    wrong = {"election": "x", "log_key": "x", "origin": "x", "v": 1}
    for decode in (decode_log_begun, decode_log_frozen, decode_log_ended):
        with pytest.raises(DecodeError):
            decode(canonical_json.encode(wrong))
