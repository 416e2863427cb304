"""The cast: Alice owns the account, Bob is in her team, Lena leads it, Charlie of another team must see nothing."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from accounts.actions.accounts import open_account
from accounts.models import Account
from crm.models import Role, Team, User

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # Monday, ten in the morning in Shanghai


@pytest.fixture
def cast(db) -> SimpleNamespace:
    """Two teams and their people."""
    north, south = Team.objects.create(name="North"), Team.objects.create(name="South")
    people = {
        name: User.objects.create(username=name, name=name.title(), role=role, team=team)
        for name, role, team in (
            ("alice", Role.MANAGER, north),
            ("bob", Role.MANAGER, north),
            ("charlie", Role.MANAGER, south),
            ("lena", Role.LEAD, None),
            ("sam", Role.SERVICE_AGENT, None),
            ("admin", Role.ADMIN, None),
        )
    }
    north.lead = people["lena"]
    north.save(update_fields=["lead"])
    people["lena"] = User.objects.get(username="lena")
    return SimpleNamespace(north=north, south=south, **people)


@pytest.fixture
def open_shop(cast):
    """Open an account of Alice's, or of whom is named."""

    def open_one(name: str = "Corner Shop", *, owner: User | None = None, **fields) -> Account:
        owner = owner or cast.alice
        return open_account(by=None, at=NOW, team=owner.team, owner=owner, name=name, role="retailer", **fields)

    return open_one


@pytest.fixture
def shop(open_shop) -> Account:
    """Alice's shop, with a place."""
    return open_shop(latitude=29.1, longitude=120.2, street="人民路")
