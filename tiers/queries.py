"""Reads over tiers: why an account has its tier, and how much the first few hold (rows 7, 68)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Case, CharField, F, FloatField, JSONField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, JSONObject, Round

from accounts.models import Account
from crm.calendar import day_bounds
from crm.models import Team
from tiers.models import TierAssignment, TierOverride
from tiers.scoring import CUT_TIERS, Method

#: Shares of the accounts, in parts of a hundred, whose sales `concentration` adds up.
SHARES = (20, 5, 1)


def tier_why() -> Case:
    """Why an account has its tier, as a JSON expression over `Account`: one statement for however many accounts.

    Null while there was no review and nobody decided by hand. Keys:
    `policy_version`, `policy_name`, `method` · `reviewed_on` · `value` (12-month net sales that were judged, decimal text) and
    `currency` · `rank` of `peers`, `rank_share` (0 to 1) · `cut_share` (the top share down to the line of the tier shown, null for
    ordinary and for cuts by money), `cuts` (every line: shares, or money) · `candidate` (the bare cuts), `computed` (with band and
    grace), `months_beyond` of `grace_months` · `rated_from` (while not yet rated) · `text_code` (the rule that decided, or
    `override`) · `override` {tier, reason, by, approver, since, expires_on} · `change` {on, before, after, kind, reason}, the last.
    """
    why = JSONObject(
        policy_version=F("standing__policy__number"),
        policy_name=F("standing__policy__name"),
        method=F("standing__policy__method"),
        reviewed_on=F("standing__as_of"),
        value=Cast("standing__value", CharField()),
        currency=F("standing__currency"),
        rank=F("standing__rank"),
        peers=F("standing__peers"),
        rank_share=Round(Cast("standing__rank", FloatField()) / F("standing__peers"), precision=6),
        cut_share=_cut_share(),
        cuts=Case(
            When(standing__policy__method=Method.PERCENTILE, then=F("standing__policy__shares")),
            default=F("standing__policy__thresholds"),
        ),
        candidate=F("standing__candidate"),
        computed=F("standing__computed"),
        months_beyond=F("standing__months_beyond"),
        grace_months=F("standing__policy__grace_months"),
        rated_from=F("standing__rated_from"),
        text_code=Case(When(_overridden(), then=Value("override")), default=F("standing__reason")),
        override=Subquery(override_in_force()),
        change=Subquery(_last_change()),
    )
    nothing_known = Q(standing__isnull=True, tier__isnull=True)
    return Case(When(nothing_known, then=None), default=why, output_field=JSONField())


def why_tier(account: Account) -> dict[str, Any] | None:
    """The same for one account, with `tier` and `since` beside it."""
    row = Account.objects.filter(pk=account.pk).annotate(why=tier_why()).values("tier", "tier_since", "why").get()
    return row["why"] and {"tier": row["tier"], "since": row["tier_since"] and row["tier_since"].isoformat(), **row["why"]}


def _cut_share() -> Case:
    lines = [When(tier=tier, then=Cast(KeyTextTransform(tier, "standing__policy__shares"), FloatField())) for tier in CUT_TIERS]
    return Case(*lines, default=None, output_field=FloatField())


def _overridden() -> Q:
    return Q(pk__in=TierOverride.objects.filter(ended_at__isnull=True).values("account_id"))


def override_in_force() -> QuerySet[TierOverride, Any]:
    told = JSONObject(
        tier="tier", reason="reason", by="by__name", approver="approver__name", since="since", expires_on="expires_on"
    )
    return TierOverride.objects.filter(account=OuterRef("pk"), ended_at__isnull=True).order_by().values(told=told)[:1]


def _last_change() -> QuerySet[TierAssignment, Any]:
    told = JSONObject(on="as_of", before="before", after="after", kind="kind", reason="reason")
    return TierAssignment.objects.filter(account=OuterRef("pk")).order_by("-as_of", "-id").values(told=told)[:1]


@dataclass(frozen=True)
class Concentration:
    """How much of the net sales the first accounts hold (row 68): `top` maps 20, 5 and 1 per cent of the accounts to a share.

    A share is null when the total is not positive: a part of nothing is no number.
    """

    accounts: int
    currency: str
    net_sales: Decimal
    top: Mapping[int, Decimal | None]


CONCENTRATION_SQL = """
    WITH held AS (
        SELECT sum(placed.total) AS value
        FROM accounts_order AS placed JOIN accounts_account AS account ON account.id = placed.account_id
        WHERE account.team_id = %(team)s AND placed.currency = %(currency)s
          AND (%(since)s::timestamptz IS NULL OR placed.ordered_at >= %(since)s)
          AND (%(until)s::timestamptz IS NULL OR placed.ordered_at < %(until)s)
        GROUP BY placed.account_id
    ), placed AS (
        SELECT value, row_number() OVER (ORDER BY value DESC) AS place, count(*) OVER () AS accounts FROM held
    )
    SELECT count(*), coalesce(sum(value), 0), {tops} FROM placed
"""


def concentration(team: Team, *, since: date | None = None, until: date | None = None) -> Concentration:
    """The Pareto of a team in its own currency over the business days from `since` to `until`, both included; else the whole log.

    Counted are all accounts with an order or a return in that time, also those whose returns outweigh their orders. The top 20 %
    of n accounts are the first ceil(n/5).
    """
    tops = ", ".join(f"sum(value) FILTER (WHERE place <= ceil(accounts * {share} / 100.0))" for share in SHARES)
    params: dict[str, Any] = {
        "team": team.pk, "currency": team.currency,
        "since": since and day_bounds(since)[0], "until": until and day_bounds(until)[1],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(CONCENTRATION_SQL.format(tops=tops), params)
        accounts, net, *held = cursor.fetchone()
    top = {share: round(value / net, 4) if net > 0 else None for share, value in zip(SHARES, held, strict=True)}
    return Concentration(accounts, team.currency, net, top)
