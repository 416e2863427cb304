"""How a person or a program becomes known: sessions for people, tokens with scopes for integrations."""

import hashlib
import secrets
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple

from django.contrib.auth.backends import ModelBackend
from django.db import transaction
from uuid6 import uuid7

from crm.errors import Invalid
from crm.models import Role, Team, Token, User
from crm.statements import columns_of, from_row, run, width_of

#: Every scope there is; `welcome:read` opens the second axis (row 7) to an integration.
SCOPES = frozenset(
    f"{noun}:{verb}"
    for noun in (
        "accounts", "contacts", "process-links", "products", "orders", "touchpoints", "promises", "territories",
        "tiers", "routes", "visits", "day-plans", "imports", "users", "events", "constants", "deals",
        "needs", "preferences", "consumptions", "journeys", "custom-fields", "saved-views", "bulk-actions", "exports",
        "attachments", "services", "goodwills", "abuse-reports", "loyalty", "equity", "segments", "cycle-plans",
    )
    for verb in ("read", "write")
) | {"welcome:read"}  # fmt: skip

LONGEST_LIFE = timedelta(days=366)


class ReachBackend(ModelBackend):
    """Django's own sign-in; a user comes with the ids of the teams led, in the same statement."""

    def get_user(self, user_id: object) -> User | None:
        found = run(person_statement(), [user_id], prepared=True)
        if not found:
            return None
        user = from_row(User, found[0][:-1])
        user.led_team_ids = found[0][-1]
        return user


class IssuedToken(NamedTuple):
    token: Token
    secret: str


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def issue_token(
    *,
    name: str,
    scopes: Collection[str],
    teams: Iterable[Team] | None,
    by: User | None,
    at: datetime,
    life: timedelta = timedelta(days=90),
    user: User | None = None,
) -> IssuedToken:
    """Make a token and its integration user. The secret is returned once and never stored. `teams=None`: all teams."""
    if unknown := sorted(set(scopes) - SCOPES):
        raise Invalid("Unknown scopes.", fields={"scopes": unknown})
    if not timedelta() < life <= LONGEST_LIFE:
        raise Invalid("A token lives between a moment and a year.", fields={"expires_at": ["At most one year."]})
    secret = f"crm_{secrets.token_urlsafe(32)}"
    owner = user or User.objects.create_user(f"token-{uuid7().hex[-12:]}", name=name, role=Role.INTEGRATION)
    token = Token.objects.create(
        name=name, user=owner, prefix=secret[:10], digest=digest(secret), scopes=sorted(set(scopes)),
        all_teams=teams is None, created_at=at, created_by=by, expires_at=at + life,
    )  # fmt: skip
    if teams is not None:
        token.teams.set(teams)
    return IssuedToken(token, secret)


def user_of_token(secret: str, *, at: datetime) -> tuple[User, Token] | None:
    """Who holds this secret now, in one statement; None when unknown, expired, revoked or switched off."""
    found = run(holder_statement(), [digest(secret), at], prepared=True)
    if not found:
        return None
    *fields, team_ids = found[0]
    token, user = from_row(Token, fields[: width_of(Token)]), from_row(User, fields[width_of(Token) :])
    token.user = user
    user.token_team_ids = None if token.all_teams else tuple(team_ids)
    user.led_team_ids = []
    return user, token


@cache
def holder_statement() -> str:
    """By hand: every request of an integration runs it, and composing it each time costs more than running it."""
    return f"""
        SELECT {columns_of(Token, "token")}, {columns_of(User, "holder")},
            ARRAY(SELECT team_id FROM crm_token_teams WHERE token_id = token.id)
        FROM crm_token AS token JOIN crm_user AS holder ON holder.id = token.user_id
        WHERE token.digest = %s AND token.revoked_at IS NULL AND token.expires_at > %s AND holder.is_active"""


@cache
def person_statement() -> str:
    return f"""
        SELECT {columns_of(User, "person")}, ARRAY(SELECT id FROM crm_team WHERE lead_id = person.id ORDER BY id)
        FROM crm_user AS person WHERE person.id = %s AND person.is_active"""


def revoke_token(*, token: Token, at: datetime) -> Token:
    """From now on unknown; revoking twice changes nothing."""
    Token.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=at)
    token.refresh_from_db()
    return token
