from django.db import migrations

from crm.history import track


class Migration(migrations.Migration):
    dependencies = [("accounts", "0019_find_texts"), ("crm", "0008_track_people")]
    operations = [
        track("customfield", naming=["key"]),
        track("savedview", naming=["name"]),
    ]
