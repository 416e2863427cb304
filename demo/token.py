"""The demo's integration token. Tokens are stored hashed, so the demo keeps its secret in a file of its own."""

import os
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from crm.access import LONGEST_LIFE, SCOPES, issue_token, revoke_token, user_of_token
from crm.models import Role, Token, User
from demo.building import DemoRefused, demo_teams
from demo.building.world import SEED_LOCK

HOLDER = "demo-integration"
NAME = "演示集成"


def secret_file() -> Path:
    return Path(settings.DATA_DIR) / "demo-token"


@transaction.atomic
def demo_token(*, at: datetime) -> str:
    """The same secret on every call while it is valid, then a new one: all teams, all scopes, for a year."""
    if settings.IN_PRODUCTION:
        raise DemoRefused("CRM_ENV is production: it has no demo token. An administrator issues one.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEED_LOCK])
    if not demo_teams().exists():
        raise DemoRefused("There is no demo yet: run demo_seed first.")
    kept = _kept_secret()
    if kept and user_of_token(kept, at=at):
        return kept
    secret = _issue(at)
    _keep(secret)
    return secret


def _issue(at: datetime) -> str:
    """A new token in the place of the old ones, whose secrets nobody knows any more."""
    holder = User.objects.filter(username=HOLDER).first()
    if holder is None:
        holder = User.objects.create_user(HOLDER, name=NAME, role=Role.INTEGRATION)
    for token in Token.objects.filter(user=holder, revoked_at__isnull=True):
        revoke_token(token=token, at=at)
    admin = User.objects.get(username="admin")
    return issue_token(name=NAME, scopes=SCOPES, teams=None, by=admin, at=at, life=LONGEST_LIFE, user=holder).secret


def _kept_secret() -> str | None:
    try:
        return secret_file().read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None


def _keep(secret: str) -> None:
    """Readable by its owner only from the first byte on, and never half written."""
    fresh = secret_file().with_suffix(".new")
    fresh.parent.mkdir(parents=True, exist_ok=True)
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(secret + "\n")
    fresh.replace(secret_file())
