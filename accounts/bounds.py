"""What binds a quote for a registered project on a day: the floors, and the first registrant's prices (row 38)."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Q

from accounts.models import Account, Deal, FloorPrice, Product, QuoteLine


def floors_for(*, deal: Deal, products: Iterable[Product], day: date) -> dict[UUID, FloorPrice]:
    """The floor of each product that binds a quote for this deal on `day`, in the deal's currency; one without is left out."""
    rows = FloorPrice.objects.in_force_on(day).filter(
        Q(deal=deal) | Q(deal__isnull=True),
        Q(team=deal.account.team_id) | Q(team__isnull=True),
        product__in=list(products),
        currency=deal.currency,
    )
    deciding: dict[UUID, FloorPrice] = {}
    for row in rows:
        deciding.setdefault(row.product_id, row)
    return deciding


def first_prices(*, deal: Deal, dealer: Account | None) -> dict[UUID, Decimal]:
    """The first registrant's prices by product, which bind the others; nothing binds itself."""
    if dealer is not None and dealer.pk == deal.registrant_id:
        return {}
    first = QuoteLine.objects.filter(quote__deal=deal, quote__dealer=deal.registrant_id, quote__replaced_at__isnull=True)
    return dict(first.values_list("product", "unit_price"))


def products_of(deal: Deal) -> list[Product]:
    """What the project is about, and whatever else was quoted for it."""
    named, quoted = (
        Q(pk__in=deal.products.values("product")),
        Q(pk__in=QuoteLine.objects.filter(quote__deal=deal).values("product")),
    )
    return list(Product.objects.filter(named | quoted).order_by("code", "id"))
