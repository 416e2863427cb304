"""Rows of the notebook for tests, made by the actions that make them in life, so that search, history and events are there."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import factory
from factory.django import DjangoModelFactory

from accounts.actions.accounts import archive_account, open_account
from accounts.actions.contacts import add_contact
from accounts.actions.figures import FIGURES, write_figures
from accounts.actions.promises import keep_promise, make_promise
from accounts.actions.timeline import note_touchpoint
from accounts.actions.trade import LineDraft, define_product, place_order
from accounts.models import Account, Contact, Order, ProcessLink, Product, Promise, Territory, Touchpoint
from tests.crm.factories import NOW, TeamFactory, UserFactory


class AccountFactory(DjangoModelFactory):
    """An account of a manager. `owner=None` with a `team` makes an unowned one; figures (`tier`, `annual_value` …) may be given."""

    owner = factory.SubFactory(UserFactory)
    team = factory.LazyAttribute(lambda account: account.owner.team if account.owner else TeamFactory())
    name = factory.Sequence(lambda number: f"第{number}商店")
    role = "retailer"

    class Meta:
        model = Account

    class Params:
        internal = factory.Trait(kind="internal", role="department", name=factory.Sequence(lambda number: f"第{number}部门"))

    @classmethod
    def _create(cls, model_class: type[Account], *args: Any, archived: bool = False, at: datetime = NOW, **fields: Any) -> Account:
        figures = {name: fields.pop(name) for name in FIGURES & fields.keys()}
        account = open_account(by=None, at=at, **fields)
        if figures:
            write_figures(columns=list(figures), rows=[(account.pk, *figures.values())])
        if archived:
            archive_account(account=account, by=None, at=at)
        return Account.objects.select_related("owner", "team").get(pk=account.pk)


class ContactFactory(DjangoModelFactory):
    account = factory.SubFactory(AccountFactory)
    name = factory.Sequence(lambda number: f"王{number}")

    class Meta:
        model = Contact

    @classmethod
    def _create(cls, model_class: type[Contact], *args: Any, at: datetime = NOW, **fields: Any) -> Contact:
        return add_contact(by=fields["account"].owner, at=at, **fields)


class ProductFactory(DjangoModelFactory):
    code = factory.Sequence(lambda number: f"P{number}")
    name = factory.LazyAttribute(lambda product: f"Product {product.code}")

    class Meta:
        model = Product

    @classmethod
    def _create(cls, model_class: type[Product], *args: Any, **fields: Any) -> Product:
        return define_product(by=None, at=NOW, **fields)


class OrderFactory(DjangoModelFactory):
    """One line: `quantity` of `product` at `unit_price`. `returned=True` makes it a return."""

    account = factory.SubFactory(AccountFactory)
    product = factory.SubFactory(ProductFactory)
    quantity = Decimal(2)
    unit_price = Decimal("50.00")
    ordered_at = NOW
    kind = Order.Kind.SALE

    class Meta:
        model = Order

    class Params:
        returned = factory.Trait(kind=Order.Kind.RETURN)

    @classmethod
    def _create(
        cls, model_class: type[Order], *args: Any, product: Product, quantity: Decimal, unit_price: Decimal, **fields: Any
    ) -> Order:
        return place_order(by=None, at=NOW, lines=[LineDraft(product, quantity, unit_price)], **fields)


class PromiseFactory(DjangoModelFactory):
    account = factory.SubFactory(AccountFactory)
    text = factory.Sequence(lambda number: f"送第{number}份样品")
    due_on = date(2026, 3, 20)

    class Meta:
        model = Promise

    @classmethod
    def _create(cls, model_class: type[Promise], *args: Any, kept: bool = False, at: datetime = NOW, **fields: Any) -> Promise:
        promise = make_promise(by=fields.pop("by", fields["account"].owner), at=at, **fields)
        return keep_promise(promise=promise, by=None, at=at) if kept else promise


class TouchpointFactory(DjangoModelFactory):
    account = factory.SubFactory(AccountFactory)
    kind = Touchpoint.Kind.NOTE
    text = factory.Sequence(lambda number: f"第{number}次谈话")
    at = NOW

    class Meta:
        model = Touchpoint

    @classmethod
    def _create(cls, model_class: type[Touchpoint], *args: Any, **fields: Any) -> Touchpoint:
        return note_touchpoint(by=fields.pop("by", fields["account"].owner), **fields)


class TerritoryFactory(DjangoModelFactory):
    name = factory.Sequence(lambda number: f"第{number}街道")
    team = factory.SubFactory(TeamFactory)

    class Meta:
        model = Territory


class ProcessLinkFactory(DjangoModelFactory):
    supplier = factory.SubFactory(AccountFactory, internal=True)
    customer = factory.SubFactory(AccountFactory)
    service = factory.Sequence(lambda number: f"第{number}道工序")

    class Meta:
        model = ProcessLink
