"""The measurement of a night measures what it says, in a database of its own."""

import json
import os
import time

import pytest
from django.db import connection

from accounts.models import Account
from bench import nightly
from bench.meter import Meter
from bench.scratch import scratch_database


@pytest.fixture
def server(django_db_setup, django_db_blocker):
    """The connection as it is, outside of a test's transaction: the measurement makes a database of its own."""
    with django_db_blocker.unblock():
        yield
        connection.close()


@pytest.mark.slow
def test_a_night_of_a_small_company_is_measured_and_leaves_nothing_behind(server, capsys):
    own = connection.settings_dict["NAME"]

    assert nightly.main(["--accounts", "300", "--orders", "900", "--opening", "--json"]) == 0

    steps = json.loads(capsys.readouterr().out)["steps"]
    assert [step["name"] for step in steps] == [
        "fill",
        "opening review",
        "orders of a day",
        "1 % of the accounts",
        "nightly review",
    ]
    assert all(set(step) == {"name", "seconds", "cpu_seconds", "peak_mb"} for step in steps)
    assert all(step["peak_mb"] > 1 for step in steps)
    assert all(step["seconds"] > 0 for step in steps if "review" in step["name"])
    assert connection.settings_dict["NAME"] == own
    assert not Account.objects.exists()
    assert databases() == databases_without(OWN)


#: Another worker of the same run may have a scratch database of its own.
OWN = f"_{os.getpid()}"


def databases():
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database ORDER BY datname")
        return [name for (name,) in cursor.fetchall()]


def databases_without(ending):
    return [name for name in databases() if not (name.startswith("crm_bench") and name.endswith(ending))]


def test_a_scratch_database_goes_also_when_the_measurement_fails(server):
    with pytest.raises(ZeroDivisionError), scratch_database("failing"):
        raise ZeroDivisionError

    assert databases() == databases_without(OWN)


@pytest.mark.django_db
def test_the_meter_counts_the_servers_cpu_time_with_ours():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        meter = Meter(cursor.fetchone()[0])
        with meter.step("server works"):
            cursor.execute("SELECT count(*) FROM generate_series(1, 3000000)")
        with meter.step("nobody works"):
            time.sleep(0.05)

    works, rests = meter.steps
    assert works.cpu_seconds > 0.05 > rests.cpu_seconds
