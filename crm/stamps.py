"""The database's own stamp on every write: `changed_in` and `changed_at` (see `crm.models.Record`)."""

from django.db import migrations
from django.db.models import BigIntegerField, Func

CREATE_FUNCTION = """
CREATE FUNCTION crm_stamp_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.changed_in := pg_current_xact_id()::text::bigint;
    NEW.changed_at := clock_timestamp();
    RETURN NEW;
END $$;
"""
DROP_FUNCTION = "DROP FUNCTION crm_stamp_change();"


def create_stamp_function() -> migrations.RunSQL:
    return migrations.RunSQL(CREATE_FUNCTION, DROP_FUNCTION)


def stamp_changes(table: str) -> migrations.RunSQL:
    """Stamp every insert and update of `table`, whichever path it comes by: action, bulk, COPY, admin, SQL."""
    return migrations.RunSQL(
        f"CREATE TRIGGER stamp_change BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION crm_stamp_change();",
        f"DROP TRIGGER stamp_change ON {table};",
    )


class OpenTransactions(Func):
    """The oldest transaction still open: whoever follows `changed_in` reads only below it, so that a late commit is not missed."""

    template = "pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
    arity = 0
    output_field = BigIntegerField()
