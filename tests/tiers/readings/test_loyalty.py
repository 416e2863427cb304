"""An index opens to its last point, from orders, promotions, referrals and help; satisfaction changes nothing (row 10)."""

from datetime import timedelta

import pytest

from accounts.actions.expectations import judge_touchpoint
from accounts.actions.timeline import note_touchpoint
from accounts.models import Account, Touchpoint
from crm.calendar import at_noon
from crm.models import Role
from tests.tiers.readings.market import some_customers
from tests.tiers.world import NOW, TODAY, make_account, make_order, make_team, make_user
from tiers.actions.evidence import note_evidence, take_back_evidence
from tiers.models import TierPolicy, Worth, WorthRun
from tiers.readings.loyalty import loyalty_of
from tiers.worth.appraisal import appraise

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return make_team()


@pytest.fixture
def lena(team):
    return make_user("Lena", role=Role.LEAD, leads=[team])


@pytest.fixture
def customers(team):
    return some_customers(team)


def note(account, kind, days_ago, **fields):
    return note_evidence(account=account, kind=kind, on=TODAY - timedelta(days=days_ago), by=None, at=NOW, **fields)


def test_every_mark_follows_from_the_parts_that_are_shown(customers, lena):
    shop = customers[0]
    for days in range(200, 0, -10):
        make_order(shop, 100, on=TODAY - timedelta(days=days))
    note(shop, "competitor_promotion", 60, competitor="Rival")
    note(shop, "offer_refused", 20, competitor="Rival")
    note(shop, "recommends", 100)
    note(shop, "reference_call", 40, note="For the school")
    note(shop, "hosted_visit", 400, note="Ten dealers")
    appraise(at=NOW)

    found = loyalty_of(shop, user=lena)

    marks = {mark.name: mark for mark in found.marks}
    place, width = marks["repurchase"].parts["place"], marks["repurchase"].parts["width"]
    assert marks["repurchase"].value == pytest.approx(80 * place + 20 * width)
    assert 0 < place <= 1
    staying = marks["retention"].parts
    assert marks["retention"].value == pytest.approx(100 * staying["alive"] * (0.7 + 0.3 * min(1, staying["tenure_years"] / 3)))
    assert marks["immunity"].value == pytest.approx(marks["immunity"].parts["now"])
    assert marks["advocacy"].value == pytest.approx(marks["advocacy"].parts["now"])
    assert marks["helping"].value == pytest.approx(marks["helping"].parts["now"])
    assert [len(mark.proofs) for mark in found.marks] == [0, 0, 2, 1, 2]
    assert sum(mark.points for mark in found.marks) == pytest.approx(found.index)
    assert (found.coverage, found.is_provisional) == (100, False)


def test_a_promotion_shows_the_orders_it_was_judged_by(customers, lena):
    shop = customers[0]
    note(shop, "competitor_promotion", 60, competitor="Rival")
    running = note(shop, "competitor_promotion", 10, competitor="Rival")
    appraise(at=NOW)

    proofs = {proof.row.pk: proof for mark in loyalty_of(shop, user=lena).marks for proof in mark.proofs}

    assert proofs.pop(running.pk).state == "running"
    (judged,) = proofs.values()
    assert judged.state == "counts"
    assert judged.proves == pytest.approx(min(1, judged.row.orders_under / judged.row.orders_expected))


def test_evidence_of_today_says_that_it_counts_from_tonight(customers, lena):
    appraise(at=NOW)
    note(customers[0], "recommends", 1)

    marks = {mark.name: mark for mark in loyalty_of(customers[0], user=lena).marks}

    assert marks["advocacy"].value is None
    assert [proof.state for proof in marks["advocacy"].proofs] == ["tonight"]


def test_what_was_taken_back_is_no_evidence(customers, lena):
    proof = note(customers[0], "recommends", 1)
    take_back_evidence(evidence=proof, reason="Another shop", by=None, at=NOW)
    appraise(at=NOW)

    marks = {mark.name: mark for mark in loyalty_of(customers[0], user=lena).marks}

    assert (marks["advocacy"].value, list(marks["advocacy"].proofs)) == (None, [])


def test_it_is_compared_with_its_tier_and_with_last_month(customers, lena, team):
    appraise(at=at_noon(TODAY - timedelta(days=40)))
    Account.objects.filter(pk__in=[each.pk for each in customers[:5]]).update(tier="gold")
    run = appraise(at=NOW)
    shop = Account.objects.get(pk=customers[0].pk)

    found = loyalty_of(shop, user=lena)

    golden = Worth.objects.filter(run=run, account__tier="gold").values_list("loyalty", "retention")
    assert found.average_accounts == 5
    assert found.average == pytest.approx(sum(loyalty for loyalty, _ in golden) / 5)
    assert found.marks[1].average == pytest.approx(sum(retention for _, retention in golden) / 5)
    assert found.before_on == TODAY - timedelta(days=40)
    assert found.before == pytest.approx(Worth.objects.get(run__day=found.before_on, account=shop).loyalty)


def test_satisfaction_changes_no_figure_of_loyalty(customers):
    """Row 10: who is pleased is not thereby loyal. Verdicts, service levels and complaints move, and nothing else does."""
    figures = list(Account.objects.order_by("pk").values_list("pk", "loyalty_index", "loyalty_band"))
    appraise(at=NOW)
    before = list(Account.objects.order_by("pk").values_list("pk", "loyalty_index", "loyalty_band"))
    marks = list(Worth.objects.filter(run=WorthRun.objects.first()).order_by("account_id").values_list(*MARKED))
    for number, account in enumerate(customers[:20]):
        said = note_touchpoint(account=account, kind=Touchpoint.Kind.CALL, by=None, at=NOW, text="How was it?", channel="phone")
        verdict = "exceeded" if number % 2 else "fell_short"
        judge_touchpoint(touchpoint=said, expectation="By ten", verdict=verdict, by=None, at=NOW)
    Account.objects.filter(pk__in=[each.pk for each in customers[:20]]).update(open_complaints=3)

    again = appraise(at=NOW)

    assert before != figures
    assert list(Account.objects.order_by("pk").values_list("pk", "loyalty_index", "loyalty_band")) == before
    assert list(Worth.objects.filter(run=again).order_by("account_id").values_list(*MARKED)) == marks


MARKED = ("account_id", "loyalty", "coverage", "repurchase", "retention", "immunity", "advocacy", "helping", "equity")


def test_a_customer_that_came_by_anothers_word_is_a_referral_of_the_others(customers, team, lena):
    from accounts.actions.journey import note_arrival

    note_arrival(account=customers[1], arrival="referral", referred_by=customers[0], by=None, at=NOW)
    appraise(at=NOW)
    appraise(at=NOW)

    (proof,) = next(mark for mark in loyalty_of(customers[0], user=lena).marks if mark.name == "advocacy").proofs

    assert (proof.row.about_id, proof.row.kind, proof.state) == (customers[1].pk, "became_customer", "counts")


def test_the_weights_of_the_policy_are_those_of_the_index(customers, lena):
    TierPolicy.objects.update(
        loyalty_weights={"repurchase": 50, "retention": 50, "immunity": 0, "advocacy": 0, "helping": 0}, name="Half and half"
    )
    appraise(at=NOW)

    found = loyalty_of(customers[0], user=lena)

    assert [(mark.weight, mark.points) for mark in found.marks[:2]] == [
        (50, pytest.approx(found.marks[0].value / 2)), (50, pytest.approx(found.marks[1].value / 2)),
    ]  # fmt: skip


def test_before_the_first_night_there_is_no_figure(team, lena):
    shop = make_account(team, "Shop")

    found = loyalty_of(shop, user=lena)

    assert (found.outcome, found.index, found.band, found.is_provisional) == ("not_appraised", None, None, None)


def test_the_statements_do_not_grow_with_the_evidence(customers, lena, django_assert_num_queries):
    for days in range(1, 30):
        note(customers[0], "reference_call", days, note="For a school")
    appraise(at=NOW)

    with django_assert_num_queries(7):
        loyalty_of(customers[0], user=lena)
