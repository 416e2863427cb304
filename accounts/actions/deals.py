"""Registering a project first (报备), and how a registration ends (row 38)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from uuid6 import uuid7

from accounts.actions.access import AccountArchived, lock_account, require_visible, require_writable
from accounts.actions.fields import clean_fields
from accounts.actions.leading import require_lead
from accounts.actions.timeline import IdTaken, note_touchpoint
from accounts.deal_names import SIMILAR_FROM, grams, name_key, similarity
from accounts.models import Account, AccountKind, AccountRole, AccountStatus, Deal, DealProduct, Product, Touchpoint
from accounts.pricing import LONGEST_PROTECTION_DAYS, PROTECTION_DAYS
from crm.calendar import business_day
from crm.errors import DomainError, Invalid, NotYours, Unseen
from crm.events import record_event
from crm.models import Event, User

#: So many open projects of the team are compared by name, newest first.
MOST_COMPARED = 300


class DealRegistered(DomainError):
    """Another dealer was first."""

    code = "deal_registered"


class SimilarDeals(DomainError):
    """Probably registered already, under another name. Say `is_another` to go on."""

    code = "similar_deals"


class DealClosed(DomainError):
    code = "deal_closed"


class NotADealer(Invalid):
    code = "not_a_dealer"


@dataclass(frozen=True, slots=True)
class ProductDraft:
    product: Product
    quantity: Decimal | None = None


@transaction.atomic
def register_deal(
    *,
    account: Account,
    registrant: Account,
    name: str,
    by: User | None,
    at: datetime,
    products: Iterable[ProductDraft] = (),
    expected_value: Decimal | None = None,
    currency: str | None = None,
    asked_at: datetime | None = None,
    protection_days: int = PROTECTION_DAYS,
    is_another: bool = False,
    id: UUID | None = None,
    registered_at: datetime | None = None,
) -> Deal:
    """Fix `registrant` as the first one for this project of `account`.

    Two who register at once queue for the account's lock, and the database's clock under that lock says who was first; what a
    device's clock says (`asked_at`) is kept and decides nothing. `registered_at` is for the program itself, which may bring in
    what was registered elsewhere. Raises `DealRegistered`, `SimilarDeals`, `NotADealer`, `Unseen`, `NotYours`, `Invalid`.
    """
    require_visible(account=account, by=by)
    require_writable(account=registrant, by=by)
    account = lock_account(account=account, by=None)
    require_dealer(registrant, field="registrant")
    fields = _clean(account, name=name, expected_value=expected_value, currency=currency)
    day = business_day(registered_at or at)
    expire_deals(day=day, at=at, account=account)
    _require_first(account, name=fields["name"], asked_at=asked_at)
    if not is_another:
        _require_unlike(account, name=fields["name"], day=day)
    if not 1 <= protection_days <= LONGEST_PROTECTION_DAYS:
        raise Invalid("Not a protection.", fields={"protection_days": [f"1 to {LONGEST_PROTECTION_DAYS}."]})
    deal = Deal(
        id=id or uuid7(), account=account, registrant=registrant, name_key=name_key(fields["name"]),
        name_grams=grams(fields["name"]), registered_by=by, asked_at=asked_at,
        protected_until=day + timedelta(days=protection_days - 1), **fields,
    )  # fmt: skip
    if by is None and registered_at is not None:
        deal.registered_at = registered_at
    _insert(deal, products)
    _note(deal, "报备", by=by, at=at)
    _tell("deal.registered", deal, by=by, at=at)
    return deal


def require_dealer(account: Account, *, field: str) -> None:
    if account.role != AccountRole.DEALER:
        raise NotADealer("Projects are registered and quoted by dealers.", fields={field: ["Not a dealer."]})
    if account.status == AccountStatus.ARCHIVED:
        raise AccountArchived("This dealer is archived: reopen it first.")


def _clean(account: Account, *, name: str, expected_value: Decimal | None, currency: str | None) -> dict[str, Any]:
    if account.kind != AccountKind.EXTERNAL:
        raise Invalid("A project is a customer's.", fields={"account": ["Not an external account."]})
    given = {"name": name, "expected_value": expected_value, "currency": currency or account.currency}
    fields = clean_fields(Deal, given, writable=given)
    if not name_key(fields["name"]):
        raise Invalid("A project needs a name.", fields={"name": ["Letters or digits are needed to know it again."]})
    if fields["expected_value"] is not None and fields["expected_value"] <= 0:
        raise Invalid("Not a value.", fields={"expected_value": ["Above 0, or left out."]})
    return fields


def _require_first(account: Account, *, name: str, asked_at: datetime | None) -> None:
    """The account's lock is held: whoever is found here was registered before."""
    earlier = Deal.objects.filter(account=account, name_key=name_key(name), status=Deal.Status.OPEN).select_related("registrant")
    for deal in earlier:
        raise DealRegistered(_who_was_first(deal, asked_at), more={"deal": told(deal)})


def _who_was_first(deal: Deal, asked_at: datetime | None) -> str:
    reached_us = deal.registered_at.isoformat(timespec="milliseconds")
    words = f"{deal.registrant} registered this project first: it reached us at {reached_us}."
    if asked_at is not None and asked_at <= (deal.asked_at or deal.registered_at):
        words += " What a device's clock says does not count, only when it reached us."
    return words


def _require_unlike(account: Account, *, name: str, day: date) -> None:
    found = similar_deals(account=account, name=name, day=day)
    if found:
        raise SimilarDeals(
            "This looks like a project that is registered already. If it is another one, say so.",
            more={"similar": [told(deal) | {"similarity": round(alike, 2)} for deal, alike in found[:5]]},
        )


def similar_deals(*, account: Account, name: str, day: date) -> Sequence[tuple[Deal, float]]:
    """Registrations that stand, of this account or of the same team, whose names are nearly this one; the likest first."""
    wanted = grams(name)
    standing = Deal.objects.protected(day).filter(account__team=account.team_id, name_grams__overlap=wanted)
    rows = standing.select_related("registrant", "account").order_by("-registered_at", "-id")[:MOST_COMPARED]
    alike = [(deal, similarity(wanted, deal.name_grams)) for deal in rows]
    return sorted(((deal, much) for deal, much in alike if much >= SIMILAR_FROM), key=lambda pair: -pair[1])


def told(deal: Deal) -> dict[str, object]:
    """What a refusal says of a deal, as JSON values."""
    return {
        "id": str(deal.pk),
        "name": deal.name,
        "account": {"id": str(deal.account_id), "name": deal.account.name},
        "registrant": {"id": str(deal.registrant_id), "name": deal.registrant.name},
        "registered_at": deal.registered_at.isoformat(),
        "asked_at": deal.asked_at.isoformat() if deal.asked_at else None,
        "protected_until": deal.protected_until.isoformat(),
    }


def _insert(deal: Deal, products: Iterable[ProductDraft]) -> None:
    drafts = list(products)
    if any(draft.quantity is not None and draft.quantity <= 0 for draft in drafts):
        raise Invalid("Not a quantity.", fields={"products": ["A quantity is above 0, or left out."]})
    if len({draft.product.pk for draft in drafts}) != len(drafts):
        raise Invalid("A product stands there twice.", fields={"products": ["Each product once."]})
    try:
        with transaction.atomic():
            deal.save(force_insert=True)
    except IntegrityError as error:
        if "deal_registered_once" in str(error):
            raise DealRegistered("Another dealer registered this project first.") from error
        raise IdTaken("Another deal has this id.") from error
    DealProduct.objects.bulk_create(DealProduct(deal=deal, product=draft.product, quantity=draft.quantity) for draft in drafts)


def win_deal(*, deal: Deal, by: User | None, at: datetime, reason: str = "") -> Deal:
    """The registrant got the project."""
    return _close(deal, Deal.Status.WON, "中标", by=by, at=at, reason=reason)


def lose_deal(*, deal: Deal, by: User | None, at: datetime, reason: str) -> Deal:
    """The project went elsewhere; why is worth knowing."""
    if not reason.strip():
        raise Invalid("A lost project needs its reason.", fields={"reason": ["Say why."]})
    return _close(deal, Deal.Status.LOST, "丢单", by=by, at=at, reason=reason)


def withdraw_deal(*, deal: Deal, by: User | None, at: datetime, reason: str = "") -> Deal:
    """The registrant lets go of it: another dealer may register."""
    return _close(deal, Deal.Status.WITHDRAWN, "撤回报备", by=by, at=at, reason=reason)


@transaction.atomic
def _close(deal: Deal, status: str, words: str, *, by: User | None, at: datetime, reason: str) -> Deal:
    deal = lock_deal(deal)
    _require_party(deal, by=by)
    deal.change(
        status=status, closed_at=at, closed_by=by, **clean_fields(Deal, {"close_reason": reason}, writable={"close_reason"})
    )
    _note(deal, words, by=by, at=at, reason=deal.close_reason)
    _tell(f"deal.{status}", deal, by=by, at=at)
    return deal


@transaction.atomic
def extend_protection(*, deal: Deal, until: date, reason: str, by: User, at: datetime) -> Deal:
    """A lead lets the registration stand longer, with a reason, at most a year from today."""
    deal = lock_deal(deal)
    require_visible(account=deal.account, by=by)
    require_lead(by=by, team=deal.account.team)
    last = business_day(at) + timedelta(days=LONGEST_PROTECTION_DAYS)
    wrong = {}
    if not deal.protected_until < until <= last:
        wrong["until"] = [f"After {deal.protected_until}, at most {last}."]
    if not reason.strip():
        wrong["reason"] = ["Say why."]
    if wrong:
        raise Invalid("The protection cannot be extended so.", fields=wrong)
    deal.change(protected_until=until)
    _note(deal, f"报备延期至 {until}", by=by, at=at, reason=reason.strip())
    _tell("deal.extended", deal, by=by, at=at)
    return deal


def lock_deal(deal: Deal) -> Deal:
    """The deal as it is now, open, and locked until the transaction ends."""
    locked = Deal.objects.select_for_update(of=("self",)).select_related("account__team", "registrant").filter(pk=deal.pk).first()
    if locked is None:
        raise Unseen("No such deal.")
    if locked.status != Deal.Status.OPEN:
        raise DealClosed(
            f"This deal is {Deal.Status(locked.status).value}; nothing more is written to it.", more={"deal": told(locked)}
        )
    return locked


def _require_party(deal: Deal, *, by: User | None) -> None:
    """Whoever has the registrant or the customer may say how it ended."""
    require_visible(account=deal.account, by=by)
    if by is None or Account.objects.writable_by(by).filter(pk__in=(deal.account_id, deal.registrant_id)).exists():
        return
    raise NotYours("Neither the dealer nor the customer of this deal is yours.")


@transaction.atomic
def expire_deals(*, day: date, at: datetime, account: Account | None = None) -> int:
    """Close the registrations whose protection ended before `day`; says how many. Run twice, the second changes nothing."""
    lapsed = Deal.objects.filter(status=Deal.Status.OPEN, protected_until__lt=day)
    if account is not None:
        lapsed = lapsed.filter(account=account)
    deals = list(lapsed.select_related("account").select_for_update(of=("self",), skip_locked=account is None).order_by("pk"))
    for deal in deals:
        deal.change(status=Deal.Status.EXPIRED, closed_at=at)
        _tell("deal.expired", deal, by=None, at=at)
    return len(deals)


def _note(deal: Deal, words: str, *, by: User | None, at: datetime, reason: str = "") -> None:
    text = f"{words}：{deal.name}（{deal.registrant.name}）" + (f" — {reason}" if reason else "")
    note_touchpoint(
        account=deal.account, kind=Touchpoint.Kind.EVENT, medium=Touchpoint.Medium.INFORMATION, by=by, at=at, text=text,
        subject=deal.pk,
    )  # fmt: skip


def _tell(type: str, deal: Deal, *, by: User | None, at: datetime) -> Event:
    payload = {
        "name": deal.name,
        "registrant": str(deal.registrant_id),
        "status": deal.status,
        "protected_until": deal.protected_until.isoformat(),
    }
    return record_event(
        type=type, subject=deal.pk, account_id=deal.account_id, team_id=deal.account.team_id, at=at, by=by, payload=payload
    )
