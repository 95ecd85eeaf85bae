"""What other rooms read from a log."""

import pytest
from django.db import transaction

from board.checks import append_only_triggers, signed_heads_present
from board.errors import NotOnRecordError
from board.selectors import (
    entries_of_kind,
    entries_range,
    entry_get,
    kinds_present,
    log_get,
    log_locked,
    payload_get,
    payloads_at,
)
from tests.board.documents import ballot, challenge, note


@pytest.fixture
def written(log, write):
    write(log, note(0), ballot(1), challenge(2), ballot(3), note(0))
    return log


def test_a_log_is_found_by_its_name_with_a_lock_and_without(written):
    with transaction.atomic():
        assert log_locked(written.slug) == log_get(written.slug) == written
        for find in (log_get, log_locked):
            with pytest.raises(NotOnRecordError):
                find("unknown")


def test_entries_of_some_kinds_come_in_order_with_their_payloads(
    written, django_assert_num_queries
):
    with django_assert_num_queries(1):
        found = [
            (entry.index, entry.payload.data)
            for entry in entries_of_kind(written, ["ballot", "challenge"]).iterator()
        ]
    assert [index for index, _ in found] == [1, 2, 3]
    assert [data for _, data in found] == [
        new.payload for new in (ballot(1), challenge(2), ballot(3))
    ]


def test_a_range_ends_where_the_log_ends(written):
    assert [entry.index for entry in entries_range(written, 3, 100)] == [3, 4]


def test_the_kinds_of_a_log_are_those_that_were_written(written):
    assert kinds_present(written) == {"ballot", "cancel", "challenge"}


def test_payloads_are_found_by_hash_and_by_entry(written):
    payload = entry_get(written, 1).payload
    assert payload_get(written, payload.sha256.hex()) == payload
    assert payloads_at(written, [1, 99]) == {1: ballot(1).payload}


def test_rows_are_named_after_what_they_hold(written):
    entry = entry_get(written, 1)
    names = [str(row) for row in (written, entry, entry.payload, written.nodes.first())]
    assert names == [written.origin, "1 ballot", entry.payload.sha256.hex(), "1/0"]
    assert str(written.checkpoints.get()) == "5"


def test_the_system_checks_ask_nothing_of_a_database_they_are_not_sent_to():
    assert append_only_triggers() == signed_heads_present() == []
