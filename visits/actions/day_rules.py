"""Switching the rule of a day: whether customers with an order come before all others (row 20)."""

from datetime import datetime

from django.db import transaction

from crm.errors import Forbidden
from crm.events import record_event
from crm.models import Role, User
from visits.models import DayRule


class NotYourDay(Forbidden):
    code = "not_your_day"


@transaction.atomic
def set_day_rule(*, manager: User, orders_first: bool, by: User | None, at: datetime) -> DayRule:
    """One's own day, or as its lead or an administrator. Asked twice, the second changes nothing."""
    if by is not None and by.pk != manager.pk and not _leads(by, manager):
        raise NotYourDay("Only they themselves or their lead switch this rule.")
    rule, is_new = DayRule.objects.select_for_update().get_or_create(manager=manager, defaults={"orders_first": orders_first})
    if not is_new and rule.orders_first == orders_first:
        return rule
    rule.change(orders_first=orders_first)
    record_event(
        type="day_rule.set", subject=rule.pk, team_id=manager.team_id, at=at, by=by,
        payload={"manager": str(manager.pk), "orders_first": orders_first},
    )  # fmt: skip
    return rule


def _leads(by: User, manager: User) -> bool:
    if by.role == Role.ADMIN:
        return True
    return by.role == Role.LEAD and manager.team_id is not None and (by.reach is None or manager.team_id in by.reach)
