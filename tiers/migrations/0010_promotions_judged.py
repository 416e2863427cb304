from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tiers', '0009_tier_figures'),
    ]

    operations = [
        migrations.AddField(
            model_name='loyaltyevidence',
            name='orders_under',
            field=models.PositiveIntegerField(editable=False, help_text='Order days in the 30 days under it.', null=True),
        ),
        migrations.AddField(
            model_name='loyaltyevidence',
            name='orders_expected',
            field=models.FloatField(editable=False, help_text='Order days that were usual in such 30 days.', null=True),
        ),
    ]
