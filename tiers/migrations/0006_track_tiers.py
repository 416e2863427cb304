from django.db import migrations

from crm.history import track


class Migration(migrations.Migration):
    dependencies = [("tiers", "0005_assignments_by_day"), ("crm", "0008_track_people")]
    operations = [
        track("tierpolicy", naming=["number", "name"]),
        track("tieroverride", naming=["tier", "reason"]),
        track("tierassignment", journal=True),
        track("welcomedecision", journal=True),
    ]
