"""What was found on visits moves from a list on the visit to rows of their own; and the one kind of visit that there was until now."""

from typing import Any

from django.db import migrations

MOVE = """
    INSERT INTO visits_finding (id, created_at, updated_at, version, changed_in, changed_at, kind, text, position, found_on,
                                account_id, visit_id, by_id)
    SELECT gen_random_uuid(), visit.created_at, visit.updated_at, 1, 0, now(), coalesce(left(found.entry ->> 'kind', 40), ''),
           found.entry ->> 'text', found.position, coalesce(visit.visited_on, visit.planned_on), visit.account_id, visit.id,
           visit.manager_id
    FROM visits_visit AS visit, jsonb_array_elements(visit.findings) WITH ORDINALITY AS found (entry, position)
    WHERE jsonb_typeof(visit.findings) = 'array' AND found.entry ->> 'text' <> ''
"""
STEPS = ("talk", "brand", "stock_count", "price_check", "competitor_promotion", "referral")


def define_first_type(apps: Any, schema_editor: Any) -> None:
    """The standing duties of row 79, none of them a must: a plain visit stays three taps."""
    VisitType = apps.get_model("visits", "VisitType")
    if not VisitType.objects.exists():
        steps = [{"kind": kind, "must": False, "hint": ""} for kind in STEPS]
        VisitType.objects.create(label_zh="日常拜访", label_en="Regular visit", steps=steps, is_default=True)


class Migration(migrations.Migration):
    dependencies = [("visits", "0010_visit_steps")]
    operations = [
        migrations.RunSQL(MOVE, migrations.RunSQL.noop),
        migrations.RunPython(define_first_type, migrations.RunPython.noop),
    ]
