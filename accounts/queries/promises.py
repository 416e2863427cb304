"""How well each manager's word was kept (row 22)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db.models import Count, F, Q
from django.db.models.functions import TruncDate

from accounts.models import Promise
from accounts.proportion import Share, share
from crm.calendar import day_bounds
from crm.models import User

COUNTS = ("kept", "kept_late", "broken", "released", "open", "overdue")


@dataclass(frozen=True, slots=True)
class KeptRate:
    """Settled within the period: kept (late ones among them), broken, released, which counts neither way; and what is open now.

    `kept_share` is kept ÷ (kept + broken), `on_time_share` kept in time ÷ (kept + broken).
    """

    keeper: User | None
    kept: int
    kept_late: int
    broken: int
    released: int
    open: int
    overdue: int
    kept_share: Share
    on_time_share: Share


def kept_rates(*, by: User, since: date, until: date, day: date) -> list[KeptRate]:
    """One row per person who had to keep a promise, by name; what the asking person may see. `until` is its last day."""
    seen = Promise.objects.visible_to(by).order_by()
    state = Promise.State
    day_settled = TruncDate("settled_at", tzinfo=settings.BUSINESS_TZ)
    settled = seen.filter(settled_at__gte=day_bounds(since)[0], settled_at__lt=day_bounds(until)[1]).annotate(on=day_settled)
    counts: dict[UUID | None, dict[str, int]] = defaultdict(lambda: dict.fromkeys(COUNTS, 0))
    ended = settled.values("keeper").annotate(
        kept=Count("pk", filter=Q(state=state.KEPT)),
        kept_late=Count("pk", filter=Q(state=state.KEPT, on__gt=F("due_on"))),
        broken=Count("pk", filter=Q(state=state.BROKEN)),
        released=Count("pk", filter=Q(state=state.RELEASED)),
    )
    waiting = seen.filter(state=state.OPEN).values("keeper")
    for names, rows in (
        (COUNTS[:4], ended),
        (COUNTS[4:], waiting.annotate(open=Count("pk"), overdue=Count("pk", filter=Q(due_on__lt=day)))),
    ):
        for keeper, *numbers in rows.values_list("keeper", *names):
            counts[keeper] |= dict(zip(names, numbers, strict=True))
    people = User.objects.in_bulk([keeper for keeper in counts if keeper])
    rates = [_rate(people.get(keeper) if keeper else None, found) for keeper, found in counts.items()]
    return sorted(rates, key=lambda rate: (rate.keeper is None, rate.keeper.name if rate.keeper else ""))


def _rate(keeper: User | None, found: dict[str, int]) -> KeptRate:
    settled = found["kept"] + found["broken"]
    return KeptRate(
        keeper=keeper,
        kept_share=share(found["kept"], settled),
        on_time_share=share(found["kept"] - found["kept_late"], settled),
        **found,
    )
