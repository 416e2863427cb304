"""`POST /handovers/`: everything that somebody has, or one territory's, in one request (rows 16, 18)."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from accounts.actions.accounts import open_account
from accounts.models import Account, AccountStatus, Territory
from visits.models import Handover, HandoverAccount

ADDRESS = "/api/v1/handovers/"


@pytest.fixture
def shops(cast: SimpleNamespace) -> SimpleNamespace:
    """Alice has shops in two places of one territory, one elsewhere, and one that is archived; Bob has one."""
    south = Territory.objects.create(name="South", team=cast.north)
    river = Territory.objects.create(name="River", team=cast.north, parent=south)
    hill = Territory.objects.create(name="Hill", team=cast.north)

    def shop(name: str, owner: Any, territory: Territory) -> Account:
        return open_account(
            by=None, at=timezone.now(), team=cast.north, owner=owner, name=name, role="retailer", territory=territory
        )

    archived = shop("gone", cast.alice, river)
    Account.objects.filter(pk=archived.pk).update(status=AccountStatus.ARCHIVED)
    return SimpleNamespace(
        south=south, river=river, in_south=shop("a", cast.alice, south), in_river=shop("b", cast.alice, river),
        on_hill=shop("c", cast.alice, hill), bobs=shop("d", cast.bob, river),
    )  # fmt: skip


def asked(cast: SimpleNamespace, **changes: Any) -> dict[str, Any]:
    return {"giver": str(cast.alice.pk), "taker": str(cast.bob.pk), "reason": "leaves", "filters": {}} | changes


def handed(response: Any) -> set[str]:
    rows = HandoverAccount.objects.filter(handover=response.json()["id"])
    return set(rows.values_list("account__name", flat=True))


def test_all_of_somebodys_customers(call: Callable[..., Any], cast: SimpleNamespace, shops: SimpleNamespace):
    response = call("lena", "POST", ADDRESS, asked(cast))

    assert response.status_code == 201, response.content
    assert handed(response) == {"a", "b", "c"}, "neither the archived one nor Bob's"
    assert response.json()["accounts_total"] == 3


def test_what_lies_in_a_territory_and_below_it(call: Callable[..., Any], cast: SimpleNamespace, shops: SimpleNamespace):
    response = call("lena", "POST", ADDRESS, asked(cast, filters={"territory__within": str(shops.south.pk)}))

    assert handed(response) == {"a", "b"}


def test_what_another_handover_has_stays_with_it(call: Callable[..., Any], cast: SimpleNamespace, shops: SimpleNamespace):
    first = call("lena", "POST", ADDRESS, asked(cast, filters={"territory__within": str(shops.river.pk)}))

    second = call("lena", "POST", ADDRESS, asked(cast))

    assert (handed(first), handed(second)) == ({"b"}, {"a", "c"})


def test_nobody_left_to_hand_over_is_said(call: Callable[..., Any], cast: SimpleNamespace, shops: SimpleNamespace):
    call("lena", "POST", ADDRESS, asked(cast))

    refused = call("lena", "POST", ADDRESS, asked(cast))

    assert (refused.status_code, refused.json()["fields"]) == (400, {"accounts": ["From 1 to 2000."]})
    assert Handover.objects.count() == 1


@pytest.mark.parametrize(
    ("filters", "field"), [({"colour": "red"}, "colour"), ({"territory__within": "nowhere"}, "territory__within")]
)
def test_a_filter_that_is_none(
    call: Callable[..., Any], cast: SimpleNamespace, shops: SimpleNamespace, filters: dict[str, str], field: str
):
    refused = call("lena", "POST", ADDRESS, asked(cast, filters=filters))

    assert refused.status_code == 400
    assert field in refused.json()["fields"]


def test_a_manager_cannot_give_all_of_a_colleagues(call: Callable[..., Any], cast: SimpleNamespace, shops: SimpleNamespace):
    assert call("bob", "POST", ADDRESS, asked(cast)).status_code in (400, 403)
    assert not Handover.objects.exists()
