"""The second axis of row 7: welcome, watch, unwelcome."""

import pytest

from accounts.models import Account
from crm.errors import Invalid, NotYours, Unseen
from crm.models import Event, Role
from tests.tiers.world import NOW, make_account, make_team, make_user
from tiers.actions.rights import LeadOnly
from tiers.actions.welcome import WelcomeUnchanged, decide_welcome
from tiers.models import WelcomeDecision

pytestmark = pytest.mark.django_db

REASON = "Shouted at the driver twice"


@pytest.fixture
def north():
    return make_team("North")


@pytest.fixture
def lena(north):
    return make_user("Lena", Role.LEAD, leads=[north])


def decide(shop, by, **changes):
    return decide_welcome(account=shop, **{"welcome": "watch", "reason": REASON, "by": by, "at": NOW} | changes)


def test_a_lead_decides_and_the_tier_stays(north, lena):
    shop = make_account(north, tier="gold")

    decision = decide(shop, lena)

    account = Account.objects.get(pk=shop.pk)
    assert (account.welcome, account.tier, account.version) == ("watch", "gold", shop.version)
    assert (decision.before, decision.after, decision.reason, decision.by, decision.at) == ("welcome", "watch", REASON, lena, NOW)


def test_the_event_does_not_tell_what_was_decided(north, lena):
    decide(make_account(north), lena, welcome="unwelcome")

    event = Event.objects.get(type="welcome.decided")
    assert event.payload == {}


@pytest.mark.parametrize(
    ("changes", "field"), [({"welcome": "enemy"}, "welcome"), ({"reason": "no"}, "reason"), ({"reason": " " * 20}, "reason")]
)
def test_a_careless_decision_is_refused_by_name(north, lena, changes, field):
    with pytest.raises(Invalid) as refused:
        decide(make_account(north), lena, **changes)

    assert list(refused.value.fields) == [field]


def test_standing_there_already_is_no_decision(north, lena):
    with pytest.raises(WelcomeUnchanged):
        decide(make_account(north), lena, welcome="welcome")

    assert not WelcomeDecision.objects.exists()


def test_alice_owns_the_account_but_does_not_decide_bob_neither_and_charlie_sees_nothing(north):
    alice, bob, charlie = (
        make_user("Alice", team=north),
        make_user("Bob", team=north),
        make_user("Charlie", team=make_team("South")),
    )
    shop = make_account(north, owner=alice)

    for person, refusal in ((alice, LeadOnly), (bob, NotYours), (charlie, Unseen)):
        with pytest.raises(refusal):
            decide(shop, person)
