from django.db import migrations

from crm.stamps import stamp_changes

TABLES = ("tiers_tierpolicy", "tiers_tierassignment", "tiers_tieroverride")


class Migration(migrations.Migration):
    dependencies = [("tiers", "0001_initial"), ("crm", "0002_stamp_changes")]
    operations = [stamp_changes(table) for table in TABLES]
