from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("crm", "0003_failed_sign_in")]
    operations = [
        migrations.AddIndex(
            "event",
            models.Index(
                condition=Q(
                    type__in=(
                        "account.updated",
                        "account.reassigned",
                        "account.archived",
                        "account.reopened",
                        "contact.updated",
                        "contact.archived",
                    )
                ),
                fields=["subject"],
                name="event_edit",
            ),
        )
    ]
