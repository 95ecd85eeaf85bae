"""The history of voters' credentials, which nobody can rewrite: rows are added and stay."""

import django.db.models.deletion
from django.db import migrations, models

TABLE = "voting_credentialchange"
TRIGGERS = {
    "sqlite": (
        f"""CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE ON {TABLE}
            BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END""",
        f"""CREATE TRIGGER {TABLE}_no_delete BEFORE DELETE ON {TABLE}
            BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END""",
        f"""CREATE TRIGGER {TABLE}_no_replace BEFORE INSERT ON {TABLE}
            WHEN EXISTS (SELECT 1 FROM {TABLE}
                WHERE id = NEW.id OR (election_id = NEW.election_id AND old = NEW.old))
            BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END""",
    ),
    "postgresql": (
        f"""CREATE TRIGGER {TABLE}_no_change BEFORE UPDATE OR DELETE ON {TABLE}
            FOR EACH ROW EXECUTE FUNCTION board_refuse()""",
        f"ALTER TABLE {TABLE} ENABLE ALWAYS TRIGGER {TABLE}_no_change",
        f"""CREATE TRIGGER {TABLE}_no_truncate BEFORE TRUNCATE ON {TABLE}
            FOR EACH STATEMENT EXECUTE FUNCTION board_refuse()""",
        f"ALTER TABLE {TABLE} ENABLE ALWAYS TRIGGER {TABLE}_no_truncate",
    ),
}


def make_triggers(apps, schema_editor):
    for statement in TRIGGERS[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):

    dependencies = [
        ('voting', '0004_question_rules'),
    ]

    operations = [
        migrations.CreateModel(
            name='CredentialChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entry_index', models.PositiveBigIntegerField()),
                ('old', models.CharField(max_length=64)),
                ('new', models.CharField(blank=True, max_length=64)),
                ('election', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='credential_changes', to='voting.election')),
                ('voter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='credential_changes', to='voting.voter')),
            ],
            options={
                'ordering': ('entry_index', 'old'),
                'constraints': [models.UniqueConstraint(models.F('election'), models.F('old'), name='credential_change_old_once'), models.UniqueConstraint(models.F('election'), models.F('new'), condition=models.Q(('new', ''), _negated=True), name='credential_change_new_once')],
            },
        ),
        migrations.RunPython(make_triggers),
    ]
