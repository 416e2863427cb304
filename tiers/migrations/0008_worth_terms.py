
import tiers.models.policy
from decimal import Decimal
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tiers', '0007_evidence_and_worth'),
    ]

    operations = [
        migrations.AddField(
            model_name='tierpolicy',
            name='discount_rate',
            field=models.DecimalField(decimal_places=3, default=Decimal('0.150'), help_text="A year's.", max_digits=4),
        ),
        migrations.AddField(
            model_name='tierpolicy',
            name='horizon_years',
            field=models.PositiveSmallIntegerField(default=3),
        ),
        migrations.AddField(
            model_name='tierpolicy',
            name='loyalty_weights',
            field=models.JSONField(default=tiers.models.policy.usual_weights),
        ),
        migrations.AddField(
            model_name='tierpolicy',
            name='margin_rate',
            field=models.DecimalField(decimal_places=3, default=Decimal('0.300'), help_text='Part of sales that is kept.', max_digits=4),
        ),
    ]
