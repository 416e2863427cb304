from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("visits", "0011_move_findings")]
    operations = [migrations.RemoveField(model_name="visit", name="findings")]
