from django.db import migrations


def payloads_as_they_are(apps, schema_editor):
    """PostgreSQL tries to compress them, mostly in vain: ballots are random numbers."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE board_payload ALTER COLUMN data SET STORAGE EXTERNAL")


class Migration(migrations.Migration):

    dependencies = [
        ('board', '0004_log_keys'),
    ]

    operations = [migrations.RunPython(payloads_as_they_are, migrations.RunPython.noop)]
