import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

COLUMNS = "team_id, owner_id, territory_id, tier, currency"
COUNTED = "kind = 'external' AND status <> 'archived'"

#: One row for each group that a statement changed, whatever wrote it: action, bulk SQL, COPY, admin or psql.
TELL = f"""
CREATE FUNCTION tiers_tell_figures() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO tiers_tierfigure ({COLUMNS}, accounts, value)
        SELECT {COLUMNS}, count(*), coalesce(sum(annual_value), 0) FROM new_rows WHERE {COUNTED} GROUP BY {COLUMNS};
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO tiers_tierfigure ({COLUMNS}, accounts, value)
        SELECT {COLUMNS}, -count(*), -coalesce(sum(annual_value), 0) FROM old_rows WHERE {COUNTED} GROUP BY {COLUMNS};
    ELSE
        INSERT INTO tiers_tierfigure ({COLUMNS}, accounts, value)
        SELECT {COLUMNS}, sum(moved), sum(held) FROM (
            SELECT {COLUMNS}, 1 AS moved, coalesce(annual_value, 0) AS held FROM new_rows WHERE {COUNTED}
            UNION ALL SELECT {COLUMNS}, -1, -coalesce(annual_value, 0) FROM old_rows WHERE {COUNTED}
        ) AS told GROUP BY {COLUMNS} HAVING sum(moved) <> 0 OR sum(held) <> 0;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER tier_figures_insert AFTER INSERT ON accounts_account
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tiers_tell_figures();
CREATE TRIGGER tier_figures_update AFTER UPDATE ON accounts_account
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tiers_tell_figures();
CREATE TRIGGER tier_figures_delete AFTER DELETE ON accounts_account
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION tiers_tell_figures();
INSERT INTO tiers_tierfigure ({COLUMNS}, accounts, value)
SELECT {COLUMNS}, count(*), coalesce(sum(annual_value), 0) FROM accounts_account WHERE {COUNTED} GROUP BY {COLUMNS};
"""
FORGET = """
DROP TRIGGER tier_figures_insert ON accounts_account;
DROP TRIGGER tier_figures_update ON accounts_account;
DROP TRIGGER tier_figures_delete ON accounts_account;
DROP FUNCTION tiers_tell_figures();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0024_goodwill_and_abuse"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("tiers", "0008_worth_terms"),
    ]

    operations = [
        migrations.CreateModel(
            name="TierFigure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("tier", models.CharField(choices=[("vip", "VIP"), ("gold", "黄金"), ("key", "重点"), ("ordinary", "普通")], max_length=10, null=True)),
                ("currency", models.CharField(max_length=3)),
                ("accounts", models.IntegerField()),
                ("value", models.DecimalField(decimal_places=2, max_digits=20)),
                ("owner", models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("team", models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="crm.team")),
                ("territory", models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="accounts.territory")),
            ],
        ),
        migrations.RunSQL(TELL, FORGET),
        migrations.AddField(
            model_name="reviewrun",
            name="curves",
            field=models.JSONField(default=list, help_text="How much the first accounts hold, by currency: accounts, value, points [accounts, value]."),
        ),
        migrations.AddIndex(
            model_name="reviewrun",
            index=models.Index("team", models.OrderBy(models.F("as_of"), descending=True), models.OrderBy(models.F("id"), descending=True), name="review_run_team_day"),
        ),
    ]
