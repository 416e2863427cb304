"""A write can be repeated and edited by many: one effect per key, one winner per version."""

import threading
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.db import connection, connections
from django.test import Client

from accounts.models import Account, Touchpoint
from crm.models import IdempotencyKey

pytestmark = pytest.mark.django_db


def note(account: Account, text: str = "Rang.") -> dict[str, str]:
    return {"account": str(account.pk), "text": text}


def notes(text: str = "Rang.") -> int:
    return Touchpoint.objects.filter(text=text).count()


def test_a_browsers_key_works_with_its_csrf_token(cast, world):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(cast.alice)
    token = client.get("/api/v1/session/").cookies["csrftoken"].value
    body = {"account": str(world.mine.account.pk), "text": "once"}

    answers = [
        client.post(
            "/api/v1/touchpoints/", body, content_type="application/json", headers={"X-CSRFToken": token, "Idempotency-Key": "b-1"}
        )
        for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [201, 201], answers[0].content
    assert answers[0].json() == answers[1].json()


def test_the_second_copy_gets_the_first_answer(call: Callable[..., Any], world: SimpleNamespace):
    first, second = (
        call("alice", "POST", "/api/v1/touchpoints/", note(world.mine.account), Idempotency_Key="k-1") for _ in range(2)
    )

    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert (first.status_code, notes()) == (201, 1)
    assert second["Idempotency-Replayed"] == "true"


def test_the_same_key_with_another_body_is_422(call: Callable[..., Any], world: SimpleNamespace):
    call("alice", "POST", "/api/v1/touchpoints/", note(world.mine.account), Idempotency_Key="k-1")

    other = call("alice", "POST", "/api/v1/touchpoints/", note(world.mine.account, "Wrote."), Idempotency_Key="k-1")

    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert notes("Wrote.") == 0


def test_a_key_belongs_to_one_person(call: Callable[..., Any], world: SimpleNamespace):
    for who in ("alice", "lena"):
        assert call(who, "POST", "/api/v1/touchpoints/", note(world.mine.account), Idempotency_Key="k-1").status_code == 201

    assert notes() == 2


def test_a_refused_write_leaves_its_key_free(call: Callable[..., Any], world: SimpleNamespace):
    refused = call("alice", "POST", "/api/v1/touchpoints/", {"text": "Rang."}, Idempotency_Key="k-1")

    again = call("alice", "POST", "/api/v1/touchpoints/", note(world.mine.account), Idempotency_Key="k-1")

    assert (refused.status_code, again.status_code, notes()) == (400, 201, 1)


def test_a_write_that_broke_leaves_its_key_free(call: Callable[..., Any], world: SimpleNamespace):
    with patch("api.idempotency.remember", side_effect=RuntimeError("the plug was pulled")):
        broken = call("alice", "POST", "/api/v1/touchpoints/", note(world.mine.account), Idempotency_Key="k-1")

    assert (broken.status_code, notes(), IdempotencyKey.objects.count()) == (500, 0, 0)
    assert call("alice", "POST", "/api/v1/touchpoints/", note(world.mine.account), Idempotency_Key="k-1").status_code == 201


@pytest.mark.parametrize("key", ["", "x" * 201, "a\u0007b"])
def test_a_key_that_is_none_is_refused(key: str, call: Callable[..., Any], world: SimpleNamespace):
    assert call("alice", "POST", "/api/v1/touchpoints/", note(world.mine.account), Idempotency_Key=key).status_code == 400


def test_an_edit_replays_too(call: Callable[..., Any], world: SimpleNamespace):
    path = f"/api/v1/accounts/{world.mine.account.pk}/"

    first, second = (call("alice", "PATCH", path, {"phone": "1"}, If_Match='"1"', Idempotency_Key="k-2") for _ in range(2))

    assert (first.status_code, second.status_code) == (200, 200)
    assert first["ETag"] == second["ETag"] == '"2"'


@pytest.mark.parametrize(
    ("header", "status", "code"),
    [
        (None, 428, "if_match_required"),
        ('"7"', 412, "stale"),
        ("7", 400, "invalid"),
        ("*", 400, "invalid"),
        ('"x"', 400, "invalid"),
    ],
)
def test_an_edit_says_which_version_it_was_made_on(
    header: str | None, status: int, code: str, call: Callable[..., Any], world: SimpleNamespace
):
    headers = {"If_Match": header} if header else {}

    response = call("alice", "PATCH", f"/api/v1/accounts/{world.mine.account.pk}/", {"phone": "1"}, **headers)

    assert (response.status_code, response.json()["code"]) == (status, code)


def test_an_edit_that_changes_nothing_keeps_the_version(call: Callable[..., Any], world: SimpleNamespace):
    response = call("alice", "PATCH", f"/api/v1/accounts/{world.mine.account.pk}/", {"phone": "13900001111"}, If_Match='"1"')

    assert (response.status_code, response["ETag"]) == (200, '"1"')


@pytest.fixture
def together() -> Iterator[Callable[..., list[Any]]]:
    """Run a function so many times at once, each in a thread with a connection of its own."""

    def run(times: int, work: Callable[[int], Any]) -> list[Any]:
        results: list[Any] = [None] * times

        def one(number: int) -> None:
            try:
                results[number] = work(number)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=one, args=(number,)) for number in range(times)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return results

    return run


@pytest.mark.django_db(transaction=True)
def test_twenty_copies_at_once_have_one_effect(
    together: Callable[..., list[Any]], ask: Callable[[str], Client], world: SimpleNamespace
):
    clients = [ask("alice") for _ in range(20)]
    body, key = note(world.mine.account), str(uuid4())

    def send(number: int) -> Any:
        return clients[number].post("/api/v1/touchpoints/", body, content_type="application/json", headers={"Idempotency-Key": key})

    answers = together(20, send)

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert notes() == 1


@pytest.mark.django_db(transaction=True)
def test_fifty_writers_win_as_often_as_the_version_moves(
    together: Callable[..., list[Any]], ask: Callable[[str], Client], world: SimpleNamespace
):
    """Each of ten threads edits five times on the version it last read; nobody overwrites what was not seen."""
    path = f"/api/v1/accounts/{world.mine.account.pk}/"
    clients = [ask("alice") for _ in range(10)]

    def edit(number: int) -> list[int]:
        client, statuses = clients[number], []
        for turn in range(5):
            tag = client.get(path)["ETag"]
            body = {"phone": f"{number}-{turn}"}
            statuses.append(client.patch(path, body, content_type="application/json", headers={"If-Match": tag}).status_code)
        return statuses

    statuses = [status for answers in together(10, edit) for status in answers]

    world.mine.account.refresh_from_db()
    assert set(statuses) <= {200, 412}
    assert statuses.count(200) == world.mine.account.version - 1
    assert connection.vendor == "postgresql"


def test_a_browser_with_csrf_may_send_a_key_too(cast, world):
    """The CSRF check reads the body for a form field first; the key needs it afterwards."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(cast.alice)
    token = client.get("/api/v1/session/").json()["csrf_token"]
    body = {"account": str(world.mine.account.pk), "text": "Rang twice."}
    headers = {"X-CSRFToken": token, "Idempotency-Key": "from-a-form"}

    first, second = (
        client.post("/api/v1/touchpoints/", data=body, content_type="application/json", headers=headers) for _ in range(2)
    )

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert second["Idempotency-Replayed"] == "true"
