"""What the two commands say, and where they refuse."""

import stat
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from crm.access import SCOPES, user_of_token
from crm.models import Role, Team, Token, User
from demo.building import DemoRefused, build_world
from demo.token import demo_token, secret_file

NOW = timezone.now


@pytest.fixture
def small_demo(db, settings, tmp_path):
    """As much of the demo as a token needs."""
    settings.DATA_DIR = tmp_path
    Team.objects.create(name="Demo", is_demo=True)
    return User.objects.create_user("admin", name="Admin", role=Role.ADMIN)


def said(command):
    out = StringIO()
    call_command(command, stdout=out)
    return out.getvalue()


def test_a_second_seed_says_that_it_did_nothing(small_demo):
    assert "nothing was done" in said("demo_seed")
    assert User.objects.count() == 1


def test_the_seed_stays_out_of_production(db, settings):
    settings.IN_PRODUCTION = True

    with pytest.raises(CommandError, match="public password"):
        said("demo_seed")
    assert not User.objects.exists()


def test_the_seed_stays_out_of_a_database_with_people_of_its_own(db):
    User.objects.create_user("lena", name="The real Lena", role=Role.ADMIN)

    with pytest.raises(DemoRefused, match="lena"):
        build_world(at=NOW())


def test_the_token_opens_all_teams_and_all_scopes(small_demo):
    secret = said("demo_token").splitlines()[-1]

    user, token = user_of_token(secret, at=NOW())
    assert user.reach is None
    assert set(token.scopes) == SCOPES
    assert not Token.objects.filter(digest__contains=secret).exists()


def test_the_token_stays_the_same_while_it_is_valid(small_demo):
    assert said("demo_token") == said("demo_token")
    assert Token.objects.count() == 1


def test_only_its_owner_reads_the_secret(small_demo):
    said("demo_token")

    assert stat.S_IMODE(secret_file().stat().st_mode) == 0o600


def test_a_lost_secret_is_replaced_and_the_old_token_revoked(small_demo):
    before = demo_token(at=NOW())
    secret_file().unlink()

    after = demo_token(at=NOW())

    assert after != before
    assert user_of_token(before, at=NOW()) is None
    assert user_of_token(after, at=NOW()) is not None
    assert User.objects.filter(role=Role.INTEGRATION).count() == 1


def test_an_expired_token_is_replaced(small_demo):
    before, later = demo_token(at=NOW()), NOW() + timedelta(days=400)

    after = demo_token(at=later)

    assert after != before
    assert user_of_token(after, at=later) is not None


def test_there_is_no_token_without_a_demo_or_in_production(db, settings):
    with pytest.raises(CommandError, match="demo_seed first"):
        said("demo_token")

    settings.IN_PRODUCTION = True
    with pytest.raises(CommandError, match="production"):
        said("demo_token")
