"""Queries that are asked for every ballot: written with the ORM, compiled once in a process.

Compiling a query takes the ORM several times as long as asking the database. What is compiled here
has slots where each call puts its values.

Source: docs/spec/board.md section 7.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Expression, Field, Model, QuerySet
from django.db.models.options import Options

_Row = Sequence[Any]


class Slot(Expression):
    """The place of a value in a query that is not known yet.

    Args:
        model: whose field it is compared with.
        field: name of that field, which says how the value is written.
        name: of the argument that holds it; the field's own where nothing else is said.
    """

    def __init__(self, model: type[Model], field: str, name: str = "") -> None:
        found = _options(model).get_field(field)
        if not isinstance(found, Field):
            raise TypeError(f"{field}: expected a column of its own")
        super().__init__(output_field=found)
        self.name = name or field

    def as_sql(self, *_: object) -> tuple[str, Any]:
        """Return a parameter's place, and itself as the parameter."""
        return "%s", (self,)

    def value(self, given: Mapping[str, Any]) -> object:
        """Return the value as the database takes it."""
        return self.output_field.get_db_prep_value(given[self.name], connection)


def columns_of(model: type[Model], names: Collection[str]) -> tuple[str, ...]:
    """Return those of a model's columns that are named, in the order in which `from_db` takes them.

    Args:
        model: the model.
        names: of its fields.
    """
    fields = _options(model).concrete_fields
    return tuple(field.attname for field in fields if field.name in names)


def _options(model: type[Model]) -> "Options[Any]":
    return model._meta  # noqa: SLF001  Django's public name for it


class Prepared:
    """A query for rows of values, compiled at its first call.

    Args:
        build: makes it, a `values_list` whose filters hold `Slot`s.
    """

    def __init__(self, build: Callable[[], "QuerySet[Any, Any]"]) -> None:
        self._build = build

    def rows(self, **given: object) -> list[tuple[Any, ...]]:
        """Ask the database; `given` has a value for each slot by its name."""
        sql, parameters, convert = self._compiled
        values: list[Any] = [
            each.value(given) if isinstance(each, Slot) else each for each in parameters
        ]
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return list(map(tuple, convert(cursor.fetchall())))

    @cached_property
    def _compiled(self) -> tuple[str, tuple[Any, ...], Callable[[list[_Row]], Iterable[_Row]]]:
        compiler = self._build().query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        converters = compiler.get_converters([column for column, *_ in compiler.select])

        def convert(rows: list[_Row]) -> Iterable[_Row]:
            return compiler.apply_converters(rows, converters) if converters else rows

        return sql, tuple(parameters), convert
