"""The published log of a wholesaler: 194,630 lines that none of us wrote."""

import gzip
import json
from collections import defaultdict
from decimal import Decimal

import pytest
from django.conf import settings as project
from django.db.models import Sum

from accounts.models import Account, Order, OrderLine
from crm.models import Team
from tests.accounts.importing.conftest import counts

FOLDER = project.ROOT.parent / "shared" / "data" / "online_retail_even"

pytestmark = [
    pytest.mark.reference,
    pytest.mark.slow,
    pytest.mark.skipif(not FOLDER.exists(), reason="the published log is not here"),
]


def test_the_real_log_lands_whole_and_its_figures_are_the_published_ones(run_import):
    published = json.loads((FOLDER / "expected.json").read_text())
    path = FOLDER / "online_retail.csv.gz"

    run = run_import("orders", path, mapping="online-retail")

    assert counts(run) == {"rows_total": 194_630, "created": 194_630, "accounts_created": 2_187, "orders_created": 10_531}
    assert OrderLine.objects.count() == published["lines"]
    assert Account.objects.count() == published["customers_all"]
    team = Team.objects.get()
    assert (team.name, team.currency, str(team.review_on)) == ("Online Retail", "GBP", "2011-12-09")
    assert not Account.objects.filter(annual_value=None).exists()

    values = sorted(Account.objects.annotate(value=Sum("orders__total")).values_list("value", flat=True), reverse=True)
    revenue, best = sum(values), sum(values[: -(-len(values) // 5)])
    assert float(revenue) == pytest.approx(published["concentration_net"]["revenue"], abs=0.01)
    assert float(best / revenue) == pytest.approx(published["concentration_net"]["top20"], abs=0.0005)
    assert dict(Order.objects.values_list("external_id", "total")) == totals_of(path)

    again = run_import("orders", path, mapping="online-retail")
    assert counts(again) == {"rows_total": 194_630, "unchanged": 194_630}


def totals_of(path):
    """Totals by invoice, read the plain way."""
    totals = defaultdict(Decimal)
    with gzip.open(path, "rt") as file:
        next(file)
        for line in file:
            invoice, *_, quantity, price = line.rstrip().split(",")
            totals[invoice] += Decimal(quantity) * Decimal(price)
    return totals
