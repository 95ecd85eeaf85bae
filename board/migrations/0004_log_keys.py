"""The key of each log, with the generation of the secret that it began with; append-only like the rest.

Logs from before there were generations began with the first one.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from crypto.kdf import derive_key
from crypto.notes import NoteSigner

TABLE = "board_logkey"


def _sqlite_statements():
    for verb in ("update", "delete"):
        yield f"""CREATE TRIGGER {TABLE}_no_{verb} BEFORE {verb.upper()} ON {TABLE}
            BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END"""
    # INSERT OR REPLACE deletes without firing DELETE triggers unless the connection asks for it.
    yield f"""CREATE TRIGGER {TABLE}_no_replace BEFORE INSERT ON {TABLE}
        WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id OR log_id = NEW.log_id)
        BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END"""


def _postgresql_statements():
    """The function is that of 0002; ALWAYS keeps the trigger firing for a session that plays a replica."""
    for name, event, level in (("no_change", "UPDATE OR DELETE", "ROW"), ("no_truncate", "TRUNCATE", "STATEMENT")):
        yield f"""CREATE TRIGGER {TABLE}_{name} BEFORE {event} ON {TABLE}
            FOR EACH {level} EXECUTE FUNCTION board_refuse()"""
        yield f"ALTER TABLE {TABLE} ENABLE ALWAYS TRIGGER {TABLE}_{name}"


STATEMENTS = {"sqlite": _sqlite_statements, "postgresql": _postgresql_statements}


def make_triggers(apps, schema_editor):
    for statement in STATEMENTS[schema_editor.connection.vendor]():
        schema_editor.execute(statement, params=None)


def keep_keys(apps, schema_editor):
    """Give each log that is there the key it has always been signed with."""
    secret = settings.BOARD_SIGNING_SECRETS.get(1)
    for log in apps.get_model("board", "Log").objects.order_by("pk"):
        if secret is None:
            raise RuntimeError(
                f"{log.origin}: its key comes from generation 1 of the secret, which the secret file lacks: "
                "put its line back and migrate again"
            )
        seed = derive_key(secret, salt=b"", info=b"tabella/v1/log/" + log.origin.encode(), length=32)
        verifier = NoteSigner(log.origin, seed).verifier().text()
        apps.get_model("board", "LogKey").objects.create(log=log, generation=1, verifier=verifier)


class Migration(migrations.Migration):
    dependencies = [("board", "0003_witnesses")]
    # No way back: a migration that lifts the triggers is what they are there to stop.
    operations = [
        migrations.CreateModel(
            name="LogKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("generation", models.PositiveSmallIntegerField()),
                ("verifier", models.CharField(max_length=400)),
                (
                    "log",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="key", to="board.log"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("generation__gte", 1)), name="board_logkey_generation_at_least_1"
                    )
                ],
            },
        ),
        migrations.RunPython(make_triggers),
        migrations.RunPython(keep_keys),
    ]
