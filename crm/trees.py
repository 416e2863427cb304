"""Tables whose rows hang on one another by `parent_id`: the database itself keeps each of them a tree.

A check in an action cannot see what another transaction is about to commit, and bulk writes pass no action; so a trigger walks up
from the new parent, behind a lock that the next writer of the same tree waits for. Rows without a parent cost nothing.
"""

from django.db import connection, migrations

CREATE_FUNCTION = """
CREATE FUNCTION crm_keep_tree() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    is_within_itself boolean;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('tree of ' || TG_TABLE_NAME, 0));
    EXECUTE format(
        'WITH RECURSIVE above AS ('
        '    SELECT id, parent_id FROM %1$I WHERE id = $1'
        '    UNION SELECT next.id, next.parent_id FROM %1$I AS next JOIN above ON next.id = above.parent_id'
        ') SELECT EXISTS (SELECT FROM above WHERE $2 IN (id, parent_id))', TG_TABLE_NAME
    ) INTO is_within_itself USING NEW.parent_id, NEW.id;
    IF is_within_itself THEN
        RAISE EXCEPTION 'a row of % would lie within itself', TG_TABLE_NAME
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_is_a_tree', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
"""
DROP_FUNCTION = "DROP FUNCTION crm_keep_tree();"


def create_tree_function() -> migrations.RunSQL:
    return migrations.RunSQL(CREATE_FUNCTION, DROP_FUNCTION)


def keep_a_tree(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER keep_tree BEFORE INSERT OR UPDATE OF parent_id ON {table} FOR EACH ROW"
        " WHEN (NEW.parent_id IS NOT NULL) EXECUTE FUNCTION crm_keep_tree();",
        f"DROP TRIGGER keep_tree ON {table};",
    )


def wait_for_tree(table: str) -> None:
    """Take the trigger's lock before any row is locked, so that two writers of one tree queue instead of blocking each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('tree of ' || %s, 0))", [table])
