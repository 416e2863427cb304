from django.db import migrations

from crm.history import track


class Migration(migrations.Migration):
    dependencies = [("visits", "0003_visit_day_and_outside_key"), ("crm", "0008_track_people")]
    operations = [
        track("route", naming=["name"]),
        track("routestop", naming=["route_id"]),
        track("visit", naming=["planned_on"]),
    ]
