import django.db.models.deletion
from django.db import migrations, models


def long_documents_as_they_are(apps, schema_editor):
    """PostgreSQL tries to compress them, in vain: they are random numbers."""
    if schema_editor.connection.vendor == "postgresql":
        for column in ("ballot", "companion"):
            schema_editor.execute(
                f"ALTER TABLE ballots_submission ALTER COLUMN {column} SET STORAGE EXTERNAL"
            )


class Migration(migrations.Migration):

    dependencies = [
        ('ballots', '0005_off_roll'),
    ]

    operations = [
        # A young table has no statistics, and without them this index was taken for lists of
        # credentials: it holds all ballots of an election.
        migrations.RemoveIndex(
            model_name='submission',
            name='submission_status',
        ),
        # Checked once for each of the many parts of a ballot, whose row was checked before.
        migrations.AlterField(
            model_name='ballotpart',
            name='election',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='voting.election'),
        ),
        migrations.RunPython(long_documents_as_they_are, migrations.RunPython.noop),
    ]
