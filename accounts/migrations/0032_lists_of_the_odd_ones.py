"""A value that hardly any account has is not looked for among a million."""

from django.db import migrations, models
from django.db.models import F, Q

NEWEST = (F("created_at").desc(), F("id").desc())


class Migration(migrations.Migration):
    dependencies = [("accounts", "0031_unjustified_claims")]
    operations = [
        migrations.AddIndex(
            "account",
            models.Index(
                "place_confidence", *NEWEST, condition=~Q(place_confidence="given"), name="account_place_not_given"
            ),
        ),
        migrations.AddIndex(
            "account", models.Index("currency", *NEWEST, condition=~Q(currency="CNY"), name="account_foreign_currency")
        ),
    ]
