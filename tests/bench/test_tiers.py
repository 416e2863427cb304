"""The stability of tiers on a wholesaler's log, against the published figures of that log; and logs that cannot be read."""

import gzip
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bench import tiers
from bench.__main__ import main, names
from bench.logs import read_log

DATA = Path(__file__).parents[3] / "shared/data/online_retail_even"


@pytest.mark.reference
@pytest.mark.skipif(not DATA.exists(), reason="the published log is not on this machine")
def test_hysteresis_steadies_the_tiers_of_a_wholesaler_as_published(capsys):
    published = json.loads((DATA / "expected.json").read_text())["tiers"]

    assert main(["tiers", str(DATA / "online_retail.csv.gz"), "--json"]) == 0

    measured = json.loads(capsys.readouterr().out)
    for mine, theirs in (("raw", "raw"), ("hysteresis", "hyst_up1_10_down0_80_grace2")):
        assert {
            "change_rate_acct_month": measured[mine]["change_rate"],
            "reversals": measured[mine]["reversals"],
            "promotions": measured[mine]["promotions"],
            "demotions": measured[mine]["demotions"],
            "tiered_share": measured[mine]["tiered_share"],
            "next30_rev_share": measured[mine]["next30_share"],
        } == published[theirs]
    raw, ours = measured["raw"], measured["rank_band"]
    assert ours["change_rate"] <= 0.6 * raw["change_rate"]
    assert ours["reversals"] <= 0.15 * raw["reversals"]
    assert ours["next30_share"] >= raw["next30_share"] + 0.015


def test_a_plain_log_is_summed_by_customer_and_day(tmp_path):
    log = tmp_path / "log.csv"
    log.write_text("customer_id,date,value\na,2026-01-01,5\na,2026-01-01,2.50\nb,2026-01-02,1\n")

    assert read_log(log) == {"a": {date(2026, 1, 1): Decimal("7.50")}, "b": {date(2026, 1, 2): Decimal(1)}}


def test_a_log_without_values_counts_orders(tmp_path):
    log = tmp_path / "log.csv"
    log.write_text("customer_id,date\na,20260101\na,20260102\n")

    assert read_log(log) == {"a": {date(2026, 1, 1): Decimal(1), date(2026, 1, 2): Decimal(1)}}


def test_a_retail_log_leaves_out_cancellations_returns_gifts_and_the_unknown(tmp_path):
    log = tmp_path / "log.csv.gz"
    lines = [
        "InvoiceNo,InvoiceDate,CustomerID,Country,StockCode,Quantity,UnitPrice",
        "1,2026-01-01 08:00:00,a,UK,x,2,1.25",
        "C2,2026-01-01 08:00:00,a,UK,x,-2,1.25",
        "3,2026-01-01 08:00:00,a,UK,x,-1,1.25",
        "4,2026-01-01 08:00:00,a,UK,x,1,0",
        "5,2026-01-01 08:00:00,,UK,x,1,9",
    ]
    with gzip.open(log, "wt") as file:
        file.write("\n".join(lines))

    assert read_log(log) == {"a": {date(2026, 1, 1): Decimal("2.50")}}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("who,when\na,2026-01-01\n", "neither customer_id,date nor an online retail log, but when, who"),
        ("customer_id,date\na,2026-01-01\n", "too short"),
    ],
)
def test_a_log_that_says_nothing_is_answered_with_a_sentence(tmp_path, capsys, text, said):
    log = tmp_path / "log.csv"
    log.write_text(text)

    assert tiers.main([str(log)]) == 1
    assert said in capsys.readouterr().err


def test_an_unknown_name_is_answered_with_the_known_ones(capsys):
    assert main(["nothing"]) == 2
    assert "nightly" in capsys.readouterr().err
    assert {"nightly", "tiers"} <= set(names())
    assert not {"logs", "meter", "scratch", "__main__"} & set(names())
