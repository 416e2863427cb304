"""The behavioural index on a published wholesale log: it tells who orders again better than the probability of being there."""

import json
from pathlib import Path

import numpy as np
import pytest

from bench.__main__ import main
from bench.loyalty import auc

LOG = Path(__file__).parents[3] / "shared/data/online_retail_even/online_retail.csv.gz"


@pytest.mark.reference
@pytest.mark.skipif(not LOG.exists(), reason="the published log is not on this machine")
def test_loyalty_tells_a_wholesalers_returning_customers_as_measured_before(capsys):
    assert main(["loyalty", str(LOG), "--split", "2011-08-31", "--json"]) == 0

    found = json.loads(capsys.readouterr().out)
    assert found["auc"] == pytest.approx(0.731, abs=0.001)
    assert found["auc_alive"] == pytest.approx(0.691, abs=0.001)
    assert found["bands"] == pytest.approx({"at_risk": 0.435, "fragile": 0.366, "stable": 0.589, "loyal": 0.929}, abs=0.001)
    assert found["customers"] == {"at_risk": 23, "fragile": 642, "stable": 698, "loyal": 267}


def test_a_score_that_sorts_perfectly_has_auc_one_and_a_constant_a_half():
    happened = np.array([False, False, True, True])

    assert auc(np.array([1.0, 2.0, 3.0, 4.0]), happened) == 1
    assert auc(np.array([4.0, 3.0, 2.0, 1.0]), happened) == 0
    assert auc(np.array([1.0, 1.0, 1.0, 1.0]), happened) == 0.5


def test_a_log_where_everybody_returns_has_nothing_to_tell_apart():
    with pytest.raises(ValueError, match="nothing to tell apart"):
        auc(np.array([1.0, 2.0]), np.array([True, True]))
