"""What there is to see in the notebook beside customers and orders: twins, groups, files, and what each is worth."""

from collections import Counter

import pytest
from django.db.models import Count, Q
from django.utils import timezone

from accounts.files import store
from accounts.models import Account, Attachment, CustomField, DuplicatePair, PoolRule, SavedView
from crm.models import Team
from demo.building.twins import TWICE
from demo.groups import GROUPS, SHOPS_OF_A_BRANCH
from visits.actions.talk_switches import is_pressure_allowed
from visits.models import FollowUp, KnowledgeEntry, TalkSwitch

pytestmark = pytest.mark.xdist_group("demo world")


def test_each_team_has_customers_who_were_written_down_twice(demo):
    pairs = list(
        DuplicatePair.objects.filter(Q(first__name__endswith="（新）") | Q(second__name__endswith="（新）")).select_related(
            "first__team"
        )
    )

    assert len(pairs) == len(TWICE)
    assert set(Counter(pair.first.team for pair in pairs).values()) == {5}
    assert all({"phone", "place"} <= set(pair.reasons) for pair in pairs)


def test_every_team_has_a_rule_for_its_pool_and_something_in_it(demo):
    teams = Team.objects.filter(is_demo=True)

    assert set(PoolRule.objects.filter(is_active=True).values_list("team", flat=True)) == set(teams.values_list("pk", flat=True))
    for team in teams:
        assert Account.objects.external().filter(team=team, owner__isnull=True).exists()


def test_a_group_stands_over_branches_and_these_over_shops(demo):
    for group in GROUPS:
        top = Account.objects.get(name=group.name)
        assert set(top.children.values_list("name", flat=True)) == {branch.name for branch in group.branches}
        for branch in top.children.all():
            assert branch.children.count() == SHOPS_OF_A_BRANCH


def test_each_manager_has_photos_licences_and_a_contract(demo):
    for manager in ("alice", "bob", "charlie"):
        files = Attachment.objects.filter(account__owner__username=manager)
        kinds = dict(files.order_by().values_list("kind").annotate(count=Count("pk")))
        assert kinds["photo"] >= 3
        assert kinds["licence"] >= 2
        assert kinds["contract"] == 1
        assert not files.filter(kind="photo", stored__has_preview=False).exists()
    assert all(store.path_of(digest).is_file() for digest in Attachment.objects.values_list("stored__sha256", flat=True))


def test_there_are_fields_of_its_own_and_views_to_share(demo):
    assert set(CustomField.objects.values_list("type", flat=True)) >= {"number", "choice", "date", "money", "yes_no"}
    assert SavedView.objects.filter(team__is_demo=True).count() >= 2


def test_every_customer_has_a_loyalty_with_its_band(demo):
    customers = Account.objects.external().exclude(status="archived")

    bands = Counter(customers.filter(loyalty_index__isnull=False).values_list("loyalty_band", flat=True))

    assert sum(bands.values()) > 1_000
    assert set(bands) == {"loyal", "stable", "fragile", "at_risk"}
    assert all(count >= 5 for count in bands.values())


def test_pressing_is_off_in_the_town_and_on_in_the_county_and_each_switch_says_why(demo):
    town, county = (Team.objects.get(lead__username=lead) for lead in ("lena", "leo"))

    assert [(row.is_on, bool(row.reason)) for row in TalkSwitch.objects.filter(team=town).order_by("at")] == [
        (True, True), (False, True),
    ]  # fmt: skip
    assert not is_pressure_allowed(team=town.pk, at=timezone.now())
    assert is_pressure_allowed(team=county.pk, at=timezone.now())
    gaps = KnowledgeEntry.objects.gaps().values_list("manager__username", flat=True)
    assert set(gaps) == {"alice", "bob", "charlie"}


def test_a_licence_that_differs_waits_for_the_owner(demo):
    waiting = FollowUp.objects.open().filter(kind="licence", finding__kind="licence_mismatch")

    assert waiting.exists()
    assert all(task.owner == task.account.owner and task.finding.text for task in waiting)
