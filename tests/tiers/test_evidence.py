"""Evidence of loyalty: noted once, carried on, taken back; what makes no sense is refused by its field (rows 10, 68)."""

from datetime import timedelta

import pytest

from crm.errors import Invalid, NotYours, Unseen
from crm.models import Event, Role
from tests.tiers.world import NOW, TODAY, make_account, make_team, make_user
from tiers.actions.evidence import (
    AlreadyReferred,
    EvidenceTakenBack,
    NoReferralToAdvance,
    ReferralCircle,
    ReferralGoesBack,
    advance_referral,
    note_evidence,
    take_back_evidence,
)
from tiers.actions.rights import NotTiered
from tiers.readings.referrals import referrals_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return make_team()


@pytest.fixture
def alice(team):
    return make_user("Alice", team=team)


@pytest.fixture
def shop(team, alice):
    return make_account(team, "Shop", owner=alice)


@pytest.fixture
def friend(team, alice):
    return make_account(team, "Friend", owner=alice)


def refer(account, about, **changes):
    return note_evidence(
        **{"account": account, "about": about, "kind": "contact_given", "on": TODAY, "by": None, "at": NOW} | changes
    )


def test_a_rivals_promotion_is_noted_under_its_mark(shop, alice):
    proof = note_evidence(account=shop, kind="competitor_promotion", competitor="金穗", on=TODAY, by=alice, at=NOW)

    assert (proof.mark, proof.competitor, proof.by) == ("immunity", "金穗", alice)
    event = Event.objects.get(type="loyalty.noted")
    assert (event.subject, event.account_id, event.payload["kind"]) == (proof.pk, shop.pk, "competitor_promotion")


def test_what_a_rival_offers_is_not_told_on_the_timeline_that_service_agents_read(shop, alice):
    note_evidence(account=shop, kind="offer_refused", competitor="金穗", on=TODAY, by=alice, at=NOW)

    assert not shop.touchpoints.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "competitor_promotion"}, "competitor"),
        ({"kind": "testimonial"}, "note"),
        ({"kind": "testimonial", "note": "For the fair", "competitor": "金穗"}, "competitor"),
        ({"kind": "recommends", "on": TODAY + timedelta(days=1)}, "on"),
        ({"kind": "recommends", "on": TODAY - timedelta(days=2000)}, "on"),
        ({"kind": "applause"}, "kind"),
    ],
)
def test_careless_evidence_names_its_field(shop, changes, field):
    with pytest.raises(Invalid) as refusal:
        note_evidence(**{"account": shop, "on": TODAY, "by": None, "at": NOW} | changes)

    assert list(refusal.value.fields) == [field]


def test_only_a_referral_leads_to_somebody(shop, friend):
    with pytest.raises(Invalid) as refusal:
        refer(shop, friend, kind="recommends")

    assert list(refusal.value.fields) == ["about"]


def test_a_customer_refers_neither_itself_nor_a_department(team, shop):
    post = make_account(team, "Kitchen", kind="internal", role="department")

    for other in (shop, post):
        with pytest.raises(Invalid):
            refer(shop, other)
    with pytest.raises(NotTiered):
        note_evidence(account=post, kind="recommends", on=TODAY, by=None, at=NOW)


def test_an_account_is_referred_once_by_the_same_customer_and_again_after_it_was_taken_back(shop, friend):
    first = refer(shop, friend)

    with pytest.raises(AlreadyReferred):
        refer(shop, friend)
    take_back_evidence(evidence=first, reason="It was somebody else", by=None, at=NOW)

    assert refer(shop, friend).pk != first.pk


def test_who_was_brought_did_not_bring(team, shop, friend):
    third = make_account(team, "Third")
    refer(shop, friend)
    refer(friend, third)

    with pytest.raises(ReferralCircle):
        refer(third, shop)


def test_a_referral_goes_on_in_steps_and_not_back(shop, friend):
    referral = refer(shop, friend, on=TODAY - timedelta(days=9))

    met = advance_referral(evidence=referral, kind="meeting_held", on=TODAY - timedelta(days=2), by=None, at=NOW)
    again = advance_referral(evidence=referral, kind="meeting_held", on=TODAY, by=None, at=NOW)

    assert (met.kind, met.on, again.version) == ("meeting_held", TODAY - timedelta(days=2), met.version)
    with pytest.raises(ReferralGoesBack):
        advance_referral(evidence=referral, kind="contact_given", on=TODAY, by=None, at=NOW)
    with pytest.raises(Invalid):
        advance_referral(evidence=referral, kind="became_customer", on=TODAY + timedelta(days=1), by=None, at=NOW)


def test_praise_has_no_steps_and_what_was_taken_back_goes_nowhere(shop, friend):
    praise = note_evidence(account=shop, kind="recommends", on=TODAY, by=None, at=NOW)
    referral = refer(shop, friend)
    take_back_evidence(evidence=referral, reason="A mistake", by=None, at=NOW)

    with pytest.raises(NoReferralToAdvance):
        advance_referral(evidence=praise, kind="meeting_held", on=TODAY, by=None, at=NOW)
    with pytest.raises(EvidenceTakenBack):
        advance_referral(evidence=referral, kind="meeting_held", on=TODAY, by=None, at=NOW)


def test_taking_back_needs_its_reason_and_is_done_once(shop):
    proof = note_evidence(account=shop, kind="recommends", on=TODAY, by=None, at=NOW)

    with pytest.raises(Invalid) as refusal:
        take_back_evidence(evidence=proof, reason="  ", by=None, at=NOW)
    first = take_back_evidence(evidence=proof, reason="Another shop", by=None, at=NOW)
    again = take_back_evidence(evidence=proof, reason="Because", by=None, at=NOW + timedelta(days=1))

    assert list(refusal.value.fields) == ["reason"]
    assert (again.voided_at, again.voided_because) == (first.voided_at, "Another shop") == (NOW, "Another shop")


def test_a_colleague_may_read_and_not_write_and_a_stranger_knows_nothing(team, shop, friend):
    bob, charlie = make_user("Bob", team=team), make_user("Charlie", team=make_team("South"))

    with pytest.raises(NotYours):
        refer(shop, friend, by=bob)
    with pytest.raises(Unseen):
        refer(shop, friend, by=charlie)


def test_a_manager_refers_nobody_whom_he_does_not_see(shop, alice):
    stranger = make_account(make_team("South"), "Far away")

    with pytest.raises(Unseen):
        refer(shop, stranger, by=alice)


def test_the_tree_of_referrals_goes_up_and_down_and_adds_up(team, shop, friend):
    lena = make_user("Lena", role=Role.LEAD, leads=[team])
    first, third = make_account(team, "First"), make_account(team, "Third", annual_value="800.00")
    refer(first, shop)
    refer(shop, friend)
    advance_referral(evidence=refer(friend, third), kind="became_customer", on=TODAY, by=None, at=NOW)

    found = referrals_of(shop, user=lena)

    assert [(link.account.name, link.depth) for link in found.up] == [("First", 1)]
    assert [(link.account.name, link.depth, link.kind) for link in found.down] == [
        ("Friend", 1, "contact_given"), ("Third", 2, "became_customer"),
    ]  # fmt: skip
    assert (found.customers, found.hidden, {name: str(value) for name, value in found.annual_value.items()}) == (
        1, 0, {"CNY": "800.00"},
    )  # fmt: skip


def test_a_tree_names_nobody_whom_one_does_not_see(team, shop, alice, django_assert_num_queries):
    far = make_account(make_team("South"), "Far away")
    further = make_account(team, "Further")
    refer(shop, far)
    refer(far, further)

    with django_assert_num_queries(3):
        found = referrals_of(shop, user=alice)

    assert (list(found.down), found.hidden) == ([], 2)
