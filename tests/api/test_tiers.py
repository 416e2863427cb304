"""Tiers over HTTP: why, who is where, a lead's word, and the versions of the rules."""

from datetime import timedelta

import pytest
from django.utils import timezone

from crm.calendar import today
from tiers.actions.review import review_tiers

API = "/api/v1"


@pytest.fixture
def shop(world, cast):
    """Alice's shop after a review under a policy that rates at once."""
    from tiers.models import TierPolicy

    TierPolicy.objects.filter(number=1).update(minimum_age_days=0)
    review_tiers(at=timezone.now(), teams=[cast.north, cast.south])
    return f"{API}/accounts/{world.mine.account.pk}"


def override(**changes):
    return {"tier": "key", "reason": "Opens a branch in May", "expires_on": str(today() + timedelta(days=30))} | changes


def test_why_tells_the_numbers_the_version_and_the_day(shop, call):
    answer = call("alice", "GET", f"{shop}/why-tier/").json()

    assert (answer["tier"], answer["since"]) == ("vip", str(today()))
    why = answer["why"]
    assert (why["policy_version"], why["reviewed_on"], why["value"], why["currency"]) == (1, str(today()), "19.00", "CNY")
    assert (why["rank"], why["peers"], why["cuts"]) == (1, 1, {"vip": "0.01", "gold": "0.05", "key": "0.20"})
    assert (why["candidate"], why["computed"], why["text_code"], why["override"]) == ("vip", "vip", "first_rating", None)


def test_why_of_an_account_without_a_review_is_null(world, call):
    answer = call("alice", "GET", f"{API}/accounts/{world.mine.account.pk}/why-tier/").json()

    assert answer == {"tier": None, "since": None, "why": None}


def test_the_tier_board_counts_what_one_sees(shop, call):
    counts = {row["tier"]: row for row in call("lena", "GET", f"{API}/tiers/").json()["results"]}

    assert list(counts) == ["vip", "gold", "key", "ordinary", None]
    assert counts["vip"] == {
        "tier": "vip", "accounts": 1, "share": 0.3333, "annual_value": {"CNY": "19.00"}, "revenue_share": {"CNY": 1.0},
    }  # fmt: skip
    assert counts["ordinary"]["accounts"] == 2
    assert counts[None] == {"tier": None, "accounts": 0, "share": 0.0, "annual_value": {}, "revenue_share": {}}


def test_the_tier_board_of_another_team_is_empty(shop, call, cast):
    rows = call("charlie", "GET", f"{API}/tiers/?team={cast.north.pk}").json()["results"]

    assert {(row["accounts"], row["share"]) for row in rows} == {(0, None)}


@pytest.mark.parametrize(("query", "field"), [("?team=north", "team"), ("?colour=red", "colour"), ("?limit=5", "limit")])
def test_the_tier_board_refuses_what_it_does_not_know(call, query, field):
    answer = call("lena", "GET", f"{API}/tiers/{query}")

    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == [field]


def test_a_lead_overrides_and_takes_it_back(shop, call):
    set_by_hand = call("lena", "POST", f"{shop}/override-tier/", override(tier="gold"))
    why = call("alice", "GET", f"{shop}/why-tier/").json()["why"]
    ended = call("lena", "POST", f"{shop}/end-override/", {})

    assert (set_by_hand.status_code, set_by_hand.json()["tier"]) == (200, "gold")
    assert (why["computed"], why["override"]["by"], why["override"]["reason"]) == ("vip", "Lena", "Opens a branch in May")
    assert (ended.status_code, ended.json()["tier"]) == (200, "vip")


def test_an_override_moves_no_version(shop, call):
    before = call("lena", "GET", f"{shop}/")

    after = call("lena", "POST", f"{shop}/override-tier/", override(tier="gold"))

    assert (after["ETag"], after.json()["updated_at"]) == (before["ETag"], before.json()["updated_at"])


@pytest.mark.parametrize(
    ("changes", "status", "code", "fields"),
    [
        ({"reason": "short"}, 400, "invalid", ["reason"]),
        ({"expires_on": "2020-01-01"}, 400, "invalid", ["expires_on"]),
        ({"expires_on": str(today() + timedelta(days=181))}, 400, "invalid", ["expires_on"]),
        ({"tier": "platinum"}, 400, "invalid", ["tier"]),
        ({"colour": "red"}, 400, "invalid", ["colour"]),
        ({"tier": "ordinary"}, 409, "approver_needed", ["approver"]),
        ({"approver": "018f0000-0000-7000-8000-000000000001"}, 400, "invalid", ["approver"]),
    ],
)
def test_a_careless_override_is_a_problem_that_names_its_field(shop, call, changes, status, code, fields):
    answer = call("lena", "POST", f"{shop}/override-tier/", override(**changes))

    assert (answer.status_code, answer.json()["code"], list(answer.json()["fields"])) == (status, code, fields)
    assert call("lena", "GET", f"{shop}/").json()["tier"] == "vip"


def test_a_big_step_goes_with_the_administrators_consent(shop, call, cast):
    answer = call("lena", "POST", f"{shop}/override-tier/", override(tier="ordinary", approver=str(cast.admin.pk)))

    assert (answer.status_code, answer.json()["tier"]) == (200, "ordinary")


def test_the_same_key_overrides_once(shop, call):
    first = call("lena", "POST", f"{shop}/override-tier/", override(tier="gold"), idempotency_key="once")
    again = call("lena", "POST", f"{shop}/override-tier/", override(tier="gold"), idempotency_key="once")
    later = call("lena", "POST", f"{shop}/override-tier/", override(tier="gold"))

    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()
    assert (later.status_code, later.json()["code"]) == (409, "already_overridden")


def test_welcome_is_decided_by_the_lead_and_hidden_from_a_modest_token(shop, call):
    decided = call("lena", "POST", f"{shop}/decide-welcome/", {"welcome": "unwelcome", "reason": "Shouted at the driver twice"})

    assert (decided.status_code, decided.json()["welcome"]) == (200, "unwelcome")
    assert "welcome" not in call("modest", "GET", f"{shop}/").json()


def test_assignments_are_listed_with_their_numbers_for_those_who_see_the_account(shop, world, call):
    query = f"{API}/tier-assignments/?account={world.mine.account.pk}"

    [row] = call("alice", "GET", query).json()["results"]

    assert (row["account"]["id"], row["before"], row["after"], row["kind"]) == (str(world.mine.account.pk), None, "vip", "computed")
    assert row["numbers"]["cuts"] == {"vip": "1", "gold": "1", "key": "1"}
    assert row["policy"]["name"]
    assert call("charlie", "GET", query).json()["results"] == []
    assert call("sam", "GET", query).json()["results"] == []


def test_assignments_are_never_written_over_http(shop, call):
    assert call("admin", "POST", f"{API}/tier-assignments/", {}).status_code == 405


def test_a_lead_drafts_and_publishes_a_policy(call):
    drafted = call("lena", "POST", f"{API}/tier-policies/", {"name": "Autumn", "effective_on": str(today()), "grace_months": 3})
    published = call("lena", "POST", f"{API}/tier-policies/{drafted.json()['id']}/publish/", {})
    again = call("lena", "POST", f"{API}/tier-policies/{drafted.json()['id']}/publish/", {})

    assert (drafted.status_code, drafted.json()["number"], drafted.json()["status"]) == (201, 2, "draft")
    assert (drafted.json()["grace_months"], drafted.json()["shares"]["key"], drafted.json()["enter_factor"]) == (3, "0.20", "0.90")
    assert (published.status_code, published.json()["status"], published.json()["published_by"]["name"]) == (
        200,
        "published",
        "Lena",
    )
    assert (again.status_code, again.json()["code"]) == (409, "policy_published")


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"shares": {"vip": "0.05", "gold": "0.05", "key": "0.2"}}, "shares"),
        ({"shares": {"vip": "x", "gold": "0.05", "key": "0.2"}}, "shares"),
        ({"shares": "wide"}, "shares"),
        ({"method": "alphabet"}, "method"),
        ({"enter_factor": "2.5"}, "enter_factor"),
        ({"enter_factor": "0.905"}, "enter_factor"),
        ({"effective_on": "tomorrow"}, "effective_on"),
        ({"status": "published"}, "status"),
    ],
)
def test_an_unsound_policy_is_a_problem_that_names_its_field(call, terms, field):
    answer = call("lena", "POST", f"{API}/tier-policies/", {"name": "Autumn", "effective_on": str(today())} | terms)

    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == [field]


def test_a_policy_of_yesterday_is_not_published(call):
    drafted = call("lena", "POST", f"{API}/tier-policies/", {"name": "Late", "effective_on": str(today() - timedelta(days=1))})

    answer = call("lena", "POST", f"{API}/tier-policies/{drafted.json()['id']}/publish/", {})

    assert (answer.status_code, answer.json()["code"], list(answer.json()["fields"])) == (
        409,
        "policy_effective_day_past",
        ["effective_on"],
    )


def test_a_proposal_by_abuse_is_for_the_lead_and_never_for_a_modest_token(shop, world, call):
    settled = call("lena", "POST", f"{API}/abuse-reports/{world.mine.abuse.pk}/settle/", {"outcome": "upheld", "reason": "On film"})
    query = f"{API}/welcome-proposals/?account={world.mine.account.pk}"

    [seen] = call("lena", "GET", query).json()["results"]

    assert settled.status_code == 200
    assert (seen["proposed"], seen["cause"], seen["evidence"]) == ("watch", "abuse", [str(world.mine.abuse.pk)])
    assert [len(call(who, "GET", query).json()["results"]) for who in ("alice", "bob", "charlie", "ann", "admin")] == [
        1,
        0,
        0,
        0,
        1,
    ]
    assert call("modest", "GET", query).status_code == 403
    declined = call("lena", "POST", f"{API}/welcome-proposals/{seen['id']}/decline/", {"reason": "He came to apologise"})
    assert (declined.status_code, declined.json()["state"]) == (200, "declined")
