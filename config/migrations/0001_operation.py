import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('voting', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Pulse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('queue', models.CharField(max_length=20, unique=True)),
                ('beaten_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Canary',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('codes', models.JSONField()),
                ('begun_at', models.DateTimeField()),
                ('sent', models.PositiveIntegerField(default=0)),
                ('ballot', models.CharField(blank=True, default='', max_length=64)),
                ('entry', models.TextField(blank=True, default='')),
                ('seen_at', models.DateTimeField(blank=True, null=True)),
                ('due_at', models.DateTimeField(blank=True, null=True)),
                ('fault', models.CharField(blank=True, default='', max_length=200)),
                ('election', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='canary', to='voting.election')),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
    ]
