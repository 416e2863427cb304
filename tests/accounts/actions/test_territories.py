"""The map: a tree of territories."""

import pytest

from accounts.actions.territories import TerritoryTaken, add_territory, update_territory
from accounts.models import Territory
from crm.errors import Forbidden, Invalid, Stale
from tests.crm.factories import NOW


def test_a_lead_draws_the_map_of_the_team(cast):
    town = add_territory(name="城关镇", team=cast.team, by=cast.lena, at=NOW)
    street = add_territory(name="文三路", team=cast.team, parent=town, by=cast.lena, at=NOW)

    update_territory(territory=street, changes={"name": "文三街", "pattern": "county"}, by=cast.lena, at=NOW, version=1)

    street.refresh_from_db()
    assert (street.name, street.parent, street.pattern, street.version) == ("文三街", town, "county", 2)


def test_a_name_stands_once_per_parent(cast):
    town = add_territory(name="城关镇", team=cast.team, by=cast.lena, at=NOW)
    add_territory(name="文三路", team=cast.team, parent=town, by=cast.lena, at=NOW)

    with pytest.raises(TerritoryTaken):
        add_territory(name="城关镇", team=cast.team, by=cast.lena, at=NOW)
    with pytest.raises(TerritoryTaken):
        update_territory(
            territory=Territory.objects.get(name="文三路"), changes={"name": "城关镇", "parent": None}, by=cast.lena, at=NOW
        )


def test_no_territory_lies_within_itself(cast):
    town = add_territory(name="城关镇", team=cast.team, by=cast.lena, at=NOW)
    street = add_territory(name="文三路", team=cast.team, parent=town, by=cast.lena, at=NOW)

    for parent in (town, street):
        with pytest.raises(Invalid) as refusal:
            update_territory(territory=town, changes={"parent": parent}, by=cast.lena, at=NOW)
        assert refusal.value.fields.keys() == {"parent"}


def test_who_saw_an_older_version_is_told(cast):
    town = add_territory(name="城关镇", team=cast.team, by=cast.lena, at=NOW)
    update_territory(territory=town, changes={"name": "城北镇"}, by=cast.lena, at=NOW)

    with pytest.raises(Stale):
        update_territory(territory=town, changes={"name": "城南镇"}, by=cast.lena, at=NOW, version=1)


@pytest.mark.parametrize("person", ["alice", "sam", "ann"])
def test_others_draw_nothing(cast, person):
    with pytest.raises(Forbidden):
        add_territory(name="城关镇", team=cast.team, by=getattr(cast, person), at=NOW)


def test_the_map_of_other_teams_and_of_all_is_not_the_leads(cast):
    with pytest.raises(Invalid):
        add_territory(name="城关镇", team=cast.other_team, by=cast.lena, at=NOW)
    with pytest.raises(Forbidden):
        add_territory(name="城关镇", by=cast.lena, at=NOW)

    add_territory(name="城关镇", by=cast.admin, at=NOW)
