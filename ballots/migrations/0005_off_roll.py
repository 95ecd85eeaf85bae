from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ballots', '0004_taken'),
    ]

    operations = [
        migrations.AlterField(
            model_name='submission',
            name='reason',
            field=models.CharField(blank=True, choices=[('proof', 'a proof in the ballot does not hold'), ('commitments', 'what was sent beside the ballot does not fit it'), ('nonces', 'the keys of this test ballot do not open it'), ('repeated', 'a part of this ballot is on the record already'), ('overtaken', 'a ballot sent later with the same voter code was recorded first'), ('off_roll', 'the voter code was replaced or taken off the list before the ballot was recorded'), ('closed', 'voting closed before the ballot was recorded')], default='', max_length=12),
        ),
    ]
