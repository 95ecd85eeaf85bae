from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('voting', '0002_key_holders'),
    ]

    operations = [
        migrations.AddField(
            model_name='election',
            name='alert_events',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='election',
            name='alerted_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
