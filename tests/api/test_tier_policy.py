"""A policy over HTTP: tried before it is published, and the service that hangs on a tier."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Account
from api.jobs import policy_trial
from crm.calendar import today
from tiers.actions import trials
from tiers.actions.review import review_tiers
from tiers.models import PolicyTrial, TierPolicy

API = "/api/v1"
TERMS = {"shares": {"vip": "0.50", "gold": "0.60", "key": "0.70"}}


@pytest.fixture
def shop(world, cast):
    TierPolicy.objects.filter(number=1).update(minimum_age_days=0)
    review_tiers(at=timezone.now(), teams=[cast.north, cast.south])
    return f"{API}/accounts/{world.mine.account.pk}"


def test_a_lead_tries_terms_side_by_side_with_today(shop, call, cast):
    answer = call("lena", "POST", f"{API}/tier-policies/simulate/", {**TERMS, "visit_minutes": dict.fromkeys(
        ("vip", "gold", "key", "ordinary", "unrated"), 60)})  # fmt: skip

    told = answer.json()
    assert (answer.status_code, told["policy_version"], told["moved"], told["at_once"]) == (200, 1, 0, 0)
    assert told["today"]["accounts"] == told["then"]["accounts"] == {"vip": 1, "gold": 0, "key": 0, "ordinary": 2, "none": 0}
    assert told["today"]["covered"] == {"CNY": 1.0}
    assert told["then"]["hours"] == told["then"]["visits"] > told["today"]["hours"]
    assert TierPolicy.objects.count() == 1


class TestWhereTheAccountsAreMany:
    """Terms are tried by the worker; who typed on, left or called it off is served too."""

    @pytest.fixture(autouse=True)
    def many(self, monkeypatch):
        monkeypatch.setattr(trials, "AT_ONCE", 1)

    def begin(self, call, who="lena", **terms):
        answer = call(who, "POST", f"{API}/tier-policies/simulate/", {**TERMS, **terms})
        assert answer.status_code == 202
        assert answer["Location"] == f"{API}/policy-trials/{answer.json()['id']}/"
        return answer.json()

    def asked(self, call, trial, who="lena"):
        return call(who, "GET", f"{API}/policy-trials/{trial['id']}/").json()

    @pytest.mark.parametrize("who", ["lena", "admin"])  # one team, and all
    def test_the_worker_finds_what_the_request_would_have_found(self, shop, call, monkeypatch, who):
        trial = self.begin(call, who)
        assert (trial["state"], trial["rows_done"], trial["result"]) == ("queued", 0, None)
        assert trial["rows_total"] > 1

        policy_trial(trial["id"])
        policy_trial(trial["id"])  # at least once

        found = self.asked(call, trial, who)
        assert (found["state"], found["rows_done"], found["error"]) == ("done", trial["rows_total"], "")
        monkeypatch.setattr(trials, "AT_ONCE", 1_000)
        assert found["result"] == call(who, "POST", f"{API}/tier-policies/simulate/", TERMS).json()

    def test_the_same_terms_are_the_same_trial_and_others_call_it_off(self, shop, call):
        first = self.begin(call)
        assert self.begin(call)["id"] == first["id"]

        second = self.begin(call, grace_months=5)

        assert second["id"] != first["id"]
        assert self.asked(call, first)["state"] == "cancelled"
        policy_trial(first["id"])
        assert (self.asked(call, first)["state"], self.asked(call, first)["result"]) == ("cancelled", None)
        assert self.begin(call)["id"] != first["id"], "what was called off is no answer"

    def test_one_that_runs_is_called_off_between_two_teams(self, shop, call, cast, monkeypatch):
        trial = self.begin(call)
        simulate = trials.simulate

        def after_a_click(**particulars):
            found = simulate(**particulars)
            call("lena", "POST", f"{API}/policy-trials/{trial['id']}/cancel/", {})
            return found

        monkeypatch.setattr(trials, "simulate", after_a_click)
        monkeypatch.setattr(trials, "_accounts_by_team", lambda by, team: {cast.north.pk: 3, cast.south.pk: 1})
        policy_trial(trial["id"])

        found = self.asked(call, trial)
        assert (found["state"], found["rows_done"], found["result"]) == ("cancelled", 3, None)
        assert call("lena", "POST", f"{API}/policy-trials/{trial['id']}/cancel/", {}).json()["code"] == "trial_over"

    def test_one_that_breaks_says_so_and_can_be_asked_again(self, shop, call, monkeypatch):
        trial = self.begin(call)
        monkeypatch.setattr(trials, "simulate", lambda **_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            policy_trial(trial["id"])
        monkeypatch.undo()

        assert self.asked(call, trial)["state"] == "failed"
        monkeypatch.setattr(trials, "AT_ONCE", 1)
        assert self.begin(call)["id"] != trial["id"]

    def test_without_a_policy_in_force_nothing_begins(self, shop, call):
        TierPolicy.objects.update(effective_on=today() + timedelta(days=3))

        assert call("lena", "POST", f"{API}/tier-policies/simulate/", TERMS).json()["code"] == "no_tier_policy"
        assert not PolicyTrial.objects.exists()

    def test_a_day_later_they_are_gone(self, shop, call):
        self.begin(call)

        assert trials.drop_old_trials(at=timezone.now()) == 0
        assert trials.drop_old_trials(at=timezone.now() + timedelta(hours=25)) == 1


def test_terms_that_clash_are_named_before_they_are_tried(call):
    answer = call("lena", "POST", f"{API}/tier-policies/simulate/", {"shares": {"vip": "0.2", "gold": "0.1", "key": "0.3"}})

    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["shares"])


@pytest.mark.parametrize("body", [{"colour": "red"}, {"team": "north"}, {"score": "stars"}, {"playbooks": "call"}])
def test_a_careless_trial_names_its_field(call, body):
    answer = call("lena", "POST", f"{API}/tier-policies/simulate/", body)

    assert (answer.status_code, list(answer.json()["fields"])) == (400, list(body))


def test_a_policy_carries_its_service_and_the_account_reads_it(shop, call):
    books = {tier: {"text": f"{tier}: call first", "required": ["contact"]} for tier in ("vip", "gold", "key", "ordinary")}
    drafted = call("lena", "POST", f"{API}/tier-policies/", {
        "name": "Service", "effective_on": str(today()), "playbooks": books, "score": "composite",
        "complaint_hours": {"vip": 4, "gold": 8, "key": 24, "ordinary": 48},
    })  # fmt: skip
    before = call("alice", "GET", f"{shop}/service-policy/").json()
    call("lena", "POST", f"{API}/tier-policies/{drafted.json()['id']}/publish/", {})
    after = call("alice", "GET", f"{shop}/service-policy/").json()

    assert (drafted.json()["score"], drafted.json()["score_weights"]) == (
        "composite",
        {"value": 60, "loyalty": 25, "potential": 15},
    )
    assert (before["policy_version"], before["complaint_hours"], before["playbook"]) == (1, 8, "")
    assert {name: after[name] for name in (
        "tier", "counts_as", "policy_version", "complaint_hours", "goodwill_limit", "currency", "approver", "interval_days",
        "target_level", "playbook", "required", "wallet",
    )} == {
        "tier": "vip", "counts_as": "vip", "policy_version": 2, "complaint_hours": 4, "goodwill_limit": "1000", "currency": "CNY",
        "approver": "admin", "interval_days": 7, "target_level": 4, "playbook": "vip: call first", "required": ["contact"],
        "wallet": None,
    }  # fmt: skip


def test_who_is_not_rated_is_served_as_ordinary_in_a_rhythm_of_its_own(world, call):
    served = call("alice", "GET", f"{API}/accounts/{world.mine.account.pk}/service-policy/").json()

    assert (served["tier"], served["counts_as"], served["interval_days"], served["complaint_hours"]) == (None, "ordinary", 28, 72)


def test_a_wallet_is_estimated_with_its_source(world, call):
    path = f"{API}/accounts/{world.mine.account.pk}"
    said = call("alice", "POST", f"{path}/estimate-wallet/", {"amount": "12000.50", "source": "老板口述"})
    careless = call("alice", "POST", f"{path}/estimate-wallet/", {"amount": "-1", "source": "guess"})

    assert said.json()["wallet"] == {"amount": "12000.50", "source": "老板口述", "estimated_on": str(today()), "by": "Alice"}
    assert (careless.status_code, list(careless.json()["fields"])) == (400, ["amount"])
    assert Account.objects.get(pk=world.mine.account.pk).wallet.amount == 12000.5
