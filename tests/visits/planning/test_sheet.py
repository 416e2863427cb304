"""What stands under which heading of a route sheet (row 17)."""

from visits.planning.sheet import by_area


def test_headings_follow_the_road_and_a_street_stands_once():
    road = [
        ("a", "人民路", ""),
        ("b", "解放路", ""),
        ("c", "人民路", ""),
        ("d", "村口", "李村"),
        ("e", "", ""),
        ("f", " ", " 李村 "),
    ]

    areas = by_area(road)

    assert [(area.kind, area.name, area.stops) for area in areas] == [
        ("street", "人民路", ("a", "c")),
        ("street", "解放路", ("b",)),
        ("village", "李村", ("d", "f")),
        ("unknown", "", ("e",)),
    ]


def test_who_has_no_address_comes_last_however_early_the_road_is_there():
    assert [area.kind for area in by_area([("a", "", ""), ("b", "人民路", "")])] == ["street", "unknown"]
