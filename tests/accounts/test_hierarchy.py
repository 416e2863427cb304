"""集团 → 分公司 → 门店: a tree whatever writes it, and what it comes to for whom."""

import threading
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.actions.accounts import update_account
from accounts.actions.hierarchy import ParentRefused
from accounts.actions.promises import make_promise
from accounts.models import Account
from accounts.queries.hierarchy import family
from crm.models import Role, User
from tests.accounts.factories import AccountFactory
from tests.crm.factories import NOW, UserFactory

DAY = NOW.date()


@pytest.fixture
def group(db: None) -> list[Account]:
    """A group, its branch, and the branch's shop, all Alice's."""
    alice = UserFactory(name="Alice")
    top = AccountFactory(owner=alice, name="大润集团", annual_value="100.00")
    branch = AccountFactory(owner=alice, name="杭州分公司", parent=top, annual_value="20.00", open_complaints=1)
    shop = AccountFactory(owner=alice, name="文三路门店", parent=branch, annual_value="3.00", next_visit_on="2026-01-01")
    return [top, branch, shop]


def hang(account: Account, parent: Account | None, by: User | None = None) -> Account:
    return update_account(account=account, changes={"parent": parent}, by=by or account.owner, at=NOW)


class TestTheTree:
    @pytest.mark.parametrize("below", [0, 1, 2])
    def test_nothing_lies_within_itself(self, group: list[Account], below: int) -> None:
        with pytest.raises(ParentRefused):
            hang(group[0], group[below])

        group[0].refresh_from_db()
        assert group[0].parent is None

    def test_the_database_refuses_what_no_action_has_seen(self, group: list[Account]) -> None:
        top, _, shop = group
        with pytest.raises(IntegrityError), transaction.atomic():
            Account.objects.filter(pk=top.pk).update(parent=shop)
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE accounts_account SET parent_id = %s", [shop.pk])

    def test_it_can_be_moved_and_taken_out(self, group: list[Account]) -> None:
        top, branch, shop = group

        assert hang(shop, top).parent_id == top.pk
        assert hang(branch, shop).parent_id == shop.pk
        assert hang(branch, None).parent_id is None

    def test_only_below_what_is_in_use_and_of_its_kind(self, group: list[Account]) -> None:
        alice = group[0].owner
        for parent in (AccountFactory(owner=alice, archived=True), AccountFactory(owner=None, team=alice.team, internal=True)):
            with pytest.raises(ParentRefused):
                hang(group[0], parent)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_no_circle() -> None:
    """Each alone is fine; together they would hang on one another. One waits for the other and is refused."""
    alice = UserFactory()
    a, b = AccountFactory(owner=alice), AccountFactory(owner=alice)
    answers: list[Any] = []
    both = threading.Barrier(2)

    def write(account: Account, parent: Account) -> None:
        try:
            both.wait()
            hang(account, parent)
            answers.append("done")
        except ParentRefused as error:
            answers.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=pair) for pair in ((a, b), (b, a))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == ["done", "parent_refused"]


class TestTheFamily:
    def test_it_counts_what_lies_below(self, group: list[Account]) -> None:
        top, _, shop = group
        make_promise(account=shop, text="样品", due_on=DAY, by=shop.owner, at=NOW)

        found = family(top, user=top.owner, day=DAY)

        assert [row.name for row, _ in found.children] == ["杭州分公司"]
        assert {currency: str(value) for currency, value in found.total.values.items()} == {"CNY": "123.00"}
        below = found.children[0][1]
        assert (found.total.accounts, found.own.accounts, below.accounts) == (3, 1, 2)
        assert (below.complaints, below.promises, below.overdue_visits) == (1, 1, 1)
        assert [row.name for row in family(shop, user=shop.owner, day=DAY).above] == ["大润集团", "杭州分公司"]

    def test_currencies_are_never_added(self, group: list[Account]) -> None:
        AccountFactory(owner=group[0].owner, parent=group[0], currency="USD", annual_value="7.00")

        total = family(group[0], user=group[0].owner, day=DAY).total

        assert {currency: str(value) for currency, value in total.values.items()} == {"CNY": "123.00", "USD": "7.00"}

    def test_what_one_may_not_see_is_neither_named_nor_counted(self, group: list[Account]) -> None:
        top = group[0]
        stranger = UserFactory()
        theirs = AccountFactory(owner=stranger, name="上海分公司", annual_value="999.00")
        Account.objects.filter(pk=theirs.pk).update(parent=top)
        mine_below_theirs = AccountFactory(owner=top.owner, name="徐汇门店", annual_value="1.00")
        Account.objects.filter(pk=mine_below_theirs.pk).update(parent=theirs)

        found = family(top, user=top.owner, day=DAY)

        assert [row.name for row, _ in found.children] == ["杭州分公司"]
        assert str(found.total.values["CNY"]) == "124.00"
        assert family(theirs, user=stranger, day=DAY).above == []
        everything = family(top, user=UserFactory(role=Role.ADMIN, team=None), day=DAY)
        assert str(everything.total.values["CNY"]) == "1123.00"
        assert [row.name for row, _ in everything.children] == ["杭州分公司", "上海分公司"]
