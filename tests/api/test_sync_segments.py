"""What a phone knows of segments, and how it hears that one is another team's now (row 42)."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from crm.models import Team
from tiers.actions.segments import archive_segment, change_segment, define_segment
from tiers.models import Segment

pytestmark = pytest.mark.django_db(transaction=True)
Pull = Callable[..., dict[str, Any]]


@pytest.fixture
def pull(call: Callable[..., Any]) -> Pull:
    def page(since: str | None = None, *, who: str = "alice") -> dict[str, Any]:
        response = call(who, "GET", "/api/v1/sync/changes/?limit=1000" + (f"&since={since}" if since else ""))
        assert response.status_code == 200, response.content
        answer: dict[str, Any] = response.json()
        return answer

    return page


def told(page: dict[str, Any]) -> tuple[set[str], set[str]]:
    """The names that came, and the ids that went."""
    return {row["name"] for row in page["segments"]}, {row["id"] for row in page["removed"] if row["type"] == "segment"}


def move(segment: Segment, cast: SimpleNamespace, team: Team | None) -> None:
    change_segment(segment=segment, changes={"team": team}, by=cast.admin, at=timezone.now())


@pytest.mark.parametrize("had", ["north", None])
def test_a_segment_that_another_team_gets_leaves_the_phones_of_the_first(pull: Pull, cast: SimpleNamespace, had: str | None):
    segment = define_segment(by=cast.admin, at=timezone.now(), name="Tried", team=getattr(cast, had) if had else None)
    tokens = {who: pull(who=who)["token"] for who in ("alice", "charlie")}

    move(segment, cast, cast.south)

    assert told(pull(tokens["alice"])) == (set(), {str(segment.pk)})
    assert told(pull(tokens["charlie"], who="charlie")) == ({"Tried"}, set())


def test_of_what_was_never_theirs_not_a_word_is_said(pull: Pull, cast: SimpleNamespace):
    segment = define_segment(by=cast.admin, at=timezone.now(), name="Theirs", team=cast.south)
    token = pull()["token"]

    change_segment(segment=segment, changes={"name": "Still theirs"}, by=cast.admin, at=timezone.now())
    archive_segment(segment=segment, by=cast.admin, at=timezone.now())

    assert told(pull(token)) == (set(), set())


def test_one_that_comes_back_before_the_phone_asks_stays(pull: Pull, cast: SimpleNamespace):
    segment = define_segment(by=cast.admin, at=timezone.now(), name="Ours", team=cast.north)
    token = pull()["token"]

    move(segment, cast, cast.south)
    segment.refresh_from_db()
    move(segment, cast, cast.north)

    assert told(pull(token)) == ({"Ours"}, set())
