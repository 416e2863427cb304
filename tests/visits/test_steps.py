"""What steps ask for and tell; the coach's proposals are the same on the phone."""

import json
from pathlib import Path

import pytest

from visits.coaching import methods_for, question_for
from visits.steps import level_finding, seen_in, undone, with_must_from

STEPS = [{"kind": "talk", "must": True, "must_from": 1}, {"kind": "price_check", "must": True, "must_from": 3}, {"kind": "brand"}]
VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "coach.json").read_text())


@pytest.mark.parametrize(
    ("given", "outcome", "version", "missing"),
    [
        ([], "ordered", None, ["talk", "price_check"]),
        (["talk"], "ordered", None, ["price_check"]),
        (["talk", "price_check"], "ordered", None, []),
        (["talk"], "ordered", 2, []),  # that phone had not heard of the second must
        (["talk"], "ordered", 3, ["price_check"]),
        ([], "not_met", None, []),
    ],
)
def test_what_must_be_done(given, outcome, version, missing):
    assert undone(STEPS, given, outcome=outcome, known_version=version) == missing


def test_a_must_keeps_the_version_it_began_with():
    before = with_must_from([{"kind": "talk", "must": True}], [], version=1)

    after = with_must_from([{"kind": "talk", "must": True}, {"kind": "brand", "must": True}], before, version=4)

    assert [step["must_from"] for step in after] == [1, 4]


@pytest.mark.parametrize(
    ("kind", "details", "found"),
    [
        ("brand", {"product": "空气能", "observed": ["cannot_explain", "not_promoted"]}, ["cannot_explain", "not_promoted"]),
        (
            "price_check",
            {"prices": [{"product": "A", "price": "9.00", "agreed": "10"}, {"product": "B", "price": "10"}]},
            ["price_below"],
        ),
        ("price_check", {"prices": [{"product": "A", "price": "10.00", "agreed": "10"}]}, []),
        ("stock_count", {"counts": [{"quantity": "0.000"}, {"quantity": "0"}]}, ["out_of_stock"]),
        ("stock_count", {"counts": [{"quantity": "3"}]}, []),
        ("licence_check", {"matches": False, "found": "李四"}, ["licence_mismatch"]),
        ("licence_check", {"matches": False, "found": "李四", "recorded": "张三"}, ["licence_mismatch"]),
        ("licence_check", {"matches": False, "found": "义乌市（爱丽丝） 副食店", "recorded": "义乌市(爱丽丝)副食店"}, []),
        ("licence_check", {"matches": False, "recorded": "张三"}, ["licence_mismatch"]),
        ("licence_check", {"matches": True}, []),
        ("competitor_promotion", {"competitor": "格力", "offer": "买一送一"}, ["competitor_promotion"]),
        ("talk", {"methods": ["praise_facts"]}, []),
    ],
)
def test_what_a_step_finds(kind, details, found):
    assert [seen.kind for seen in seen_in(kind, details)] == found


@pytest.mark.parametrize(("level", "kind"), [(1, "below_standard"), (2, None), (4, None), (None, None)])
def test_below_the_standard_line_somebody_makes_it_good(level, kind):
    found = level_finding(level)

    assert (found and found.kind) == kind
    assert (found is None) or (found.task is not None and found.task.kind == "service")


@pytest.mark.parametrize("case", VECTORS["methods"], ids=lambda case: case["name"])
def test_methods(case):
    assert methods_for(**case["given"]) == case["methods"]


@pytest.mark.parametrize("case", VECTORS["questions"], ids=lambda case: case["name"])
def test_one_question(case):
    question = question_for(**case["given"])

    assert [question.code, question.about] == case["question"]
