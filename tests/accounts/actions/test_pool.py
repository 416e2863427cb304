"""The public pool: claims, capacity, giving back, and what goes in by itself."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from django.db import connection

from accounts.actions.access import AccountArchived
from accounts.actions.accounts import archive_account, open_account
from accounts.actions.figures import write_figures
from accounts.actions.pool import (
    AlreadyTaken,
    ClaimsUsedUp,
    NoRoomLeft,
    claim_account,
    preview_recycling,
    recycle,
    release_account,
    set_pool_rule,
)
from accounts.models import Account, Ownership, PoolWarning
from crm.calendar import business_day
from crm.errors import Forbidden, Invalid, NotYours, Unseen
from crm.models import Event
from tests.crm.factories import NOW, Cast, make_cast

TODAY = business_day(NOW)


def pooled(cast: Cast, name: str = "A", **fields: Any) -> Account:
    return open_account(by=cast.lena, at=NOW - timedelta(days=400), team=cast.team, name=name, role="retailer", **fields)


class TestClaiming:
    def test_takes_it_with_its_chapter(self, cast: Cast) -> None:
        shop = claim_account(account=pooled(cast), by=cast.alice, at=NOW)

        assert shop.owner == cast.alice
        chapters = Ownership.objects.filter(account=shop).order_by("id")
        assert [(c.owner, c.until is None, c.by) for c in chapters] == [(None, False, cast.lena), (cast.alice, True, cast.alice)]
        assert Event.objects.filter(type="account.claimed", subject=shop.pk).exists()

    def test_twice_by_the_same_is_once(self, cast: Cast) -> None:
        shop = pooled(cast)
        first = claim_account(account=shop, by=cast.alice, at=NOW)

        assert claim_account(account=shop, by=cast.alice, at=NOW).version == first.version

    def test_who_comes_second(self, cast: Cast) -> None:
        shop = claim_account(account=pooled(cast), by=cast.alice, at=NOW)
        with pytest.raises(AlreadyTaken):
            claim_account(account=shop, by=cast.bob, at=NOW)

    def test_strangers_agents_and_the_archive(self, cast: Cast) -> None:
        shop = pooled(cast)
        with pytest.raises(Unseen):
            claim_account(account=shop, by=cast.charlie, at=NOW)
        with pytest.raises(Forbidden):
            claim_account(account=shop, by=cast.sam, at=NOW)
        archive_account(account=shop, by=cast.lena, at=NOW)
        with pytest.raises(AccountArchived):
            claim_account(account=shop, by=cast.alice, at=NOW)

    def test_a_lead_for_somebody_of_the_team(self, cast: Cast) -> None:
        shop = pooled(cast)
        with pytest.raises(Forbidden):
            claim_account(account=shop, by=cast.bob, at=NOW, owner=cast.alice)
        assert claim_account(account=shop, by=cast.lena, at=NOW, owner=cast.alice).owner == cast.alice

    def test_no_more_than_the_rule_allows(self, cast: Cast) -> None:
        set_pool_rule(team=cast.team, changes={"capacity": 1}, by=cast.lena, at=NOW)
        claim_account(account=pooled(cast), by=cast.alice, at=NOW)
        with pytest.raises(NoRoomLeft):
            claim_account(account=pooled(cast, "B"), by=cast.alice, at=NOW)

    def test_no_more_a_day_than_the_rule_allows(self, cast: Cast) -> None:
        from django.utils import timezone

        set_pool_rule(team=cast.team, changes={"claims_per_day": 1}, by=cast.lena, at=NOW)
        claim_account(account=pooled(cast), by=cast.alice, at=timezone.now())
        with pytest.raises(ClaimsUsedUp):
            claim_account(account=pooled(cast, "B"), by=cast.alice, at=timezone.now())

    @pytest.mark.django_db(transaction=True)
    def test_of_many_at_once_exactly_one_gets_it(self) -> None:
        cast = make_cast()
        shop = pooled(cast)
        outcomes: list[str] = []

        def claim(person: Any) -> None:
            try:
                claim_account(account=shop, by=person, at=NOW)
                outcomes.append("won")
            except AlreadyTaken:
                outcomes.append("lost")
            finally:
                connection.close()

        threads = [Thread(target=claim, args=(person,)) for person in (cast.alice, cast.bob, cast.lena)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert sorted(outcomes) == ["lost", "lost", "won"]
        assert Ownership.objects.filter(account=shop).current().count() == 1

    @pytest.mark.django_db(transaction=True)
    def test_two_claims_of_one_person_do_not_pass_the_capacity_together(self) -> None:
        cast = make_cast()
        set_pool_rule(team=cast.team, changes={"capacity": 1}, by=cast.lena, at=NOW)
        shops = [pooled(cast, name) for name in "ABC"]
        outcomes: list[str] = []

        def claim(shop: Account) -> None:
            try:
                claim_account(account=shop, by=cast.alice, at=NOW)
                outcomes.append("won")
            except NoRoomLeft:
                outcomes.append("full")
            finally:
                connection.close()

        threads = [Thread(target=claim, args=(shop,)) for shop in shops]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert sorted(outcomes) == ["full", "full", "won"]


class TestGivingBack:
    def test_by_its_owner(self, cast: Cast) -> None:
        shop = claim_account(account=pooled(cast), by=cast.alice, at=NOW)

        assert release_account(account=shop, by=cast.alice, at=NOW, reason="too far").owner is None

    def test_needs_a_reason_and_the_right(self, cast: Cast) -> None:
        shop = claim_account(account=pooled(cast), by=cast.alice, at=NOW)
        with pytest.raises(Invalid):
            release_account(account=shop, by=cast.alice, at=NOW, reason=" ")
        with pytest.raises(NotYours):
            release_account(account=shop, by=cast.bob, at=NOW, reason="x")


class TestRecycling:
    def silent(self, cast: Cast, days: int, name: str = "A", **figures: Any) -> Account:
        shop = open_account(by=cast.alice, at=NOW - timedelta(days=400), name=name, role="retailer")
        Ownership.objects.filter(account=shop).update(since=NOW - timedelta(days=400))
        Account.objects.filter(pk=shop.pk).update(created_at=NOW - timedelta(days=400))
        values = {"last_visit_on": TODAY - timedelta(days=days)} | figures
        write_figures(columns=list(values), rows=[(shop.pk, *values.values())])
        return shop

    def rule(self, cast: Cast, **changes: Any) -> Any:
        return set_pool_rule(team=cast.team, changes={"idle_days": 30, "warn_days": 5} | changes, by=cast.lena, at=NOW)

    def test_warns_first_and_takes_back_after_the_days_of_the_warning(self, cast: Cast) -> None:
        shop, rule = self.silent(cast, 100), self.rule(cast)

        first = recycle(rule, at=NOW)
        again = recycle(rule, at=NOW)
        later = recycle(rule, at=NOW + timedelta(days=4))

        assert (first.warned, first.going, again.warned, later.going) == ([shop.pk], [], [], [])
        assert PoolWarning.objects.get().goes_on == TODAY + timedelta(days=5)
        done = recycle(rule, at=NOW + timedelta(days=5))
        assert done.going == [shop.pk]
        shop.refresh_from_db()
        assert shop.owner is None
        assert not PoolWarning.objects.exists()
        assert Event.objects.filter(type="account.recycled", subject=shop.pk).exists()

    def test_a_contact_takes_the_warning_away(self, cast: Cast) -> None:
        shop, rule = self.silent(cast, 28), self.rule(cast)
        recycle(rule, at=NOW)
        write_figures(columns=["last_visit_on"], rows=[(shop.pk, TODAY)])

        recycle(rule, at=NOW + timedelta(days=5))

        shop.refresh_from_db()
        assert shop.owner == cast.alice
        assert not PoolWarning.objects.exists()

    def test_spares_tiers_and_newcomers_and_does_nothing_when_off(self, cast: Cast) -> None:
        self.silent(cast, 100, "VIP", tier="vip")
        fresh = self.silent(cast, 100, "fresh")
        Ownership.objects.filter(account=fresh).update(since=NOW)
        rule = self.rule(cast, spared_tiers=["vip"])

        assert recycle(rule, at=NOW).warned == []
        self.silent(cast, 100, "plain")
        assert recycle(self.rule(cast, is_active=False), at=NOW).warned == []

    def test_the_preview_changes_nothing(self, cast: Cast) -> None:
        shop, rule = self.silent(cast, 100), self.rule(cast)

        assert preview_recycling(rule, day=TODAY).warned == [shop.pk]
        assert not PoolWarning.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"idle_days": 3}, "idle_days"), ({"warn_days": 0}, "warn_days"), ({"idle_days": 10, "warn_days": 10}, "warn_days"),
     ({"capacity": 0}, "capacity"), ({"claims_per_day": 0}, "claims_per_day"), ({"team": 1}, "team")],
)  # fmt: skip
def test_rules_that_do_not_fit(cast: Cast, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        set_pool_rule(team=cast.team, changes=changes, by=cast.lena, at=NOW)
    assert field in refused.value.fields


def test_managers_make_no_rules(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        set_pool_rule(team=cast.team, changes={}, by=cast.alice, at=NOW)
