"""What `manage.py check` and every start look at beyond Django's own list."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError, connections


@register(Tags.database)
def no_demo_in_production(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """The demo's people have a password that stands in the README."""
    if not settings.IN_PRODUCTION or not databases:
        return []
    from crm.models import Team

    try:
        found = Team.objects.using("default").filter(is_demo=True).exists()
    except DatabaseError:
        connections["default"].close()
        return []  # no tables yet, or no database: nothing to protect
    if not found:
        return []
    return [Error("This database holds demo data, whose passwords everybody knows.", hint="Use a fresh database.", id="crm.E001")]


@register(Tags.database)
def database_is_recent(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """PostgreSQL 15 is the oldest the statements are tried on."""
    if not databases:
        return []
    with connections["default"].cursor() as cursor:
        version = cursor.connection.info.server_version
    if version >= 150000:
        return []
    return [Error(f"PostgreSQL {version // 10000} is too old.", hint="Use 15 or newer.", id="crm.E002")]
