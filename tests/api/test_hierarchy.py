"""The group over HTTP, and territories kept as a tree."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import Account

pytestmark = pytest.mark.django_db
ACCOUNTS, TERRITORIES = "/api/v1/accounts/", "/api/v1/territories/"


def hung(call: Callable[..., Any], who: str, account: Account, parent: Any) -> Any:
    account.refresh_from_db()
    return call(who, "PATCH", f"{ACCOUNTS}{account.pk}/", {"parent": parent and str(parent)}, If_Match=f'"{account.version}"')


def test_hanging_one_below_another(world: Any, call: Callable[..., Any]) -> None:
    mine, mates = world.mine.account, world.mates

    answer = hung(call, "lena", mine, mates.pk)

    assert (answer.status_code, answer.json()["parent"]) == (200, {"id": str(mates.pk), "name": "Bob's shop"})
    refused = hung(call, "lena", mates, mine.pk)
    assert (refused.status_code, refused.json()["code"], list(refused.json()["fields"])) == (400, "parent_refused", ["parent"])
    assert hung(call, "lena", mine, mine.pk).json()["code"] == "parent_refused"
    assert hung(call, "alice", mine, world.theirs.account.pk).status_code == 404
    assert hung(call, "lena", mine, None).json()["parent"] is None


def test_a_parent_of_another_team_is_named_only_to_who_sees_it(world: Any, call: Callable[..., Any]) -> None:
    Account.objects.filter(pk=world.mine.account.pk).update(parent=world.theirs.account)

    shown = {who: call(who, "GET", f"{ACCOUNTS}{world.mine.account.pk}/").json()["parent"] for who in ("alice", "lena", "admin")}

    assert shown == {"alice": None, "lena": None, "admin": {"id": str(world.theirs.account.pk), "name": "Charlie's shop"}}
    assert call("alice", "GET", f"{ACCOUNTS}{world.mine.account.pk}/hierarchy/").json()["above"] == []


def test_lists_of_a_group(world: Any, call: Callable[..., Any]) -> None:
    top, branch, shop = world.unowned, world.mates, world.mine.account
    Account.objects.filter(pk=branch.pk).update(parent=top)
    Account.objects.filter(pk=shop.pk).update(parent=branch)

    def names(query: str, who: str = "lena") -> list[str]:
        return sorted(row["name"] for row in call(who, "GET", f"{ACCOUNTS}?{query}").json()["results"])

    assert names(f"parent={top.pk}") == ["Bob's shop"]
    assert names(f"parent={top.pk}&include_children=true") == ["Alice's shop", "Bob's shop"]
    assert names(f"parent={top.pk}&include_children=false") == ["Bob's shop"]
    assert names(f"parent__within={top.pk}") == ["Alice's shop", "Bob's shop"]
    assert names(f"parent__within={top.pk}", "charlie") == []
    assert call("lena", "GET", f"{ACCOUNTS}?parent={top.pk}&include_children=maybe").status_code == 400

    group = call("lena", "GET", f"{ACCOUNTS}{top.pk}/hierarchy/").json()
    assert [child["with_below"]["accounts"] for child in group["children"]] == [2]
    assert (group["total"]["accounts"], group["total"]["orders"], group["counts_all"]) == (3, 1, False)


def test_an_account_is_opened_within_a_group(world: Any, call: Callable[..., Any]) -> None:
    body = {"name": "New branch", "role": "retailer", "parent": str(world.mine.account.pk)}

    assert call("alice", "POST", ACCOUNTS, body).json()["parent"]["name"] == "Alice's shop"
    assert call("alice", "POST", ACCOUNTS, body | {"parent": str(world.theirs.account.pk)}).status_code == 404


class TestTerritories:
    def made(self, call: Callable[..., Any], name: str, team: Any, parent: Any = None) -> dict[str, Any]:
        answer = call("lena", "POST", TERRITORIES, {"name": name, "team": str(team.pk), "parent": parent})
        assert answer.status_code == 201, answer.content
        row: dict[str, Any] = answer.json()
        return row

    def moved(self, call: Callable[..., Any], row: dict[str, Any], parent: Any) -> Any:
        version = call("lena", "GET", f"{TERRITORIES}{row['id']}/")["ETag"]
        return call("lena", "PATCH", f"{TERRITORIES}{row['id']}/", {"parent": parent}, If_Match=version)

    def test_a_tree_with_paths(self, world: Any, cast: Any, call: Callable[..., Any]) -> None:
        city = self.made(call, "杭州", cast.north)
        district = self.made(call, "西湖区", cast.north, city["id"])
        street = self.made(call, "文三路", cast.north, district["id"])

        assert street["path"] == ["杭州", "西湖区", "文三路"]
        refused = self.moved(call, city, street["id"])
        assert (refused.status_code, list(refused.json()["fields"])) == (400, ["parent"])
        assert self.moved(call, street, city["id"]).json()["path"] == ["杭州", "文三路"]

    def test_archived_only_when_empty(self, world: Any, cast: Any, call: Callable[..., Any]) -> None:
        city = self.made(call, "杭州", cast.north)
        street = self.made(call, "文三路", cast.north, city["id"])
        Account.objects.filter(pk=world.mine.account.pk).update(territory=street["id"])

        for row in (city, street):
            answer = call("lena", "POST", f"{TERRITORIES}{row['id']}/archive/", {})
            assert (answer.status_code, answer.json()["code"]) == (409, "territory_in_use")
        assert call("lena", "GET", f"{TERRITORIES}counts/").json()["results"] == [{"id": street["id"], "accounts": 1}]
        Account.objects.filter(pk=world.mine.account.pk).update(territory=None)
        assert call("lena", "POST", f"{TERRITORIES}{street['id']}/archive/", {}).json()["archived_at"] is not None
        assert call("lena", "POST", f"{TERRITORIES}{city['id']}/archive/", {}).status_code == 200
        assert call("lena", "POST", f"{TERRITORIES}{street['id']}/restore/", {}).status_code == 400

    def test_below_another_teams_is_refused(self, world: Any, cast: Any, call: Callable[..., Any]) -> None:
        body = {"name": "X", "team": str(cast.north.pk), "parent": str(world.theirs.territory.pk)}

        assert call("lena", "POST", TERRITORIES, body).status_code == 400

    def test_a_list_within_a_territory_has_those_below(self, world: Any, cast: Any, call: Callable[..., Any]) -> None:
        city = self.made(call, "杭州", cast.north)
        street = self.made(call, "文三路", cast.north, city["id"])
        Account.objects.filter(pk=world.mine.account.pk).update(territory=street["id"])

        rows = call("alice", "GET", f"{ACCOUNTS}?territory__within={city['id']}").json()["results"]

        assert [row["name"] for row in rows] == ["Alice's shop"]
