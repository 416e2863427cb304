"""What is sold: products, known by their code within the system they come from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.actions.fields import clean_fields
from accounts.models import Product
from crm.errors import Forbidden, Invalid
from crm.events import record_events
from crm.models import Event, Role, User

FIELDS = ("name", "category", "unit", "is_core")
DEFINERS = (Role.LEAD, Role.ADMIN, Role.INTEGRATION)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductDraft:
    """A product as its own system knows it; a field that is None is left as it is."""

    code: str
    name: str | None = None
    category: str | None = None
    unit: str | None = None
    is_core: bool | None = None


@dataclass(slots=True)
class DefinedProducts:
    """Codes by what became of them; `by_code` holds all the products asked for."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    by_code: dict[str, Product] = field(default_factory=dict)


def define_product(*, code: str, by: User | None, at: datetime, source: str = "", **fields: Any) -> Product:
    """Add a product or bring it up to date; its identity is (source, code)."""
    if unknown := sorted(fields.keys() - set(FIELDS)):
        raise Invalid("Unknown fields.", fields={name: ["Unknown field."] for name in unknown})
    defined = define_products(drafts=[ProductDraft(code=code, **fields)], source=source, by=by, at=at)
    return next(iter(defined.by_code.values()))


@transaction.atomic
def define_products(*, drafts: Iterable[ProductDraft], by: User | None, at: datetime, source: str = "") -> DefinedProducts:
    """Many at once: what is new is added, what differs is changed, the rest is left alone. Of two drafts the later holds."""
    if by is not None and by.role not in DEFINERS:
        raise Forbidden("Products are defined by leads and integrations.")
    wanted = {fields["code"]: fields for fields in map(_clean, drafts)}
    added = _add_missing(wanted, source=source)
    defined = DefinedProducts()
    for product in Product.objects.select_for_update().filter(source=source, code__in=wanted).order_by("code"):
        outcome = "created" if product.pk in added else _bring_up_to_date(product, wanted[product.code])
        getattr(defined, outcome).append(product.code)
        defined.by_code[product.code] = product
    record_events(_events(defined, by=by, at=at))
    return defined


def _clean(draft: ProductDraft) -> dict[str, Any]:
    given = {name: getattr(draft, name) for name in FIELDS if getattr(draft, name) is not None}
    return clean_fields(Product, {"code": draft.code} | given, writable={"code", *FIELDS})


def _add_missing(wanted: Mapping[str, dict[str, Any]], *, source: str) -> set[UUID]:
    """Ids of the products that were added here; one that somebody else adds at this moment is not among them."""
    known = set(Product.objects.filter(source=source, code__in=wanted).values_list("code", flat=True))
    missing = [Product(source=source, **wanted[code]) for code in sorted(wanted.keys() - known)]
    Product.objects.bulk_create(missing, ignore_conflicts=True, batch_size=2000)
    return {product.pk for product in missing}


def _bring_up_to_date(product: Product, fields: dict[str, Any]) -> str:
    before = product.version
    product.change(**fields)
    return "unchanged" if product.version == before else "updated"


def _events(defined: DefinedProducts, *, by: User | None, at: datetime) -> Iterator[Event]:
    for type, codes in (("product.created", defined.created), ("product.updated", defined.updated)):
        for code in codes:
            yield Event(type=type, subject=defined.by_code[code].pk, at=at, by=by, payload={"code": code})
