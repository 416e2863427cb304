from django.db import migrations

from crm.history import track
from crm.stamps import stamp_changes

TABLES = ("visits_cycle", "visits_managershift", "visits_absence", "visits_visitrules")


class Migration(migrations.Migration):
    dependencies = [("visits", "0006_cycle_plans")]
    operations = [
        *(stamp_changes(table) for table in TABLES),
        track("managershift", naming=["manager_id"]),
        track("absence", naming=["kind", "since"]),
        track("visitrules"),
    ]
