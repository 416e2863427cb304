"""集团 → 分公司 → 门店: customers who belong together, one group a team."""

from dataclasses import dataclass

from demo.people import COUNTY, TOWN

SHOPS_OF_A_BRANCH = 5


@dataclass(frozen=True, slots=True)
class BranchSpec:
    """`manager` looks after it, and after the shops below it."""

    name: str
    manager: str


@dataclass(frozen=True, slots=True)
class GroupSpec:
    name: str
    team: str
    industry: str
    branches: tuple[BranchSpec, ...]


GROUPS = (
    GroupSpec(
        "惠邻连锁集团", TOWN, "连锁零售", (BranchSpec("惠邻连锁城西分公司", "alice"), BranchSpec("惠邻连锁城东分公司", "bob"))
    ),
    GroupSpec(
        "棠溪供销合作总社", COUNTY, "供销社", (BranchSpec("棠溪供销社东片", "charlie"), BranchSpec("棠溪供销社西片", "charlie"))
    ),
)
