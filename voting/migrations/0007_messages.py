import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def plans_of_elections_begun(apps, _schema_editor):
    """Elections under way or over at the upgrade send nothing about what was before it."""
    plans = apps.get_model('voting', 'MessagePlan')
    begun = apps.get_model('voting', 'Election').objects.exclude(state__in=('draft', 'frozen'))
    for election in begun.select_related('log'):
        plans.objects.create(
            election=election,
            receipts_through=election.log.size if election.log else 0,
            results_told=election.state == 'published',
        )


class Migration(migrations.Migration):

    dependencies = [
        ('voting', '0005_roll_changes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SignInRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.CharField(max_length=254)),
                ('asked_at', models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name='electionofficial',
            name='added_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='electionofficial',
            name='added_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.CreateModel(
            name='MessagePlan',
            fields=[
                ('election', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='message_plan', serialize=False, to='voting.election')),
                ('receipts', models.BooleanField(default=True)),
                ('reminders', models.BooleanField(default=True)),
                ('reminder_hours', models.PositiveSmallIntegerField(default=24)),
                ('results', models.BooleanField(default=True)),
                ('key_holders', models.BooleanField(default=True)),
                ('receipts_through', models.PositiveBigIntegerField(default=0)),
                ('reminded_of', models.DateTimeField(blank=True, null=True)),
                ('results_told', models.BooleanField(default=False)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('reminder_hours__gte', 1), ('reminder_hours__lte', 240)), name='message_plan_hours_range')],
            },
        ),
        migrations.CreateModel(
            name='VoterReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=2000)),
                ('contact', models.CharField(blank=True, default='', max_length=200)),
                ('reported_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('done_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('election', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='voter_reports', to='voting.election')),
            ],
            options={
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='LinkRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.CharField(blank=True, default='', max_length=254)),
                ('credential', models.CharField(blank=True, default='', max_length=64)),
                ('asked_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('election', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='link_requests', to='voting.election')),
                ('voter', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='link_requests', to='voting.voter')),
            ],
            options={
                'ordering': ('pk',),
                'constraints': [models.UniqueConstraint(condition=models.Q(('done_at__isnull', True)), fields=('voter',), name='link_request_open_once'), models.CheckConstraint(condition=models.Q(models.Q(('email', ''), ('voter__isnull', False)), models.Q(('voter__isnull', True), models.Q(('email', ''), _negated=True)), _connector='OR'), name='link_request_of_voter_or_address')],
            },
        ),
        migrations.CreateModel(
            name='VoterMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('link', 'Voting links'), ('receipt', 'Receipts'), ('reminder', 'Reminders'), ('results', 'Results are out')], max_length=8)),
                ('about', models.CharField(blank=True, default='', max_length=40)),
                ('entry_index', models.PositiveBigIntegerField(blank=True, null=True)),
                ('copy', models.PositiveSmallIntegerField(default=0)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('sending', 'Being sent'), ('sent', 'Sent'), ('failed', 'Could not be sent'), ('bounced', 'Came back')], default='waiting', max_length=8)),
                ('reason', models.CharField(blank=True, choices=[('address', 'there is no mailbox with this address'), ('full', 'the mailbox is full or has too little room'), ('refused', 'the mail server refused it, perhaps as unwanted mail'), ('unreachable', 'the mail server could not be reached or did not answer'), ('other', 'the mail server gave no reason that we understand')], default='', max_length=11)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('moment', models.DateTimeField(blank=True, null=True)),
                ('voter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='voting.voter')),
            ],
            options={
                'ordering': ('pk',),
                'indexes': [models.Index(fields=['state', 'moment'], name='voter_message_due')],
                'constraints': [models.UniqueConstraint(fields=('voter', 'kind', 'about', 'copy'), name='voter_message_once'), models.CheckConstraint(condition=models.Q(('kind__in', ['link', 'receipt', 'reminder', 'results'])), name='voter_message_kind_known'), models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'sending', 'sent', 'failed', 'bounced'])), name='voter_message_state_known'), models.CheckConstraint(condition=models.Q(('moment__isnull', False), models.Q(('state__in', ('waiting', 'sending')), _negated=True), _connector='OR'), name='voter_message_under_way_has_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'receipt'), _negated=True), models.Q(('entry_index__isnull', False), models.Q(('about', ''), _negated=True)), _connector='OR'), name='voter_message_receipt_has_a_place')],
            },
        ),
        migrations.RunPython(plans_of_elections_begun, migrations.RunPython.noop),
    ]
