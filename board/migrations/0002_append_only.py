"""Triggers that keep the record append-only, whoever writes to the database.

Django rebuilds a SQLite table (and drops its triggers) when it alters it: a later migration that alters one of these
tables has to make them again, and the system check board.E001 says so when it does not.
"""

from django.db import migrations

# Each table with the columns that name a row, besides its id.
APPEND_ONLY = {
    "board_entry": ("log_id", "index"),
    "board_payload": ("log_id", "sha256"),
    "board_node": ("log_id", "level", "index"),
    "board_checkpoint": ("log_id", "size"),
}

# The head stays, or moves forward onto an entry that is there; a frozen log takes no update.
LOG_STEP_IS_WRONG = """
    OLD.is_frozen
    OR NEW.id <> OLD.id OR NEW.slug <> OLD.slug OR NEW.origin <> OLD.origin
    OR NEW.size < OLD.size
    OR (NEW.size = OLD.size AND (NEW.root <> OLD.root OR NEW.chain <> OLD.chain))
    OR (NEW.size > OLD.size AND NOT EXISTS (
        SELECT 1 FROM board_entry
        WHERE log_id = NEW.id AND "index" = NEW.size - 1 AND chain = NEW.chain))
"""


def _sqlite_statements():
    for table, key in APPEND_ONLY.items():
        for verb in ("update", "delete"):
            yield f"""CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table}
                BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"""
        yield _sqlite_no_replace(table, " AND ".join(f'"{name}" = NEW."{name}"' for name in key))
    yield """CREATE TRIGGER board_log_no_delete BEFORE DELETE ON board_log
        BEGIN SELECT RAISE(ABORT, 'board_log is append-only'); END"""
    yield f"""CREATE TRIGGER board_log_forward BEFORE UPDATE ON board_log WHEN {LOG_STEP_IS_WRONG}
        BEGIN SELECT RAISE(ABORT, 'board_log only moves forward'); END"""
    yield _sqlite_no_replace("board_log", "slug = NEW.slug OR origin = NEW.origin")


def _sqlite_no_replace(table, same_key):
    """INSERT OR REPLACE deletes without firing DELETE triggers unless the connection asks for it."""
    return f"""CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table}
        WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id OR ({same_key}))
        BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"""


POSTGRESQL_FUNCTIONS = (
    """CREATE FUNCTION board_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END $$""",
    f"""CREATE FUNCTION board_log_step() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF {LOG_STEP_IS_WRONG} THEN
            RAISE EXCEPTION 'board_log only moves forward'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$""",
)


def _postgresql_statements():
    yield from POSTGRESQL_FUNCTIONS
    for table in APPEND_ONLY:
        yield from _postgresql_trigger(table, "no_change", "UPDATE OR DELETE", "ROW", "board_refuse")
    yield from _postgresql_trigger("board_log", "no_delete", "DELETE", "ROW", "board_refuse")
    yield from _postgresql_trigger("board_log", "forward", "UPDATE", "ROW", "board_log_step")
    for table in (*APPEND_ONLY, "board_log"):
        yield from _postgresql_trigger(table, "no_truncate", "TRUNCATE", "STATEMENT", "board_refuse")


def _postgresql_trigger(table, name, event, level, function):
    """ALWAYS keeps the trigger firing for a session that plays a replica."""
    yield f"""CREATE TRIGGER {table}_{name} BEFORE {event} ON {table}
        FOR EACH {level} EXECUTE FUNCTION {function}()"""
    yield f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_{name}"


STATEMENTS = {"sqlite": _sqlite_statements, "postgresql": _postgresql_statements}


def make_triggers(apps, schema_editor):
    for statement in STATEMENTS[schema_editor.connection.vendor]():
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("board", "0001_initial")]
    # No way back: a migration that lifts the triggers is what they are there to stop.
    operations = [migrations.RunPython(make_triggers)]
