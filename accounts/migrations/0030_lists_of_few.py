"""What few accounts have (internal, with complaints, not welcome) is found in the order in which a list shows it."""

from django.contrib.postgres.indexes import GinIndex, HashIndex
from django.db import migrations, models
from django.db.models import F, Q

NEWEST = (F("created_at").desc(), F("id").desc())


class Migration(migrations.Migration):
    dependencies = [("accounts", "0029_places_are_checked")]
    operations = [
        *(
            migrations.AddIndex("account", models.Index(*order, condition=Q(kind="internal"), name=f"account_internal_{name}"))
            for name, order in {
                "created": NEWEST,
                "name": (F("name_key"), F("id")),
                "value": (F("annual_value").desc(nulls_last=True), F("id").desc()),
            }.items()
        ),
        migrations.RemoveIndex("account", "account_internal"),
        migrations.AddIndex("account", models.Index(*NEWEST, condition=Q(open_complaints__gt=0), name="account_with_complaints")),
        migrations.RemoveIndex("account", "account_complaints"),
        migrations.AddIndex(
            "account", models.Index("welcome", *NEWEST, condition=~Q(welcome="welcome"), name="account_not_welcome_new")
        ),
        migrations.RemoveIndex("account", "account_not_welcome"),
        migrations.AddIndex(
            "account",
            models.Index(F("next_order_on").desc(nulls_last=True), F("id").desc(), name="account_next_order"),
        ),
        migrations.AddIndex("account", HashIndex(fields=["name"], name="account_very_name")),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "ALTER INDEX account_search SET (gin_pending_list_limit = 1024);",
                    "ALTER INDEX account_search SET (gin_pending_list_limit = 256);",
                ),
            ],
            state_operations=[
                migrations.RemoveIndex("account", "account_search"),
                migrations.AddIndex(
                    "account",
                    GinIndex(fields=["search"], name="account_search", fastupdate=True, gin_pending_list_limit=1024),
                ),
            ],
        ),
    ]
