"""Many rows in one statement: what the ORM does one row, or several statements, at a time.

Source: docs/spec/board.md section 7.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models


def row_insert_once(row: models.Model) -> bool:
    """Insert a row unless a unique constraint knows it already: one statement, one commit.

    Args:
        row: not saved yet; every column is written. Its primary key is set here.

    Returns:
        Whether it was inserted.
    """
    fields = [field for field in _options(type(row)).concrete_fields if not field.primary_key]
    values = [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]  # noqa: FBT003  Django's own signature
    table, key = map(_quoted, (_options(type(row)).db_table, str(_options(type(row)).pk.column)))
    columns = ", ".join(_quoted(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    insert = f"INSERT INTO {table} ({columns}) VALUES ({places})"  # noqa: S608  our names
    with connection.cursor() as cursor:
        cursor.execute(f"{insert} ON CONFLICT DO NOTHING RETURNING {key}", values)
        inserted = cursor.fetchone()
    if inserted is not None:
        (row.pk,) = inserted
        row._state.adding = False  # noqa: SLF001  as saving does
    return inserted is not None


def rows_insert(
    model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert rows: by COPY on PostgreSQL, by one prepared statement elsewhere.

    Constraints and triggers of the table hold as ever; the columns left out take no default.

    Args:
        model: whose rows they are.
        names: the columns that are given.
        rows: one value for each of `names`, in their order.

    Raises:
        IntegrityError: a row breaks a constraint; none was inserted.
    """
    table, columns = _quoted(_options(model).db_table), ", ".join(map(_quoted, names))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # The ORM's cursors turn the driver's errors into Django's, all but this one.
            errors = connection.wrap_database_errors
            with errors, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(names))
            insert = f"INSERT INTO {table} ({columns}) VALUES ({places})"  # noqa: S608  our names
            cursor.executemany(insert, _prepared(model, names, rows))


def rows_update(
    model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Set the columns `names` of many rows, each to values of its own.

    Args:
        model: whose rows they are.
        names: the columns to set.
        rows: for each row one value for each of `names`, then its primary key.
    """
    table, key = _options(model).db_table, str(_options(model).pk.column)
    sets = ", ".join(f"{_quoted(name)} = %s" for name in names)
    update = f"UPDATE {_quoted(table)} SET {sets} WHERE {_quoted(key)} = %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(update, _prepared(model, (*names, key), rows))


def _options(model: type[models.Model]) -> "models.options.Options[models.Model]":
    return model._meta  # noqa: SLF001  Django's public name for it


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _prepared(
    model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]
) -> list[list[Any]]:
    fields = {field.column: field for field in _options(model).concrete_fields}
    prepare = [fields[name].get_db_prep_save for name in names]
    return [
        [make(value, connection) for make, value in zip(prepare, row, strict=True)] for row in rows
    ]
