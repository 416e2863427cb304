"""What people and other programs write into fields: kept as it is where it makes sense, refused by name where it does not."""

import unicodedata
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from accounts.models import Account, Contact

pytestmark = pytest.mark.django_db

FAMILY = "👨‍👩‍👧‍👦"  # one sign on the screen, seven in the text


def opened(call: Callable[..., Any], cast: SimpleNamespace, **fields: Any) -> Any:
    return call("alice", "POST", "/api/v1/accounts/", {"name": "New", "role": "retailer", "team": str(cast.north.pk)} | fields)


def met(call: Callable[..., Any], world: SimpleNamespace, **fields: Any) -> Any:
    return call("alice", "POST", "/api/v1/contacts/", {"account": str(world.mine.account.pk), "name": "Li"} | fields)


def names_found(call: Callable[..., Any], text: str) -> list[str]:
    answer = call("alice", "GET", "/api/v1/accounts/?search=" + text.replace("+", "%2B"))
    return [row["name"] for row in answer.json()["results"]]


@pytest.mark.parametrize("written", ["+86 138 0013 8111 ext 5", "１３８００１３８１１１", "138-0013-8111转5", "(0086)13800138111"])
def test_a_phone_stays_as_it_was_written_and_is_found_by_its_digits(
    written: str, call: Callable[..., Any], cast: SimpleNamespace, world: SimpleNamespace
):
    answer = opened(call, cast, phone=written)

    assert (answer.status_code, answer.json()["phone"]) == (201, unicodedata.normalize("NFKC", written)), answer.content
    assert names_found(call, "13800138111") == ["New"]
    twins = call("alice", "GET", "/api/v1/accounts/lookalikes/?name=Other&phone=138+0013+8111").json()["results"]
    assert [twin["name"] for twin in twins] == ["New"], "whoever writes it down again is told"


@pytest.mark.parametrize("phone", ["1" * 41, {"number": "138"}, ["138"]])
def test_a_phone_that_is_none_is_named(phone: Any, call: Callable[..., Any], cast: SimpleNamespace):
    answer = opened(call, cast, phone=phone)

    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["phone"]), answer.content


def test_a_name_of_101_characters_and_emoji_is_a_customers(call: Callable[..., Any], cast: SimpleNamespace, world: SimpleNamespace):
    name = "永庆" + "米店" * 46 + FAMILY

    answer = opened(call, cast, name=name)

    assert len(name) == 101
    assert (answer.status_code, answer.json()["name"]) == (201, name)
    assert names_found(call, "永庆米店") == [name]


@pytest.mark.parametrize(("length", "status"), [(100, 201), (101, 400)])
def test_a_persons_name_has_an_end(length: int, status: int, call: Callable[..., Any], world: SimpleNamespace):
    answer = met(call, world, name="李" * length)

    assert answer.status_code == status
    assert status == 201 or list(answer.json()["fields"]) == ["name"]
    assert Contact.objects.filter(name__startswith="李李").count() == (status == 201)


@pytest.mark.parametrize("name", ["", "   ", None, ["李"], "a" * 201])
def test_a_name_that_is_none_is_named(name: Any, call: Callable[..., Any], cast: SimpleNamespace):
    before = Account.objects.count()

    answer = opened(call, cast, name=name)

    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["name"]), answer.content
    assert Account.objects.count() == before


@pytest.mark.parametrize("birthday", ["2026-02-30", "30.02.1980", "1980-2-3x", "0000-00-00", "2980-01-01", 19800203])
def test_a_birthday_that_never_was_is_named(birthday: Any, call: Callable[..., Any], world: SimpleNamespace):
    answer = met(call, world, birthday=birthday)

    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["birthday"]), answer.content
    assert Contact.objects.filter(name="Li").count() == 0


def test_an_emoji_in_a_persons_name_is_kept(call: Callable[..., Any], world: SimpleNamespace):
    answer = met(call, world, name=f"李{FAMILY}", phone="１３８ ００１３ ８２２２")

    assert answer.json()["name"] == f"李{FAMILY}"
    assert names_found(call, "13800138222") == ["Alice's shop"]
