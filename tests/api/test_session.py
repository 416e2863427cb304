"""Signing in and out in a browser: cookies, CSRF, and a limit that counts failures only."""

import json
from datetime import time, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from crm.calendar import today
from crm.sign_in import PER_ADDRESS
from tests.api.conftest import PASSWORD
from visits.actions.working import plan_absence, set_shift

PATH = "/api/v1/session/"


def sign_in(client: Client, username: str = "alice", password: str = PASSWORD, **headers: str) -> Any:
    body = json.dumps({"username": username, "password": password})
    return client.post(PATH, body, content_type="application/json", headers=headers)


@pytest.fixture
def browser(cast: SimpleNamespace) -> Client:
    return Client(enforce_csrf_checks=True, raise_request_exception=False)


def csrf(client: Client) -> str:
    client.get(PATH)
    return client.cookies["csrftoken"].value


def test_nobody_is_signed_in_at_first(browser: Client):
    response = browser.get(PATH)

    assert response.status_code == 200
    assert response.json()["user"] is None
    assert response.json().keys() >= {"user", "today", "time_zone"}
    assert browser.cookies["csrftoken"].value


def test_signing_in_and_out(browser: Client, cast: SimpleNamespace):
    assert sign_in(browser, **{"X-CSRFToken": csrf(browser)}).status_code == 204
    user = browser.get(PATH).json()["user"]
    assert (user["id"], user["username"], user["role"], user["team"]["name"]) == (str(cast.alice.pk), "alice", "manager", "North")
    assert browser.get("/api/v1/accounts/").status_code == 200

    assert browser.delete(PATH, headers={"X-CSRFToken": csrf(browser)}).status_code == 204
    assert browser.get(PATH).json()["user"] is None
    assert browser.get("/api/v1/accounts/").status_code == 401


def test_the_session_changes_its_name_at_sign_in(browser: Client):
    """Whoever planted a session cookie before does not share the one after."""
    browser.cookies["sessionid"] = "planted"

    sign_in(browser, **{"X-CSRFToken": csrf(browser)})

    assert browser.cookies["sessionid"].value not in ("", "planted")
    assert browser.cookies["sessionid"]["httponly"]


def test_a_write_without_the_csrf_token_is_refused(browser: Client):
    sign_in(browser, **{"X-CSRFToken": csrf(browser)})

    response = browser.post("/api/v1/accounts/", "{}", content_type="application/json")

    assert response.status_code == 403
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == "csrf_failed"


def test_an_old_cookie_signs_nobody_in_after_the_password_changed(browser: Client, cast: SimpleNamespace):
    sign_in(browser, **{"X-CSRFToken": csrf(browser)})
    cast.alice.set_password("another long password")
    cast.alice.save()

    assert browser.get("/api/v1/accounts/").status_code == 401


def test_who_was_switched_off_is_out_at_once(browser: Client, cast: SimpleNamespace):
    sign_in(browser, **{"X-CSRFToken": csrf(browser)})
    cast.alice.is_active = False
    cast.alice.save()

    assert browser.get("/api/v1/accounts/").status_code == 401
    assert browser.get(PATH).json()["user"] is None


@pytest.mark.parametrize(("username", "password"), [("alice", "wrong"), ("nobody", PASSWORD), ("off", PASSWORD)])
def test_wrong_names_and_passwords_sound_alike(username: str, password: str, cast: SimpleNamespace):
    response = sign_in(Client(), username, password)

    assert (response.status_code, response.json()["code"]) == (400, "wrong_credentials")
    assert response.json()["detail"] == "Name or password is wrong."


@pytest.mark.parametrize("body", ["[]", "{}", '{"username": "alice"}', '{"username": "alice", "password": "x", "otp": 1}', "{"])
def test_a_sign_in_of_wrong_shape_is_400(body: str, cast: SimpleNamespace):
    assert Client().post(PATH, body, content_type="application/json").status_code == 400


def test_guessing_is_slowed_down_and_successes_do_not_count(cast: SimpleNamespace):
    for _ in range(PER_ADDRESS + 5):
        assert sign_in(Client()).status_code == 204
    for _ in range(PER_ADDRESS):
        assert sign_in(Client(), password="wrong").status_code == 400

    slowed = sign_in(Client())

    assert (slowed.status_code, slowed.json()["code"]) == (429, "too_many_tries")
    assert sign_in(Client(), "bob").status_code == 204


def test_a_claimed_address_does_not_open_new_tries(cast: SimpleNamespace):
    for number in range(PER_ADDRESS):
        sign_in(Client(), password="wrong", **{"X-Forwarded-For": f"10.0.0.{number}"})

    assert sign_in(Client(), **{"X-Forwarded-For": "10.9.9.9"}).status_code == 429


def test_a_managers_phone_hears_of_shift_days_off_and_roads(browser: Client, cast: SimpleNamespace):
    day = today() + timedelta(days=3)
    set_shift(manager=cast.alice, by=cast.alice, at=timezone.now(), weekdays=[1, 2, 3, 4, 5, 6, 7], starts_at=time(9), ends_at=time(17),
              lunch_from=time(12), lunch_until=time(13), lunch_minutes=30, start_latitude=29.0, start_longitude=120.0)  # fmt: skip
    plan_absence(manager=cast.alice, by=cast.alice, at=timezone.now(), kind="leave", since=day, until=day)
    sign_in(browser, **{"X-CSRFToken": csrf(browser)})

    told = browser.get(PATH).json()["day"]

    assert told["shift"] == {
        "start_minute": 540, "end_minute": 1020, "service_minutes": 20,
        "lunch": {"from_minute": 720, "until_minute": 780, "minutes": 30},
    }  # fmt: skip
    assert told["off"] == {day.isoformat(): "leave"}
    assert told["travel"]["town"] == {"detour_percent": 130, "kmh": 18}
    assert told["start"] == {"latitude": 29.0, "longitude": 120.0}


def test_who_visits_nobody_hears_of_no_day(browser: Client, cast: SimpleNamespace):
    sign_in(browser, "sam", **{"X-CSRFToken": csrf(browser)})

    assert browser.get(PATH).json()["day"] is None


@pytest.mark.parametrize(("who", "is_told"), [("alice", True), ("lena", True), ("sam", False), ("dora", False)])
def test_who_visits_hears_how_each_tier_is_approached(browser: Client, who: str, is_told: bool):
    sign_in(browser, who, **{"X-CSRFToken": csrf(browser)})

    told = browser.get(PATH).json()["playbooks"]

    if is_told:
        assert set(told) == {"vip", "gold", "key", "ordinary"}
        assert told["vip"]["required"][:2] == ["contact", "phone"]
    else:
        assert told is None
