from django.db import migrations

from crm.stamps import create_stamp_function, stamp_changes


class Migration(migrations.Migration):
    dependencies = [("crm", "0001_initial")]
    operations = [
        create_stamp_function(),
        *[stamp_changes(table) for table in ("crm_team", "crm_user", "crm_event")],
    ]
