"""The night's appraisal on a real database: what stands on the accounts follows from their orders and evidence, and from nothing else."""

from datetime import timedelta
from itertools import pairwise

import numpy as np
import pytest
from django.db import connection, transaction

from accounts.models import Account, Order
from crm.calendar import at_noon
from tests.tiers.readings.market import some_customers
from tests.tiers.world import NOW, TODAY, make_account, make_order, make_team
from tiers.equity.histories import Histories
from tiers.equity.purchasing import choose
from tiers.models import LoyaltyEvidence, OrderRhythm, Worth, WorthRun
from tiers.worth import appraisal
from tiers.worth.appraisal import appraise
from tiers.worth.wire import read_arrays, write_arrays

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return make_team()


@pytest.fixture
def customers(team):
    return some_customers(team)


def worth_of(account) -> Worth:
    return Worth.objects.filter(account=account).order_by("-run_id").first()


def test_every_account_gets_an_index_a_band_and_an_equity(customers):
    run = appraise(at=NOW)

    assert run.state == WorthRun.State.DONE
    (cohort,) = run.cohorts
    assert (cohort["currency"], cohort["accounts"], cohort["outcome"]) == ("CNY", 60, "ok")
    shown = Account.objects.filter(pk__in=[each.pk for each in customers])
    assert shown.filter(loyalty_index__isnull=True).count() == 0
    assert shown.filter(loyalty_band__isnull=True).count() == 0
    total = sum(worth.equity for worth in Worth.objects.filter(run=run))
    assert total == pytest.approx(cohort["equity"], abs=0.01)


def test_the_figures_are_those_of_the_rules_on_the_same_orders(customers):
    run = appraise(at=NOW)

    ids, rows = [], []
    for account in customers:
        days = sorted({order.ordered_at.date() for order in Order.objects.filter(account=account)})
        gaps = [(b - a).days / 7 for a, b in pairwise(days)]
        rows.append((len(days) - 1, (days[-1] - days[0]).days / 7, (TODAY - days[0]).days / 7, sum(np.log(gaps)) if gaps else 0))
        ids.append(account.pk)
    histories = Histories(*np.array(rows, dtype=float).T)
    model, _ = choose(histories)

    assert run.cohorts[0]["params"]["r"] == pytest.approx(model.r, rel=1e-6)
    for account, alive in zip(ids, model.alive(histories), strict=True):
        assert worth_of(account).alive == pytest.approx(alive, abs=1e-9)


def test_whole_points_stand_on_the_account_and_the_band_is_that_of_the_index(customers):
    appraise(at=NOW)

    for account in Account.objects.filter(pk__in=[each.pk for each in customers]):
        worth = worth_of(account)
        assert account.loyalty_index == round(worth.loyalty)
        assert account.loyalty_band == next(name for name, least in appraisal.BANDS if round(worth.loyalty, 2) >= least)


def test_it_touches_neither_version_nor_updated_at(customers):
    before = Account.objects.values_list("pk", "version", "updated_at").order_by("pk")
    known = list(before)

    appraise(at=NOW)

    assert list(before.all()) == known


def test_a_second_run_on_the_same_facts_changes_no_account(customers):
    appraise(at=NOW)
    stamps = dict(Account.objects.values_list("pk", "changed_in"))

    again = appraise(at=NOW)

    assert dict(Account.objects.values_list("pk", "changed_in")) == stamps
    assert Worth.objects.filter(run=again).count() == len(customers)


def test_only_new_orders_are_read_again_and_give_the_same_as_all_anew(customers):
    appraise(at=NOW)
    make_order(customers[0], 500, on=TODAY - timedelta(days=1))
    Order.objects.filter(account=customers[1]).first().delete()

    appraise(at=NOW)
    step_by_step = list(OrderRhythm.objects.order_by("account").values())
    WorthRun.objects.update(fixed_days={"other": "2020-01-01"})
    appraise(at=NOW)

    assert next(row for row in step_by_step if row["account_id"] == customers[0].pk)["last_on"] == TODAY - timedelta(days=1)
    anew = list(OrderRhythm.objects.order_by("account").values())
    assert [row["account_id"] for row in step_by_step] == [row["account_id"] for row in anew]
    for one, other in zip(step_by_step, anew, strict=True):
        assert one == other | {"log_gaps": pytest.approx(other["log_gaps"])}


def test_an_order_of_tomorrow_counts_from_tomorrow_on(customers):
    make_order(customers[0], 500, on=TODAY + timedelta(days=1))

    appraise(at=NOW)
    today = OrderRhythm.objects.get(account=customers[0])
    appraise(at=at_noon(TODAY + timedelta(days=1)))
    tomorrow = OrderRhythm.objects.get(account=customers[0])

    assert today.last_on <= TODAY
    assert today.review_after == TODAY + timedelta(days=1)
    assert (tomorrow.last_on, tomorrow.repeats) == (TODAY + timedelta(days=1), today.repeats + 1)


def test_returns_and_other_currencies_are_no_order_days(customers):
    appraise(at=NOW)
    before = OrderRhythm.objects.get(account=customers[0])
    make_order(customers[0], -50, on=TODAY)
    make_order(customers[0], 70, on=TODAY, currency="USD")

    appraise(at=NOW)

    assert OrderRhythm.objects.get(account=customers[0]).last_on == before.last_on


def test_teams_of_another_currency_and_day_are_judged_apart(customers):
    old = make_team("Old log", currency="GBP", review_on=TODAY - timedelta(days=200))
    few = make_account(old, "Few", value=None)
    make_order(few, 100, on=TODAY - timedelta(days=220))
    alone = appraise(at=NOW).cohorts

    assert {(cohort["currency"], cohort["outcome"]) for cohort in alone} == {("CNY", "ok"), ("GBP", "too_few")}
    worth = worth_of(few)
    assert (worth.outcome, worth.loyalty, worth.equity) == (Worth.Outcome.TOO_FEW, None, None)
    few.refresh_from_db()
    assert (few.loyalty_index, few.loyalty_band) == (None, None)


def test_who_never_ordered_has_no_figure(customers, team):
    new = make_account(team, "New")

    appraise(at=NOW)

    new.refresh_from_db()
    assert (new.loyalty_index, worth_of(new).outcome, worth_of(new).equity) == (None, Worth.Outcome.NEVER_ORDERED, None)


def test_an_index_goes_with_the_orders_that_gave_it(customers):
    appraise(at=NOW)
    Account.objects.filter(pk=customers[0].pk).update(status="archived")

    appraise(at=NOW)

    customers[0].refresh_from_db()
    assert customers[0].loyalty_index is None


def test_a_referral_becomes_a_sale_by_itself_and_raises_the_index(customers, team):
    newcomer = make_account(team, "Newcomer")
    friend = customers[0]
    referral = LoyaltyEvidence.objects.create(
        account=friend, mark="advocacy", kind="contact_given", on=TODAY - timedelta(days=20), about=newcomer
    )
    appraise(at=NOW)
    given = worth_of(friend).advocacy
    make_order(newcomer, 300, on=TODAY - timedelta(days=5))

    appraise(at=NOW)

    referral.refresh_from_db()
    assert (referral.kind, referral.on, referral.version) == ("became_customer", TODAY - timedelta(days=5), 2)
    assert worth_of(friend).advocacy > given > 0
    assert worth_of(friend).coverage == 70


def test_a_promotion_is_judged_by_what_was_bought_under_it(customers):
    """The half that bought on is immune; while the promotion's month runs, nothing is said."""
    on = TODAY - timedelta(days=60)
    loyal, swayed, fresh = customers[:3]
    for account in (loyal, swayed):
        Order.objects.filter(account=account).delete()
        for days in range(100, 0, -10):
            if account is loyal or not 30 <= days < 60:
                make_order(account, 100, on=TODAY - timedelta(days=days))
    for account, day in ((loyal, on), (swayed, on), (fresh, TODAY - timedelta(days=10))):
        LoyaltyEvidence.objects.create(account=account, mark="immunity", kind="competitor_promotion", on=day, competitor="Rival")

    appraise(at=NOW)

    assert worth_of(loyal).immunity > worth_of(swayed).immunity > 0
    assert worth_of(fresh).immunity is None
    assert worth_of(loyal).coverage == 75


def test_what_was_taken_back_counts_no_more(customers):
    proof = LoyaltyEvidence.objects.create(account=customers[0], mark="helping", kind="testimonial", on=TODAY)
    appraise(at=NOW)
    assert worth_of(customers[0]).helping > 0

    proof.change(voided_at=NOW, voided_because="said by somebody else")
    appraise(at=NOW)

    assert worth_of(customers[0]).helping is None


def test_an_interrupted_run_leaves_the_old_figures_whole(customers, monkeypatch):
    first = appraise(at=NOW)
    make_order(customers[0], 5_000, on=TODAY)
    before = list(Account.objects.order_by("pk").values_list("pk", "loyalty_index", "changed_in"))

    def killed(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(appraisal, "_end", killed)
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        appraise(at=NOW)

    assert list(Account.objects.order_by("pk").values_list("pk", "loyalty_index", "changed_in")) == before
    assert WorthRun.objects.order_by("-id").first() == first
    assert Worth.objects.filter(run=first).count() == len(customers)


def test_the_last_run_of_a_month_stays_to_compare_with(customers):
    month_ends = [appraise(at=at_noon(TODAY - timedelta(days=days))) for days in (70, 40, 12, 8, 4, 0)]

    kept = set(WorthRun.objects.values_list("id", flat=True))

    # April's, May's, today's, and the one before today's
    assert kept == {month_ends[0].pk, month_ends[1].pk, month_ends[-1].pk, month_ends[-2].pk}
    assert set(Worth.objects.values_list("run_id", flat=True)) == kept


def test_arrays_come_back_as_they_were_written():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE wire (id uuid, n int4, x float8, d date)")
    ids = np.frombuffer(bytes(range(48)), dtype="V16")
    days = np.array(["1999-12-31", "2000-01-01", "2026-06-15"], dtype="datetime64[D]")
    write_arrays(
        "wire",
        {
            "id": ("uuid", ids),
            "n": ("int4", np.array([-1, 0, 2**31 - 1])),
            "x": ("float8", np.array([1.5, np.nan, -1e300])),
            "d": ("date", days),
        },
    )

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM wire WHERE x IS NULL")
        assert cursor.fetchone() == (1,)
    back = read_arrays("SELECT id, n, coalesce(x, 7), d FROM wire ORDER BY id", {}, ("uuid", "int4", "float8", "date"))

    assert back[0].tobytes() == ids.tobytes()
    assert back[1].tolist() == [-1, 0, 2**31 - 1]
    assert back[2].tolist() == [1.5, 7.0, -1e300]
    assert (back[3] == days).all()
