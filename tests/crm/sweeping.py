"""Tables as the planner meets them where a server sweeps by itself; the tests' own server does not."""

from django.db import connection


def vacuum(*tables: str) -> None:
    """Sweep what earlier tests have rolled back, from outside of the present one's transaction."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            for table in tables:
                cursor.execute(f"VACUUM {table}")
    finally:
        other.close()
