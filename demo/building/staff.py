"""The demo's teams and people. No action stands before these two tables; an administrator keeps them."""

from django.contrib.auth.hashers import make_password

from crm.models import Team, User
from demo.building.setting import Setting
from demo.people import PASSWORD, PEOPLE, TEAMS


def open_teams(setting: Setting) -> None:
    """Teams with their people and leads. One hash for all: the password is public, and hashing is slow on purpose."""
    password = make_password(PASSWORD)
    setting.teams = {spec.key: Team.objects.create(name=spec.name, currency="CNY", is_demo=True) for spec in TEAMS}
    setting.people = {
        spec.username: User.objects.create(
            username=spec.username, name=spec.name, role=spec.role, password=password, team=setting.teams.get(spec.team or "")
        )
        for spec in PEOPLE
    }
    for spec in TEAMS:
        team = setting.teams[spec.key]
        team.lead = setting.people[spec.lead]
        team.save(update_fields=["lead"])
