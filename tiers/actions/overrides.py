"""A person's word over the computed tier, for a while, with a reason and a second pair of eyes where it is a big step (row 7)."""

from datetime import date, datetime, timedelta

from django.db import transaction
from uuid6 import uuid7

from accounts.actions.figures import write_figures
from accounts.actions.timeline import note_touchpoint
from accounts.models import Account, TierName, Touchpoint
from crm.calendar import business_day
from crm.errors import DomainError, Invalid
from crm.events import record_event
from crm.models import User
from tiers.actions.rights import lock_for_lead, may_lead
from tiers.models import Standing, TierAssignment, TierOverride
from tiers.scoring import LADDER, ORDINARY

LONGEST = timedelta(days=180)
SHORTEST_REASON = 10
#: From so many steps on, a second person must agree.
BIG_STEP = 2


class AlreadyOverridden(DomainError):
    code = "already_overridden"


class NotOverridden(DomainError):
    code = "not_overridden"


class ApproverNeeded(DomainError):
    """Two steps or more are not one person's decision."""

    code = "approver_needed"


@transaction.atomic
def override_tier(
    *, account: Account, tier: str, reason: str, by: User, at: datetime, expires_on: date, approver: User | None = None
) -> TierOverride:
    """Set a tier against the rules until the morning of `expires_on`, at most 180 days; the computed one runs on beside it."""
    account = lock_for_lead(account=account, by=by)
    today = business_day(at)
    _require_sound(tier=tier, reason=reason, expires_on=expires_on, today=today)
    if TierOverride.objects.filter(account=account, ended_at__isnull=True).exists():
        raise AlreadyOverridden("This tier is overridden already: end that first.")
    standing = Standing.objects.filter(account=account).first()
    _require_approver(tier=tier, computed=standing.computed if standing else None, account=account, by=by, approver=approver)
    override = TierOverride.objects.create(
        id=uuid7(), account=account, tier=tier, reason=reason.strip(), by=by, approver=approver, since=today, expires_on=expires_on
    )
    _show(account, tier, kind=TierAssignment.Kind.OVERRIDE, reason=override.reason, standing=standing, by=by, at=at)
    return override


@transaction.atomic
def end_override(*, account: Account, by: User, at: datetime) -> TierOverride:
    """Take an override back before its time: the computed tier returns at once."""
    account = lock_for_lead(account=account, by=by)
    override = TierOverride.objects.select_for_update(of=("self",)).filter(account=account, ended_at__isnull=True).first()
    if override is None:
        raise NotOverridden("No override holds for this account.")
    override.change(ended_at=at)
    standing = Standing.objects.filter(account=account).first()
    computed = standing.computed if standing else None
    _show(account, computed, kind=TierAssignment.Kind.COMPUTED, reason="override_ended", standing=standing, by=by, at=at)
    return override


def _require_sound(*, tier: str, reason: str, expires_on: date, today: date) -> None:
    fields = {}
    if tier not in TierName.values:
        fields["tier"] = [f"One of {', '.join(TierName.values)}."]
    if len(reason.strip()) < SHORTEST_REASON:
        fields["reason"] = [f"At least {SHORTEST_REASON} characters."]
    if not today < expires_on <= today + LONGEST:
        fields["expires_on"] = [f"After today, at most {LONGEST.days} days ahead."]
    if fields:
        raise Invalid("This override is not complete.", fields=fields)


def _require_approver(*, tier: str, computed: str | None, account: Account, by: User, approver: User | None) -> None:
    """Steps count from the computed tier, so that two small overrides do not make a big one."""
    if approver is not None and (approver.pk == by.pk or not may_lead(approver, account.team_id)):
        raise Invalid("Not an approver.", fields={"approver": ["Another lead of the team or an administrator."]})
    steps = abs(LADDER.index(tier) - LADDER.index(computed or ORDINARY))
    if steps >= BIG_STEP and approver is None:
        raise ApproverNeeded(f"{steps} steps from the computed tier need a second person.", fields={"approver": ["Who agreed?"]})


def _show(
    account: Account, tier: str | None, *, kind: str, reason: str, standing: Standing | None, by: User, at: datetime
) -> TierAssignment | None:
    """Make `tier` the account's tier and tell its history; nothing when it is so already."""
    before = account.tier
    if before == tier:
        return None
    day = account.team.review_on or business_day(at)
    assignment = TierAssignment.objects.create(
        id=uuid7(), account=account, kind=kind, before=before, after=tier, as_of=day, reason=reason, at=at, by=by,
        policy_id=standing.policy_id if standing else None, numbers=_numbers(standing),
    )  # fmt: skip
    write_figures(columns=("tier", "tier_since"), rows=[(account.pk, tier, day)])
    change = f"{before or 'unrated'} → {tier or 'unrated'}"
    note_touchpoint(
        account=account,
        kind=Touchpoint.Kind.TIER,
        medium=Touchpoint.Medium.INFORMATION,
        by=by,
        at=at,
        text=change,
        code="tier.changed",
        details={"before": before, "after": tier, "reason": reason},
        subject=assignment.id,
    )
    record_event(
        type="tier.changed", subject=assignment.id, account_id=account.pk, team_id=account.team_id, at=at, by=by,
        payload={"before": before, "after": tier, "as_of": day.isoformat(), "reason": reason, "numbers": assignment.numbers},
    )  # fmt: skip
    return assignment


def _numbers(standing: Standing | None) -> dict[str, object]:
    """What the rules said at that moment."""
    if standing is None:
        return {}
    scored = {} if standing.points is None else {"points": str(standing.points), "parts": standing.parts}
    return scored | {
        "value": str(standing.value), "currency": standing.currency, "rank": standing.rank, "peers": standing.peers,
        "candidate": standing.candidate, "computed": standing.computed, "months_beyond": standing.months_beyond,
    }  # fmt: skip
