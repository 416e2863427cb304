"""What a phone knows of saved views and of the company's own fields, and how it hears that they went."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from accounts.actions.custom_fields import archive_field, define_field, restore_field
from accounts.actions.views import delete_view, save_view, update_view
from accounts.models import SavedView
from crm.models import Team, User

Pull = Callable[..., dict[str, Any]]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pull(call: Callable[..., Any]) -> Pull:
    def page(since: str | None = None, *, who: str = "alice") -> dict[str, Any]:
        response = call(who, "GET", "/api/v1/sync/changes/?limit=1000" + (f"&since={since}" if since else ""))
        assert response.status_code == 200, response.content
        answer: dict[str, Any] = response.json()
        assert not answer["more"]
        return answer

    return page


def view(by: User, name: str, team: Team | None = None, **fields: Any) -> SavedView:
    return save_view(by=by, at=timezone.now(), name=name, team=team, **fields)


def names(page: dict[str, Any]) -> set[str]:
    return {row["name"] for row in page["saved_views"]}


def gone(page: dict[str, Any]) -> set[str]:
    return {row["id"] for row in page["removed"] if row["type"] == "saved_view"}


class TestSavedViews:
    def test_ones_own_and_the_teams_come_with_their_filters(self, pull, cast):
        view(cast.alice, "Mine", filters={"tier__in": "vip,gold", "no_contact_days": "30"}, sort="-annual_value")
        view(cast.bob, "Ours", team=cast.north)
        view(cast.bob, "Bob's alone")
        view(cast.charlie, "Theirs", team=cast.south)

        page = pull()

        assert names(page) == {"Mine", "Ours"}
        mine = next(row for row in page["saved_views"] if row["name"] == "Mine")
        assert mine["filters"] == {"tier__in": "vip,gold", "no_contact_days": "30"}
        assert (mine["ordering"], mine["team"]) == ("-annual_value", None)

    def test_a_view_that_is_no_longer_shared_leaves_the_colleagues_and_stays_with_its_owner(self, pull, cast):
        shared = view(cast.bob, "Ours", team=cast.north)
        tokens = {who: pull(who=who)["token"] for who in ("alice", "bob", "charlie")}
        update_view(view=shared, changes={"team": None}, by=cast.bob, at=timezone.now())

        assert gone(pull(tokens["alice"])) == {str(shared.pk)}
        assert (gone(pull(tokens["bob"], who="bob")), names(pull(tokens["bob"], who="bob"))) == (set(), {"Ours"})
        assert gone(pull(tokens["charlie"], who="charlie")) == set()  # it was never theirs to see

    def test_a_private_view_of_a_colleague_is_never_told_of(self, pull, cast):
        private = view(cast.bob, "Bob's alone")
        token = pull()["token"]
        update_view(view=private, changes={"name": "Still"}, by=cast.bob, at=timezone.now())
        delete_view(view=private, by=cast.bob, at=timezone.now())

        page = pull(token)

        assert (page["saved_views"], page["removed"]) == ([], [])

    @pytest.mark.parametrize("who", ["alice", "bob", "lena"])
    def test_a_deleted_view_leaves_every_phone_that_had_it(self, pull, cast, who):
        shared = view(cast.bob, "Ours", team=cast.north)
        token = pull(who=who)["token"]
        delete_view(view=shared, by=cast.bob, at=timezone.now())

        assert gone(pull(token, who=who)) == {str(shared.pk)}


class TestOwnFields:
    @pytest.fixture
    def field(self, cast: SimpleNamespace) -> Any:
        choices = [{"value": "a", "zh": "甲", "en": "A"}, {"value": "b", "zh": "乙"}]
        return define_field(by=cast.admin, at=timezone.now(), key="shelf", label_zh="货架", type="choice", choices=choices)

    def test_the_definitions_come_whole(self, pull, field):
        [row] = pull()["custom_fields"]

        assert (row["key"], row["label_zh"], row["type"], row["kind"]) == ("shelf", "货架", "choice", "external")
        assert [choice["value"] for choice in row["choices"]] == ["a", "b"]

    def test_an_archived_one_leaves_and_comes_back(self, pull, cast, field):
        token = pull()["token"]
        archive_field(field=field, by=cast.admin, at=timezone.now())
        page = pull(token)
        assert (page["custom_fields"], page["removed"]) == ([], [{"type": "custom_field", "id": str(field.pk)}])
        field.refresh_from_db()
        restore_field(field=field, by=cast.admin, at=timezone.now())

        assert [row["key"] for row in pull(page["token"])["custom_fields"]] == ["shelf"]
