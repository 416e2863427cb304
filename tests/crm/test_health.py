import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_process_without_a_worker_lives_but_is_not_ready():
    client = Client()

    alive, ready = client.get("/livez"), client.get("/readyz")

    assert (alive.status_code, alive.json()) == (200, {"status": "ok"})
    assert ready.status_code == 503
    assert ready.json()["checks"] == {"database_writable": True, "migrations_applied": True, "worker_alive": False}
    assert ready.headers["Retry-After"]
