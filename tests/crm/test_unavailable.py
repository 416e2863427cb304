"""Without its database the server says "come back", in the API's face, and never 500."""

import io
import json
import logging

import pytest
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from psycopg_pool import PoolTimeout

from crm.logs import JSONLines


def of_database(request: HttpRequest) -> HttpResponse:
    raise OperationalError("the connection is lost")


def of_pool(request: HttpRequest) -> HttpResponse:
    raise PoolTimeout("no connection in 5 s")


def broken(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError("nobody foresaw this")


urlpatterns = [path("api/database", of_database), path("api/pool", of_pool), path("api/broken", broken)]
handler500 = "crm.unavailable.server_error"


@pytest.fixture
def client(settings) -> Client:
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False)


@pytest.fixture
def said() -> io.StringIO:
    """What the log writes meanwhile, through the handler that a running server has."""
    handler = next(handler for handler in logging.getLogger().handlers if isinstance(handler.formatter, JSONLines))
    spoken = io.StringIO()
    # set by hand: setStream() first flushes the old stream, and an earlier test may have closed what was captured there
    usual, handler.stream = handler.stream, spoken
    yield spoken
    handler.stream = usual


@pytest.mark.parametrize("address", ["/api/database", "/api/pool"])
def test_a_view_without_a_database_answers_503(client, address):
    response = client.get(address)

    assert response.status_code == 503
    assert response.headers["Content-Type"] == "application/problem+json"
    assert int(response.headers["Retry-After"]) > 0
    assert response.json()["code"] == "unavailable"


def test_a_middleware_without_a_database_answers_503(client, monkeypatch):
    def lost(*_):
        raise OperationalError("the connection is lost")

    monkeypatch.setattr("django.contrib.sessions.middleware.SessionMiddleware.process_request", lost)

    response = client.get("/api/broken")

    assert (response.status_code, response.json()["code"]) == (503, "unavailable")


def test_readiness_survives_the_databases_absence(monkeypatch):
    def away(*_):
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "cursor", away)

    response = Client().get("/readyz")

    assert response.status_code == 503
    assert set(response.json()["checks"].values()) == {False}
    assert response.headers["Retry-After"]


def test_the_api_survives_the_databases_absence(monkeypatch):
    def away(*_):
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "ensure_connection", away)
    client = Client(headers={"authorization": "Bearer crm_some-token"})

    response = client.get("/api/v1/accounts/")

    assert (response.status_code, response.json()["code"]) == (503, "unavailable")
    assert response.headers["Retry-After"]


def test_a_500_leaves_its_traceback_and_tells_the_client_nothing(client, said, settings):
    assert settings.DEBUG is False

    response = client.get("/api/broken")

    assert response.status_code == 500
    assert response.json()["code"] == "server_error"
    assert "nobody foresaw" not in response.content.decode()
    entries = [json.loads(line) for line in said.getvalue().splitlines()]
    assert any("ZeroDivisionError: nobody foresaw this" in entry.get("traceback", "") for entry in entries)
    assert any(entry.get("status_code") == 500 for entry in entries)
