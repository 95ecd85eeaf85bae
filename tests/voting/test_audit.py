"""The officials' audit log: append-only in the database, chained, for the organisers to read."""
# ruff: noqa: S608  the table is named here, by nobody outside

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from config.account_checks import audit_triggers
from tests import people
from tests.board.append_only import lifted
from tests.board.raw_sql import run
from tests.elections import draft_election, open_election
from voting.models import AuditEntry, AuditKind, Election
from voting.services import audit_fits, audit_note, official_add

pytestmark = pytest.mark.django_db

TABLE = "voting_auditentry"
ALWAYS_REFUSED = [
    f"UPDATE {TABLE} SET reason = 'Another'",
    f"UPDATE {TABLE} SET id = id + 100",
    f"DELETE FROM {TABLE}",
    f"DELETE FROM {TABLE} WHERE number = 2",
]
REFUSED = {
    "sqlite": [
        f"INSERT OR REPLACE INTO {TABLE} SELECT * FROM {TABLE}",
        f"REPLACE INTO {TABLE} SELECT * FROM {TABLE}",
        f"UPDATE OR REPLACE {TABLE} SET number = 1 - number",
    ],
    "postgresql": [
        f"SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE {TABLE} CASCADE",
        f"INSERT INTO {TABLE} SELECT * FROM {TABLE} ON CONFLICT (id) DO UPDATE SET number = 100",
        f"SET LOCAL session_replication_role = replica; DELETE FROM {TABLE}",
    ],
}


@pytest.fixture
def election() -> Election:
    election = draft_election().election
    with transaction.atomic():
        for reason in ("One", "Two", "Three"):
            audit_note(
                election=election,
                kind=AuditKind.PROPOSED,
                first=people.official(),
                act="cancel",
                content_hash="ab" * 32,
                reason=reason,
            )
    return election


def lines() -> list[tuple[object, ...]]:
    return list(AuditEntry.objects.order_by("pk").values_list())


def test_raw_sql_changes_and_deletes_nothing(election):
    before = lines()
    for statement in ALWAYS_REFUSED + REFUSED[connection.vendor]:
        with pytest.raises(IntegrityError, match="append-only"):
            run(statement)
        assert lines() == before, statement


def test_neither_does_the_product(election):
    line = AuditEntry.objects.first()
    line.reason = "Another"
    for act in (line.save, line.delete, AuditEntry.objects.all().delete):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            act()


def test_lines_need_the_transaction_of_what_they_tell(election, monkeypatch):
    monkeypatch.setattr(connection, "in_atomic_block", False)
    with pytest.raises(Exception, match="inside the transaction"):
        audit_note(election=election, kind=AuditKind.JOINED, first=people.official())


@pytest.mark.parametrize(
    "change",
    [
        {"reason": "Another"},
        {"first": "umar@example.org"},
        {"first_account": 99},
        {"second": "x@example.org", "second_account": 98},
        {"act": "open"},
        {"kind": "refused"},
        {"content_hash": "cd" * 32},
        {"at": "2020-01-01T00:00:00Z"},
        {"hash": "ef" * 32},
    ],
)
def test_whoever_owns_the_database_cannot_change_a_line_unseen(election, change):
    assert audit_fits(election)
    with lifted():
        AuditEntry.objects.filter(number=1).update(**change)
    assert not audit_fits(election)


@pytest.mark.parametrize("number", [0, 1])
def test_nor_take_one_out(election, number):
    with lifted():
        AuditEntry.objects.filter(number=number).delete()
    assert not audit_fits(election)


def test_the_page_shows_it_to_organisers_and_says_when_it_was_changed(election, official_client):
    page = reverse("official-audit", args=[election.pk])
    shown = official_client.get(page).content.decode()
    assert "Three" in shown
    assert AuditEntry.objects.filter(election=election).order_by("number").last().hash in shown
    with lifted():
        AuditEntry.objects.filter(number=1).update(reason="Another")
    assert "do not fit together" in official_client.get(page).content.decode()


def test_names_and_reasons_cannot_carry_markup(election, official_client):
    with transaction.atomic():
        audit_note(
            election=election,
            kind=AuditKind.PROPOSED,
            first=people.official(),
            reason="<script>alert(1)</script>\u202e",
        )
    page = reverse("official-audit", args=[election.pk])
    assert "<script>alert" not in official_client.get(page).content.decode()


def test_being_let_in_on_the_server_and_the_first_visit_are_noted(official_client, official):
    election = open_election(is_demonstration=False, trustees=2).election
    official_add(election=election, user=people.second_official())
    people.signed_in(people.second_official()).get(reverse("official-election", args=[election.pk]))
    told = list(election.audit.values_list("kind", "first", "second"))
    assert told == [("let-in", "", "otto@example.org"), ("joined", "otto@example.org", "")]


def test_missing_triggers_stop_the_start(db):
    assert audit_triggers(databases=["default"]) == []
    with lifted():
        found = audit_triggers(databases=["default"])
    assert {error.id for error in found} == {"tabella.E006"}
