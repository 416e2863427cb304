import django.utils.timezone
from django.db import migrations, models

from crm.stamps import stamp_changes


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_stamp_changes"), ("crm", "0002_stamp_changes")]
    operations = [
        migrations.AddField("ownership", "changed_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
        migrations.AddField(
            "ownership",
            "changed_in",
            models.BigIntegerField(default=0, editable=False, help_text="Tells phones which accounts came and which left."),
        ),
        migrations.AddIndex("ownership", models.Index(fields=["changed_in"], name="ownership_change")),
        stamp_changes("accounts_ownership"),
    ]
