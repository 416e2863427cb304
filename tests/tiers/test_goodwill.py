"""A tier's goodwill limit and its approver are held to, beside the role's limit (rows 4, 7, 15)."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from accounts.actions.goodwill import AboveLimit
from accounts.actions.goodwill_limits import set_goodwill_limit
from accounts.models import Account, Goodwill
from crm.models import Role, Team, User
from tests.accounts.factories import AccountFactory
from tests.tiers.world import NOW, TODAY, make_user
from tiers.actions.goodwill import grant_goodwill
from tiers.actions.policies import draft_policy, publish_policy
from tiers.readings.goodwill import room_by_tier

pytestmark = pytest.mark.django_db

LIMITS = {"vip": "1000", "gold": "500", "key": "150", "ordinary": "100"}


@pytest.fixture
def team() -> Team:
    return Team.objects.create(name="North")


@pytest.fixture
def lena(team: Team) -> User:
    """The role's limits are 200 a manager and 2,000 a lead; the tier's stand in the policy."""
    lena: User = make_user("Lena", Role.LEAD, leads=[team])
    policy = draft_policy(
        name="Limits", effective_on=TODAY, by=lena, at=NOW, goodwill_limits=LIMITS,
        approvers={"vip": "admin", "gold": "lead", "key": "lead", "ordinary": "lead"},
    )  # fmt: skip
    publish_policy(policy=policy, by=lena, at=NOW)
    return lena


@pytest.fixture
def alice(team: Team, lena: User) -> User:
    return make_user("Alice", Role.MANAGER, team)


def customer(team: Team, alice: User, tier: str | None) -> Account:
    account: Account = AccountFactory(owner=alice, team=team, currency="CNY")
    Account.objects.filter(pk=account.pk).update(tier=tier)
    return Account.objects.get(pk=account.pk)


def give(account: Account, by: User | None, amount: str, **terms: Any) -> Goodwill:
    return grant_goodwill(
        **{"account": account, "amount": Decimal(amount), "reason": "broken", "evidence": "slip", "by": by, "at": NOW} | terms
    )


@pytest.mark.parametrize(
    ("tier", "most", "bound_by"),
    [("vip", "200", "role"), ("gold", "200", "role"), ("key", "150", "tier"), ("ordinary", "100", "tier"), (None, "100", "tier")],
)
def test_the_narrower_limit_holds(team, alice, tier, most, bound_by):
    account = customer(team, alice, tier)

    assert give(account, alice, most).amount == Decimal(most)
    with pytest.raises(AboveLimit) as refusal:
        give(account, alice, "0.01")

    assert (refusal.value.more["limit"], refusal.value.more["bound_by"]) == (f"{most}.00", bound_by)
    assert refusal.value.more["already"] == f"{most}.00"


def test_the_tiers_approver_gives_up_to_the_roles_limit(team, alice, lena):
    account = customer(team, alice, "key")

    with pytest.raises(AboveLimit) as refusal:
        give(account, alice, "180")
    assert [giver["role"] for giver in refusal.value.more["who_may"]] == ["lead", "admin"]
    assert give(account, lena, "2000").amount == 2000
    with pytest.raises(AboveLimit) as refusal:
        give(account, lena, "1")
    assert refusal.value.more["bound_by"] == "role"


def test_where_an_administrator_approves_a_lead_is_bound_too(team, alice, lena):
    account = customer(team, alice, "vip")

    assert [giver.limit for giver in room_by_tier(account, by=alice, currency="CNY", at=NOW).above] == [Decimal(1000), None]
    assert give(account, lena, "1000").amount == 1000
    with pytest.raises(AboveLimit) as refusal:
        give(account, lena, "1")
    assert (refusal.value.more["bound_by"], [giver["role"] for giver in refusal.value.more["who_may"]]) == ("tier", ["admin"])
    assert give(account, make_user("Root", Role.ADMIN), "5000").amount == 5000


def test_what_others_gave_the_customer_that_day_counts(team, alice, lena):
    account = customer(team, alice, "ordinary")
    give(account, lena, "30")

    with pytest.raises(AboveLimit) as refusal:
        give(account, alice, "70.01")

    assert (refusal.value.more["bound_by"], refusal.value.more["already"]) == ("tier", "30.00")
    assert give(account, alice, "70").amount == 70
    assert room_by_tier(account, by=make_user("Bob", Role.MANAGER, team), currency="CNY", at=NOW).left == 0


def test_tomorrow_is_another_day_and_the_program_has_no_limit(team, alice):
    account = customer(team, alice, "ordinary")
    give(account, alice, "100")

    assert give(account, alice, "100", at=NOW + timedelta(days=1)).amount == 100
    assert give(account, None, "9000").amount == 9000


def test_a_limit_in_the_accounts_money_says_nothing_of_another(team, alice, lena):
    account = customer(team, alice, "ordinary")
    set_goodwill_limit(role="manager", amount=Decimal(300), currency="USD", reason="tourists", by=lena, at=NOW)

    room = room_by_tier(account, by=alice, currency="USD", at=NOW)

    assert (room.limit, room.bound_by) == (Decimal(300), "role")
