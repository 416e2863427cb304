"""What was learned of some customers, written down by whoever looks after them."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from accounts.actions.consumption import count_stock, keep_consumption
from accounts.actions.expectations import judge_touchpoint
from accounts.actions.journey import judge_belief, note_arrival, refresh_journeys
from accounts.actions.needs import note_need
from accounts.actions.preferences import note_preference
from accounts.actions.trials import offer_trial
from accounts.models import Account, Product, Touchpoint
from crm.calendar import business_day
from demo.building.setting import Setting
from demo.chance import stream
from demo.insight import EXPECTATIONS, Insight, draw_insights

#: The product that a customer has ordered on most days.
FAVOURITE_SQL = """
    SELECT DISTINCT ON (account_id) account_id, product_id FROM (
        SELECT placed.account_id, line.product_id, count(*) AS times
        FROM accounts_order AS placed JOIN accounts_orderline AS line ON line.order_id = placed.id
        WHERE placed.account_id = ANY(%s) AND placed.kind = 'sale' GROUP BY 1, 2
    ) AS bought ORDER BY account_id, times DESC, product_id
"""
RICE = "DM01"
EATEN_A_DAY = Decimal("0.03")  # bags of 10 kg a head
BAGS_A_LITRE = Decimal("0.085")


def write_down(setting: Setting) -> None:
    insights = draw_insights(setting.shops)
    favourites = _favourites([setting.accounts[insight.shop.key].pk for insight in insights])
    products = Product.objects.in_bulk([*favourites.values()])
    rice = Product.objects.filter(code=RICE).first()
    for insight in insights:
        account = setting.accounts[insight.shop.key]
        _learn(setting, insight, account)
        product = rice if insight.vat else products.get(favourites.get(account.pk))
        if product is not None:
            _measure(setting, insight, account, product)
    _judge(setting, [setting.accounts[insight.shop.key] for insight in insights])
    _bring(setting, insights)
    refresh_journeys(as_of=setting.today)


def _favourites(accounts: list[UUID]) -> dict[UUID, UUID]:
    with connection.cursor() as cursor:
        cursor.execute(FAVOURITE_SQL, [accounts])
        return dict(cursor.fetchall())


def _learn(setting: Setting, insight: Insight, account: Account) -> None:
    by, rng = setting.carer_of(insight.shop), stream("learned", insight.shop.key)
    for need in insight.needs:
        note_need(account=account, by=by, at=setting.ago(rng.randint(5, 60)), **need)
    for preference in insight.preferences:
        note_preference(account=account, by=by, at=setting.ago(rng.randint(3, 90)), **preference)
    if insight.belief:
        belief, evidence = insight.belief
        judge_belief(account=account, belief=belief, evidence=evidence, by=by, at=setting.ago(4))
        offer_trial(
            account=account, text="试吃装 2.5kg", by=by, at=setting.ago(3), offered_on=business_day(setting.ago(3)),
            ends_on=setting.today + timedelta(days=18),
        )  # fmt: skip


def _measure(setting: Setting, insight: Insight, account: Account, product: Product) -> None:
    by, rng = setting.carer_of(insight.shop), stream("measured", insight.shop.key)
    fields: dict[str, Any] = {"has_consent": rng.random() < 0.5}
    if insight.vat:
        fields |= {**insight.vat, "units_per_litre": BAGS_A_LITRE, "per_head_per_day": EATEN_A_DAY}
    kept = keep_consumption(account=account, product=product, by=by, at=setting.ago(40), **fields)
    if rng.random() < 0.6:
        count_stock(consumption=kept, quantity=Decimal(rng.randint(1, 6)), by=by, at=setting.ago(rng.randint(2, 9)))


def _judge(setting: Setting, accounts: list[Account]) -> None:
    """Some visits, with what had been expected of them (rows 3, 49)."""
    visits = Touchpoint.objects.filter(account__in=accounts, kind=Touchpoint.Kind.VISIT).select_related("account", "by")
    for number, visit in enumerate(visits.order_by("account_id", "-at", "id").distinct("account_id")[:40]):
        expectation, verdict = EXPECTATIONS[number % len(EXPECTATIONS)]
        judge_touchpoint(touchpoint=visit, expectation=expectation, verdict=verdict, by=visit.account.owner, at=setting.ago(1))


def _bring(setting: Setting, insights: list[Insight]) -> None:
    """Some customers came by another's word."""
    for before, insight in zip(insights[::5], insights[1::5], strict=False):
        if before.shop.manager == insight.shop.manager:
            note_arrival(
                account=setting.accounts[insight.shop.key], arrival="referral", referred_by=setting.accounts[before.shop.key],
                by=setting.carer_of(insight.shop), at=setting.ago(200),
            )  # fmt: skip
