"""The history that the database writes: who changed what, when, from what to what, whatever the way of the write."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client

from accounts.actions.accounts import open_account, update_account
from accounts.actions.contacts import add_contact
from accounts.actions.figures import write_figures
from accounts.actions.trade import define_product, place_order
from accounts.models import Account, Ownership, Touchpoint
from crm.copying import copy_objects
from crm.history import note_author
from crm.history.tracking import renew_tracking, tracked_tables, tracking_sql
from crm.models import Change, Team, User
from tests.crm.factories import NOW, Cast, make_cast


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def shop(cast: Cast) -> Account:
    return open_account(by=cast.alice, at=NOW, name="福润超市", role="retailer", phone="13800138000")


def told(row: Any) -> list[Change]:
    return list(Change.objects.filter(row_id=row.pk).order_by("id"))


def last(row: Any) -> Change:
    return told(row)[-1]


class TestEveryWay:
    def test_an_action(self, cast: Cast, shop: Account) -> None:
        with transaction.atomic():
            note_author(by=cast.alice, cause="phone")
            update_account(account=shop, changes={"name": "福润大超市", "phone": ""}, by=cast.alice, at=NOW)

        change = last(shop)
        assert (change.op, change.by, change.cause, change.table_name) == ("update", cast.alice, "phone", "accounts_account")
        assert change.account_id == shop.pk
        assert change.old == {"name": "福润超市", "phone": "13800138000"}
        assert change.new == {"name": "福润大超市", "phone": ""}

    def test_a_bulk_statement(self, cast: Cast, shop: Account) -> None:
        batch = uuid4()
        with transaction.atomic():
            note_author(by=cast.lena, cause="bulk", batch=batch)
            Account.objects.filter(team=cast.team).update(owner=cast.bob)

        change = last(shop)
        assert (change.by, change.cause, change.batch) == (cast.lena, "bulk", batch)
        assert (change.old, change.new) == ({"owner_id": str(cast.alice.pk)}, {"owner_id": str(cast.bob.pk)})

    def test_bare_sql_without_an_author(self, shop: Account) -> None:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE accounts_account SET industry = '食品' WHERE id = %s", [shop.pk])

        change = last(shop)
        assert (change.by, change.cause, change.new) == (None, "program", {"industry": "食品"})

    def test_copy(self, cast: Cast) -> None:
        shops = [Account(name=f"店 {n}", name_key="dian", role="retailer", team=cast.team, owner=cast.alice) for n in range(3)]
        with transaction.atomic():
            note_author(by=cast.alice, cause="import")
            copy_objects(shops, search=[""] * 3)

        changes = Change.objects.filter(row_id__in=[shop.pk for shop in shops])
        assert {(c.op, c.by, c.cause, c.account_id == c.row_id) for c in changes} == {("insert", cast.alice, "import", True)}
        assert len(changes) == 3

    def test_a_delete_keeps_the_whole_row(self, cast: Cast, shop: Account) -> None:
        contact = add_contact(account=shop, by=cast.alice, at=NOW, name="王老板", phone="139")
        pk = contact.pk
        contact.delete()

        gone = Change.objects.get(row_id=pk, op="delete")
        assert gone.old["name"] == "王老板"
        assert gone.old["account_id"] == str(shop.pk) == str(gone.account_id)
        assert gone.new is None

    @pytest.mark.django_db(transaction=True)
    def test_the_admin(self) -> None:
        cast = make_cast(password="a long enough password")
        client = Client()
        client.force_login(cast.admin)
        form = {"name": "North-West", "currency": "CNY", "review_on": "", "lead": cast.lena.pk, "is_demo": ""}
        assert client.post(f"/admin/crm/team/{cast.team.pk}/change/", form).status_code == 302

        change = last(cast.team)
        assert (change.by, change.cause, change.new) == (cast.admin, "admin", {"name": "North-West"})

    def test_the_api_and_the_page(self, cast: Cast, shop: Account) -> None:
        client = Client()
        client.force_login(cast.alice)
        answer = client.patch(f"/api/v1/accounts/{shop.pk}/", {"street": "中山路"}, "application/json", headers={"If-Match": '"1"'})
        assert answer.status_code == 200, answer.content
        assert (last(shop).by, last(shop).cause, last(shop).new) == (cast.alice, "web", {"street": "中山路"})


class TestWhatIsNotHistory:
    def test_figures_search_and_times(self, cast: Cast, shop: Account) -> None:
        before = len(told(shop))
        write_figures(columns=["annual_value"], rows=[(shop.pk, Decimal("12.50"))])
        Account.objects.filter(pk=shop.pk).update(search_text="x", version=9, updated_at=NOW, name_key="y")

        assert len(told(shop)) == before

    def test_the_same_value_again(self, cast: Cast, shop: Account) -> None:
        before = len(told(shop))
        Account.objects.filter(pk=shop.pk).update(name=shop.name)

        assert len(told(shop)) == before

    def test_a_password(self, cast: Cast) -> None:
        cast.bob.set_password("another long password")
        cast.bob.save()

        change = last(cast.bob)
        assert (change.old, change.new) == ({"password": None}, {"password": None})
        assert "password" not in Change.objects.get(row_id=cast.bob.pk, op="insert").new

    def test_journals_tell_themselves(self, cast: Cast, shop: Account) -> None:
        """Who noted a touchpoint stands in the touchpoint; its making is noted only where it can be undone as a batch."""
        assert not Change.objects.filter(table_name__in=["accounts_touchpoint", "accounts_ownership"]).exists()
        with transaction.atomic():
            note_author(by=cast.alice, batch=uuid4())
            Touchpoint.objects.create(account=shop, kind="note", at=NOW, by=cast.alice, text="x")

        assert Change.objects.get(table_name="accounts_touchpoint").account_id == shop.pk


class TestFields:
    def test_custom_fields_one_by_one(self, cast: Cast, shop: Account) -> None:
        Account.objects.filter(pk=shop.pk).update(custom={"shelf": 3, "key": "a"})
        Account.objects.filter(pk=shop.pk).update(custom={"shelf": 4, "door": True})

        change = last(shop)
        assert change.old == {"custom.shelf": 3, "custom.key": "a", "custom.door": None}
        assert change.new == {"custom.shelf": 4, "custom.key": None, "custom.door": True}

    def test_a_row_with_a_number_as_key(self, cast: Cast, shop: Account) -> None:
        chapter = Ownership.objects.get(account=shop)
        Ownership.objects.filter(pk=chapter.pk).update(reason="holiday")

        change = Change.objects.get(table_name="accounts_ownership", op="update")
        assert change.row_id == UUID(int=chapter.pk)
        assert change.account_id == shop.pk

    def test_lines_are_told_as_a_change_of_their_order(self, cast: Cast, shop: Account) -> None:
        tea = define_product(code="T", by=None, at=NOW)

        def place(quantity: int) -> Any:
            line = {"product": tea, "quantity": Decimal(quantity), "unit_price": Decimal(2)}
            return place_order(account=shop, lines=[line], by=cast.alice, at=NOW, external_id="1", source="erp", ordered_at=NOW)

        order = place(3)
        place(4)

        assert [change.op for change in told(order)] == ["insert", "update", "update"]
        total, lines = told(order)[1:]
        assert (total.old, total.new) == ({"total": 6.0}, {"total": 8.0})
        assert [line["quantity"] for line in lines.old["lines"]] == [3.0]
        assert [line["quantity"] for line in lines.new["lines"]] == [4.0]
        assert lines.account_id == shop.pk


class TestWho:
    def test_a_note_holds_for_its_block_only(self, cast: Cast, shop: Account) -> None:
        batch = uuid4()
        with transaction.atomic():
            note_author(by=cast.lena, cause="merge", batch=batch)
            Account.objects.filter(pk=shop.pk).update(street="A")
        Account.objects.filter(pk=shop.pk).update(street="B")

        assert [(c.by, c.cause, c.batch) for c in told(shop)[-2:]] == [(cast.lena, "merge", batch), (None, "program", None)]

    def test_an_inner_note_fills_in(self, cast: Cast, shop: Account) -> None:
        batch = uuid4()
        with transaction.atomic():
            note_author(by=None, cause="import", batch=batch)
            with transaction.atomic():
                note_author(by=cast.alice)
                Account.objects.filter(pk=shop.pk).update(street="A")

        assert (last(shop).by, last(shop).cause, last(shop).batch) == (cast.alice, "import", batch)

    def test_a_savepoint_that_is_rolled_back_takes_its_author_along(self, cast: Cast, shop: Account) -> None:
        with transaction.atomic():
            note_author(by=cast.lena, cause="bulk")
            with transaction.atomic():
                note_author(by=cast.bob, cause="import")
                Account.objects.filter(pk=shop.pk).update(street="A")
                transaction.set_rollback(True)
            Account.objects.filter(pk=shop.pk).update(street="B")

        assert (last(shop).by, last(shop).cause) == (cast.lena, "bulk")

    @pytest.mark.django_db(transaction=True)
    def test_the_next_transaction_knows_nothing_of_the_last_one(self) -> None:
        cast = make_cast()
        with transaction.atomic():
            note_author(by=cast.lena, cause="bulk")
            Team.objects.filter(pk=cast.team.pk).update(name="A")
        Team.objects.filter(pk=cast.team.pk).update(name="B")

        assert [(c.by_id, c.cause) for c in told(cast.team)[-2:]] == [(cast.lena.pk, "bulk"), (None, "program")]

    @pytest.mark.django_db(transaction=True)
    def test_a_statement_of_its_own_within_a_request(self, rf: Any) -> None:
        """Outside of a transaction block one statement gets a transaction, or the setting would be lost."""
        from crm.database.authors import AuthorOfRequest

        cast = make_cast()

        def answer(request: Any) -> Any:
            Team.objects.filter(pk=cast.team.pk).update(name="A")
            return SimpleNamespace()

        request = rf.post("/")
        request.user = cast.lena
        AuthorOfRequest(answer)(request)

        assert (last(cast.team).by_id, last(cast.team).cause) == (cast.lena.pk, "web")

    @pytest.mark.django_db(transaction=True)
    def test_noting_needs_a_transaction(self) -> None:
        with pytest.raises(transaction.TransactionManagementError):
            note_author(by=None)


class TestTables:
    #: Told of elsewhere, passing, or derived from rows that are told of.
    NOT_FOLLOWED = {
        "accounts_bulkaction", "accounts_bulktarget", "accounts_customvalue", "accounts_duplicatepair", "accounts_duplicatescan",
        "accounts_exportrun", "accounts_identitykey", "accounts_poolwarning", "accounts_importdoubt",
        "accounts_importline", "accounts_importmemory", "accounts_importrefusal", "accounts_importrun", "accounts_importupload",
        "accounts_storedfile", "accounts_upload",
        "crm_change", "crm_constantedit", "crm_event", "crm_failedsignin", "crm_idempotencykey", "crm_op",
        "tiers_experimentdecision", "tiers_experimentmember",  # a log of its own; drawn once, and a trigger keeps it so
        "visits_balance", "visits_travelleg", "visits_travelpace",  # a run, a cache, and what the rides have taught
        "tiers_orderrhythm", "tiers_policytrial", "tiers_reviewrun", "tiers_standing", "tiers_tierfigure", "tiers_worth",
        "tiers_worthrun", "visits_calendarfeed", "visits_cycle", "visits_cyclecall", "visits_cycleedit", "visits_cyclestop",
    }  # fmt: skip

    def test_every_table_of_ours_is_followed_or_named_here(self, db: None) -> None:
        ours = {m._meta.db_table for name in ("crm", "accounts", "tiers", "visits") for m in apps.get_app_config(name).get_models()}

        missing = ours - set(tracked_tables()) - self.NOT_FOLLOWED
        assert not missing, f"put track(…) into a migration of {sorted(missing)}, or name them here with a reason"

    def test_every_column_that_people_edit_is_followed(self, db: None) -> None:
        tables = {m._meta.db_table: m for m in apps.get_models()}
        for table, tracking in tracked_tables().items():
            assert tracking == tracking.of(tables[table]), table

    def test_new_columns_are_followed_after_the_next_migrate(self, db: None, shop: Account) -> None:
        known = tracked_tables()["accounts_account"]
        fewer = type(known)(**{**vars(known), "columns": tuple(c for c in known.columns if c != "street")})
        with connection.cursor() as cursor:
            cursor.execute(tracking_sql(Account, fewer))
        Account.objects.filter(pk=shop.pk).update(street="A")
        assert last(shop).op == "insert"

        renew_tracking()
        Account.objects.filter(pk=shop.pk).update(street="B")

        assert last(shop).new == {"street": "B"}


def test_reading_costs_nothing_and_a_writing_transaction_one_telling(cast: Cast, shop: Account, monkeypatch: Any) -> None:
    said: list[Any] = []
    execute = type(connection.connection).execute
    monkeypatch.setattr(
        type(connection.connection), "execute", lambda self, sql, *a, **k: (said.append(sql), execute(self, sql, *a, **k))[1]
    )
    with transaction.atomic():
        note_author(by=cast.alice, cause="bulk")
        User.objects.count()
        assert said == []
        for street in "ABC":
            Account.objects.filter(pk=shop.pk).update(street=street)

    assert len(said) == 1
