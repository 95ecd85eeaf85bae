import django.db.models.deletion
from django.db import migrations, models


def note_the_server(apps, schema_editor):
    """Until now all voter codes were made by the server."""
    voters = apps.get_model('voting', 'Voter').objects.filter(credential__isnull=False)
    elections = apps.get_model('voting', 'Election').objects
    elections.filter(pk__in=voters.values('election')).update(code_maker='server')


class Migration(migrations.Migration):

    dependencies = [
        ('voting', '0007_messages'),
    ]

    operations = [
        migrations.CreateModel(
            name='MailedCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(blank=True, default='', max_length=64)),
                ('asked_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.AddField(
            model_name='election',
            name='code_maker',
            field=models.CharField(choices=[('none', 'Nobody yet'), ('server', 'This server'), ('registrar', "The organisers' own computer"), ('both', "Some the server, some the organisers' own computer")], default='none', max_length=9),
        ),
        migrations.AddField(
            model_name='election',
            name='second_factor',
            field=models.CharField(choices=[('none', 'Voter code only'), ('mail', 'Voter code and a code sent by email')], default='none', max_length=4),
        ),
        migrations.AddField(
            model_name='rollupload',
            name='language',
            field=models.CharField(default='en', max_length=16),
        ),
        migrations.AddField(
            model_name='rollupload',
            name='lines',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='rollupload',
            name='lines_read',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='rollupload',
            name='message',
            field=models.CharField(blank=True, default='', max_length=1000),
        ),
        migrations.AddField(
            model_name='rollupload',
            name='report',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name='rollupload',
            name='status',
            field=models.CharField(choices=[('waiting', 'Waiting to be checked'), ('checked', 'Checked'), ('adding', 'Being added'), ('added', 'Added'), ('failed', 'Cannot be used')], default='waiting', max_length=8),
        ),
        migrations.AlterField(
            model_name='rollupload',
            name='text',
            field=models.TextField(blank=True),
        ),
        migrations.RunPython(note_the_server, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='election',
            constraint=models.CheckConstraint(condition=models.Q(('code_maker__in', ['none', 'server', 'registrar', 'both'])), name='election_code_maker_known'),
        ),
        migrations.AddConstraint(
            model_name='election',
            constraint=models.CheckConstraint(condition=models.Q(('second_factor__in', ['none', 'mail'])), name='election_second_factor_known'),
        ),
        migrations.AddConstraint(
            model_name='rollupload',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['waiting', 'checked', 'adding', 'added', 'failed'])), name='upload_status_known'),
        ),
        migrations.AddField(
            model_name='mailedcode',
            name='voter',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mailed_codes', to='voting.voter'),
        ),
        migrations.AddIndex(
            model_name='mailedcode',
            index=models.Index(fields=['voter', 'asked_at'], name='mailed_code_of_voter'),
        ),
    ]
