"""PostgreSQL finds what the vectors of the filters expect; the phone's twin is held to the same."""

import json
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db.models import F, QuerySet
from django.utils.dateparse import parse_datetime

from accounts.actions.custom_fields import define_field
from accounts.models import Account, Territory
from api.pagination import SortKey, order_of
from api.rows import Shape
from api.v1.account_filters import narrow_accounts, query_of
from api.v1.accounts import ORDERINGS
from api.v1.custom_filters import PREFIX, definitions
from api.v1.custom_ordering import CustomOrder
from crm.errors import Invalid
from crm.models import Role, Team, User
from tests.api.conftest import NOW
from tests.vectors.filter_cases import FIELDS, ORDERS, PARENTS, QUESTIONS, REFUSED, ROWS, TERRITORIES, TODAY, USERS, names_of

NAMED = Shape({"name": F("name")})


@pytest.fixture
def lena(db: None, monkeypatch: pytest.MonkeyPatch) -> User:
    """The small world of the vectors, on its day, seen by the lead of its only team."""
    monkeypatch.setattr("api.v1.account_filters.today", lambda: date.fromisoformat(TODAY))
    lena = User.objects.create_user("lena", role=Role.LEAD)
    team = Team.objects.create(name="North", lead=lena)
    owners = {name: User.objects.create_user(name, id=UUID(id), role=Role.MANAGER, team=team) for name, id in USERS.items()}
    territories = {name: Territory.objects.create(id=UUID(id), name=name, team=team) for name, id in TERRITORIES.items()}
    for name, parent in PARENTS.items():
        Territory.objects.filter(name=name).update(parent=territories[parent])
    for row in FIELDS:
        choices = [choice for choice in row.get("choices", ()) if not choice.get("archived")]
        define_field(by=None, at=NOW, label_zh=row["key"], **row | ({"choices": choices} if choices else {}))
    made: dict[str, Account] = {}
    for row in ROWS:
        made[row["name"]] = Account.objects.create(team=team, **columns(row, owners, territories, made))
        Account.objects.filter(pk=row["id"]).update(created_at=parse_datetime(row["created_at"]))
    return lena


def columns(
    row: dict[str, Any], owners: dict[str, User], territories: dict[str, Territory], made: dict[str, Account]
) -> dict[str, Any]:
    fields = {name: value for name, value in row.items() if name not in ("created_at", "last_contact_on")}
    where = {"owner": owners.get(row["owner"]), "territory": territories.get(row["territory"]), "parent": made.get(row["parent"])}
    return fields | where | {"last_spoken_on": row["last_contact_on"]}


def found_by(lena: User, params: dict[str, str]) -> QuerySet[Account]:
    return narrow_accounts(Account.objects.visible_to(lena), query_of(params), person=lena)


def test_it_finds_what_a_person_expects(lena: User):
    wrong = {str(params): names for params, found in QUESTIONS if (names := sorted(names_of(found_by(lena, params)))) != [*found]}

    assert wrong == {}


def test_it_refuses_what_cannot_be_asked_by_its_name(lena: User):
    for params, problem in REFUSED:
        with pytest.raises(Invalid) as refused:
            found_by(lena, params)
        assert [*refused.value.fields] == [problem]


def test_it_puts_them_in_order(lena: User):
    rows = found_by(lena, {})
    for ordering, found in ORDERS:
        name, descending = ordering.removeprefix("-"), ordering.startswith("-")
        if name.startswith(PREFIX):
            page = CustomOrder(ordering, definitions()[name.removeprefix(PREFIX)]).page(rows, NAMED, limit=50, cursor=None)
            assert [json.loads(row)["name"] for row in page.rows] == [*found], ordering
            continue
        key = SortKey(name, ORDERINGS[name], descending)
        order = order_of(key.column, descending=descending, nullable=key.field(Account).null)
        assert names_of(rows.order_by(*order)) == [*found], ordering
