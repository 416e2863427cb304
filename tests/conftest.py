"""Every test run has a PostgreSQL of its own in a temporary folder, unless DATABASE_URL names a server."""

import importlib
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
import hypothesis
import pytest
from django.apps import apps
from django.db import connection
from django.db.models.signals import post_migrate

from tests.crm.servers import FOLDER_PREFIX, ON_THE_OLDEST_SERVER_TOO, sweep_abandoned

ROOT = Path(__file__).resolve().parents[1]


def _own_data_folder() -> Path:
    """A fresh data folder for this run; its parallel workers inherit it."""
    folder = Path(tempfile.mkdtemp(prefix=FOLDER_PREFIX))
    folder.chmod(0o711)  # the server's user walks through it
    return folder


# Were the settings named in pyproject.toml, Django would read them before this file could say which server is the tests'.
os.environ["DJANGO_SETTINGS_MODULE"] = "crm.settings"
os.environ["CRM_ENV"] = "test"
for name in ("CRM_SECRET_KEY", "CRM_PUBLIC_URL", "CRM_DEBUG", "CRM_TIME_ZONE", "PORT"):
    os.environ.pop(name, None)
os.environ.setdefault("NUMBA_CACHE_DIR", str(ROOT / ".cache" / "numba"))  # compiled once for all runs
IS_MAIN = "CRM_TEST_DATA_DIR" not in os.environ
if IS_MAIN:
    sweep_abandoned()
    os.environ["CRM_TEST_DATA_DIR"] = str(_own_data_folder())
os.environ["CRM_DATA_DIR"] = os.environ["CRM_TEST_DATA_DIR"]
django.setup()


# The same examples on every run: a change is judged by what it changes, not by luck.
hypothesis.settings.register_profile("same", derandomize=True, deadline=None)
hypothesis.settings.load_profile("same")


def _restore_first_policy(**_: object) -> None:
    """A test with real transactions ends with a flush, which also takes what the migrations had put in."""
    first_policy = importlib.import_module("tiers.migrations.0004_first_policy")
    first_policy.publish_first_policy(apps, None)


def _restore_register(**_: object) -> None:
    importlib.import_module("crm.migrations.0006_first_register").load(apps, None)


def _restore_first_words_and_limits(**_: object) -> None:
    if apps.get_model("accounts", "Phrase").objects.exists():
        return
    importlib.import_module("accounts.migrations.0012_first_phrases").add_phrases(apps, None)
    importlib.import_module("accounts.migrations.0024_goodwill_and_abuse").add_registers(apps, None)


post_migrate.connect(_restore_register, sender=apps.get_app_config("crm"), dispatch_uid="tests.register")
post_migrate.connect(_restore_first_words_and_limits, sender=apps.get_app_config("accounts"), dispatch_uid="tests.words_and_limits")
post_migrate.connect(_restore_first_policy, sender=apps.get_app_config("tiers"), dispatch_uid="tests.first_policy")


LEFT_BEHIND = """
    select application_name, state, left(query, 200), pg_terminate_backend(pid)
      from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
"""


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The test database goes even where a thread or a killed process has left a session behind; such a one is named."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(LEFT_BEHIND)
        for application, state, query, _ in cursor.fetchall():
            warnings.warn(f"a session was left open: {application!r}, {state}, {query!r}", stacklevel=1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    files = {ROOT / name for name in ON_THE_OLDEST_SERVER_TOO}
    assert all(file.exists() for file in files), "one of ON_THE_OLDEST_SERVER_TOO has moved"
    for item in items:
        if item.path in files:
            item.add_marker(pytest.mark.pg15)


def pytest_unconfigure(config: pytest.Config) -> None:
    """The last process out has stopped the server; only then its folder goes."""
    if not IS_MAIN:
        return
    from crm.embedded.base import server

    server().release()
    shutil.rmtree(os.environ["CRM_DATA_DIR"], ignore_errors=True)
