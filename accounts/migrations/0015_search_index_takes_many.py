from django.contrib.postgres.indexes import GinIndex
from django.db import migrations


class Migration(migrations.Migration):
    """The index stays as it is and is not built anew: only how it takes new rows changes."""

    dependencies = [("accounts", "0014_deals")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "ALTER INDEX account_search SET (fastupdate = on, gin_pending_list_limit = 256);",
                    "ALTER INDEX account_search RESET (gin_pending_list_limit); ALTER INDEX account_search SET (fastupdate = off);",
                ),
            ],
            state_operations=[
                migrations.RemoveIndex(model_name="account", name="account_search"),
                migrations.AddIndex(
                    model_name="account",
                    index=GinIndex(fields=["search"], name="account_search", fastupdate=True, gin_pending_list_limit=256),
                ),
            ],
        ),
    ]
