"""`/market-share/`: the range with its sources, and what it refuses (row 25)."""

import pytest

V1 = "/api/v1/"


def test_the_range_opens_to_its_source(call):
    body = call("alice", "GET", f"{V1}market-share/?points=5").json()

    change = body["figures"][0]
    assert (change["name"], change["low"], change["high"], change["unit"]) == ("share_change", "1", "3", "percentage_points")
    assert [part["name"] for part in change["inputs"]] == ["points", "share_per_point"]
    assert change["inputs"][1]["source"]["quote"] == "0.2到0.6个百分点"


@pytest.mark.parametrize("asked", ["", "?points=", "?points=many", "?points=NaN", "?points=101", "?points=-100.5", "?points=1.234"])
def test_what_is_no_number_of_points_is_refused(call, asked):
    answer = call("alice", "GET", f"{V1}market-share/{asked}")

    assert answer.status_code == 400
    assert "points" in answer.json()["fields"]
