"""What moves when both have signed: the accounts, and all that is still to be done for them (rows 16, 18).

In parts, each with its counter in one transaction, so that a worker that is killed leaves it to the next one. Nothing is lost on
the way: open promises get the taker as keeper; planned visits, what findings left to do and the stops of routes become the taker's;
complaints, needs and next actions hang on the account and come with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from accounts.actions.access import queue_for_bulk
from accounts.bulk.verbs import Assign
from accounts.models import Account, AccountStatus
from crm.calendar import business_day
from crm.errors import Invalid
from crm.events import Happened, record_alike
from crm.history import note_author
from crm.locks import one_at_a_time
from crm.models import User
from visits.actions.figures import refresh_visit_figures
from visits.actions.handovers import AT_ONCE, lock_handover, policy_of, refresh_dossiers, tell_handover
from visits.actions.passing import pass_stops
from visits.models import FollowUp, Handover, HandoverAccount, Visit

BATCH = 50
NOT_THE_GIVERS, ARCHIVED, TAKER_GONE = "not_the_givers", "account_archived", "owner_not_in_team"


def make_dossiers(handover: Handover, *, at: datetime) -> Handover:
    """Those that are missing, part by part, for a hand-over of many; none any more once it is called off or closed."""
    while handover.has_dossiers_to_write:
        missing = list(handover.items.filter(dossier_at=None).order_by("position").values_list("pk", flat=True)[:BATCH])
        if not missing:
            break
        handover = refresh_dossiers(handover=handover, day=business_day(at), at=at, only=missing)
    return handover


def carry_out(handover: Handover) -> Handover:
    """Move from wherever it stands. Running it again after it is over changes nothing."""
    with one_at_a_time(f"hand-over {handover.pk}"):
        while _move_next(handover):
            pass
    handover.refresh_from_db()
    return handover


@transaction.atomic
def carry_out_at_once(handover: Handover) -> Handover:
    """For few accounts, in the transaction of the second signature."""
    while _move_next(handover):
        pass
    handover.refresh_from_db()
    return handover


def is_small(handover: Handover) -> bool:
    return handover.accounts_total <= AT_ONCE


@transaction.atomic
def _move_next(handover: Handover) -> bool:
    queue_for_bulk()
    handover = lock_handover(handover)
    if handover.state != Handover.State.MOVING:
        return False
    at = max(filter(None, (handover.giver_signed_at, handover.taker_signed_at)))
    by = handover.giver_signed_by
    note_author(by=by, cause="handover")
    items = list(handover.items.filter(moved_at=None, refused="").order_by("position")[:BATCH])
    if items:
        _move(handover, items, by=by, at=at)
    else:
        _finish(handover, by=by, at=at)
    return bool(items)


def _move(handover: Handover, items: Sequence[HandoverAccount], *, by: User | None, at: datetime) -> None:
    ids = [item.account_id for item in items]
    rows = Account.objects.select_for_update(of=("self",), no_key=True).select_related("team").filter(pk__in=ids).order_by("pk")
    accounts = {row.pk: row for row in rows}
    verb = Assign(owner=handover.taker, reason=handover.reason)
    day, policy = business_day(at), policy_of(handover.team_id)
    going: list[Account] = []
    for item in items:
        account = accounts[item.account_id]
        item.refused = _refusal(account, handover, verb)
        if not item.refused:
            going.append(account)
            item.moved_at, item.settling_since = at, day
            item.settling_until = day + timedelta(days=policy.settling_days)
            item.settling_percent = policy.settling_percent
        item.is_open = not item.refused
    if going:
        verb.write(going, by=by, at=at)
        _tell_moved(handover, going, by=by, at=at)
    columns = ["moved_at", "refused", "is_open", "settling_since", "settling_until", "settling_percent"]
    HandoverAccount.objects.bulk_update(items, columns, batch_size=200)
    refresh_visit_figures(accounts=[account.pk for account in going])
    Handover.objects.filter(pk=handover.pk).update(
        accounts_moved=F("accounts_moved") + len(going), accounts_refused=F("accounts_refused") + len(items) - len(going)
    )


def _refusal(account: Account, handover: Handover, verb: Assign) -> str:
    """Somebody else was faster since it was opened: that account stays, the others go."""
    if account.status == AccountStatus.ARCHIVED:
        return ARCHIVED
    if account.owner_id != handover.giver_id:
        return NOT_THE_GIVERS
    try:
        return TAKER_GONE if verb.refusal(account) else ""
    except Invalid:
        return TAKER_GONE


def _tell_moved(handover: Handover, accounts: Sequence[Account], *, by: User | None, at: datetime) -> None:
    payload = {
        "from": str(handover.giver_id), "to": str(handover.taker_id), "reason": handover.reason, "handover": str(handover.pk),
    }  # fmt: skip
    versions = dict(Account.objects.filter(pk__in=[account.pk for account in accounts]).values_list("pk", "version"))
    record_alike(
        type="account.reassigned",
        by=by,
        happened=(Happened(each.pk, each.pk, each.team_id, at, {**payload, "version": versions[each.pk]}) for each in accounts),
    )


def _finish(handover: Handover, *, by: User | None, at: datetime) -> None:
    """Visits and stops go together at the end, because a whole route goes differently from a part of one."""
    moved = list(handover.items.exclude(moved_at=None).values_list("account_id", flat=True))
    visits = Visit.objects.filter(account__in=moved, manager=handover.giver, status=Visit.Status.PLANNED)
    passed = visits.update(manager=handover.taker, version=F("version") + 1, updated_at=at)
    tasks = FollowUp.objects.open().filter(account__in=moved, owner=handover.giver)
    tasks.update(owner=handover.taker, version=F("version") + 1, updated_at=at)
    stops = pass_stops(accounts=moved, giver=handover.giver, taker=handover.taker, at=at)
    handover.change(state=Handover.State.MOVED, moved_at=at)
    tell_handover("handover.moved", handover, by=by, at=at, accounts=len(moved), visits=passed, stops=stops)
