"""One bit of the database changed at a time, as a bad disk or the owner of the database would."""
# ruff: noqa: S608  the tables are named here, by nobody outside

from contextlib import contextmanager

from django.db import DataError, IntegrityError, connection, transaction

TEXT = {
    ("board_entry", "kind"),
    ("board_checkpoint", "note"),
    ("board_logkey", "verifier"),
    ("board_cosignature", "witness"),
    ("board_cosignature", "line"),
    ("board_log", "slug"),
    ("board_log", "origin"),
}


class UnstorableError(Exception):
    """The database itself refuses the value: another row has it, or a constraint."""


@contextmanager
def changed(table, pk, column, value):
    """Put `value` in a row until the block ends; triggers have to be lifted."""
    with transaction.atomic():
        placeholder = "%s"
        if (table, column) in TEXT and connection.vendor == "sqlite":
            # SQLite keeps whatever bytes it is given as text.
            placeholder = "CAST(%s AS TEXT)"
        elif (table, column) in TEXT:
            value = stored_text(value)
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                if connection.vendor == "postgresql":
                    # Rows may point nowhere until the end of the transaction, which never comes.
                    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
                cursor.execute(
                    f'UPDATE {table} SET "{column}" = {placeholder} WHERE id = %s', [value, pk]
                )
                assert cursor.rowcount == 1
        except (DataError, IntegrityError) as error:
            raise UnstorableError from error
        yield
        transaction.set_rollback(True)


def stored_text(value):
    try:
        text = value.decode()
    except UnicodeDecodeError as error:
        raise UnstorableError from error
    if "\0" in text:
        raise UnstorableError
    return text


def flipped(value, bit):
    """The value with one bit changed; the bits of bytes are counted from the first byte's."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value ^ (1 << bit)
    data = bytearray(value.encode() if isinstance(value, str) else bytes(value))
    data[bit // 8 % len(data)] ^= 1 << bit % 8
    return bytes(data)
