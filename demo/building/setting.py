"""What the builders pass on to each other."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from accounts.models import Account, Territory
from crm.calendar import business_day
from crm.models import Team, User
from demo.shops import Shop
from visits.models import Route

#: The system that the demo's customers, products and orders have their keys from.
SOURCE = "order-desk"

Progress = Callable[[str], None]


@dataclass
class Setting:
    """The demo as it grows; people by username, the rest by the keys of the drawn specs."""

    at: datetime
    shops: list[Shop]
    people: dict[str, User] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    territories: dict[str, Territory] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    steps: dict[str, Account] = field(default_factory=dict)
    routes: dict[str, Route] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return business_day(self.at)

    @property
    def admin(self) -> User:
        return self.people["admin"]

    def ago(self, days: int) -> datetime:
        return self.at - timedelta(days=days)

    def owner_of(self, shop: Shop) -> User | None:
        return self.people[shop.manager] if shop.manager else None

    def carer_of(self, shop: Shop) -> User:
        """Who answers for the customer: the owner, or the lead while there is none."""
        return self.owner_of(shop) or self.lead_of(shop)

    def lead_of(self, shop: Shop) -> User:
        lead = self.teams[shop.team].lead
        assert lead is not None
        return lead
