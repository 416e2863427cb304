"""What the web does to its connections, and when it refuses to open."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError, SystemCheckError
from django.db import OperationalError, connection, connections

from crm.models import Team
from crm.web import limit_statements

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def unlimited():
    """The options of the connection as they were, afterwards."""
    options = connections.settings["default"]["OPTIONS"]
    before = dict(options)
    yield options
    options.clear()
    options.update(before)


def in_a_thread_of_its_own(action):
    """With a new connection, as each thread of the web has one."""
    results = []

    def work() -> None:
        try:
            results.append(action())
        except OperationalError as error:
            results.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    return results[0]


def ask(statement: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


@pytest.mark.pg15
@pytest.mark.django_db(transaction=True)
def test_a_statement_of_the_web_ends_by_itself(unlimited):
    limit_statements(1)

    assert in_a_thread_of_its_own(lambda: ask("SHOW lock_timeout")) == "1s"
    assert "statement timeout" in str(in_a_thread_of_its_own(lambda: ask("SELECT pg_sleep(20)::text")))


@pytest.mark.django_db(transaction=True)
def test_a_command_has_all_the_time_it_needs():
    assert in_a_thread_of_its_own(lambda: ask("SHOW statement_timeout")) == "0"


@pytest.mark.django_db
def test_production_does_not_open_on_demo_data(settings):
    Team.objects.create(name="北区", is_demo=True)
    settings.IN_PRODUCTION = True

    with pytest.raises(SystemCheckError, match="This database holds demo data"):
        call_command("check", database=["default"])


@pytest.mark.django_db
def test_production_opens_on_its_own_data(settings):
    Team.objects.create(name="北区")
    settings.IN_PRODUCTION = True

    call_command("check", database=["default"])


@pytest.mark.django_db
def test_run_refuses_production(settings):
    settings.IN_PRODUCTION = True

    with pytest.raises(CommandError, match="fills in demo data"):
        call_command("run")


def test_the_web_loads_nothing_heavy():
    """Number crunchers belong to the worker; sheets, the pinyin dictionary and the API's description wait for those who need them."""
    program = (
        "import sys, django; django.setup()\n"
        "from django.urls import get_resolver; get_resolver().url_patterns; import crm.wsgi\n"
        "print(sorted({'drf_spectacular.openapi', 'numba', 'numpy', 'openpyxl', 'pandas', 'pypinyin', 'scipy', 'unittest'} & set(sys.modules)))"
    )

    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=os.environ, capture_output=True, text=True, check=True)

    assert run.stdout == "[]\n"
