from django.db import migrations

from crm.history import track


class Migration(migrations.Migration):
    dependencies = [("crm", "0007_history")]
    operations = [
        track("user", naming=["name"], hidden=["password"]),
        track("team", naming=["name"]),
        track("sourcedconstant", naming=["key"]),
        track("constantquestion", naming=["key"]),
        track("token", naming=["name"], hidden=["digest"]),
    ]
