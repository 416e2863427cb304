"""The public pool (公海): who takes an account that nobody has, and which accounts go back into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce, TruncDate

from accounts.actions.access import AccountArchived, lock_account, queue_for_bulk, require_visible
from accounts.actions.fields import clean_fields
from accounts.actions.ownership import require_owner_fits, require_reassigner
from accounts.actions.undoing import pass_on_many
from accounts.models import Account, AccountKind, AccountStatus, Ownership, PoolRule, PoolWarning
from crm.calendar import business_day, day_bounds
from crm.errors import DomainError, Forbidden, Invalid, Stale, Unseen
from crm.events import record_event, record_events
from crm.history import note_author
from crm.models import Event, Role, Team, User

RULES = frozenset({"is_active", "idle_days", "warn_days", "capacity", "claims_per_day", "spared_tiers"})
CLAIMED, RELEASED, IDLE = "claimed from the pool", "given back to the pool", "no contact"


class AlreadyTaken(DomainError):
    """Somebody else was faster, or the account was never in the pool."""

    code = "account_taken"


class NoRoomLeft(DomainError):
    """This manager has as many accounts as the team's rule allows."""

    code = "pool_capacity_reached"


class ClaimsUsedUp(DomainError):
    code = "pool_claims_used_up"


@dataclass(frozen=True, slots=True)
class Recycling:
    """What a run did, or would do: `going` go into the pool now, `warned` get their warning, `spared` lost it by a contact."""

    going: list[UUID]
    warned: list[UUID]
    spared: int


@transaction.atomic
def claim_account(*, account: Account, by: User, at: datetime, owner: User | None = None) -> Account:
    """Take an account out of the pool, for oneself; a lead may take it for somebody of the team. Of many, exactly one gets it.

    Raises `AlreadyTaken`, `NoRoomLeft`, `ClaimsUsedUp`, `AccountArchived`, `Forbidden`, `Unseen`.
    """
    owner = owner or by
    note_author(by=by, cause="pool")
    # two claims of one person count one after the other
    User.objects.select_for_update(no_key=True, of=("self",)).get(pk=owner.pk)
    locked = Account.objects.select_for_update(of=("self",), no_key=True).select_related("team").filter(pk=account.pk).first()
    if locked is None:
        raise Unseen("No such account.")
    require_visible(account=locked, by=by)
    if owner.pk != by.pk:
        require_reassigner(by=by, team=locked.team)
    elif by.role not in (Role.MANAGER, Role.LEAD):
        raise Forbidden("Managers and leads take accounts out of the pool.")
    if locked.status == AccountStatus.ARCHIVED or locked.kind != AccountKind.EXTERNAL:
        raise AccountArchived("This account is not in the pool: it is archived or a step of our own.")
    if locked.owner_id == owner.pk:
        return locked  # the same tap twice
    if locked.owner_id is not None:
        raise AlreadyTaken("Somebody else has this account by now.")
    require_owner_fits(owner=owner, team=locked.team)
    _require_room(owner, team=locked.team, at=at)
    locked.change(owner=owner)
    _begin_chapter(locked, by=by, at=at, reason=CLAIMED)
    _tell("account.claimed", locked, by=by, at=at, payload={"to": str(owner.pk)})
    return locked


def _require_room(owner: User, *, team: Team, at: datetime) -> None:
    rule = PoolRule.objects.filter(team=team, is_active=True).first()
    if rule is None:
        return
    if rule.capacity is not None and count_owned(owner) >= rule.capacity:
        raise NoRoomLeft(f"{owner.name} has {rule.capacity} accounts, which is as many as the team's rule allows.")
    if rule.claims_per_day is not None and _claims_on(owner, business_day(at)) >= rule.claims_per_day:
        raise ClaimsUsedUp(f"{owner.name} has claimed {rule.claims_per_day} accounts today, which is the team's limit.")


def count_owned(owner: User) -> int:
    return Account.objects.active().external().filter(owner=owner).count()


@dataclass(frozen=True, slots=True)
class Room:
    """How many accounts a person has and has claimed today, and how many the team's rule allows; None: any number."""

    owned: int
    capacity: int | None
    claimed: int
    claims_per_day: int | None


def room_of(owner: User, *, at: datetime) -> Room:
    rule = PoolRule.objects.filter(team=owner.team_id, is_active=True).first()
    claimed = _claims_on(owner, business_day(at))
    return Room(count_owned(owner), rule.capacity if rule else None, claimed, rule.claims_per_day if rule else None)


def _claims_on(owner: User, day: date) -> int:
    since, until = day_bounds(day)
    return Ownership.objects.filter(owner=owner, reason=CLAIMED, since__gte=since, since__lt=until).count()


@transaction.atomic
def release_account(*, account: Account, by: User, at: datetime, reason: str) -> Account:
    """Give an account back: its owner does, or a lead. Its promises and visits stay with it."""
    account = lock_account(account=account, by=by)
    if not reason.strip():
        raise Invalid("Giving back needs a reason.", fields={"reason": ["Say why."]})
    if account.owner_id is None:
        return account
    note_author(by=by, cause="pool")
    before = account.owner_id
    account.change(owner=None)
    _begin_chapter(account, by=by, at=at, reason=f"{RELEASED}: {reason.strip()}")
    _tell("account.released", account, by=by, at=at, payload={"from": str(before), "reason": reason.strip()})
    return account


def _begin_chapter(account: Account, *, by: User | None, at: datetime, reason: str) -> None:
    pass_on_many([account.pk], reason=reason, by=by.pk if by else None)
    PoolWarning.objects.filter(account=account).delete()


@transaction.atomic
def set_pool_rule(*, team: Team, changes: Mapping[str, Any], by: User | None, at: datetime, version: int | None = None) -> PoolRule:
    """A lead says how the pool of a team works. Nothing moves before the next night."""
    require_reassigner(by=by, team=team)
    rule, _ = PoolRule.objects.select_for_update(of=("self",)).get_or_create(team=team)
    if version is not None and version != rule.version:
        raise Stale(f"This rule is at version {rule.version} by now.")
    fields = clean_fields(PoolRule, changes, writable=RULES)
    after = {name: fields.get(name, getattr(rule, name)) for name in ("idle_days", "warn_days", "capacity", "claims_per_day")}
    problems: dict[str, list[str]] = {}
    if not 7 <= after["idle_days"] <= 3650:
        problems["idle_days"] = ["From 7 to 3650 days."]
    if not 1 <= after["warn_days"] < after["idle_days"]:
        problems["warn_days"] = ["At least 1 day, and fewer than the idle days."]
    for name in ("capacity", "claims_per_day"):
        if after[name] is not None and after[name] < 1:
            problems[name] = ["At least 1, or empty."]
    if problems:
        raise Invalid("The rule does not fit together.", fields=problems)
    before = rule.version
    rule.change(**fields)
    if rule.version != before:
        record_event(type="pool_rule.updated", subject=rule.pk, team_id=team.pk, at=at, by=by, payload={"fields": sorted(fields)})
    return rule


def idle_accounts(rule: PoolRule, *, day: date, days: int) -> QuerySet[Account]:
    """External accounts of the team's managers without a contact for `days` days; coming to an owner counts as one."""
    last = Coalesce("last_contact_on", TruncDate("created_at"))
    rows = Account.objects.active().external().filter(team=rule.team, owner__isnull=False, owner__role=Role.MANAGER)
    rows = rows.exclude(tier__in=rule.spared_tiers) if rule.spared_tiers else rows
    since = day_bounds(day - timedelta(days=days))[1]
    fresh = Ownership.objects.filter(until__isnull=True, since__gte=since).values("account_id")
    return rows.annotate(silent_since=last).filter(silent_since__lte=day - timedelta(days=days)).exclude(pk__in=fresh)


def preview_recycling(rule: PoolRule, *, day: date) -> Recycling:
    """What the coming night would do, without doing it."""
    warned = PoolWarning.objects.filter(account__team=rule.team)
    due = idle_accounts(rule, day=day, days=rule.idle_days).filter(pool_warning__goes_on__lte=day, pool_warning__owner=F("owner"))
    soon = idle_accounts(rule, day=day, days=rule.idle_days - rule.warn_days)
    new = soon.exclude(pk__in=warned.filter(owner=F("account__owner")).values("account_id"))
    spared = warned.exclude(account__in=soon.values("pk")).count()
    return Recycling(
        going=list(due.order_by("pk").values_list("pk", flat=True)) if rule.is_active else [],
        warned=list(new.order_by("pk").values_list("pk", flat=True)) if rule.is_active else [],
        spared=spared,
    )


@transaction.atomic
def recycle(rule: PoolRule, *, at: datetime, by: User | None = None) -> Recycling:
    """Warn the owners of accounts that have been silent for long, and take back what was warned of and stayed silent.

    No account goes without its warning having stood for the rule's days. Running it twice a day changes nothing more.
    """
    queue_for_bulk()
    note_author(by=by, cause="pool")
    day = business_day(at)
    plan = preview_recycling(rule, day=day)
    soon = idle_accounts(rule, day=day, days=rule.idle_days - rule.warn_days).values("pk")
    PoolWarning.objects.filter(account__team=rule.team).exclude(account__in=soon, owner=F("account__owner")).delete()
    _warn(plan.warned, rule, day=day, at=at)
    _take_back(plan.going, at=at, by=by)
    return plan


def _warn(accounts: list[UUID], rule: PoolRule, *, day: date, at: datetime) -> None:
    rows = list(Account.objects.filter(pk__in=accounts).only("id", "owner_id", "team_id", "name"))
    goes_on = day + timedelta(days=rule.warn_days)
    warnings = [PoolWarning(account=row, owner_id=row.owner_id, warned_on=day, goes_on=goes_on) for row in rows if row.owner_id]
    PoolWarning.objects.bulk_create(warnings, batch_size=2000)
    record_events(
        Event(type="pool.warned", subject=row.pk, account_id=row.pk, team_id=row.team_id, at=at,
              payload={"owner": str(row.owner_id), "goes_on": goes_on.isoformat()})
        for row in rows
    )  # fmt: skip


def _take_back(accounts: list[UUID], *, at: datetime, by: User | None) -> None:
    if not accounts:
        return
    rows = list(Account.objects.filter(pk__in=accounts).values_list("pk", "owner_id", "team_id"))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE accounts_account SET owner_id = NULL, version = version + 1, updated_at = now() WHERE id = ANY(%s)", [accounts]
        )
    pass_on_many(accounts, reason=IDLE, by=by.pk if by else None)
    PoolWarning.objects.filter(account__in=accounts).delete()
    record_events(
        Event(type="account.recycled", subject=pk, account_id=pk, team_id=team, at=at, by=by, payload={"from": str(owner)})
        for pk, owner, team in rows
    )


def _tell(type: str, account: Account, *, by: User, at: datetime, payload: Mapping[str, Any]) -> None:
    record_event(type=type, subject=account.pk, account_id=account.pk, team_id=account.team_id, at=at, by=by, payload=payload)
