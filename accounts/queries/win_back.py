"""Customers who are lost and may be won back (row 39): who they are, and what they were worth while they bought."""

from datetime import timedelta

from django.db.models import Count, DecimalField, DurationField, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Cast, Coalesce

from accounts.models import AccountKind, AccountStatus, Journey, Order, Promise, Stage, TrustEvent
from crm.models import User

A_YEAR = timedelta(days=365)
MONEY = DecimalField(max_digits=16, decimal_places=2)


def lost_journeys(user: User) -> list[QuerySet[Journey]]:
    """In two disjoint parts, each along its own index: lost by the facts, and by a person's word, which goes before them."""
    seen = Journey.objects.visible_to(user).filter(account__kind=AccountKind.EXTERNAL)
    active = seen.exclude(account__status=AccountStatus.ARCHIVED)
    return [active.filter(computed_stage=Stage.LOST, set_stage__isnull=True), active.filter(set_stage=Stage.LOST)]


def last_years_value() -> Subquery:
    """Net sales of the 12 months up to the last order, in the account's currency: what there is to win back."""
    since = CombinedExpression(OuterRef("account__last_order_on"), "-", Value(A_YEAR, output_field=DurationField()))
    mine = Order.objects.filter(account=OuterRef("account"), currency=OuterRef("account__currency"), ordered_at__gt=since)
    return Subquery(mine.order_by().values("account").annotate(total=Cast(Sum("total"), MONEY)).values("total"))


def broken_promises() -> Coalesce:
    return _counted(Promise.objects.filter(state=Promise.State.BROKEN))


def acts_that_broke_trust() -> Coalesce:
    return _counted(TrustEvent.objects.standing().filter(effect=TrustEvent.Effect.BROKE))


def _counted(rows: QuerySet[Promise] | QuerySet[TrustEvent]) -> Coalesce:
    mine = rows.filter(account=OuterRef("account")).order_by().values("account").annotate(number=Count("pk"))
    return Coalesce(Subquery(mine.values("number")), 0)
