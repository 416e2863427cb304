from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("visits", "0002_stamp_changes")]
    operations = [
        migrations.AddField("visit", "external_id", models.CharField(blank=True, max_length=100, null=True)),
        migrations.AddField(
            "visit",
            "source",
            models.CharField(blank=True, default="", help_text="The system that external_id comes from.", max_length=50),
        ),
        migrations.AddField(
            "visit",
            "visited_on",
            models.DateField(
                blank=True,
                editable=False,
                help_text="Business day it counts for; not the phone's day where its clock was wrong.",
                null=True,
            ),
        ),
        migrations.AlterField(
            "visit",
            "service_level",
            models.PositiveSmallIntegerField(
                blank=True,
                help_text="1 basic, 2 satisfied, 3 above, 4 unforgettable",
                null=True,
                validators=[MinValueValidator(1), MaxValueValidator(4)],
            ),
        ),
        migrations.AddIndex(
            "visit",
            models.Index(condition=Q(status__in=("planned", "in_progress")), fields=["account"], name="visit_open_account"),
        ),
        migrations.AddConstraint(
            "visit",
            models.CheckConstraint(
                condition=~Q(status="completed") | Q(visited_on__isnull=False), name="visit_completed_counts_for_a_day"
            ),
        ),
        migrations.AddConstraint(
            "visit", models.UniqueConstraint(fields=("source", "external_id"), name="visit_external_id_once_per_source")
        ),
    ]
