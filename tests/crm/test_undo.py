"""Undoing a batch: what goes back, what stays and why."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from accounts.actions.accounts import archive_account, open_account, reassign_account, update_account
from accounts.actions.contacts import add_contact, update_contact
from accounts.actions.promises import make_promise
from accounts.actions.timeline import add_note
from accounts.actions.trade import define_product, place_order
from accounts.models import Account, Contact, Order, Ownership, Promise, Touchpoint
from crm.history import note_author
from crm.history.undoing import Undone, undo_batch
from crm.history.undoing.catalogue import tables_of
from crm.models import Change, Event
from tests.accounts.finding import found
from tests.crm.factories import NOW, Cast, make_cast
from tiers.models import Standing, TierPolicy


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def shop(cast: Cast) -> Account:
    return open_account(by=cast.alice, at=NOW, name="福润超市", role="retailer", phone="13800138000", tags=["a"])


@contextmanager
def batch() -> Iterator[UUID]:
    id = uuid4()
    with transaction.atomic():
        note_author(by=None, cause="bulk", batch=id)
        yield id


def undo(id: UUID, cast: Cast) -> Undone:
    return undo_batch(batch=id, by=cast.lena, at=NOW)


def reasons(undone: Undone) -> list[tuple[str, str, str]]:
    return sorted((kept.table, kept.why, kept.what) for kept in undone.kept)


class TestWhatWasChanged:
    def test_goes_back_with_all_that_is_derived(self, cast: Cast, shop: Account) -> None:
        with batch() as id:
            update_account(account=shop, changes={"name": "鑫达商行", "tags": ["a", "b"]}, by=cast.alice, at=NOW)
            update_account(account=shop, changes={"name": "鑫达大商行", "phone": ""}, by=cast.alice, at=NOW)
        before = Account.objects.get(pk=shop.pk)

        undone = undo(id, cast)

        after = Account.objects.get(pk=shop.pk)
        assert (after.name, after.phone, after.tags, after.name_key) == ("福润超市", "13800138000", ["a"], shop.name_key)
        assert after.version == before.version + 1
        assert found("福润") == {"福润超市"}
        assert found("鑫达") == set()
        assert (undone.restored["accounts_account"], undone.kept) == (1, [])

    def test_what_somebody_has_changed_since_stays(self, cast: Cast, shop: Account) -> None:
        with batch() as id:
            update_account(account=shop, changes={"street": "A", "village": "V"}, by=cast.alice, at=NOW)
        update_account(account=shop, changes={"street": "B"}, by=cast.alice, at=NOW)

        undone = undo(id, cast)

        shop.refresh_from_db()
        assert (shop.street, shop.village) == ("B", "")
        assert reasons(undone) == [("accounts_account", "changed", "street")]

    def test_custom_fields_one_by_one(self, cast: Cast, shop: Account) -> None:
        Account.objects.filter(pk=shop.pk).update(custom={"x": 1, "y": 1})
        with batch() as id:
            Account.objects.filter(pk=shop.pk).update(custom={"x": 2, "y": 2, "z": 2})
        Account.objects.filter(pk=shop.pk).update(custom={"x": 2, "y": 3, "z": 2})

        undone = undo(id, cast)

        shop.refresh_from_db()
        assert shop.custom == {"x": 1, "y": 3}
        assert reasons(undone) == [("accounts_account", "changed", "custom.y")]

    def test_an_old_value_that_is_taken_by_now(self, cast: Cast, shop: Account) -> None:
        second = open_account(by=cast.alice, at=NOW, name="B", role="retailer", external_id="2", source="erp")
        Account.objects.filter(pk=shop.pk).update(external_id="1", source="erp")
        with batch() as id:
            Account.objects.filter(pk=shop.pk).update(external_id="9")
            Account.objects.filter(pk=second.pk).update(external_id="8")
        open_account(by=cast.alice, at=NOW, name="C", role="retailer", external_id="1", source="erp")

        undone = undo(id, cast)

        assert Account.objects.get(pk=second.pk).external_id == "2"
        assert Account.objects.get(pk=shop.pk).external_id == "9"
        assert reasons(undone) == [("accounts_account", "taken", "account_external_id_once_per_source")]

    def test_a_hand_over_is_undone_by_another_one(self, cast: Cast, shop: Account) -> None:
        with batch() as id:
            reassign_account(account=shop, owner=cast.bob, by=cast.lena, at=NOW, reason="holiday")

        undo(id, cast)

        assert Account.objects.get(pk=shop.pk).owner == cast.alice
        chapters = Ownership.objects.filter(account=shop).order_by("id")
        assert [(c.owner, c.until is None, c.reason) for c in chapters] == [
            (cast.alice, False, ""),
            (cast.bob, False, "holiday"),
            (cast.alice, True, "undo"),
        ]

    def test_the_lines_of_an_order(self, cast: Cast, shop: Account) -> None:
        tea = define_product(code="T", by=None, at=NOW)

        def place(*quantities: int) -> Order:
            lines = [{"product": tea, "quantity": Decimal(q), "unit_price": Decimal(2)} for q in quantities]
            return place_order(account=shop, lines=lines, by=cast.alice, at=NOW, external_id="1", source="erp", ordered_at=NOW)

        order = place(3, 4)
        with batch() as id:
            place(5)

        undo(id, cast)

        order.refresh_from_db()
        assert order.total == 14
        assert [line.quantity for line in order.lines.order_by("position")] == [3, 4]
        place(5)
        order.refresh_from_db()
        assert order.total == 10, "a restored order takes the next file's lines"


def test_an_order_goes_before_what_its_lines_point_to(db: None) -> None:
    order = [table.name for table in tables_of({"accounts_product", "accounts_order", "accounts_account"})]

    assert order.index("accounts_order") < order.index("accounts_product")
    assert order.index("accounts_order") < order.index("accounts_account")


class TestWhatWasMade:
    def test_goes_with_what_was_made_together(self, cast: Cast) -> None:
        with batch() as id:
            shop = open_account(by=cast.alice, at=NOW, name="A", role="retailer", custom={})
            add_contact(account=shop, by=cast.alice, at=NOW, name="W")
            add_note(account=shop, by=cast.alice, at=NOW, text="hello")
            tea = define_product(code="T", by=None, at=NOW)
            line = {"product": tea, "quantity": Decimal(3), "unit_price": Decimal(2)}
            place_order(account=shop, lines=[line], by=cast.alice, at=NOW)
        Standing.objects.create(
            account=shop, policy=TierPolicy.objects.get(), as_of=NOW.date(), value=0, currency="CNY", reason="not_yet_rated"
        )

        undone = undo(id, cast)

        assert reasons(undone) == []
        assert not Account.objects.filter(pk=shop.pk).exists()
        for model in (Contact, Order, Touchpoint):
            assert not model.objects.exists()
        assert undone.removed["accounts_account"] == undone.removed["accounts_contact"] == undone.removed["accounts_order"] == 1
        gone = Change.objects.get(table_name="accounts_account", op="delete")
        assert (gone.by, gone.cause, gone.batch, gone.old["name"]) == (cast.lena, "undo", undone.batch, "A")

    def test_stays_where_something_hangs_on_it(self, cast: Cast) -> None:
        with batch() as id:
            shop = open_account(by=cast.alice, at=NOW, name="A", role="retailer")
            contact = add_contact(account=shop, by=cast.alice, at=NOW, name="W")
            loose = add_contact(account=shop, by=cast.alice, at=NOW, name="X")
        promise = make_promise(account=shop, contact=contact, text="t", due_on=NOW.date(), by=cast.alice, at=NOW)

        undone = undo(id, cast)

        assert Promise.objects.get(pk=promise.pk).contact == contact
        assert not Contact.objects.filter(pk=loose.pk).exists()
        assert {(kept.table, kept.why) for kept in undone.kept} == {("accounts_account", "in_use"), ("accounts_contact", "in_use")}

    def test_stays_where_somebody_has_changed_it(self, cast: Cast) -> None:
        with batch() as id:
            shop = open_account(by=cast.alice, at=NOW, name="A", role="retailer")
            contact = add_contact(account=shop, by=cast.alice, at=NOW, name="W")
        update_contact(contact=contact, changes={"name": "V"}, by=cast.alice, at=NOW)

        undone = undo(id, cast)

        assert reasons(undone) == [
            ("accounts_account", "in_use", "accounts_contact"),
            ("accounts_contact", "changed", "name"),
        ]

    def test_parents_and_children_of_one_table(self, cast: Cast) -> None:
        with batch() as id:
            group = open_account(by=cast.alice, at=NOW, name="G", role="retailer")
            branch = open_account(by=cast.alice, at=NOW, name="B", role="retailer")
            Account.objects.filter(pk=branch.pk).update(parent=group)
            other = open_account(by=cast.alice, at=NOW, name="O", role="retailer")
            child = open_account(by=cast.alice, at=NOW, name="C", role="retailer")
            Account.objects.filter(pk=child.pk).update(parent=other)
        archive_account(account=child, by=cast.alice, at=NOW)

        undone = undo(id, cast)

        assert set(Account.objects.values_list("name", flat=True)) == {"C", "O"}
        assert {kept.what for kept in undone.kept if kept.why == "in_use"} >= {"accounts_account"}


class TestWhatWasDeleted:
    def test_comes_back_as_it_was(self, cast: Cast, shop: Account) -> None:
        contact = add_contact(account=shop, by=cast.alice, at=NOW, name="王老板", phone="13911112222", is_primary=True)
        with batch() as id:
            contact.delete()
        pk = Contact.objects.count()
        assert pk == 0

        undone = undo(id, cast)

        back = Contact.objects.get()
        assert (back.name, back.phone, back.is_primary, back.account) == ("王老板", "13911112222", True, shop)
        assert undone.brought_back["accounts_contact"] == 1


class TestTheUndoItself:
    def test_is_told(self, cast: Cast, shop: Account) -> None:
        with batch() as id:
            Account.objects.filter(pk=shop.pk).update(street="A")

        undone = undo(id, cast)

        event = Event.objects.get(type="batch.undone")
        assert (event.subject, event.by) == (id, cast.lena)
        assert event.payload == {
            "restored": {"accounts_account": 1}, "removed": {}, "brought_back": {}, "kept": 0, "batch": str(undone.batch),
        }  # fmt: skip

    def test_twice_is_once(self, cast: Cast, shop: Account) -> None:
        with batch() as id:
            Account.objects.filter(pk=shop.pk).update(street="A")
            open_account(by=cast.alice, at=NOW, name="B", role="retailer")

        first, second = undo(id, cast), undo(id, cast)

        assert (first.changed, second.changed, second.kept) == (2, 0, [])

    def test_can_be_undone(self, cast: Cast, shop: Account) -> None:
        with batch() as id:
            Account.objects.filter(pk=shop.pk).update(street="A")
            made = open_account(by=cast.alice, at=NOW, name="B", role="retailer")
        first = undo(id, cast)

        undo(first.batch, cast)

        assert Account.objects.get(pk=shop.pk).street == "A"
        assert Account.objects.get(pk=made.pk).name == "B"

    def test_of_nothing(self, cast: Cast) -> None:
        assert undo(uuid4(), cast).changed == 0

    def test_takes_the_same_statements_however_many_rows(self, cast: Cast, django_assert_max_num_queries: Any) -> None:
        with batch() as id:
            for number in range(30):
                open_account(by=cast.alice, at=NOW, name=f"A{number}", role="retailer")
        with django_assert_max_num_queries(150):
            assert undo(id, cast).removed["accounts_account"] == 30
