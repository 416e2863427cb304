"""`/accounts/{id}/history/`: what people read of who changed what."""

from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from accounts.actions.accounts import reassign_account, update_account
from accounts.actions.contacts import update_contact
from accounts.models import Account, Territory
from crm.history import note_author
from tests.api.conftest import NOW


@pytest.fixture
def shop(world: SimpleNamespace) -> Account:
    return world.mine.account


def history(call: Any, shop: Account, who: str = "alice", **query: str) -> Any:
    parameters = "&".join(f"{name}={value}" for name, value in query.items())
    return call(who, "GET", f"/api/v1/accounts/{shop.pk}/history/?{parameters}")


def test_says_who_what_when_from_what_to_what(call: Any, cast: SimpleNamespace, shop: Account) -> None:
    with transaction.atomic():
        note_author(by=cast.alice, cause="phone")
        update_account(account=shop, changes={"street": "中山路", "phone": ""}, by=cast.alice, at=NOW)

    row = history(call, shop).json()["results"][0]

    assert row["by"] == {"id": str(cast.alice.pk), "name": "Alice"}
    assert (row["cause"], row["op"], row["noun"]) == ("phone", "update", "account")
    assert sorted(row["changes"], key=lambda change: change["field"]) == [
        {"field": "phone", "from": "13900001111", "to": ""},
        {"field": "street", "from": "", "to": "中山路"},
    ]


def test_names_what_an_id_stands_for(call: Any, cast: SimpleNamespace, shop: Account) -> None:
    reassign_account(account=shop, owner=cast.bob, by=cast.lena, at=NOW, reason="holiday")

    row = history(call, shop, field="owner", noun="account").json()["results"][0]

    assert row["changes"] == [
        {
            "field": "owner",
            "from": {"id": str(cast.alice.pk), "name": "Alice"},
            "to": {"id": str(cast.bob.pk), "name": "Bob"},
        }
    ]


def test_rows_that_hang_on_the_account_say_what_they_are_called(call: Any, cast: Any, world: Any, shop: Account) -> None:
    update_contact(contact=world.mine.contact, changes={"phone": "1"}, by=cast.alice, at=NOW)

    changed, added = history(call, shop, noun="contact").json()["results"]

    assert (changed["op"], changed["label"], added["op"], added["label"]) == ("update", "mine contact", "insert", "mine contact")


def test_another_teams_account_is_not_named(call: Any, cast: Any, world: Any, shop: Account) -> None:
    Account.objects.filter(pk=shop.pk).update(parent=world.theirs.account)

    assert history(call, shop, field="parent").json()["results"][0]["changes"][0]["to"] == {
        "id": str(world.theirs.account.pk), "name": None,
    }  # fmt: skip


def test_filters(call: Any, cast: SimpleNamespace, shop: Account) -> None:
    batch = uuid4()
    with transaction.atomic():
        note_author(by=cast.lena, cause="bulk", batch=batch)
        Account.objects.filter(pk=shop.pk).update(industry="A")
    with transaction.atomic():
        note_author(by=cast.alice, cause="web")
        Account.objects.filter(pk=shop.pk).update(street="B")

    def fields(**query: str) -> list[str]:
        return [change["field"] for row in history(call, shop, **query).json()["results"] for change in row["changes"]]

    assert fields(batch=str(batch)) == fields(by=str(cast.lena.pk)) == fields(cause="bulk") == ["industry"]
    assert fields(field="street") == ["street"]
    assert fields(noun="account", op="update") == ["street", "industry"]
    assert fields(noun="nonsense") == []


@pytest.mark.parametrize(
    "query", ["ordering=at", "cursor=x", "cursor=9999999999999999999999", "by=x", "op=x", "limit=0", "at__gte=x"]
)
def test_what_it_does_not_understand_is_refused(call: Any, shop: Account, query: str) -> None:
    answer = call("alice", "GET", f"/api/v1/accounts/{shop.pk}/history/?{query}")

    assert answer.status_code == 400, answer.content


def test_pages(call: Any, shop: Account) -> None:
    for number in range(5):
        Account.objects.filter(pk=shop.pk).update(street=str(number))
    seen, cursor = [], ""
    while cursor is not None:
        page = history(call, shop, field="street", limit="2", **({"cursor": cursor} if cursor else {})).json()
        seen += [row["changes"][0]["to"] for row in page["results"]]
        cursor = page["next"]

    assert seen == ["4", "3", "2", "1", "0"]


def test_a_service_agent_reads_of_people_and_promises(call: Any, shop: Account) -> None:
    nouns = {row["noun"] for row in history(call, shop, "sam").json()["results"]}

    assert nouns == {"contact", "promise"}


def test_the_statements_do_not_grow_with_the_rows(
    call: Any, cast: Any, shop: Account, world: Any, django_assert_max_num_queries: Any
) -> None:
    territory = Territory.objects.create(name="T", team=cast.north)
    for number in range(3):
        Account.objects.filter(pk=shop.pk).update(street=str(number), territory=territory if number % 2 else None)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        history(call, shop)
    for number in range(40):
        Account.objects.filter(pk=shop.pk).update(street=f"x{number}", territory=territory if number % 2 else None)
    with django_assert_max_num_queries(len(few)):
        history(call, shop)
