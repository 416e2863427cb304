"""Loyalty and equity over HTTP: parts, lists, evidence, and refusals that name their field (rows 10, 46, 68)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Account, Order
from crm.calendar import at_noon, today
from tests.tiers.readings.market import some_customers
from tiers.models import LoyaltyEvidence
from tiers.worth.appraisal import appraise

API = "/api/v1"


@pytest.fixture
def market(world, cast):
    """Alice's shop among sixty of the team, after a night a month ago and the last one."""
    customers = some_customers(cast.north, until=today())
    Order.objects.filter(account=customers[0]).update(account=world.mine.account)
    appraise(at=at_noon(today() - timedelta(days=40)))
    appraise(at=timezone.now())
    return customers


@pytest.fixture
def shop(world):
    return f"{API}/accounts/{world.mine.account.pk}"


def test_loyalty_comes_with_marks_weights_coverage_and_what_it_is_compared_with(market, shop, call):
    answer = call("alice", "GET", f"{shop}/loyalty/").json()

    assert (answer["outcome"], answer["as_of"], answer["policy"], answer["coverage"]) == ("ok", str(today()), 1, 55)
    assert (answer["provisional"], answer["enough"]) == (False, 55)
    assert [mark["name"] for mark in answer["marks"]] == ["repurchase", "retention", "immunity", "advocacy", "helping"]
    assert sum(mark["points"] or 0 for mark in answer["marks"]) == pytest.approx(answer["index"], abs=0.02)
    assert answer["marks"][2] == {
        "name": "immunity", "value": None, "weight": 20, "points": None, "average": None, "before": None, "parts": {},
        "evidence": [],
    }  # fmt: skip
    assert answer["before_on"] == str(today() - timedelta(days=40))


def test_equity_comes_with_its_terms_and_factors(market, shop, call):
    answer = call("alice", "GET", f"{shop}/equity/").json()

    assert answer["outcome"] == "ok"
    assert answer["terms"] == {"margin_rate": 0.3, "discount_rate": 0.15, "horizon_years": 3, "policy": 1}
    product = 0.3 * float(answer["order_value"]) * answer["discounted_orders"]
    assert float(answer["equity"]) == pytest.approx(product, rel=1e-3)
    assert answer["cause"] in {"grown", "shrunk", "lost", "returned", "new"}


def test_both_explain_themselves_by_their_formula(market, shop, call):
    for figure, field, path in (("equity", "equity", "equity"), ("loyalty_index", "index", "loyalty")):
        shown = call("alice", "GET", f"{shop}/{path}/").json()[field]
        explained = call("alice", "GET", f"{shop}/explain/?figure={figure}").json()["figure"]

        assert float(explained["low"]) == pytest.approx(float(shown), abs=0.02)
        assert explained["formula"]


def test_an_account_before_its_first_night_says_so(shop, call):
    assert call("alice", "GET", f"{shop}/loyalty/").json()["outcome"] == "not_appraised"
    assert call("alice", "GET", f"{shop}/equity/").json()["outcome"] == "not_appraised"
    assert call("alice", "GET", f"{shop}/explain/?figure=equity").json() == {"figure": None}
    assert call("alice", "GET", f"{API}/equity/overview/").json()["until"] is None


def test_the_list_of_equities_goes_down_page_by_page(market, call):
    with CaptureQueriesContext(connection) as few:
        call("lena", "GET", f"{API}/equity/?limit=2")
    with CaptureQueriesContext(connection) as many:
        whole = call("lena", "GET", f"{API}/equity/?limit=200").json()["results"]
    assert len(many) == len(few)
    pages, address = [], f"{API}/equity/?limit=25"
    while address:
        page = call("lena", "GET", address).json()
        pages += page["results"]
        address = page["next"] and f"{API}/equity/?limit=25&cursor={page['next']}"

    assert pages == whole
    values = [float(row["equity"]) for row in whole]
    assert values == sorted(values, reverse=True)
    overview = call("lena", "GET", f"{API}/equity/overview/").json()
    assert float(overview["totals"][0]["equity"]) == pytest.approx(sum(values), rel=1e-4)


def test_those_without_a_figure_are_listed_by_their_outcome(market, call, cast):
    Account.objects.create(name="New", name_key="new", team=cast.north, role="retailer")
    appraise(at=timezone.now())

    rows = call("lena", "GET", f"{API}/equity/?outcome=never_ordered").json()["results"]

    assert "New" in {row["account"]["name"] for row in rows}
    assert {(row["outcome"], row["equity"]) for row in rows} == {("never_ordered", None)}


def test_a_change_is_split_by_cause_and_opens_to_its_accounts(market, call):
    overview = call("lena", "GET", f"{API}/equity/overview/").json()

    (change,) = overview["changes"]
    assert sum(float(part["change"]) for part in change["parts"]) == pytest.approx(float(change["change"]), abs=0.05)
    part = max(change["parts"], key=lambda part: part["accounts"])
    first = call("lena", "GET", f"{API}/equity/changes/?cause={part['cause']}&currency=CNY&limit=2").json()
    second = call("lena", "GET", f"{API}/equity/changes/?cause={part['cause']}&currency=CNY&limit=2&cursor={first['next']}").json()
    ids = [row["account"]["id"] for row in first["results"] + second["results"]]
    assert len(set(ids)) == len(ids) == min(4, part["accounts"])


def test_other_terms_then_are_shown_beside_the_change(market, call):
    from tiers.models import TierPolicy

    TierPolicy.objects.update(margin_rate="0.200")
    appraise(at=timezone.now())

    (change,) = call("lena", "GET", f"{API}/equity/overview/").json()["changes"]

    assert change["terms_before"]["margin_rate"] == 0.3


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("equity/overview/?since=2001-01-01", "since"),
        ("equity/overview/?since=soon", "since"),
        ("equity/overview/?team=north", "team"),
        ("equity/overview/?colour=red", "colour"),
        ("equity/changes/?cause=boredom&currency=CNY", "cause"),
        ("equity/changes/?cause=lost", "currency"),
        ("equity/changes/?cause=lost&currency=CNY&cursor=x", "cursor"),
        ("equity/?outcome=fine", "outcome"),
        ("equity/?limit=0", "limit"),
        ("equity/?cursor=%22", "cursor"),
        ("loyalty/?loyalty_band=warm", "loyalty_band"),
    ],
)
def test_a_careless_question_names_its_field(market, call, path, field):
    answer = call("lena", "GET", f"{API}/{path}")

    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == [field]


def test_nights_must_lie_apart(market, call):
    answer = call("lena", "GET", f"{API}/equity/overview/?since={today()}&until={today()}")

    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["since"])


def test_the_loyalty_list_shows_marks_and_coverage(market, call):
    rows = call("lena", "GET", f"{API}/loyalty/?limit=200&loyalty_index__isnull=false").json()["results"]

    assert len(rows) >= 60
    indexes = [float(row["loyalty_index"]) for row in rows]
    assert indexes == sorted(indexes, reverse=True)
    assert {row["coverage"] for row in rows} == {55}
    assert set(rows[0]["marks"]) == {"repurchase", "retention", "immunity", "advocacy", "helping"}
    seen = call("charlie", "GET", f"{API}/loyalty/?limit=200").json()["results"]
    assert {row["account"]["name"] for row in seen} == {"Charlie's shop"}


def test_evidence_is_noted_carried_on_and_taken_back(world, shop, call):
    body = {"account": str(world.mine.account.pk), "kind": "contact_given", "about": str(world.unowned.pk)}

    noted = call("alice", "POST", f"{API}/loyalty-evidence/", body, idempotency_key="once")
    again = call("alice", "POST", f"{API}/loyalty-evidence/", body, idempotency_key="once")
    twice = call("alice", "POST", f"{API}/loyalty-evidence/", body)
    address = f"{API}/loyalty-evidence/{noted.json()['id']}"
    met = call("alice", "POST", f"{address}/advance/", {"kind": "meeting_held"})
    back = call("alice", "POST", f"{address}/take-back/", {"reason": "Somebody else"})

    assert (noted.status_code, again.json(), twice.status_code, twice.json()["code"]) == (
        201,
        noted.json(),
        409,
        "already_referred",
    )
    assert (met.json()["kind"], back.json()["voided_because"]) == ("meeting_held", "Somebody else")
    assert call("alice", "GET", f"{API}/loyalty-evidence/?standing=true").json()["results"] == []
    assert LoyaltyEvidence.objects.count() == 1
    told = call("alice", "GET", f"{shop}/history/?noun=loyalty_evidence").json()["results"]
    assert len(told) >= 3


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "competitor_promotion"}, "competitor"),
        ({"kind": "recommends", "on": "2999-01-01"}, "on"),
        ({"kind": "recommends", "on": "2026-02-30"}, "on"),
        ({"kind": "testimonial"}, "note"),
        ({"kind": "applause"}, "kind"),
        ({"kind": "recommends", "colour": "red"}, "colour"),
    ],
)
def test_careless_evidence_is_a_problem_that_names_its_field(world, call, changes, field):
    answer = call("alice", "POST", f"{API}/loyalty-evidence/", {"account": str(world.mine.account.pk)} | changes)

    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])


def test_referrals_form_a_tree(world, shop, call):
    body = {"account": str(world.mine.account.pk), "kind": "contact_given", "about": str(world.mates.pk)}
    call("alice", "POST", f"{API}/loyalty-evidence/", body)

    tree = call("alice", "GET", f"{shop}/referrals/").json()

    assert [(link["account"]["name"], link["depth"]) for link in tree["down"]] == [("Bob's shop", 1)]
    assert (tree["up"], tree["hidden"], tree["customers"]) == ([], 0, 0)
