"""Many rows in one statement: what is stored, and what the database refuses all the same."""

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from board.models import Node
from board.rows import row_insert_once, rows_insert, rows_update
from tests.board.documents import ballot

COLUMNS = ("log_id", "level", "index", "hash")


def nodes(log):
    rows = Node.objects.filter(log=log).order_by("level", "index")
    return [(level, index, bytes(value)) for level, index, value in rows.values_list(*COLUMNS[1:])]


def test_rows_are_stored_as_they_were_given(log):
    given = [(1, number, bytes([number]) * 32) for number in range(200)]
    rows_insert(Node, COLUMNS, [(log.pk, *row) for row in given])
    assert nodes(log) == given


def test_no_rows_are_no_rows(log):
    rows_insert(Node, COLUMNS, [])
    assert nodes(log) == []


@pytest.mark.parametrize(
    "bad",
    [(1, 0, b"1" * 32), (1, 2, b"too short"), (0, 2, b"2" * 32)],
    ids=["twice", "size", "level"],
)
def test_one_row_that_breaks_a_constraint_keeps_all_out(log, bad):
    rows = [(log.pk, 1, number, bytes(32)) for number in range(2)]
    with pytest.raises(IntegrityError), transaction.atomic():
        rows_insert(Node, COLUMNS, [*rows, (log.pk, *bad)])
    assert nodes(log) == []


@pytest.mark.django_db
def test_each_row_is_set_to_values_of_its_own():
    """Rows that may be changed: the board has hardly any."""
    users = [User.objects.create(username=f"user {number}") for number in range(3)]
    rows_update(
        User, ("is_active", "first_name"), [(False, user.username, user.pk) for user in users[:2]]
    )
    stored = list(User.objects.order_by("pk").values_list("is_active", "first_name"))
    assert stored == [(False, "user 0"), (False, "user 1"), (True, "")]


def test_the_record_s_rows_cannot_be_changed_this_way_either(log, write):
    write(log, ballot(0), ballot(1))
    node = Node.objects.get(log=log)
    with pytest.raises(Exception, match="append-only"), transaction.atomic():
        rows_update(Node, ("hash",), [(bytes(32), node.pk)])


@pytest.mark.django_db
def test_a_row_is_inserted_once_and_has_its_key_then():
    first, second = User(username="ada"), User(username="ada")
    assert row_insert_once(first)
    assert not row_insert_once(second)
    assert (first.pk is not None, second.pk) == (True, None)
    assert User.objects.get(pk=first.pk).username == "ada"
    first.first_name = "Ada"
    first.save()
    assert User.objects.count() == 1
