"""The policy that holds until somebody publishes another: top 1, 5 and 20 % of 12-month net sales."""

from datetime import date
from decimal import Decimal

from django.db import migrations
from django.utils import timezone
from uuid6 import uuid7

FIRST_POLICY = {
    "number": 1,
    "name": "标准分级",
    "status": "published",
    "effective_on": date(1970, 1, 1),  # old logs are reviewed as of their own day
    "score": "value",
    "method": "percentile",
    "shares": {"vip": "0.01", "gold": "0.05", "key": "0.20"},
    "enter_factor": Decimal("0.90"),
    "leave_factor": Decimal("1.30"),
    "grace_months": 2,
    "minimum_age_days": 180,
    "protection_days": 90,
    "intervals_days": {"vip": 7, "gold": 14, "key": 28, "ordinary": 56, "unrated": 28},
    "target_levels": {"vip": 4, "gold": 3, "key": 3, "ordinary": 2},
}


def publish_first_policy(apps, schema_editor):
    policies = apps.get_model("tiers", "TierPolicy").objects
    if not policies.exists():
        policies.create(id=uuid7(), published_at=timezone.now(), **FIRST_POLICY)


class Migration(migrations.Migration):
    dependencies = [("tiers", "0003_lean_standings")]
    operations = [migrations.RunPython(publish_first_policy, migrations.RunPython.noop)]
