"""What may stand in a field of one's own."""

import pytest

from accounts.custom import Definition, Unfit, clean, clean_value, merged, missing


def field(type: str, **more):
    return Definition(key="x", type=type, kind="external", **more)


@pytest.mark.parametrize(
    ("definition", "given", "kept"),
    [
        (field("text"), "  冷柜在门口 ", "冷柜在门口"),
        (field("number"), 12, 12),
        (field("number"), "1,200.5", 1200.5),
        (field("number"), 3.0, 3),
        (field("date"), "2026-01-31", "2026-01-31"),
        (field("choice", choices=("own", "lent")), "lent", "lent"),
        (field("choice", choices=("own",), words=(("自有", "own"),)), "自有", "own"),
        (field("yes_no"), "是", True),
        (field("yes_no"), False, False),
        (field("money"), "12.5", {"amount": "12.50", "currency": "CNY"}),
        (field("money"), "12.5 EUR", {"amount": "12.50", "currency": "EUR"}),
        (field("money", currency="GBP"), {"amount": "3"}, {"amount": "3.00", "currency": "GBP"}),
        (field("number"), "  ", None),
        (field("date"), None, None),
    ],
)
def test_a_value_is_kept_in_one_shape(definition, given, kept):
    assert clean_value(definition, given) == kept


@pytest.mark.parametrize(
    ("definition", "given"),
    [
        (field("text"), 5),
        (field("text"), "x" * 1001),
        (field("number"), "twelve"),
        (field("number"), True),
        (field("number"), float("nan")),
        (field("number"), 10**15),
        (field("number"), "1.0000001"),
        (field("number"), "123456789012345.123456"),
        (field("date"), "2026-02-30"),
        (field("date"), "31.1.2026"),
        (field("date"), "0001-01-01"),
        (field("choice", choices=("own",)), "stolen"),
        (field("choice", choices=("own",)), ["own"]),
        (field("yes_no"), "perhaps"),
        (field("yes_no"), 1),
        (field("money"), {"amount": "1.005", "currency": "CNY"}),
        (field("money"), {"amount": "1", "currency": "yuan"}),
        (field("money"), {"amount": "1", "price": "2"}),
        (field("money"), []),
    ],
)
def test_a_wrong_value_is_refused(definition, given):
    with pytest.raises(Unfit):
        clean_value(definition, given)


def test_every_wrong_key_is_named():
    known = [field("number"), Definition(key="y", type="text", kind="external", roles=("dealer",))]

    cleaned, problems = clean(known, {"x": "1", "y": "a", "z": 1}, kind="external", role="retailer")

    assert cleaned == {"x": 1}
    assert problems.keys() == {"custom.y", "custom.z"}


def test_what_is_not_named_stays_and_null_takes_away():
    assert merged({"a": 1, "b": 2, "hidden": 3}, {"a": None, "b": 5}) == {"b": 5, "hidden": 3}


def test_the_file_lacks_what_its_role_or_tier_asks_for():
    known = [
        Definition(key="a", type="text", kind="external", required_roles=("dealer",)),
        Definition(key="b", type="text", kind="external", required_tiers=("vip",)),
        Definition(key="c", type="text", kind="external", roles=("retailer",), required_tiers=("vip",)),
    ]

    assert missing(known, {}, kind="external", role="dealer", tier="vip") == ["a", "b"]
    assert missing(known, {"b": False}, kind="external", role="retailer", tier="vip") == ["c"]
