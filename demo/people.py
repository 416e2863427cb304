"""The demo's people and teams. Their password is public, so they are never made in production."""

from dataclasses import dataclass

from crm.models import Role

#: Only ever given to the people below, and only by the demo.
PASSWORD = "demo-demo-demo"  # noqa: S105

TOWN, COUNTY = "town", "county"


@dataclass(frozen=True, slots=True)
class TeamSpec:
    key: str
    name: str
    lead: str


@dataclass(frozen=True, slots=True)
class PersonSpec:
    """`team` is a key of `TEAMS`; staff who serve every team have none."""

    username: str
    name: str
    role: Role
    team: str | None = None


TEAMS = (
    TeamSpec(TOWN, "青澜城区团队", lead="lena"),
    TeamSpec(COUNTY, "棠溪乡镇团队", lead="leo"),
)

PEOPLE = (
    PersonSpec("alice", "林爱丽", Role.MANAGER, TOWN),
    PersonSpec("bob", "鲍一博", Role.MANAGER, TOWN),
    PersonSpec("charlie", "查立", Role.MANAGER, COUNTY),
    PersonSpec("lena", "雷娜", Role.LEAD, TOWN),
    PersonSpec("leo", "李奥", Role.LEAD, COUNTY),
    PersonSpec("sam", "单小山", Role.SERVICE_AGENT),
    PersonSpec("dora", "窦朵", Role.DEPARTMENT_LEAD),
    PersonSpec("ann", "安宁", Role.ANALYST),
    PersonSpec("admin", "管理员", Role.ADMIN),
)

#: Who looks after customers, with the team.
MANAGERS = {person.username: person.team for person in PEOPLE if person.role == Role.MANAGER and person.team}
