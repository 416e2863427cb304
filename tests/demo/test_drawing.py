"""What is drawn repeats itself, is complete and hangs together."""

from collections import Counter
from datetime import date
from itertools import pairwise
from statistics import median

import pytest

from demo.chain import LAST_STEPS, LINKS, STEPS
from demo.chance import dealt, normal_scores, stream
from demo.goods import PRODUCTS, SEASONS
from demo.people import MANAGERS
from demo.places import county_villages, suburb_villages, town_streets
from demo.rhythm import draw_rhythm, order_days
from demo.routes import draw_routes
from demo.shops import draw_shops
from demo.trade import draw_buyers, draw_orders
from demo.worth import yearly_sales
from visits.planning.geo import Place, haversine_m

TODAY = date(2026, 3, 2)


@pytest.fixture(scope="module")
def shops():
    return draw_shops()


@pytest.fixture(scope="module")
def orders(shops):
    return draw_orders(draw_buyers(shops), today=TODAY)


def test_the_same_seed_gives_the_same_customers(shops):
    assert draw_shops() == shops


def test_the_same_day_gives_the_same_orders(shops, orders):
    assert draw_orders(draw_buyers(shops), today=TODAY) == orders


def test_no_two_customers_share_a_name_a_key_or_a_phone(shops):
    people = [person for shop in shops for person in shop.people]

    for values in ([shop.name for shop in shops], [shop.key for shop in shops], [person.phone for person in people]):
        assert len(set(values)) == len(values)


def test_dealing_keeps_the_shares():
    assert Counter(dealt(stream("test"), {"a": 0.5, "b": 0.3, "c": 0.2}, 10)) == {"a": 5, "b": 3, "c": 2}


def test_scores_are_spread_evenly_about_zero():
    scores = list(normal_scores(101))

    assert scores == sorted(scores, reverse=True)
    assert median(scores) == pytest.approx(0)


def test_house_numbers_run_along_the_street(shops):
    for street in town_streets():
        houses = [shop for shop in shops if shop.area == street and shop.latitude is not None]
        start = Place(street.latitude, street.longitude)
        distances = [haversine_m(start, Place(shop.latitude, shop.longitude)) for shop in houses]
        assert distances[-1] <= street.length_m + 40
        assert all(after > before - 2 * street.length_m / len(houses) for before, after in pairwise(distances))


def test_a_village_lies_about_its_middle_and_apart_from_the_next(shops):
    villages = [*county_villages(), *suburb_villages()]
    for shop in shops:
        if shop.area.is_village and shop.latitude is not None:
            assert haversine_m(Place(shop.area.latitude, shop.area.longitude), Place(shop.latitude, shop.longitude)) < 1000
    middles = [Place(village.latitude, village.longitude) for village in villages]
    assert min(haversine_m(a, b) for i, a in enumerate(middles) for b in middles[:i]) > 400


def test_every_manager_has_large_and_small_customers(shops):
    sales = yearly_sales(shops)

    for team_mates in (("alice", "bob"), ("charlie",)):
        theirs = [shop for shop in shops if shop.key in sales and shop.manager in team_mates]
        best = sorted(theirs, key=lambda shop: -sales[shop.key])
        assert min(Counter(shop.manager for shop in best[:8]).values()) >= 8 // len(team_mates) - 1


def test_customers_who_buy_more_come_more_often(shops, orders):
    sales, counted = yearly_sales(shops), Counter(order.shop for order in orders)
    steady = sorted((shop for shop in shops if shop.life == "steady"), key=lambda shop: -sales[shop.key])

    assert median(counted[shop.key] for shop in steady[:50]) > 4 * median(counted[shop.key] for shop in steady[-50:])


def test_most_orders_fall_on_the_customers_own_weekday(shops, orders):
    own = {shop.key: shop.order_weekdays for shop in shops if shop.order_weekdays}
    sales = [order for order in orders if order.shop in own and not order.is_return]

    kept = sum(order.at.isoweekday() in own[order.shop] for order in sales)

    assert 0.75 < kept / len(sales) < 0.99
    assert not any(order.at.isoweekday() == 7 for order in sales)


def test_the_fading_fell_silent_after_more_than_two_of_their_intervals(shops, orders):
    last = {order.shop: order.at.date() for order in orders if not order.is_return}
    buyers = draw_buyers(shops)

    for shop in shops:
        if shop.life == "fading" and shop.key in last:
            rhythm = draw_rhythm(stream("orders", shop.key), shop, sales=buyers[shop.key].sales, today=TODAY)
            assert (TODAY - last[shop.key]).days > 2.3 * 7 * rhythm.weeks


def test_a_rhythm_yields_days_in_order_within_its_life(shops):
    for shop in shops[:200]:
        rng = stream("test", shop.key)
        rhythm = draw_rhythm(rng, shop, sales=9000, today=TODAY)
        days = list(order_days(rng, rhythm))
        assert days == sorted(set(days))
        assert all(rhythm.since < day <= rhythm.until < TODAY for day in days)


def test_returns_are_part_of_what_was_bought_before(orders):
    bought: dict = {}
    for order in orders:
        for line in order.lines:
            if order.is_return:
                assert -line.quantity <= bought[order.shop, line.code]
            else:
                bought[order.shop, line.code] = max(line.quantity, bought.get((order.shop, line.code), 0))


def test_forty_products_each_with_its_season():
    assert len(PRODUCTS) == 40
    assert len({product.code for product in PRODUCTS}) == 40
    assert {product.category for product in PRODUCTS} == set(SEASONS)
    assert all(len(months) == 12 for months in SEASONS.values())


def test_every_customer_with_a_manager_stands_on_one_route(shops):
    stops = [shop.key for route in draw_routes(shops) for shop in route.stops]

    assert sorted(stops) == sorted(shop.key for shop in shops if shop.manager and shop.life != "lost")
    assert {route.manager for route in draw_routes(shops)} == set(MANAGERS)


def test_the_chain_names_twelve_steps_and_links_them_all():
    keys = {step.key for step in STEPS}

    assert len(keys) == 12
    assert {link.supplier for link in LINKS} | {link.customer for link in LINKS} == keys
    assert keys - {link.supplier for link in LINKS} == set(LAST_STEPS.values())
