"""The floor that no quote goes below: set by a lead, from a day on, never changed afterwards (row 38)."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from uuid6 import uuid7

from accounts.actions.fields import clean_fields
from accounts.actions.leading import require_lead
from accounts.actions.timeline import IdTaken
from accounts.models import Deal, FloorPrice, Product
from crm.calendar import business_day
from crm.errors import Invalid
from crm.events import record_event
from crm.models import Team, User


@transaction.atomic
def set_floor(
    *,
    product: Product,
    price: Decimal,
    currency: str,
    valid_from: date,
    reason: str,
    by: User | None,
    at: datetime,
    team: Team | None = None,
    deal: Deal | None = None,
    valid_until: date | None = None,
    id: UUID | None = None,
) -> FloorPrice:
    """From `valid_from` on nobody of `team` (of all teams: None) quotes `product` below `price`; with `deal`, in that project.

    The former floors stay as history: the newest that holds decides. Nobody is fined by a floor made afterwards, so it holds
    from today at the earliest.
    """
    team = deal.account.team if deal is not None else team
    require_lead(by=by, team=team)
    given = {"price": price, "currency": currency, "valid_from": valid_from, "valid_until": valid_until, "reason": reason}
    fields = clean_fields(FloorPrice, given, writable=given)
    wrong = {}
    if fields["price"] <= 0:
        wrong["price"] = ["Above 0."]
    if by is not None and valid_from < business_day(at):
        wrong["valid_from"] = ["Today or later."]
    if valid_until is not None and valid_until < valid_from:
        wrong["valid_until"] = ["Not before it begins."]
    if not fields["reason"]:
        wrong["reason"] = ["Say why."]
    if deal is not None and deal.currency != fields["currency"]:
        wrong["currency"] = [f"The project is in {deal.currency}."]
    if wrong:
        raise Invalid("This floor cannot hold.", fields=wrong)
    floor = FloorPrice(id=id or uuid7(), product=product, team=team, deal=deal, set_by=by, set_at=at, **fields)
    try:
        with transaction.atomic():
            floor.save(force_insert=True)
    except IntegrityError as error:
        raise IdTaken("Another floor has this id.") from error
    record_event(
        type="floor.set", subject=floor.pk, team_id=team.pk if team else None, at=at, by=by,
        account_id=deal.account_id if deal is not None else None,
        payload={"product": str(product.pk), "currency": floor.currency, "valid_from": valid_from.isoformat()},
    )  # fmt: skip
    return floor
