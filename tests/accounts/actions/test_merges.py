"""Merging two accounts: nothing is lost, the old id leads on, and it can be undone."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from accounts.actions.access import AccountArchived
from accounts.actions.accounts import archive_account, open_account
from accounts.actions.contacts import add_contact
from accounts.actions.merges import (
    AccountMerged,
    KindsDiffer,
    MergeUndone,
    MergeWithItself,
    OtherTeam,
    current_account,
    merge_accounts,
    undo_merge,
)
from accounts.actions.promises import make_promise
from accounts.actions.timeline import add_note
from accounts.actions.trade import define_product, place_order
from accounts.models import Account, Contact, Merge
from crm.errors import Invalid, NotYours, Unseen
from crm.models import Change
from tests.accounts.finding import found
from tests.crm.factories import NOW, Cast
from visits.actions.routes import open_route, set_stops
from visits.actions.visits import add_visit
from visits.models import RouteStop


def shop(cast: Cast, name: str, **fields: Any) -> Account:
    return open_account(by=cast.alice, at=NOW, **({"name": name, "role": "retailer"} | fields))


@pytest.fixture
def pair(cast: Cast) -> tuple[Account, Account]:
    kept = shop(cast, "福润超市", phone="13800138000", tags=["a"], custom={})
    lost = shop(cast, "福润超市有限公司", phone="13900139000", street="中山路", tags=["b"])
    return kept, lost


def furnish(account: Account, cast: Cast) -> dict[str, Any]:
    tea = define_product(code="T", by=None, at=NOW)
    route = open_route(name="R", manager=cast.alice, by=cast.alice, at=NOW)
    line = {"product": tea, "quantity": Decimal(3), "unit_price": Decimal(2)}
    return {
        "contact": add_contact(account=account, by=cast.alice, at=NOW, name="王老板", is_primary=True),
        "note": add_note(account=account, by=cast.alice, at=NOW, text="complained", channel="phone", kind="call"),
        "promise": make_promise(account=account, text="t", due_on=NOW.date(), by=cast.alice, at=NOW),
        "order": place_order(account=account, lines=[line], by=cast.alice, at=NOW),
        "visit": add_visit(account=account, planned_on=NOW.date(), by=cast.alice, at=NOW),
        "stop": set_stops(route=route, accounts=[account], by=cast.alice, at=NOW)[0],
    }


def merge(kept: Account, lost: Account, cast: Cast, **more: Any) -> Merge:
    return merge_accounts(kept=kept, lost=lost, by=more.pop("by", cast.alice), at=NOW, **more)


class TestMerging:
    def test_keeps_everything(self, cast: Cast, pair: tuple[Account, Account]) -> None:
        kept, lost = pair
        rows = furnish(lost, cast)

        done = merge(kept, lost, cast)

        for row in rows.values():
            row.refresh_from_db()
            assert row.account_id == kept.pk, row
        assert done.moved["accounts_order"] == done.moved["visits_visit"] == done.moved["accounts_contact"] == 1
        kept.refresh_from_db()
        lost.refresh_from_db()
        assert (lost.status, lost.merged_into_id) == ("archived", kept.pk)
        assert kept.annual_value is not None
        assert current_account(lost) == kept
        assert found("王老板") == {"福润超市"}

    def test_fills_what_is_empty_and_takes_what_was_chosen(self, cast: Cast, pair: tuple[Account, Account]) -> None:
        kept, lost = pair

        merge(kept, lost, cast, take=["phone"])

        kept.refresh_from_db()
        assert (kept.name, kept.phone, kept.street, kept.tags) == ("福润超市", "13900139000", "中山路", ["a", "b"])

    def test_one_primary_contact_and_one_stop_a_route(self, cast: Cast, pair: tuple[Account, Account]) -> None:
        kept, lost = pair
        mine = add_contact(account=kept, by=cast.alice, at=NOW, name="李", is_primary=True)
        theirs = add_contact(account=lost, by=cast.alice, at=NOW, name="王", is_primary=True)
        route = open_route(name="R", manager=cast.alice, by=cast.alice, at=NOW)
        set_stops(route=route, accounts=[kept, lost], by=cast.alice, at=NOW)

        done = merge(kept, lost, cast)

        assert {(c.pk, c.is_primary) for c in Contact.objects.filter(account=kept)} == {(mine.pk, True), (theirs.pk, False)}
        assert RouteStop.objects.filter(account=kept, archived_at=None).count() == 1
        assert done.left == {"visits_routestop": 1}

    def test_children_of_a_group_and_the_group_itself(self, cast: Cast) -> None:
        group, branch, leaf = (shop(cast, name) for name in "GBL")
        Account.objects.filter(pk=branch.pk).update(parent=group)
        Account.objects.filter(pk=leaf.pk).update(parent=branch)
        leaf.refresh_from_db()

        merge(leaf, group, cast)

        leaf.refresh_from_db()
        branch.refresh_from_db()
        assert (leaf.parent_id, branch.parent_id) == (None, leaf.pk)

    def test_what_went_into_the_lost_one_leads_on(self, cast: Cast) -> None:
        first, second, third = (shop(cast, name) for name in "ABC")
        merge(second, first, cast)

        merge(third, second, cast)

        first.refresh_from_db()
        assert current_account(first) == third

    def test_is_told_in_the_history(self, cast: Cast, pair: tuple[Account, Account]) -> None:
        kept, lost = pair
        done = merge(kept, lost, cast)

        change = Change.objects.get(batch=done.pk, row_id=lost.pk, op="update")
        assert (change.by, change.cause, change.new["merged_into_id"]) == (cast.alice, "merge", str(kept.pk))


class TestRefusals:
    def test_itself(self, cast: Cast, pair: tuple[Account, Account]) -> None:
        with pytest.raises(MergeWithItself):
            merge(pair[0], pair[0], cast)

    def test_a_merged_one(self, cast: Cast, pair: tuple[Account, Account]) -> None:
        kept, lost = pair
        other = shop(cast, "C")
        merge(kept, lost, cast)
        for refused in ((other, lost), (lost, other), (kept, lost)):
            with pytest.raises(AccountMerged):
                merge(*refused, cast)

    def test_another_teams(self, cast: Cast, pair: tuple[Account, Account]) -> None:
        theirs = open_account(by=cast.charlie, at=NOW, name="X", role="retailer")
        with pytest.raises(Unseen):
            merge(pair[0], theirs, cast)
        with pytest.raises(OtherTeam):
            merge(pair[0], theirs, cast, by=cast.admin)

    def test_a_team_mates(self, cast: Cast, pair: tuple[Account, Account]) -> None:
        mates = open_account(by=cast.bob, at=NOW, name="X", role="retailer")
        with pytest.raises(NotYours):
            merge(pair[0], mates, cast)
        assert merge(pair[0], mates, cast, by=cast.lena).lost_id == mates.pk

    def test_an_archived_one_to_keep(self, cast: Cast, pair: tuple[Account, Account]) -> None:
        archive_account(account=pair[0], by=cast.alice, at=NOW)
        with pytest.raises(AccountArchived):
            merge(*pair, cast)

    def test_a_step_of_our_own(self, cast: Cast, pair: tuple[Account, Account]) -> None:
        inner = open_account(by=cast.lena, at=NOW, team=cast.team, name="X", kind="internal", role="post")
        with pytest.raises(KindsDiffer):
            merge(pair[0], inner, cast, by=cast.lena)

    def test_fields_that_are_nobodys_to_choose(self, cast: Cast, pair: tuple[Account, Account]) -> None:
        with pytest.raises(Invalid):
            merge(*pair, cast, take=["annual_value"])


class TestUndoing:
    def test_puts_both_back(self, cast: Cast, pair: tuple[Account, Account]) -> None:
        kept, lost = pair
        rows = furnish(lost, cast)
        before = {a.pk: (a.name, a.phone, a.street, a.tags, a.status) for a in Account.objects.all()}
        done = merge(kept, lost, cast, take=["name", "phone"])
        added = add_note(account=kept, by=cast.alice, at=NOW, text="later")

        undone = undo_merge(merge=done, by=cast.alice, at=NOW)

        assert {a.pk: (a.name, a.phone, a.street, a.tags, a.status) for a in Account.objects.all()} == before
        for row in rows.values():
            row.refresh_from_db()
            assert row.account_id == lost.pk
        added.refresh_from_db()
        assert added.account_id == kept.pk
        assert undone.kept == []
        done.refresh_from_db()
        assert (done.undone_by, done.undone_at) == (cast.alice, NOW)
        assert found("王老板") == {"福润超市有限公司"}

    def test_only_once(self, cast: Cast, pair: tuple[Account, Account]) -> None:
        done = merge(*pair, cast)
        undo_merge(merge=done, by=cast.alice, at=NOW)
        with pytest.raises(MergeUndone):
            undo_merge(merge=done, by=cast.alice, at=NOW)

    def test_the_later_merge_first(self, cast: Cast, pair: tuple[Account, Account]) -> None:
        first = merge(*pair, cast)
        second = merge(shop(cast, "C"), pair[0], cast)
        with pytest.raises(AccountMerged):
            undo_merge(merge=first, by=cast.alice, at=NOW)
        undo_merge(merge=second, by=cast.alice, at=NOW)
        undo_merge(merge=first, by=cast.alice, at=NOW)
        assert not Account.objects.filter(merged_into__isnull=False).exists()

    def test_and_again_merged(self, cast: Cast, pair: tuple[Account, Account]) -> None:
        undo_merge(merge=merge(*pair, cast), by=cast.alice, at=NOW)
        pair[0].refresh_from_db()
        pair[1].refresh_from_db()
        assert merge(pair[1], pair[0], cast).kept == pair[1]
