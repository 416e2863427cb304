"""How a customer of a tier is served under a policy (rows 7, 9, 15)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from accounts.entitlement import tier_that_counts
from tiers.workload import UNRATED

#: The tables of a policy version that say how a customer is served.
TABLES = ("intervals_days", "visit_minutes", "complaint_hours", "goodwill_limits", "approvers", "target_levels", "playbooks")


@dataclass(frozen=True)
class ServicePolicy:
    """`counts_as` is the tier whose terms hold: who is not yet rated is served as an ordinary customer, visited in a rhythm of
    its own."""

    counts_as: str
    interval_days: int
    visit_minutes: int
    complaint_hours: int
    goodwill_limit: Decimal
    approver: str
    target_level: int
    playbook: str
    required: Sequence[str]


def service_for(tier: str | None, terms: Mapping[str, Mapping[str, Any]]) -> ServicePolicy:
    """`terms` are the tables of a policy version, by name."""
    counts_as = tier_that_counts(tier)
    return ServicePolicy(
        counts_as=counts_as,
        interval_days=terms["intervals_days"][tier or UNRATED],
        visit_minutes=terms["visit_minutes"][tier or UNRATED],
        complaint_hours=terms["complaint_hours"][counts_as],
        goodwill_limit=Decimal(terms["goodwill_limits"][counts_as]),
        approver=terms["approvers"][counts_as],
        target_level=terms["target_levels"][counts_as],
        playbook=terms["playbooks"][counts_as]["text"],
        required=terms["playbooks"][counts_as]["required"],
    )


def target_levels(levels: Mapping[str, Any] | None) -> dict[str, int]:
    """The service level aimed at per tier (row 9), with who is not yet rated."""
    return {**levels, UNRATED: levels[tier_that_counts(None)]} if levels else {}
