"""How many new lexemes wait before they go into the index is asked by whoever writes: a person has few, an import a million."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0032_lists_of_the_odd_ones")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "ALTER INDEX account_search RESET (gin_pending_list_limit);",
                    "ALTER INDEX account_search SET (gin_pending_list_limit = 1024);",
                ),
            ],
            state_operations=[
                migrations.RemoveIndex("account", "account_search"),
                migrations.AddIndex("account", GinIndex(fields=["search"], name="account_search", fastupdate=True)),
            ],
        ),
    ]
