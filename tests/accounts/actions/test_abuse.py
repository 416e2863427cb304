"""Reports of abuse: who sees them, who settles them (row 6)."""

from datetime import timedelta

import pytest

from accounts.actions.abuse import report_abuse, settle_abuse
from accounts.actions.leading import LeadDecides
from accounts.models import AbuseReport, Account, Touchpoint
from crm.errors import Forbidden, Invalid, Unseen
from crm.models import Change, Event
from tests.accounts.factories import AccountFactory, ContactFactory
from tests.crm.factories import NOW


@pytest.fixture
def shop(cast):
    return AccountFactory(owner=cast.alice, team=cast.team)


def report(shop, by, **given):
    return report_abuse(**{"account": shop, "kind": "abused", "what": "借酒装疯，骂人", "by": by, "at": NOW} | given)


def test_owner_lead_and_reporter_see_it_and_nobody_else(cast, shop):
    made = report(shop, cast.bob)

    seen = {name for name in ("alice", "bob", "charlie", "lena", "sam", "ann", "dora") if hasattr(cast, name)
            and AbuseReport.objects.visible_to(getattr(cast, name)).exists()}  # fmt: skip
    assert seen == {"alice", "bob", "lena"}
    assert report(shop, cast.sam).reported_by == cast.sam
    assert AbuseReport.objects.visible_to(cast.sam).exclude(pk=made.pk).count() == 1


def test_it_leaves_no_trace_where_others_read(cast, shop):
    made = report(shop, cast.alice)

    assert not Touchpoint.objects.filter(account=shop).exists()
    assert not Change.objects.filter(table_name="accounts_abusereport", account_id=shop.pk).exists()
    told = Event.objects.get(subject=made.pk)
    assert (told.type, told.account_id, told.payload) == ("abuse.reported", None, {})


def test_a_lead_settles_with_a_reason_and_may_think_again(cast, shop):
    made = report(shop, cast.alice)
    welcome = shop.welcome

    with pytest.raises(LeadDecides):
        settle_abuse(report=made, outcome="cleared", reason="x", by=cast.alice, at=NOW)
    with pytest.raises(Invalid):
        settle_abuse(report=made, outcome="upheld", reason=" ", by=cast.lena, at=NOW)
    upheld = settle_abuse(report=made, outcome="upheld", reason="两人听见", by=cast.lena, at=NOW)
    again = settle_abuse(report=made, outcome="upheld", reason="两人听见", by=cast.lena, at=NOW + timedelta(days=1))
    assert (again.version, again.settled_at) == (upheld.version, NOW)
    assert AbuseReport.objects.flagging().exists()
    settle_abuse(report=made, outcome="cleared", reason="已道歉", by=cast.lena, at=NOW + timedelta(days=2))
    assert not AbuseReport.objects.flagging().exists()
    assert Account.objects.get(pk=shop.pk).welcome == welcome


@pytest.mark.parametrize(
    ("given", "wrong"),
    [({"what": ""}, "what"), ({"kind": "rude"}, "kind"), ({"happened_at": NOW + timedelta(minutes=1)}, "happened_at")],
)
def test_what_is_no_report_is_named(cast, shop, given, wrong):
    with pytest.raises(Invalid) as refusal:
        report(shop, cast.alice, **given)

    assert list(refusal.value.fields) == [wrong]


def test_about_a_person_of_this_customer(cast, shop):
    mine, other = ContactFactory(account=shop), ContactFactory(account=AccountFactory(owner=cast.alice, team=cast.team))

    assert report(shop, cast.alice, contact=mine).contact == mine
    with pytest.raises(Invalid):
        report(shop, cast.alice, contact=other)


def test_strangers_and_analysts_do_not_report(cast, shop):
    with pytest.raises(Unseen):
        report(shop, cast.charlie)
    with pytest.raises(Forbidden):
        report(shop, cast.ann)
