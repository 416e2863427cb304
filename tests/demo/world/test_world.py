"""The demo as a newcomer finds it: enough of everything, with the shape of a real market."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from django.db.models import Count, Min, Q, Sum

from accounts.models import Account, AccountRole, Contact, Order, OrderLine, ProcessLink, Product, Promise, Territory, Touchpoint
from crm.calendar import day_bounds
from crm.models import Team, User
from demo.building import DemoExists, build_world
from demo.building.setting import SOURCE
from demo.building.twins import TWICE
from demo.groups import GROUPS
from demo.people import PASSWORD, PEOPLE
from tiers.models import Standing, TierAssignment
from visits.models import Route, RouteStop, Visit
from visits.queries import day_plan

pytestmark = pytest.mark.xdist_group("demo world")


def test_two_teams_and_their_people_sign_in_with_the_public_password(demo):
    users = {user.username: user for user in User.objects.filter(username__in=[person.username for person in PEOPLE])}

    assert demo.world.teams == 2
    assert set(users) == {"alice", "bob", "charlie", "lena", "leo", "sam", "dora", "ann", "admin"}
    assert all(user.check_password(PASSWORD) for user in users.values())
    assert Team.objects.get(members=users["alice"]).lead == users["lena"]
    assert {(team.is_demo, team.currency) for team in Team.objects.filter(members__role="manager")} == {(True, "CNY")}


def test_it_holds_about_1200_customers_and_12_steps_of_our_own(demo):
    roles = Counter(Account.objects.external().values_list("role", flat=True))

    assert demo.world.external_accounts == 1200 + len(TWICE) + sum(1 + len(group.branches) for group in GROUPS)
    assert demo.world.internal_accounts == 12
    assert set(roles) == {"dealer", "retailer", "end_consumer", "legal_person"}
    assert min(roles.values()) >= 40
    assert roles["retailer"] > 600


def test_a_second_seed_changes_nothing(demo):
    def counts():
        return [model.objects.count() for model in (Account, Contact, Order, Visit, Touchpoint, User, Promise)]

    before = counts()

    with pytest.raises(DemoExists):
        build_world(at=demo.at)

    assert counts() == before


def test_the_top_fifth_holds_about_four_fifths_of_the_years_sales(demo):
    values = sorted(Account.objects.external().values_list("annual_value", flat=True), reverse=True)

    share = sum(values[: len(values) // 5]) / sum(values)

    assert Decimal("0.75") <= share <= Decimal("0.82")


def test_annual_values_are_the_sums_of_the_years_orders(demo):
    since = day_bounds(demo.today.replace(year=demo.today.year - 1))[1]

    accounts = Account.objects.external().annotate(sold=Sum("orders__total", filter=Q(orders__ordered_at__gte=since)))

    assert [account.name for account in accounts if (account.sold or 0) != account.annual_value] == []


def test_eighteen_months_of_orders_with_a_rhythm(demo):
    orders = Order.objects.all()

    assert 20_000 <= demo.world.orders <= 30_000
    assert (demo.today - orders.earliest("ordered_at").ordered_at.date()).days == pytest.approx(548, abs=8)
    assert not orders.filter(ordered_at__gt=demo.at).exists()
    assert 0.01 < orders.filter(kind="return").count() / orders.count() < 0.04
    assert OrderLine.objects.count() > 2 * orders.count()
    assert orders.exclude(currency="CNY").count() == 0


def test_the_shelf_has_forty_products_with_units_and_categories(demo):
    products = Product.objects.filter(order_lines__isnull=False).distinct()

    assert products.count() == 40
    assert not products.filter(Q(unit="") | Q(category="") | Q(name="")).exists()


def test_sales_have_seasons(demo):
    def drinks_sold(month):
        lines = OrderLine.objects.filter(product__category="饮料", order__ordered_at__month=month, order__ordered_at__year=2024)
        return lines.aggregate(sold=Sum("quantity"))["sold"]

    assert drinks_sold(7) > Decimal("1.3") * drinks_sold(12)


def test_some_customers_have_fallen_silent(demo):
    silent = Account.objects.external().filter(status="active", last_order_on__lt=demo.today.replace(month=4))

    assert silent.count() >= 40
    assert set(Account.objects.external().values_list("status", flat=True)) == {"active", "prospect", "dormant", "lost"}


def test_every_account_has_a_team_a_phone_and_somebody_to_talk_to(demo):
    accounts = Account.objects.annotate(people=Count("contacts", filter=Q(contacts__is_primary=True)))

    assert not accounts.filter(Q(team__isnull=True) | Q(phone="") | ~Q(people=1)).exists()
    assert Account.objects.external().filter(owner__isnull=True).count() == 80


def test_phones_are_of_a_prefix_that_no_operator_has(demo):
    outside = Contact.objects.filter(account__kind="external").exclude(phone__regex=r"^154\d{8}$")

    assert not outside.exists()


def test_some_licences_name_somebody_else(demo):
    licensed = Account.objects.external().exclude(licence_name="")
    differing = [account for account in licensed if not account.name.startswith(account.licence_name)]

    assert 0.05 < len(differing) / len(licensed) < 0.25


def test_the_town_is_dense_by_street_and_the_county_wide_by_village(demo):
    town = Account.objects.filter(owner__username="alice", latitude__isnull=False)
    county = Account.objects.filter(owner__username="charlie", latitude__isnull=False)

    assert not town.filter(Q(street="") | ~Q(village="")).exists()
    assert not county.filter(Q(village="") | ~Q(street="")).exists()
    assert width_km(town) < 4
    assert 15 < width_km(county) < 40
    assert Account.objects.external().filter(latitude__isnull=True).exists()


def width_km(accounts):
    latitudes = [account.latitude for account in accounts]
    return (max(latitudes) - min(latitudes)) * 111.3


def test_territories_are_a_tree_of_three_levels(demo):
    leaves = Territory.objects.filter(accounts__isnull=False).distinct()

    assert {leaf.parent.parent.parent for leaf in leaves} == {None}
    assert {leaf.team_id for leaf in leaves} == {leaf.parent.team_id for leaf in leaves}
    assert Account.objects.external().filter(territory__isnull=True).count() == 0


def test_the_process_chain_runs_from_purchasing_to_the_end_customer(demo):
    links = list(ProcessLink.objects.select_related("supplier", "customer"))
    serves: dict = {}
    for link in links:
        serves.setdefault(link.supplier, set()).add(link.customer)

    reached, front = set(), {Account.objects.get(name="采购部")}
    while front:
        reached |= front
        front = {customer for step in front for customer in serves.get(step, ())} - reached

    ends = {account for account in reached if account not in serves}
    assert {account.role for account in ends} == {AccountRole.END_CONSUMER}
    assert {account.team_id for account in ends} == set(Team.objects.filter(is_demo=True).values_list("id", flat=True))
    assert all(account in serves for account in Account.objects.filter(kind="internal"))
    assert all(link.standard for link in links)


def test_what_is_charlies_is_nothing_to_alice(demo):
    alice, charlies = demo.person("alice"), Account.objects.filter(owner__username="charlie")

    assert charlies.filter(source=SOURCE).count() == 400
    assert not Account.objects.visible_to(alice).filter(pk__in=charlies).exists()
    for model in (Order, Visit, Promise, Touchpoint, Contact):
        theirs = model.objects.filter(account__in=charlies)
        assert theirs.exists()
        assert not model.objects.visible_to(alice).filter(pk__in=theirs).exists()
    assert not Route.objects.visible_to(alice).filter(manager__username="charlie").exists()


def test_every_tier_says_why(demo):
    tiered = Account.objects.external().filter(tier__isnull=False)
    tiers = Counter(tiered.values_list("tier", flat=True))

    assert set(tiers) == {"vip", "gold", "key", "ordinary"}
    assert Account.objects.external().filter(tier__isnull=True).count() >= 50
    assert not tiered.filter(standing__isnull=True).exists()
    assert set(Standing.objects.values_list("as_of", flat=True)) == {demo.today}
    for manager in ("alice", "bob", "charlie"):
        assert tiered.filter(owner__username=manager, tier="vip").count() >= 2


def test_tiers_have_a_history_of_months(demo):
    changes = TierAssignment.objects.filter(kind="computed", before__isnull=False)

    assert changes.dates("as_of", "month").count() >= 4
    assert set(changes.values_list("reason", flat=True)) >= {"promoted", "demoted"}
    assert not changes.filter(reason="demoted", as_of=demo.today).exists()  # only finished months count
    assert TierAssignment.objects.filter(kind="override").count() == 1
    assert set(Account.objects.values_list("welcome", flat=True)) == {"welcome", "watch", "unwelcome"}


def test_visits_follow_the_rhythm_and_say_what_came_of_them(demo):
    visits = Visit.objects.filter(manager__username="alice")
    completed = visits.filter(status="completed")

    assert 1500 < completed.count() < 4000
    assert set(completed.values_list("outcome", flat=True)) == {"ordered", "not_ordered", "not_met", "complaint"}
    assert set(completed.values_list("service_level", flat=True)) == {None, 1, 2, 3, 4}
    assert 0.4 < completed.exclude(notes="").count() / completed.count() < 0.8
    assert not completed.filter(visited_on__gte=demo.today).exists()
    assert not completed.filter(visited_on__week_day=1).exists()  # Sunday
    assert visits.filter(status="missed").exists()


def test_no_manager_is_in_two_shops_at_once(demo):
    made = Visit.objects.filter(status="completed").order_by("manager", "started_at")
    previous = (None, None, None)

    for manager, started_at, completed_at in made.values_list("manager", "started_at", "completed_at"):
        assert manager != previous[0] or started_at >= previous[2]
        previous = manager, started_at, completed_at


def test_a_visit_with_an_order_has_one(demo):
    ordered = Visit.objects.filter(outcome="ordered").select_related("account")[:200]

    days = {(order.account_id, order.ordered_at.astimezone(demo.at.tzinfo).date()) for order in Order.objects.filter(kind="sale")}

    assert all((visit.account_id, visit.visited_on) in days for visit in ordered)


def test_each_manager_drives_six_routes_street_by_street(demo):
    for manager in ("alice", "bob", "charlie"):
        routes = Route.objects.filter(manager__username=manager)
        assert sorted(day for route in routes for day in route.weekdays) == [1, 2, 3, 4, 5, 6]
        for route in routes:
            groups = list(RouteStop.objects.filter(route=route).order_by("position").values_list("group", flat=True))
            assert 20 <= len(groups) <= 100
            assert "" not in groups
            changes = sum(before != after for before, after in pairwise(groups))
            assert changes == len(set(groups)) - 1  # no street is entered twice


@pytest.mark.parametrize("manager", ["alice", "bob", "charlie"])
def test_today_is_never_empty_not_even_on_a_sunday_night(demo, manager):
    person = demo.person(manager)

    stops = day_plan(manager=person, day=demo.today, today=demo.today, user=person).plan.stops

    tiers = {str(account.pk): account.tier for account in Account.objects.filter(owner=person)}
    reasons = Counter(stop.reason.code for stop in stops)
    assert len(stops) >= 8
    assert reasons["order_today"] >= 3
    assert reasons["due"] >= 2
    assert {tiers[stop.account] for stop in stops if stop.overdue_days} >= {"vip", "gold"}


def test_tomorrow_has_work_too(demo):
    alice = demo.person("alice")
    tomorrow = demo.today + timedelta(days=1)

    assert len(day_plan(manager=alice, day=tomorrow, today=tomorrow, user=alice).plan.stops) >= 8


def test_promises_and_next_actions_are_late_due_and_to_come(demo):
    alice = demo.person("alice")
    promised = Counter(sign(promise.due_on, demo.today) for promise in Promise.objects.open().filter(made_by=alice))
    next_actions = Account.objects.filter(owner=alice, next_action_on__isnull=False).values_list("next_action_on", flat=True)
    to_do = Counter(sign(on, demo.today) for on in next_actions)

    assert min(promised[-1], promised[0], promised[1]) >= 2
    assert min(to_do[-1], to_do[0], to_do[1]) >= 1
    assert set(Promise.objects.values_list("state", flat=True)) == {"open", "kept", "broken", "released"}


def sign(day, today):
    return (day > today) - (day < today)


def test_nothing_of_the_past_happens_after_this_moment(demo):
    assert Touchpoint.objects.filter(at__gt=demo.at).count() == 0
    assert Order.objects.aggregate(first=Min("ordered_at"))["first"] < demo.a_year_ago
