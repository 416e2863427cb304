"""People and teams for tests. Our cast: Alice owns the account, Bob is in her team, Charlie must see nothing, Lena leads."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import factory
from factory.django import DjangoModelFactory

from crm.models import Role, Team, User

#: A Tuesday morning in Shanghai.
NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)


class TeamFactory(DjangoModelFactory):
    name = factory.Sequence(lambda number: f"Team {number}")
    currency = "CNY"

    class Meta:
        model = Team


class UserFactory(DjangoModelFactory):
    """A manager with a team of their own unless told otherwise; give `password` only where somebody signs in."""

    username = factory.Sequence(lambda number: f"user{number}")
    name = factory.LazyAttribute(lambda user: user.username.capitalize())
    role = Role.MANAGER
    team = factory.SubFactory(TeamFactory)

    class Meta:
        model = User

    class Params:
        lead = factory.Trait(role=Role.LEAD, team=None)
        service_agent = factory.Trait(role=Role.SERVICE_AGENT, team=None)
        department_lead = factory.Trait(role=Role.DEPARTMENT_LEAD, team=None)
        analyst = factory.Trait(role=Role.ANALYST, team=None)
        admin = factory.Trait(role=Role.ADMIN, team=None)
        integration = factory.Trait(role=Role.INTEGRATION, team=None)

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, password: str | None = None, **fields: Any) -> User:
        user = User.objects.create_user(password=password, **fields)
        return User.objects.select_related("team").get(pk=user.pk)


@dataclass(frozen=True)
class Cast:
    team: Team
    other_team: Team
    alice: User
    bob: User
    charlie: User
    lena: User
    sam: User
    dora: User
    ann: User
    admin: User


def make_cast(*, password: str | None = None) -> Cast:
    """Everybody of the demo, with their roles; usernames are their names."""
    team, other_team = TeamFactory(name="North"), TeamFactory(name="South")
    lena = UserFactory(username="lena", lead=True, password=password)
    team.lead = lena
    team.save()
    people = {
        name: UserFactory(username=name, password=password, **traits)
        for name, traits in {
            "alice": {"team": team},
            "bob": {"team": team},
            "charlie": {"team": other_team},
            "sam": {"service_agent": True},
            "dora": {"department_lead": True},
            "ann": {"analyst": True},
            "admin": {"admin": True},
        }.items()
    }
    return Cast(team=team, other_team=other_team, lena=User.objects.get(pk=lena.pk), **people)
