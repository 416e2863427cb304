from django.db import migrations, models

# Without STRICT PostgreSQL writes the formula into the index and the query instead of calling a function for every row. A text,
# a choice, yes or no has no number, but its row says that the field is filled, which no index over jsonb does.
FUNCTIONS = """
CREATE OR REPLACE FUNCTION accounts_place(latitude double precision, longitude double precision) RETURNS point
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT point(longitude, degrees(ln(tan(pi() / 4 + radians(least(greatest(latitude, -85), 85)) / 2))))
$$;
CREATE OR REPLACE FUNCTION accounts_compare_custom() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        DELETE FROM accounts_customvalue WHERE account_id = NEW.id;
    END IF;
    INSERT INTO accounts_customvalue (account_id, key, unit, number)
    SELECT NEW.id, field.key,
           CASE WHEN field.type = 'money' AND jsonb_typeof(NEW.custom -> field.key) = 'object'
                THEN coalesce(NEW.custom -> field.key ->> 'currency', '') ELSE '' END,
           CASE field.type || ' ' || jsonb_typeof(NEW.custom -> field.key)
               WHEN 'number number' THEN (NEW.custom ->> field.key)::numeric
               WHEN 'money object' THEN (NEW.custom -> field.key ->> 'amount')::numeric
               WHEN 'date string' THEN ((NEW.custom ->> field.key)::date - date '1970-01-01')::numeric
           END
    FROM accounts_customfield AS field
    WHERE NEW.custom ? field.key;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0021_find_by_phone")]
    operations = [
        migrations.AlterField(
            "customvalue",
            "number",
            models.DecimalField(decimal_places=8, help_text="Null of what has no order.", max_digits=30, null=True),
        ),
        migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop),
    ]
