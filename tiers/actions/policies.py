"""New versions of the tier policy: drafted, then published for good."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from crm.calendar import business_day
from crm.errors import DomainError, Invalid
from crm.events import record_event
from crm.models import Role, User
from tiers.actions.rights import LeadOnly
from tiers.models import TierPolicy
from tiers.scoring import Method
from tiers.soundness import amount, amounts, faults

TERMS = (
    "score", "score_weights", "method", "shares", "thresholds", "floors", "enter_factor", "leave_factor", "grace_months",
    "minimum_age_days", "protection_days", "intervals_days", "visit_minutes", "complaint_hours", "goodwill_limits", "approvers",
    "target_levels", "playbooks", "margin_rate", "discount_rate", "horizon_years", "loyalty_weights",
)  # fmt: skip

#: A share is entered deeper inside than its line, an amount of money above it.
FACTORS = {
    Method.PERCENTILE: {"enter_factor": Decimal("0.90"), "leave_factor": Decimal("1.30")},
    Method.ABSOLUTE: {"enter_factor": Decimal("1.10"), "leave_factor": Decimal("0.80")},
}


class PolicyPublished(DomainError):
    """A published version never changes: draft the next one."""

    code = "policy_published"


class PolicyTooLate(DomainError):
    """Nobody's tier is decided by rules that were made afterwards."""

    code = "policy_effective_day_past"


def sound_terms(terms: Mapping[str, Any]) -> dict[str, Any]:
    """The terms as they would be stored, what is not given taken from the newest published version. Raises `Invalid`."""
    if unknown := sorted(set(terms) - set(TERMS)):
        raise Invalid("Unknown terms.", fields={field: ["No such term."] for field in unknown})
    complete = _complete(terms)
    if found := faults(complete):
        raise Invalid("These terms do not make a policy.", fields=found)
    return _stored(complete)


@transaction.atomic
def draft_policy(*, name: str, effective_on: date, by: User, at: datetime, **terms: Any) -> TierPolicy:
    """A new version with its own number; terms that are not given come from the newest published one.

    Raises `Invalid` naming every unsound field: overlapping cuts, a missing tier, factors on the wrong side of the line.
    """
    require_policy_lead(by)
    if not name.strip():
        raise Invalid("A policy needs a name.", fields={"name": ["Say something."]})
    newest = TierPolicy.objects.select_for_update().order_by("-number").first()
    terms = sound_terms(terms)
    return TierPolicy.objects.create(
        number=newest.number + 1 if newest else 1,
        name=name.strip(),
        effective_on=effective_on,
        created_by=by,
        created_at=at,
        **terms,
    )


@transaction.atomic
def publish_policy(*, policy: TierPolicy, by: User, at: datetime) -> TierPolicy:
    """Let a draft hold from its effective day on, which must not lie in the past."""
    require_policy_lead(by)
    policy = TierPolicy.objects.select_for_update().get(pk=policy.pk)
    if policy.status == TierPolicy.Status.PUBLISHED:
        raise PolicyPublished("This version is published and never changes; draft the next one.")
    if policy.effective_on < business_day(at):
        raise PolicyTooLate("The effective day is past.", fields={"effective_on": ["Today or later."]})
    policy.change(status=TierPolicy.Status.PUBLISHED, published_by=by, published_at=at)
    record_event(
        type="tier_policy.published", subject=policy.pk, at=at, by=by,
        payload={"number": policy.number, "name": policy.name, "effective_on": policy.effective_on.isoformat()},
    )  # fmt: skip
    return policy


def require_policy_lead(by: User) -> None:
    if not by.is_active or by.role not in (Role.LEAD, Role.ADMIN):
        raise LeadOnly("Only a lead or an administrator sets the tier policy.")


def _complete(terms: Mapping[str, Any]) -> dict[str, Any]:
    """The given terms over those of the newest published version; another method brings its own factors and lines."""
    base = TierPolicy.objects.filter(status=TierPolicy.Status.PUBLISHED).order_by("-number").first() or TierPolicy()
    inherited = {field: getattr(base, field) for field in TERMS}
    method, score = terms.get("method", inherited["method"]), terms.get("score", inherited["score"])
    if score != inherited["score"]:
        inherited |= {"thresholds": {}}  # points are no money
    if method != inherited["method"]:
        inherited |= {"shares": {}, "thresholds": {}, **FACTORS.get(method, {})}
    return inherited | dict(terms)


def _stored(terms: Mapping[str, Any]) -> dict[str, Any]:
    """Decimals are kept as text in JSON, so that 0.05 stays 0.05."""
    tables = {
        field: {tier: format(value, "f") for tier, value in (amounts(terms[field]) or {}).items()}
        for field in ("shares", "thresholds", "floors", "goodwill_limits")
    }
    return {
        **terms,
        **tables,
        **{field: amount(terms[field]) for field in ("enter_factor", "leave_factor", "margin_rate", "discount_rate")},
    }
