"""The demo world is built once, on the hardest day there is: a Sunday, twenty minutes after midnight."""

from contextlib import contextmanager
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import NamedTuple

import pytest
from django.conf import settings
from django.db import connection, transaction

from accounts.actions import opening
from crm.calendar import business_day
from crm.models import User
from demo.building import World, build_world

SUNDAY_NIGHT = datetime(2025, 6, 15, 0, 20, tzinfo=settings.BUSINESS_TZ)


class Built(NamedTuple):
    world: World
    at: datetime

    @property
    def today(self):
        return business_day(self.at)

    @property
    def a_year_ago(self):
        return self.at - timedelta(days=365)

    def person(self, username) -> User:
        return User.objects.get(username=username)


@contextmanager
def opened_then():
    """Accounts say that they were created on that Sunday: the seed's `at` is always the present, only here it is not."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opening, "timezone", SimpleNamespace(now=lambda: SUNDAY_NIGHT))
        yield


@pytest.fixture(scope="package")
def built(django_db_setup, django_db_blocker):
    """Everything the seed makes, with all deferred constraints checked; rolled back after the last of these tests."""
    with django_db_blocker.unblock(), transaction.atomic(), opened_then():
        world = build_world(at=SUNDAY_NIGHT)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        yield Built(world, SUNDAY_NIGHT)
        transaction.set_rollback(True)


@pytest.fixture
def demo(built, db):
    """The world as it was built: what a test does to it goes with the test."""
    return built
