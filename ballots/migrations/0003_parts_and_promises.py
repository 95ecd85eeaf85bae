from django.db import migrations, models


def check_again(apps, schema_editor):
    """Accepted ballots have no parts named yet: their proofs are checked once more."""
    apps.get_model('ballots', 'Submission').objects.filter(status='accepted').update(status='waiting')


class Migration(migrations.Migration):

    dependencies = [
        ('ballots', '0002_overtaken_ballots'),
        ('voting', '0003_alerts'),
    ]

    operations = [
        migrations.RunPython(check_again, migrations.RunPython.noop),
        migrations.AddField(
            model_name='submission',
            name='parts',
            field=models.BinaryField(null=True),
        ),
        migrations.AddField(
            model_name='submission',
            name='promise',
            field=models.TextField(blank=True, default=''),
        ),
        migrations.AddIndex(
            model_name='submission',
            index=models.Index(condition=models.Q(('status__in', ('waiting', 'accepted'))), fields=['election', 'id'], name='submission_unfinished'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('parts__isnull', False), ('status', 'accepted')), models.Q(models.Q(('status', 'accepted'), _negated=True), ('parts__isnull', True)), _connector='OR'), name='submission_accepted_names_its_parts'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.CheckConstraint(condition=models.Q(('promise', ''), models.Q(('kind', 'ballot'), ('status', 'accepted')), _connector='OR'), name='submission_promise_is_owed'),
        ),
    ]
