from django.db import migrations

from crm.stamps import stamp_changes

TABLES = (
    "accounts_account",
    "accounts_contact",
    "accounts_processlink",
    "accounts_territory",
    "accounts_product",
    "accounts_order",
    "accounts_touchpoint",
    "accounts_promise",
    "accounts_importrun",
)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_relations"), ("crm", "0002_stamp_changes")]
    operations = [stamp_changes(table) for table in TABLES]
