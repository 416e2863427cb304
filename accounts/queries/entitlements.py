"""What a customer is entitled to, and what of it was used (rows 61, 69)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from accounts.entitlement import Allowance, allowance, period_of, tier_that_counts
from accounts.models import Account, Entitlement, Per, Service, ServiceDelivery
from accounts.models.catalogue import Layer

ORDER = {layer: place for place, layer in enumerate(Layer.values)}


@dataclass(frozen=True)
class Entitled:
    """A service with what the customer's tier gets of it; `allowance` None: nothing of its own."""

    service: Service
    level: int | None
    allowance: Allowance | None


def entitlements_of(account: Account, *, on: date) -> list[Entitled]:
    """Every service offered, in its layers, as it stands for this customer on that day."""
    services = sorted(Service.objects.filter(archived_at__isnull=True), key=lambda each: (ORDER[each.layer], each.code))
    terms = {each.service_id: each for each in _terms(account)}
    used = {per: _used(account, per, on) for per in Per.values if any(term.per == per for term in terms.values())}
    found = []
    for service in services:
        term = terms.get(service.pk)
        if term is None:
            found.append(Entitled(service, None, None))
            continue
        counted = allowance(quota=term.quota, per=term.per, used=used[term.per].get(service.pk, 0), day=on)
        found.append(Entitled(service, term.level, counted))
    return found


def allowance_of(account: Account, service: Service, *, on: date) -> Allowance | None:
    """What this customer's tier gets of one service; None when nothing."""
    term = next((each for each in _terms(account) if each.service_id == service.pk), None)
    if term is None:
        return None
    return allowance(quota=term.quota, per=term.per, used=_used(account, term.per, on).get(service.pk, 0), day=on)


def _terms(account: Account) -> list[Entitlement]:
    return list(Entitlement.objects.filter(tier=tier_that_counts(account.tier), archived_at__isnull=True))


def _used(account: Account, per: str, on: date) -> dict[object, int]:
    since, until = period_of(on, per)
    given = ServiceDelivery.objects.standing().filter(account=account, given_on__gte=since, given_on__lte=until)
    return dict(given.order_by().values_list("service").annotate(total=Sum("quantity")))
