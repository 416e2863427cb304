"""Orders and returns: identity, comparison as a whole, signs, and that one is placed as many are."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.actions.accounts import AccountArchived
from accounts.actions.orders import OrderTaken
from accounts.actions.timeline import IdTaken
from accounts.actions.trade import LineDraft, OrderDraft, place_order, place_orders
from accounts.models import Account, Order, OrderLine, Touchpoint
from crm.errors import Invalid, NotYours, Unseen
from crm.models import Event
from tests.accounts.factories import AccountFactory, OrderFactory, ProductFactory
from tests.crm.factories import NOW

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def account(cast):
    return AccountFactory(owner=cast.alice)


@pytest.fixture
def rice(db):
    return ProductFactory(code="rice")


@pytest.fixture
def oil(db):
    return ProductFactory(code="oil")


def line(product, quantity, price="1"):
    return LineDraft(product, Decimal(quantity), Decimal(price))


def draft(account, *lines, **fields):
    return OrderDraft(account=account, lines=lines, **({"ordered_at": NOW, "external_id": "4711"} | fields))


def test_an_order_carries_its_lines_total_and_currency(cast, account, rice, oil):
    order = place_order(account=account, lines=[line(rice, 2, "1.25"), line(oil, 3, "0.333")], by=cast.alice, at=NOW)

    assert order.total == Decimal("3.499")
    assert (order.kind, order.currency, order.ordered_at, order.external_id) == ("sale", "CNY", NOW, None)
    assert list(order.lines.values_list("position", "product__code", "quantity", "unit_price")) == [
        (1, "rice", Decimal(2), Decimal("1.25")),
        (2, "oil", Decimal(3), Decimal("0.333")),
    ]


def test_an_order_stands_on_the_timeline_and_is_told_outside(cast, account, rice):
    order = place_order(account=account, lines=[line(rice, 2, "1.50")], by=cast.alice, at=NOW)

    touchpoint = Touchpoint.objects.get(account=account)
    assert (touchpoint.kind, touchpoint.medium, touchpoint.subject, touchpoint.at) == ("order", "thing", order.pk, NOW)
    assert touchpoint.text == "3 CNY"
    event = Event.objects.get(type="order.placed")
    assert (event.subject, event.account_id, event.team_id) == (order.pk, account.pk, cast.team.pk)


def test_a_phone_chooses_the_id(cast, account, rice):
    other = OrderFactory(account=account)

    with pytest.raises(IdTaken):
        place_order(account=account, lines=[line(rice, 1)], by=cast.alice, at=NOW, id=other.pk)


def test_a_return_lowers_the_value_and_is_no_order_day(cast, account, rice):
    OrderFactory(account=account, product=rice, quantity=Decimal(5), unit_price=Decimal(10), ordered_at=NOW - timedelta(days=3))

    order = place_order(account=account, lines=[line(rice, 2, "10")], kind="return", by=cast.alice, at=NOW)

    assert order.total == Decimal(-20)
    assert order.lines.get().quantity == Decimal(-2)
    account.refresh_from_db()
    assert account.annual_value == Decimal(30)
    assert account.last_order_on.isoformat() == "2026-03-07"


@pytest.mark.parametrize(
    ("quantity", "price"),
    [("0", "1"), ("-1", "1"), ("1", "-0.01"), ("1.0001", "1"), ("1", "1.00001"), ("1e12", "1"), ("NaN", "1"), ("1", "Infinity")],
)
def test_lines_that_make_no_sense_are_refused(cast, account, rice, quantity, price):
    with pytest.raises(Invalid) as refusal:
        place_order(account=account, lines=[line(rice, quantity, price)], by=cast.alice, at=NOW)

    assert refusal.value.fields.keys() == {"lines"}
    assert not Order.objects.exists()


def test_an_order_has_lines(cast, account):
    with pytest.raises(Invalid):
        place_order(account=account, lines=[], by=cast.alice, at=NOW)


@pytest.mark.parametrize("currency", ["yuan", "12", "￥"])
def test_a_currency_has_three_letters(cast, account, rice, currency):
    with pytest.raises(Invalid):
        place_order(account=account, lines=[line(rice, 1)], currency=currency, by=cast.alice, at=NOW)


@pytest.mark.parametrize(("person", "refusal"), [("bob", NotYours), ("charlie", Unseen), ("ann", NotYours)])
def test_others_place_nothing(cast, account, rice, person, refusal):
    with pytest.raises(refusal):
        place_order(account=account, lines=[line(rice, 1)], by=getattr(cast, person), at=NOW)
    with pytest.raises(refusal):
        place_orders(drafts=[draft(account, line(rice, 1))], by=getattr(cast, person), at=NOW)


def test_an_archived_account_orders_nothing(cast, rice):
    account = AccountFactory(owner=cast.alice, archived=True)

    with pytest.raises(AccountArchived):
        place_order(account=account, lines=[line(rice, 1)], by=cast.alice, at=NOW)


# --- identity ---------------------------------------------------------------------------------------------------------


def test_the_same_order_again_changes_nothing(account, rice, oil):
    drafts = [draft(account, line(rice, 2), line(oil, 3))]
    place_orders(drafts=drafts, source="erp", by=None, at=NOW)
    before = Order.objects.values().get()

    placed = place_orders(drafts=drafts, source="erp", by=None, at=LATER)

    assert (placed.created, placed.updated, placed.unchanged) == (0, 0, 1)
    assert placed.lines == {"unchanged": 2}
    assert Order.objects.values().get() == before
    assert Touchpoint.objects.count() == 1


def test_lines_in_another_order_are_the_same_lines(account, rice, oil):
    place_orders(drafts=[draft(account, line(rice, 2), line(oil, 3))], source="erp", by=None, at=NOW)

    placed = place_orders(drafts=[draft(account, line(oil, "3.000"), line(rice, 2, "1.0000"))], source="erp", by=None, at=LATER)

    assert placed.unchanged == 1


def test_the_same_line_twice_is_not_the_same_as_once(account, rice):
    place_orders(drafts=[draft(account, line(rice, 2), line(rice, 2))], source="erp", by=None, at=NOW)
    assert Order.objects.get().total == Decimal(4)

    placed = place_orders(drafts=[draft(account, line(rice, 2))], source="erp", by=None, at=LATER)

    assert placed.updated == 1
    assert Order.objects.get().total == Decimal(2)


@pytest.mark.parametrize(
    "change",
    [
        lambda old, rice, _oil: replace(old, lines=[line(rice, 3)]),
        lambda old, rice, _oil: replace(old, lines=[line(rice, 2, "1.0001")]),
        lambda old, _rice, oil: replace(old, lines=[line(oil, 2)]),
        lambda old, rice, oil: replace(old, lines=[line(rice, 2), line(oil, 1)]),
        lambda old, _rice, _oil: replace(old, ordered_at=LATER),
        lambda old, _rice, _oil: replace(old, currency="USD"),
    ],
)
def test_whatever_differs_replaces_the_order_as_a_whole(account, rice, oil, change):
    old = draft(account, line(rice, 2))
    place_orders(drafts=[old], source="erp", by=None, at=NOW)
    first = Order.objects.get()
    new = change(old, rice, oil)

    placed = place_orders(drafts=[new], source="erp", by=None, at=LATER)

    order = Order.objects.get()
    assert (placed.created, placed.updated, placed.unchanged) == (0, 1, 0)
    assert (order.pk, order.version) == (first.pk, 2)
    assert (order.ordered_at, order.currency) == (new.ordered_at, new.currency or "CNY")
    stored = {(each.product.code, each.quantity, each.unit_price) for each in OrderLine.objects.select_related("product")}
    assert stored == {(each.product.code, each.quantity, each.unit_price) for each in new.lines}
    assert Touchpoint.objects.count() == 1  # it is one order, told once
    assert Event.objects.filter(type="order.changed").count() == 1


def test_mixed_signs_become_a_sale_and_a_return(account, rice, oil):
    mixed = draft(account, line(rice, 5, "2"), line(oil, -1, "3"))

    placed = place_orders(drafts=[mixed], source="erp", by=None, at=NOW)

    assert (placed.created, placed.lines) == (2, {"created": 2})
    assert dict(Order.objects.values_list("kind", "total")) == {"sale": Decimal(10), "return": Decimal(-3)}
    assert set(Order.objects.values_list("external_id", flat=True)) == {"4711"}
    assert place_orders(drafts=[mixed], source="erp", by=None, at=LATER).unchanged == 2


def test_a_part_that_does_not_come_in_is_left_alone(account, rice, oil):
    place_orders(drafts=[draft(account, line(rice, 5), line(oil, -1))], source="erp", by=None, at=NOW)

    placed = place_orders(drafts=[draft(account, line(rice, 6))], source="erp", by=None, at=LATER)

    assert placed.updated == 1
    assert Order.objects.get(kind="return").total == Decimal(-1)


def test_the_same_number_in_another_source_is_another_order(account, rice):
    for source in ("erp", "shop"):
        place_orders(drafts=[draft(account, line(rice, 1))], source=source, by=None, at=NOW)

    assert Order.objects.count() == 2


def test_orders_without_a_number_are_always_new(account, rice):
    for _ in range(2):
        place_orders(drafts=[draft(account, line(rice, 1), external_id=None)], by=None, at=NOW)

    assert Order.objects.count() == 2


def test_one_number_stands_once_in_a_lot(account, rice):
    with pytest.raises(Invalid) as refusal:
        place_orders(drafts=[draft(account, line(rice, 1)), draft(account, line(rice, 2))], source="erp", by=None, at=NOW)

    assert refusal.value.fields.keys() == {"external_id"}
    assert not Order.objects.exists()


def test_an_order_that_moves_to_another_account_takes_its_value_along(cast, account, rice):
    other = AccountFactory(owner=cast.alice)
    place_orders(drafts=[draft(account, line(rice, 7))], source="erp", by=None, at=NOW)

    place_orders(drafts=[draft(other, line(rice, 7))], source="erp", by=cast.alice, at=LATER)

    values = dict(Account.objects.values_list("pk", "annual_value"))
    assert values == {account.pk: Decimal(0), other.pk: Decimal(7)}


def test_nobody_takes_a_strangers_order(cast, account, rice):
    stranger = AccountFactory(owner=cast.charlie)
    place_orders(drafts=[draft(stranger, line(rice, 7))], source="erp", by=None, at=NOW)

    with pytest.raises(OrderTaken):
        place_order(account=account, lines=[line(rice, 7)], source="erp", external_id="4711", by=cast.alice, at=LATER)

    assert Order.objects.get().account == stranger


def test_many_are_placed_as_one_is(cast, account, rice, oil):
    lines = [line(rice, 2, "1.25"), line(oil, 3, "0.333")]
    single = place_order(account=account, lines=lines, by=cast.alice, at=NOW, source="erp", external_id="single")

    place_orders(drafts=[draft(account, *lines, external_id="bulk")], by=cast.alice, at=NOW, source="erp")

    bulk = Order.objects.get(external_id="bulk")
    alike = ("account", "kind", "ordered_at", "total", "currency", "source", "lines_digest", "version")
    assert Order.objects.values(*alike).get(pk=single.pk) == Order.objects.values(*alike).get(pk=bulk.pk)
    told = ("position", "product", "quantity", "unit_price")
    assert list(single.lines.values(*told)) == list(bulk.lines.values(*told))
    assert list(Touchpoint.objects.values("kind", "medium", "text", "at", "by").distinct().order_by()) == [
        {"kind": "order", "medium": "thing", "text": "3.499 CNY", "at": NOW, "by": cast.alice.pk}
    ]


def test_many_cost_few_statements(account, rice, django_assert_max_num_queries):
    drafts = [draft(account, line(rice, number + 1), external_id=f"E{number}") for number in range(500)]

    with django_assert_max_num_queries(32):
        placed = place_orders(drafts=drafts, source="erp", by=None, at=NOW)

    assert placed.created == 500
    assert Account.objects.get(pk=account.pk).annual_value == sum(range(1, 501))


def test_an_id_made_in_the_database_is_a_uuid_of_version_7(account, rice):
    place_orders(drafts=[draft(account, line(rice, 1))], source="erp", by=None, at=NOW)

    made = Order.objects.get()
    assert (made.pk.version, made.pk.variant) == (7, "specified in RFC 4122")
    assert abs((made.pk.int >> 80) / 1000 - made.created_at.timestamp()) < 60
