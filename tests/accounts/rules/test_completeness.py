"""How complete a file is, and what is missing (row 16)."""

from accounts.completeness import WEIGHTS, asked_of, completeness

ALL = dict.fromkeys(WEIGHTS, True)


def test_the_weights_are_hundredths():
    assert sum(WEIGHTS.values()) == 100


def test_a_full_file_and_an_empty_one():
    assert completeness(ALL, kind="external", role="retailer").percent == 100
    empty = completeness({}, kind="external", role="retailer")
    assert (empty.percent, empty.missing) == (0, list(WEIGHTS))


def test_what_is_missing_comes_by_weight():
    found = completeness(ALL | {"contact": False, "hours": False}, kind="external", role="retailer")

    assert (found.percent, found.missing) == (80, ["contact", "hours"])


def test_a_household_is_asked_for_no_licence_and_a_department_for_no_vat():
    assert not {"licence", "hours"} & set(asked_of(kind="external", role="end_consumer"))
    assert asked_of(kind="internal", role="department") == ["contact", "phone", "need", "preference"]
    assert completeness(ALL, kind="internal", role="department").percent == 100


def test_what_the_company_requires_is_asked_only_where_it_requires_any():
    assert "own_fields" not in completeness(ALL, kind="external", role="retailer").there
    found = completeness(ALL | {"own_fields": False}, kind="external", role="retailer")
    assert (found.percent, found.missing) == (91, ["own_fields"])
    assert completeness(ALL | {"own_fields": True}, kind="internal", role="department").there[-1] == "own_fields"
