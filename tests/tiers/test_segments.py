"""Segments and their brief (rows 8, 42)."""

import pytest

from crm.errors import Forbidden
from crm.models import Event, Role
from tests.tiers.world import NOW, make_team, make_user
from tiers.actions.segments import (
    BriefMovedOn,
    NotConcerned,
    SegmentArchived,
    SegmentNameTaken,
    acknowledge_brief,
    archive_segment,
    change_segment,
    define_segment,
    unread_by,
)
from tiers.models import BriefAcknowledgement

pytestmark = pytest.mark.django_db


@pytest.fixture
def north():
    return make_team("North")


@pytest.fixture
def lena(north):
    return make_user("Lena", Role.LEAD, leads=[north])


@pytest.fixture
def alice(north):
    return make_user("Alice", team=north)


def define(by, team, **fields):
    return define_segment(by=by, at=NOW, **{"name": "Large ones", "team": team, "filters": {"tier__in": "vip,gold"}} | fields)


def test_the_lead_of_the_team_keeps_its_segments(north, lena, alice):
    segment = define(lena, north, strategy="difference", brief="Say it is fresh.")

    assert (segment.brief_number, segment.strategy) == (1, "difference")
    assert Event.objects.get(type="segment.defined").subject == segment.pk
    with pytest.raises(Forbidden):
        define(alice, north, name="Mine")
    with pytest.raises(Forbidden):
        define(lena, None, name="Everybody's")


def test_a_name_stands_once(north, lena):
    first = define(lena, north)

    with pytest.raises(SegmentNameTaken):
        define(lena, north, name="large ONES")
    archive_segment(segment=first, by=lena, at=NOW)
    assert define(lena, north).pk != first.pk
    with pytest.raises(SegmentArchived):
        change_segment(segment=first, changes={"brief": "x"}, by=lena, at=NOW)


def test_everybody_concerned_acknowledges_what_they_read(north, lena, alice):
    make_user("Charlie", team=make_team("South"))
    sam = make_user("Sam", Role.SERVICE_AGENT)
    ann = make_user("Ann", Role.ANALYST)
    segment = define(lena, north, brief="Say it is fresh.")

    assert list(unread_by(segment)) == [alice, lena, sam]
    for person in (alice, sam):
        acknowledge_brief(segment=segment, brief_number=1, by=person, at=NOW)
    acknowledge_brief(segment=segment, brief_number=1, by=alice, at=NOW)

    assert list(unread_by(segment)) == [lena]
    assert BriefAcknowledgement.objects.count() == 2
    with pytest.raises(NotConcerned):
        acknowledge_brief(segment=segment, brief_number=1, by=ann, at=NOW)


def test_a_new_message_is_a_new_brief_and_a_new_description_is_none(north, lena, alice):
    segment = define(lena, north, brief="Say it is fresh.")
    acknowledge_brief(segment=segment, brief_number=1, by=alice, at=NOW)

    segment = change_segment(segment=segment, changes={"description": "Those who buy much"}, by=lena, at=NOW)
    assert (segment.brief_number, alice in unread_by(segment)) == (1, False)
    segment = change_segment(segment=segment, changes={"message": "Fresh every day"}, by=lena, at=NOW)

    assert (segment.brief_number, alice in unread_by(segment)) == (2, True)
    with pytest.raises(BriefMovedOn):
        acknowledge_brief(segment=segment, brief_number=3, by=alice, at=NOW)
    acknowledge_brief(segment=segment, brief_number=1, by=alice, at=NOW)  # the repeat of what was sent before
    assert alice in unread_by(segment)
