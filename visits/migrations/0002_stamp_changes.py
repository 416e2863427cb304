from django.db import migrations

from crm.stamps import stamp_changes

TABLES = ("visits_route", "visits_routestop", "visits_visit")


class Migration(migrations.Migration):
    dependencies = [("visits", "0001_initial"), ("crm", "0002_stamp_changes")]
    operations = [stamp_changes(table) for table in TABLES]
