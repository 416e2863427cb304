"""Quoting for a registered project: within the bounds, or, when it was really given below them, as an offence (row 38)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from uuid6 import uuid7

from accounts.actions.access import lock_account, require_visible
from accounts.actions.deals import DealClosed, lock_deal, require_dealer, told
from accounts.actions.fields import clean_fields, clean_value
from accounts.actions.offences import record_offence
from accounts.actions.timeline import IdTaken, note_touchpoint
from accounts.bounds import first_prices, floors_for
from accounts.models import Account, Deal, FloorPrice, Product, Quote, QuoteLine, Touchpoint
from accounts.pricing import Judgement, QuotedLine, judge
from crm.calendar import business_day
from crm.errors import DomainError, Invalid
from crm.events import record_event
from crm.explain import plain
from crm.models import User


class BelowFloor(DomainError):
    """Nobody goes below the floor."""

    code = "below_floor"


class BelowFirst(DomainError):
    """Others may quote, but not below the dealer who registered first."""

    code = "below_first_registrant"


@dataclass(frozen=True, slots=True)
class QuoteLineDraft:
    product: Product
    quantity: Decimal
    unit_price: Decimal


@transaction.atomic
def give_quote(
    *,
    deal: Deal,
    dealer: Account,
    lines: Iterable[QuoteLineDraft],
    by: User | None,
    at: datetime,
    currency: str | None = None,
    note: str = "",
    was_given: bool = False,
    id: UUID | None = None,
) -> Quote:
    """What `dealer` offers for the project; it replaces that dealer's former quote.

    Below a bound it is refused, with the arithmetic (`BelowFloor`, `BelowFirst`). `was_given` says that the customer has it
    already: then it is written down as it was, as an offence with its fine. The dealer's lock makes offences count one by one.
    """
    require_visible(account=deal.account, by=by)
    dealer = lock_account(account=dealer, by=by)
    require_dealer(dealer, field="dealer")
    deal = lock_deal(deal)
    day = business_day(at)
    if deal.protected_until < day:
        raise DealClosed("The protection of this deal has ended; register it anew.", more={"deal": told(deal)})
    if currency is not None and currency != deal.currency:
        raise Invalid("Another currency than the deal's.", fields={"currency": [f"This deal is quoted in {deal.currency}."]})
    drafts = _clean_lines(lines)
    if (same := _same_as_before(deal, dealer, drafts)) is not None:
        return same
    floors = floors_for(deal=deal, products=[draft.product for draft in drafts], day=day)
    judgement = judge(_bound(drafts, floors, first_prices(deal=deal, dealer=dealer), deal.currency))
    if not judgement.may_stand and not was_given:
        raise _refusal(judgement, deal)
    quote = _write(deal, dealer, drafts, floors, judgement, by=by, at=at, note=note, id=id)
    if not judgement.may_stand:
        record_offence(quote=quote, judgement=judgement, by=by, at=at)
    deal.touch()  # its row carries the quotes: readers and phones hear of a new one
    _tell(quote, deal, dealer, by=by, at=at)
    return quote


def _clean_lines(lines: Iterable[QuoteLineDraft]) -> Sequence[QuoteLineDraft]:
    drafts = list(lines)
    wrong: dict[str, list[str]] = {} if drafts else {"lines": ["At least one product."]}
    for position, draft in enumerate(drafts):
        for name in ("quantity", "unit_price"):
            try:
                value = clean_value(QuoteLine._meta.get_field(name), getattr(draft, name))
            except ValidationError as error:
                wrong[f"lines.{position}.{name}"] = list(error.messages)
                continue
            if value <= 0:
                wrong[f"lines.{position}.{name}"] = ["Above 0."]
    if len({draft.product.pk for draft in drafts}) != len(drafts):
        wrong["lines"] = ["Each product once."]
    if wrong:
        raise Invalid("This is no quote.", fields=wrong)
    return drafts


def _same_as_before(deal: Deal, dealer: Account, drafts: Sequence[QuoteLineDraft]) -> Quote | None:
    """The dealer's quote as it stands, when this is it once more: told twice, it is no second offence."""
    standing = Quote.objects.filter(deal=deal, dealer=dealer).current().first()
    if standing is None:
        return None
    lines = set(standing.lines.values_list("product", "quantity", "unit_price"))
    return standing if lines == {(draft.product.pk, draft.quantity, draft.unit_price) for draft in drafts} else None


def _bound(
    drafts: Sequence[QuoteLineDraft], floors: dict[UUID, FloorPrice], first: dict[UUID, Decimal], currency: str
) -> list[QuotedLine]:
    return [
        QuotedLine(
            product=str(draft.product), quantity=draft.quantity, unit_price=draft.unit_price, currency=currency,
            floor=floors[draft.product.pk].price if draft.product.pk in floors else None, first=first.get(draft.product.pk),
        )
        for draft in drafts
    ]  # fmt: skip


def _refusal(judgement: Judgement, deal: Deal) -> DomainError:
    """In words, with what would be due. The floor weighs more than the order of registration."""
    more = {"lines": [_line_told(line) for line in judgement.lines], "deal": told(deal)}
    if below := judgement.below_floor:
        words = "; ".join(
            f"{line.product}: {plain(line.unit_price)} < {plain(line.floor)}" for line in below if line.floor is not None
        )
        return BelowFloor(f"Below the floor: {words} {deal.currency}.", more=more)
    below = judgement.below_first
    words = "; ".join(f"{line.product}: {plain(line.unit_price)} < {plain(line.first)}" for line in below if line.first is not None)
    return BelowFirst(f"{deal.registrant} registered first, others do not quote below: {words} {deal.currency}.", more=more)


def _line_told(line: QuotedLine) -> dict[str, Any]:
    fine = line.fine()
    return {
        "product": line.product,
        "quantity": plain(line.quantity),
        "unit_price": plain(line.unit_price),
        "floor": plain(line.floor) if line.floor is not None else None,
        "first_price": plain(line.first) if line.first is not None else None,
        "below_floor": line.is_below_floor,
        "below_first": line.is_below_first,
        "fine": fine.as_json() if fine else None,
    }


def _write(
    deal: Deal, dealer: Account, drafts: Sequence[QuoteLineDraft], floors: dict[UUID, FloorPrice], judgement: Judgement, *,
    by: User | None, at: datetime, note: str, id: UUID | None,
) -> Quote:  # fmt: skip
    for former in Quote.objects.select_for_update(of=("self",)).filter(deal=deal, dealer=dealer).current():
        former.change(replaced_at=at)
    total = sum((draft.quantity * draft.unit_price for draft in drafts), Decimal(0)).quantize(Decimal("0.0001"))
    fields = clean_fields(Quote, {"note": note}, writable={"note"})
    quote = Quote(id=id or uuid7(), deal=deal, dealer=dealer, currency=deal.currency, total=total, given_at=at, by=by, **fields)
    try:
        with transaction.atomic():
            quote.save(force_insert=True)
    except IntegrityError as error:
        raise IdTaken("Another quote has this id.") from error
    QuoteLine.objects.bulk_create(
        _line(quote, position, draft, judged, floors)
        for position, (draft, judged) in enumerate(zip(drafts, judgement.lines, strict=True), 1)
    )
    return quote


def _line(quote: Quote, position: int, draft: QuoteLineDraft, judged: QuotedLine, floors: dict[UUID, FloorPrice]) -> QuoteLine:
    return QuoteLine(
        quote=quote, position=position, product=draft.product, quantity=draft.quantity, unit_price=draft.unit_price,
        floor_price=floors.get(draft.product.pk), first_price=judged.first, fine=judged.fine_due,
    )  # fmt: skip


def _tell(quote: Quote, deal: Deal, dealer: Account, *, by: User | None, at: datetime) -> None:
    text = f"报价：{deal.name}，{dealer.name}，{plain(quote.total)} {quote.currency}"
    note_touchpoint(
        account=deal.account,
        kind=Touchpoint.Kind.EVENT,
        medium=Touchpoint.Medium.INFORMATION,
        by=by,
        at=at,
        text=text,
        subject=deal.pk,
    )
    record_event(
        type="quote.given", subject=quote.pk, account_id=deal.account_id, team_id=deal.account.team_id, at=at, by=by,
        payload={"deal": str(deal.pk), "dealer": str(dealer.pk), "total": plain(quote.total), "currency": quote.currency},
    )  # fmt: skip
