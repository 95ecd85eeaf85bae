"""Queries compiled once: the same rows as the ORM gives, whatever stands in their slots."""

import pytest
from django.core.exceptions import ValidationError

from board.models import Entry, Log, Node
from board.prepared import Prepared, Slot, columns_of
from tests.board.documents import ballot
from tests.elections import draft_election
from voting.models import Election

LOG = Slot(Log, "id", "log")


def test_it_gives_what_the_query_gives_for_each_value(log, write):
    write(log, ballot(0), ballot(1), ballot(2))
    query = Prepared(
        lambda: (
            Entry.objects.filter(log=LOG, index__gte=Slot(Entry, "index", "first"))
            .order_by("index")
            .values_list("index", "kind")
        )
    )
    for first in (2, 0, 3, 1):
        expected = Entry.objects.filter(log=log, index__gte=first).order_by("index")
        assert query.rows(log=log.pk, first=first) == list(expected.values_list("index", "kind"))


def test_it_is_compiled_once_and_asks_once(log, write, django_assert_num_queries):
    write(log, ballot(0))
    builds = []

    def build():
        builds.append(1)
        return Node.objects.filter(log=LOG).values_list("pk")

    query = Prepared(build)
    with django_assert_num_queries(3):
        for _ in range(3):
            query.rows(log=log.pk)
    assert builds == [1]


@pytest.mark.django_db
def test_values_come_back_as_the_model_has_them():
    """On SQLite a UUID and a time are stored as text."""
    election = draft_election().election
    names = columns_of(Election, {"id", "closes_at", "is_demonstration"})
    query = Prepared(lambda: Election.objects.filter(pk=Slot(Election, "id")).values_list(*names))
    (row,) = query.rows(id=str(election.pk))
    found = Election.from_db(None, names, row)
    assert (found.pk, found.closes_at) == (election.pk, election.closes_at)
    assert found.is_demonstration is True
    # What was not read is read when it is used.
    assert found.title == election.title


@pytest.mark.django_db
@pytest.mark.parametrize("value", ["", "no id", "' OR 1=1 --"])
def test_what_is_no_value_of_the_field_is_refused(value):
    query = Prepared(lambda: Election.objects.filter(pk=Slot(Election, "id")).values_list("pk"))
    with pytest.raises(ValidationError):
        query.rows(id=value)


@pytest.mark.django_db
def test_a_value_is_never_part_of_the_statement(log):
    query = Prepared(lambda: Log.objects.filter(slug=Slot(Log, "slug")).values_list("pk"))
    assert query.rows(slug="x' OR '1'='1") == []
    assert query.rows(slug=log.slug) == [(log.pk,)]
