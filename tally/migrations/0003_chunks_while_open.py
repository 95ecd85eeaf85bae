import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Chunks of ballots on the record in place of chunks of counted ballots.

    What was there goes: it can be made again from the record at any time, and a count that was
    under way makes it.
    """

    dependencies = [
        ('tally', '0002_count_fault'),
        ('voting', '0008_registrar'),
    ]

    operations = [
        migrations.DeleteModel(name='Chunk'),
        migrations.CreateModel(
            name='Chunk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('start', models.PositiveBigIntegerField()),
                ('stop', models.PositiveBigIntegerField()),
                ('ballots', models.PositiveIntegerField()),
                ('left_out', models.JSONField(default=list)),
                ('totals', models.TextField(blank=True, default='')),
                ('weight', models.PositiveBigIntegerField(default=0)),
                ('is_settled', models.BooleanField(default=False)),
                ('is_final', models.BooleanField(default=False)),
                ('given_out_at', models.DateTimeField(blank=True, null=True)),
                ('election', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='chunks', to='voting.election')),
            ],
            options={
                'ordering': ('number',),
                'constraints': [models.UniqueConstraint(models.F('election'), models.F('number'), name='chunk_once'), models.UniqueConstraint(models.F('election'), models.F('start'), name='chunk_start_once'), models.CheckConstraint(condition=models.Q(('ballots__gte', 1)), name='chunk_not_empty'), models.CheckConstraint(condition=models.Q(('stop__gt', models.F('start'))), name='chunk_in_order'), models.CheckConstraint(condition=models.Q(('is_final', False), models.Q(('is_settled', True), models.Q(('totals', ''), _negated=True)), _connector='OR'), name='chunk_final_is_made_and_settled')],
            },
        ),
    ]
