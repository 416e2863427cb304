"""Search over HTTP: the question reaches the index in one piece, and nobody finds what is not theirs."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import Client

from accounts.actions.accounts import open_account
from accounts.actions.contacts import add_contact
from tests.api.conftest import NOW


@pytest.fixture
def shops(cast: SimpleNamespace) -> None:
    rice = open_account(
        by=cast.alice, at=NOW, owner=cast.alice, name="王永庆米店", role="retailer", phone="138-1234-8848", address="解放路128号"
    )
    add_contact(account=rice, by=cast.alice, at=NOW, name="李梅", phone="13905791111")
    open_account(by=cast.charlie, at=NOW, owner=cast.charlie, name="王永强超市", role="retailer", phone="137 0000 8848")


@pytest.mark.parametrize(
    "text", ["w", "永", "永庆", "yongqing", "wyq", "wangyq", "8848", "138 1234", "limei", "1111", "解放路128", "王 8848"]
)
def test_alice_finds_her_shop_and_charlie_does_not(text: str, shops: None, ask: Callable[[str], Client]) -> None:
    def names(who: str) -> list[str]:
        return [row["name"] for row in ask(who).get("/api/v1/accounts/", {"search": text}).json()["results"]]

    assert names("alice") == ["王永庆米店"]
    assert "王永庆米店" not in names("charlie")


@pytest.mark.parametrize("text", ["'", "\\", "<->", "!", ":*", "、。", "yongkang", "9999"])
def test_a_question_without_an_answer_is_an_empty_page(text: str, shops: None, ask: Callable[[str], Client]) -> None:
    answer = ask("alice").get("/api/v1/accounts/", {"search": text})

    assert (answer.status_code, answer.json()["results"]) == (200, [])
