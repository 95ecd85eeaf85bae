import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('board', '0002_append_only'),
        ('voting', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='TrusteeMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('invite', 'Invite'), ('remind', 'Reminder'), ('tell', 'Next step')], max_length=8)),
                ('about', models.CharField(blank=True, default='', max_length=60)),
                ('status', models.CharField(choices=[('none', 'Not sent'), ('sending', 'Being sent'), ('sent', 'Sent'), ('failed', 'Failed')], default='none', max_length=8)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('asked_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='TrusteeReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('key_lost', 'Says that their key is lost'), ('refused', 'Their tool refused to go on')], max_length=8)),
                ('text', models.CharField(blank=True, default='', max_length=1000)),
                ('reported_at', models.DateTimeField()),
            ],
            options={
                'ordering': ('-pk',),
            },
        ),
        migrations.RemoveConstraint(
            model_name='ceremonystep',
            name='ceremony_step_once',
        ),
        migrations.RemoveConstraint(
            model_name='ceremonystep',
            name='ceremony_step_known',
        ),
        migrations.AddField(
            model_name='election',
            name='drill_asked_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='election',
            name='drill_asked_size',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='trustee',
            name='has_lost_key',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='trustee',
            name='last_seen',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='trustee',
            name='link_salt',
            field=models.CharField(blank=True, default='', max_length=32),
        ),
        migrations.AddField(
            model_name='trustee',
            name='reminded_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='ceremonystep',
            name='kind',
            field=models.CharField(choices=[('trustee', 'Key made'), ('share', 'Key parts sent'), ('confirm', 'Key parts checked'), ('complaint', 'Complaint'), ('drill', 'Key file checked'), ('waiver', 'Left out')], max_length=10),
        ),
        migrations.AddConstraint(
            model_name='ceremonystep',
            constraint=models.UniqueConstraint(models.F('trustee'), models.F('attempt'), models.F('kind'), condition=models.Q(('kind__in', ('complaint', 'drill')), _negated=True), name='ceremony_step_once'),
        ),
        migrations.AddConstraint(
            model_name='ceremonystep',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['trustee', 'share', 'confirm', 'complaint', 'drill', 'waiver'])), name='ceremony_step_known'),
        ),
        migrations.AddConstraint(
            model_name='election',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('drill_asked_at__isnull', True), ('drill_asked_size__isnull', True)), models.Q(('drill_asked_at__isnull', False), ('drill_asked_size__isnull', False)), _connector='OR'), name='election_drill_asked_wholly'),
        ),
        migrations.AddField(
            model_name='trusteemail',
            name='trustee',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mails', to='voting.trustee'),
        ),
        migrations.AddField(
            model_name='trusteereport',
            name='trustee',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='voting.trustee'),
        ),
        migrations.AddConstraint(
            model_name='trusteemail',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'tell')), fields=('trustee', 'about'), name='trustee_told_once'),
        ),
        migrations.AddConstraint(
            model_name='trusteemail',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['invite', 'remind', 'tell'])), name='trustee_mail_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='trusteemail',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['none', 'sending', 'sent', 'failed'])), name='trustee_mail_status_known'),
        ),
        migrations.AddConstraint(
            model_name='trusteereport',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['key_lost', 'refused'])), name='trustee_report_kind_known'),
        ),
    ]
