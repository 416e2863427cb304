"""The numbers of the five source texts, each with its place; what a person has edited is left alone."""

from django.db import migrations

from crm.constants.loading import load_register
from crm.stamps import stamp_changes


def load(apps, schema_editor):
    load_register(apps.get_model("crm", "ConstantQuestion"), apps.get_model("crm", "SourcedConstant"))


class Migration(migrations.Migration):
    dependencies = [("crm", "0005_sourced_constants")]
    operations = [
        stamp_changes("crm_constantquestion"),
        stamp_changes("crm_sourcedconstant"),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
