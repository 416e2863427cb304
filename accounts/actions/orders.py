"""Orders and returns, one from a phone or a hundred thousand from another system: the same checks, rows and events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.actions.access import lock_account, require_writable
from accounts.actions.fields import clean_currency, clean_text, clean_value
from accounts.actions.order_followup import follow_orders
from accounts.actions.order_merge import INCOMING_LINE, PlacedOrder, merge_incoming, prepare_incoming
from accounts.actions.timeline import IdTaken, note_touchpoints
from accounts.models import Account, Order, OrderLine, Product, Touchpoint
from crm.copying import copy_rows
from crm.errors import DomainError, Invalid
from crm.events import record_events
from crm.models import Event, User


class OrderTaken(DomainError):
    """The order of this external_id is another account's, and that one is not the caller's."""

    code = "external_id_taken"


@dataclass(frozen=True, slots=True)
class LineDraft:
    """One line: a negative quantity is a return. `unit_price` is at least 0, in the order's currency."""

    product: Product
    quantity: Decimal
    unit_price: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDraft:
    """An order to be. Without `currency` the account's own; `external_id` is its key in the source it comes from."""

    account: Account
    ordered_at: datetime
    lines: Sequence[LineDraft]
    currency: str | None = None
    external_id: str | None = None
    id: UUID | None = None


@dataclass(frozen=True)
class PlacedOrders:
    """What became of the orders of one bulk write. An order that mixed signs stands here twice: sale and return."""

    orders: Sequence[PlacedOrder]

    @cached_property
    def _by_outcome(self) -> Counter[str]:
        return Counter(order.outcome for order in self.orders)

    @cached_property
    def lines(self) -> Counter[str]:
        """Lines by `created`, `updated` and `unchanged`."""
        counts: Counter[str] = Counter()
        for order in self.orders:
            counts[order.outcome] += order.lines
        return counts

    @property
    def created(self) -> int:
        return self._by_outcome["created"]

    @property
    def updated(self) -> int:
        return self._by_outcome["updated"]

    @property
    def unchanged(self) -> int:
        return self._by_outcome["unchanged"]

    def touched_accounts(self) -> set[UUID]:
        """Accounts whose figures may differ now, the ones that lost an order included."""
        changed = [order for order in self.orders if order.outcome != "unchanged"]
        return {order.account_id for order in changed} | {order.left_account_id for order in changed if order.left_account_id}


@transaction.atomic
def place_order(
    *,
    account: Account,
    lines: Iterable[LineDraft | Mapping[str, Any]],
    by: User | None,
    at: datetime,
    kind: str = Order.Kind.SALE,
    ordered_at: datetime | None = None,
    currency: str | None = None,
    source: str = "",
    external_id: str | None = None,
    id: UUID | None = None,
) -> Order:
    """Take down one order or one return, `kind` says which: quantities are above 0 in both, and stored with their sign.

    A known (source, external_id) is brought up to date. `ordered_at` defaults to `at`. Raises `Unseen`, `NotYours`,
    `AccountArchived`, `Invalid`, `IdTaken`, `OrderTaken`.
    """
    draft = OrderDraft(
        account=account, ordered_at=ordered_at or at, lines=[_signed(line, kind) for line in lines], currency=currency,
        external_id=external_id, id=id,
    )  # fmt: skip
    _prepare([draft], source=source)
    lock_account(account=account, by=by)
    placed = _place([draft], source=source, by=by, at=at)
    return Order.objects.get(pk=placed.orders[0].id)


def _signed(line: LineDraft | Mapping[str, Any], kind: str) -> LineDraft:
    draft = line if isinstance(line, LineDraft) else LineDraft(**line)
    if _amounts(draft)[0] < 0:
        raise Invalid("A quantity is above 0; a return has its own kind.", fields={"lines": ["The quantity is not above 0."]})
    return replace(draft, quantity=-draft.quantity) if kind == Order.Kind.RETURN else draft


@transaction.atomic
def place_orders(*, drafts: Iterable[OrderDraft], by: User | None, at: datetime, source: str = "") -> PlacedOrders:
    """Many at once, set-based: what is new is placed, what differs is replaced as a whole, the rest stays untouched.

    One refused draft refuses them all. The trade figures of the touched accounts are up to date when it returns.
    """
    drafts = list(drafts)
    _prepare(drafts, source=source)
    for account in {draft.account.pk: draft.account for draft in drafts}.values() if by else ():
        require_writable(account=account, by=by)
    return _place(drafts, source=source, by=by, at=at)


def _prepare(drafts: Sequence[OrderDraft], *, source: str) -> None:
    prepare_incoming(source=source, known=any(draft.external_id for draft in drafts))


def _place(drafts: Sequence[OrderDraft], *, source: str, by: User | None, at: datetime) -> PlacedOrders:
    try:
        with transaction.atomic():
            copy_rows("incoming_line", INCOMING_LINE, _incoming(drafts))
            placed = PlacedOrders(merge_incoming(source=source))
    except IntegrityError as error:
        raise _refusal(error) from error
    _require_taken_from_own(placed, by=by)
    tell_orders(placed.orders, by=by)
    follow_orders(accounts=placed.touched_accounts())
    return placed


def _require_taken_from_own(placed: PlacedOrders, *, by: User | None) -> None:
    """A known order may move between accounts that one may write to, never out of a stranger's."""
    left = {order.left_account_id for order in placed.orders if order.left_account_id}
    if by is not None and Account.objects.writable_by(by).filter(pk__in=left).count() < len(left):
        raise OrderTaken("Another order has this external_id.", fields={"external_id": ["Taken by another order."]})


def _refusal(error: IntegrityError) -> Exception:
    if getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) == "accounts_order_pkey":
        return IdTaken("Another order has this id.", fields={"id": ["Taken by another order."]})
    return error


def _incoming(drafts: Sequence[OrderDraft]) -> Iterator[tuple[Any, ...]]:
    position, seen = 0, set()
    for number, draft in enumerate(drafts):
        if not draft.lines:
            raise Invalid("An order needs lines.", fields={"lines": ["At least one line."]})
        external_id, currency = _head(draft)
        ref = f"order {number}" if external_id is None else f"key {external_id}"
        if ref in seen:
            raise Invalid("An order comes twice.", fields={"external_id": [f"{external_id} stands here twice."]})
        seen.add(ref)
        for line in draft.lines:
            position += 1
            quantity, price = _amounts(line)
            account, product = draft.account.pk, line.product.pk
            yield ref, position, draft.id, external_id, account, product, quantity, price, currency, draft.ordered_at


def _head(draft: OrderDraft) -> tuple[str | None, str]:
    try:
        external_id = clean_value(Order._meta.get_field("external_id"), draft.external_id)
        return external_id, clean_currency(clean_text(draft.currency or draft.account.currency))
    except ValidationError as error:
        raise Invalid("This order cannot be read.", fields={"order": error.messages}) from error


def _amounts(line: LineDraft) -> tuple[Decimal, Decimal]:
    """Quantity and price as the columns hold them; more decimals are refused, not rounded away."""
    try:
        quantity = OrderLine._meta.get_field("quantity").clean(line.quantity, None)
        unit_price = OrderLine._meta.get_field("unit_price").clean(line.unit_price, None)
    except ValidationError as error:
        raise Invalid("This line cannot be read.", fields={"lines": error.messages}) from error
    if quantity == 0:
        raise Invalid("A quantity of 0 is no line.", fields={"lines": ["The quantity is 0."]})
    if unit_price < 0:
        raise Invalid("A price is not negative.", fields={"lines": ["The price is below 0."]})
    return quantity, unit_price


def tell_orders(orders: Iterable[PlacedOrder], *, by: User | None) -> None:
    """The timeline hears of new orders (a contact by things, row 57), the outside of new and changed ones."""
    changed = [order for order in orders if order.outcome != "unchanged"]
    accounts = {order.account_id for order in changed}
    teams = dict(Account.objects.filter(pk__in=accounts).values_list("pk", "team_id"))
    note_touchpoints(_touchpoint(order, by=by) for order in changed if order.outcome == "created")
    record_events(_event(order, team_id=teams[order.account_id], by=by) for order in changed)


def _touchpoint(order: PlacedOrder, *, by: User | None) -> Touchpoint:
    return Touchpoint(
        account_id=order.account_id, kind=Touchpoint.Kind.ORDER, medium=Touchpoint.Medium.THING, at=order.ordered_at, by=by,
        text=f"{order.total.normalize():f} {order.currency}", subject=order.id, code=f"order.{order.kind}",
        details={"total": str(order.total), "currency": order.currency, "lines": order.lines},
    )  # fmt: skip


def _event(order: PlacedOrder, *, team_id: UUID, by: User | None) -> Event:
    return Event(
        type="order.placed" if order.outcome == "created" else "order.changed",
        subject=order.id,
        account_id=order.account_id,
        team_id=team_id,
        at=order.ordered_at,
        by=by,
        payload={"kind": order.kind, "total": str(order.total), "currency": order.currency},
    )
