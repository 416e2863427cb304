"""A lead's word over the computed tier: who may, for how long, and how it ends."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from accounts.actions.access import AccountArchived
from accounts.models import Account, AccountStatus, Touchpoint
from crm.errors import Invalid, NotYours, Unseen
from crm.models import Event, Role, User
from tests.tiers.world import NOW, TODAY, give, make_account, make_market, make_team, make_user, tiers_of
from tiers.actions.overrides import AlreadyOverridden, ApproverNeeded, NotOverridden, end_override, override_tier
from tiers.actions.review import review_tiers
from tiers.actions.rights import LeadOnly, NotTiered
from tiers.models import Standing, TierAssignment, TierOverride

pytestmark = pytest.mark.django_db

REASON = "Opens three branches in May"


@pytest.fixture
def north():
    return make_team("North")


@pytest.fixture
def lena(north):
    return make_user("Lena", Role.LEAD, leads=[north])


@pytest.fixture
def admin():
    return make_user("Admin", Role.ADMIN)


@pytest.fixture
def shop(north):
    shop = make_account(north, "Shop")
    give(shop, "key")
    return shop


def override(shop, by, **changes):
    terms = {"tier": "gold", "reason": REASON, "by": by, "at": NOW, "expires_on": TODAY + timedelta(days=90)}
    return override_tier(account=shop, **terms | changes)


def test_an_override_shows_at_once_and_tells_who_and_why(shop, lena):
    made = override(shop, lena)

    account = Account.objects.get(pk=shop.pk)
    assert (account.tier, account.tier_since) == ("gold", TODAY)
    assert (made.reason, made.by, made.since) == (REASON, lena, TODAY)
    assignment = TierAssignment.objects.get(account=shop)
    assert (assignment.kind, assignment.before, assignment.after, assignment.reason, assignment.by) == (
        "override",
        "key",
        "gold",
        REASON,
        lena,
    )
    assert assignment.numbers["computed"] == "key"
    assert Touchpoint.objects.get(account=shop).text == "key → gold"
    assert Event.objects.get(type="tier.changed").payload["after"] == "gold"


def test_the_computed_tier_keeps_running_beside_it(north, lena):
    shops = make_market(north, [900, 500, 100])
    review_tiers(at=NOW)
    override(shops[1], lena, tier="key")

    review_tiers(at=NOW + timedelta(days=1))

    assert tiers_of(shops) == ["vip", "key", "ordinary"]
    assert Standing.objects.get(account=shops[1]).computed == "ordinary"


@pytest.mark.parametrize("days", [1, 180])
def test_an_override_lasts_from_a_day_to_half_a_year(shop, lena, days):
    assert override(shop, lena, expires_on=TODAY + timedelta(days=days)).expires_on == TODAY + timedelta(days=days)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": "too short"}, "reason"),
        ({"reason": "          x          "}, "reason"),
        ({"expires_on": TODAY}, "expires_on"),
        ({"expires_on": TODAY - timedelta(days=1)}, "expires_on"),
        ({"expires_on": TODAY + timedelta(days=181)}, "expires_on"),
        ({"tier": "platinum"}, "tier"),
        ({"tier": ""}, "tier"),
    ],
)
def test_a_careless_override_is_refused_by_name(shop, lena, changes, field):
    with pytest.raises(Invalid) as refused:
        override(shop, lena, **changes)

    assert list(refused.value.fields) == [field]
    assert tiers_of([shop]) == ["key"]


def test_two_steps_need_a_second_person(shop, lena, admin):
    with pytest.raises(ApproverNeeded):
        override(shop, lena, tier="vip")

    assert override(shop, lena, tier="vip", approver=admin).approver == admin


def test_two_small_overrides_do_not_make_a_big_one(shop, lena):
    override(shop, lena, tier="gold")
    end_override(account=shop, by=lena, at=NOW)

    with pytest.raises(ApproverNeeded):
        override(shop, lena, tier="vip")


@pytest.mark.parametrize("who", ["lena", "bob", "stranger", "gone"])
def test_an_approver_is_another_lead_of_the_team_or_an_administrator(shop, lena, north, who):
    others = {
        "lena": lena,
        "bob": make_user("Bob", team=north),
        "stranger": make_user("Leo", Role.LEAD, leads=[make_team("South")]),
        "gone": make_user("Gone", Role.ADMIN),
    }
    others["gone"].is_active = False

    with pytest.raises(Invalid) as refused:
        override(shop, lena, tier="vip", approver=others[who])

    assert list(refused.value.fields) == ["approver"]


@pytest.mark.parametrize(
    ("role", "refusal"),
    [
        ("owner", LeadOnly),
        ("mate", NotYours),
        ("charlie", Unseen),
        ("foreign lead", Unseen),
        ("analyst", NotYours),
        ("agent", NotYours),
    ],
)
def test_only_the_lead_of_the_team_overrides(shop, north, role, refusal):
    south = make_team("South")
    person = {
        "owner": lambda: make_user("Alice", team=north),
        "mate": lambda: make_user("Bob", team=north),
        "charlie": lambda: make_user("Charlie", team=south),
        "foreign lead": lambda: make_user("Leo", Role.LEAD, leads=[south]),
        "analyst": lambda: make_user("Ann", Role.ANALYST),
        "agent": lambda: make_user("Sam", Role.SERVICE_AGENT),
    }[role]()
    if role == "owner":
        Account.objects.filter(pk=shop.pk).update(owner=person)

    with pytest.raises(refusal):
        override(shop, person)
    with pytest.raises(refusal):
        end_override(account=shop, by=person, at=NOW)

    assert not TierOverride.objects.exists()


def test_an_administrator_overrides_everywhere(shop, admin):
    assert override(shop, admin).by == admin


def test_a_second_override_waits_for_the_end_of_the_first(shop, lena):
    override(shop, lena)

    with pytest.raises(AlreadyOverridden):
        override(shop, lena, tier="ordinary")


def test_internal_accounts_have_no_tier(north, lena):
    inside = make_account(north, "Freight", kind="internal", role="department")

    with pytest.raises(NotTiered):
        override(inside, lena)


def test_an_archived_account_is_history(shop, lena):
    Account.objects.filter(pk=shop.pk).update(status=AccountStatus.ARCHIVED)

    with pytest.raises(AccountArchived):
        override(shop, lena)


def test_taking_it_back_returns_the_computed_tier(shop, lena):
    override(shop, lena)

    ended = end_override(account=shop, by=lena, at=NOW + timedelta(hours=1))

    assert ended.ended_at == NOW + timedelta(hours=1)
    assert tiers_of([shop]) == ["key"]
    last = TierAssignment.objects.filter(account=shop).latest("at")
    assert (last.kind, last.before, last.after, last.reason) == ("computed", "gold", "key", "override_ended")
    with pytest.raises(NotOverridden):
        end_override(account=shop, by=lena, at=NOW)


def test_an_override_of_an_unrated_account_returns_to_unrated(north, lena):
    young = make_account(north, "Young", created_on=TODAY)
    review_tiers(at=NOW)
    override(young, lena, tier="key")

    end_override(account=young, by=lena, at=NOW)

    assert tiers_of([young]) == [None]


def test_an_expired_override_ends_in_the_night_and_the_computed_tier_returns_at_once(north, lena, admin):
    shops = make_market(north, [900, 500, 100])
    review_tiers(at=NOW)
    override(shops[2], lena, tier="gold", approver=admin, expires_on=TODAY + timedelta(days=2))

    review_tiers(at=NOW + timedelta(days=1))
    held = tiers_of(shops)
    [review] = review_tiers(at=NOW + timedelta(days=2))

    assert (held[2], tiers_of(shops)[2], review.overrides_ended) == ("gold", "ordinary", 1)
    assert TierOverride.objects.get().ended_at == NOW + timedelta(days=2)
    last = TierAssignment.objects.filter(account=shops[2]).latest("at")
    assert (last.kind, last.before, last.after, last.reason) == ("expired", "gold", "ordinary", "override_expired")
    told = Event.objects.get(type="tier.override_expired").payload
    assert (told["by"], told["approver"], told["returned"]) == (str(lena.pk), str(admin.pk), "ordinary")


def test_an_override_ends_by_the_real_calendar_also_in_a_team_with_a_fixed_review_day(lena):
    old = make_team("Old log", review_on=TODAY - timedelta(days=5000))
    old.lead = lena
    old.save()
    lena = User.objects.get(pk=lena.pk)
    shop = make_account(old, "Shop", created_on=TODAY - timedelta(days=6000))
    review_tiers(at=NOW, teams=[old])
    override(shop, lena, tier="key", expires_on=TODAY + timedelta(days=1))
    held = tiers_of([shop])

    review_tiers(at=NOW + timedelta(days=1), teams=[old])

    assert (held, tiers_of([shop])) == (["key"], ["ordinary"])


def test_the_database_itself_refuses_two_overrides_at_a_time_and_one_without_reason(shop, lena):
    override(shop, lena)

    with pytest.raises(IntegrityError):
        TierOverride.objects.create(
            account=shop, tier="vip", reason=REASON, by=lena, since=TODAY, expires_on=TODAY + timedelta(days=1)
        )
