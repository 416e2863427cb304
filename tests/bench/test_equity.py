"""Fits on published logs, against the figures that were published for them."""

import json
from pathlib import Path

import pytest

from bench.__main__ import main

DATA = Path(__file__).parents[3] / "shared/data"
CDNOW, RETAIL = DATA / "cdnow/cdnow_sample.csv.gz", DATA / "online_retail_even/online_retail.csv.gz"


def reported(capsys, *arguments: str | Path) -> dict:
    assert main(["equity", *map(str, arguments), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.reference
@pytest.mark.skipif(not DATA.exists(), reason="the published logs are not on this machine")
def test_bg_nbd_on_cdnow_is_that_of_its_authors(capsys):
    """Fader, Hardie & Lee 2005; spending by Fader & Hardie 2013; the digits are those of CLVTools' tests."""
    found = reported(capsys, CDNOW, "--calibrate-to", "1997-09-30", "--horizon-weeks", "39", "--model", "bgnbd")

    assert found["params"] == pytest.approx({"r": 0.2425945, "alpha": 4.4136019, "a": 0.7929199, "b": 2.4258881}, rel=5e-4)
    assert found["log_likelihood"] == pytest.approx(-9582.429, abs=0.01)
    assert found["spend"]["p"] == pytest.approx(6.25, rel=5e-4)
    assert found["spend"]["q"] == pytest.approx(3.74, rel=2e-3)
    assert found["spend"]["gamma"] == pytest.approx(15.44, rel=5e-4)
    assert found["spend"]["log_likelihood"] == pytest.approx(-4055.9177, abs=0.01)
    assert found["actual_orders"] == 1882
    assert found["expected_orders"] == pytest.approx(1653.4, abs=0.1)
    assert found["identified"]
    assert found["equity"] > 0


@pytest.mark.reference
@pytest.mark.skipif(not DATA.exists(), reason="the published logs are not on this machine")
def test_a_wholesalers_rhythm_is_found_and_its_degenerate_fit_named(capsys):
    """Without a rhythm the fit says that nobody ever leaves; with two stages it does not."""
    found = reported(capsys, RETAIL, "--calibrate-to", "2011-08-31")
    plain = reported(capsys, RETAIL, "--calibrate-to", "2011-08-31", "--model", "bgnbd")

    assert (found["k"], found["identified"], found["actual_orders"]) == (2, True, 2271)
    assert found["params"] == pytest.approx({"r": 0.9263, "alpha": 4.9259, "a": 0.1683, "b": 2.2144}, rel=5e-4)
    assert found["log_likelihood"] == pytest.approx(-10137.64, abs=0.01)
    assert not plain["identified"]
    assert plain["equity"] is plain["expected_orders"] is None


def test_a_log_of_three_customers_is_refused_in_words(capsys, tmp_path):
    log = tmp_path / "log.csv"
    log.write_text("customer_id,date,value\na,2026-01-01,5\nb,2026-01-01,2.50\nc,2026-01-02,1\na,2026-02-02,1\n")

    assert main(["equity", str(log), "--json"]) == 1
    assert "too few" in capsys.readouterr().err


def test_a_day_before_the_first_order_is_refused_in_words(capsys, tmp_path):
    log = tmp_path / "log.csv"
    log.write_text("customer_id,date,value\na,2026-01-01,5\n")

    assert main(["equity", str(log), "--calibrate-to", "2020-01-01"]) == 1
    assert "Nobody had ordered" in capsys.readouterr().err
