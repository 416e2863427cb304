"""Even territories: a run proposes, the lead accepts or declines each move (rows 16, 18)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from uuid6 import uuid7

from accounts.actions.access import lock_account
from accounts.actions.accounts import reassign_account
from accounts.actions.ownership import require_owner_fits, require_reassigner
from accounts.models import Account
from crm.calendar import business_day
from crm.errors import DomainError, Invalid, Unseen
from crm.events import record_event
from crm.history import note_author
from crm.models import Team, User
from visits.actions.figures import refresh_visit_figures
from visits.actions.passing import pass_on_work
from visits.loads import work_of
from visits.models import Balance, BalanceMove, HandoverAccount, OwnerLock
from visits.planning.territories import MOST_MOVES, TOLERANCE_PERCENT, Load, balance

MOST = 500
REASON = "片区均衡"


class MoveDecided(DomainError):
    """Somebody has decided on it already, otherwise."""

    code = "move_decided"


class MoveStale(DomainError):
    """The customer is no longer the giver's, was locked or is handed over meanwhile, or the taker has left: ask anew."""

    code = "move_stale"


@transaction.atomic
def propose_balance(
    *,
    team: Team,
    by: User | None,
    at: datetime,
    most_moves: int = MOST_MOVES,
    tolerance_percent: int = TOLERANCE_PERCENT,
    id: UUID | None = None,
) -> Balance:
    """Ask how the team's customers could be shared out evenly. Nothing moves; what an earlier run left undecided is put away."""
    require_reassigner(by=by, team=team)
    problems = {}
    if not 1 <= most_moves <= MOST:
        problems["most_moves"] = [f"From 1 to {MOST}."]
    if not 1 <= tolerance_percent <= 50:
        problems["tolerance_percent"] = ["From 1 to 50."]
    if problems:
        raise Invalid("This run cannot be made.", fields=problems)
    Team.objects.select_for_update(no_key=True, of=("self",)).get(pk=team.pk)  # one run of a team at a time
    day = business_day(at)
    work = work_of(team, day=day)
    found = balance(
        work.holdings, [str(person.pk) for person in work.managers], most_moves=most_moves, tolerance_percent=tolerance_percent
    )
    for earlier in Balance.objects.select_for_update(of=("self",)).filter(team=team, archived_at__isnull=True):
        earlier.change(archived_at=at)
    names = {str(person.pk): person.name for person in work.managers}
    made = Balance.objects.create(
        id=id or uuid7(), team=team, asked_by=by, day=day, most_moves=most_moves, tolerance_percent=tolerance_percent,
        mean_minutes=round(found.mean, 1), loads=[_told(load, names, found.stuck.get(load.manager)) for load in found.loads],
        without_place=work.without_place, without_rhythm=work.without_rhythm,
    )  # fmt: skip
    BalanceMove.objects.bulk_create(
        BalanceMove(
            balance=made, position=position, account_id=UUID(move.account), giver_id=UUID(move.giver), taker_id=UUID(move.taker),
            minutes=round(move.minutes, 1), way_before=round(move.way_before, 1), way_after=round(move.way_after, 1),
        )
        for position, move in enumerate(found.moves, start=1)
    )  # fmt: skip
    record_event(type="balance.proposed", subject=made.pk, team_id=team.pk, at=at, by=by, payload={"moves": len(found.moves)})
    return made


def _told(load: Load, names: dict[str, str], stuck: str | None) -> dict[str, object]:
    return {
        "manager": {"id": load.manager, "name": names[load.manager]},
        "minutes_before": round(load.before, 1),
        "minutes_after": round(load.after, 1),
        "minutes_fixed": round(load.fixed, 1),
        "accounts_before": load.accounts_before,
        "accounts_after": load.accounts_after,
        "stuck": stuck,
    }


@transaction.atomic
def accept_move(*, move: BalanceMove, by: User | None, at: datetime) -> BalanceMove:
    """Hand the customer over as proposed, with all that is open. Accepting twice changes nothing."""
    move = _lock(move)
    require_reassigner(by=by, team=move.balance.team)
    if move.state == BalanceMove.State.ACCEPTED:
        return move
    _require_open(move)
    account = lock_account(account=move.account, by=by)
    _require_still_so(move, account)
    note_author(by=by, cause="balance", batch=move.balance_id)
    reassign_account(account=account, owner=move.taker, by=by, at=at, reason=REASON)
    pass_on_work(account=account, giver=move.giver, taker=move.taker, by=by, at=at)
    refresh_visit_figures(accounts=[account.pk])
    return move.change(state=BalanceMove.State.ACCEPTED, decided_by=by, decided_at=at)


def _require_still_so(move: BalanceMove, account: Account) -> None:
    if account.owner_id != move.giver_id or account.team_id != move.balance.team_id:
        raise MoveStale("This customer has another manager by now.")
    if OwnerLock.objects.in_force().filter(account=account).exists():
        raise MoveStale("This customer was locked to its manager meanwhile.")
    if HandoverAccount.objects.filter(account=account, is_open=True).exists():
        raise MoveStale("This customer is being handed over.")
    try:
        require_owner_fits(owner=move.taker, team=move.balance.team)
    except Invalid as error:
        raise MoveStale("The manager who should take it no longer works in the team.") from error


@transaction.atomic
def decline_move(*, move: BalanceMove, by: User | None, at: datetime, reason: str = "", keep_owner: bool = False) -> BalanceMove:
    """The customer stays. With `keep_owner` no later run proposes it either, which needs its reason."""
    move = _lock(move)
    require_reassigner(by=by, team=move.balance.team)
    if move.state == BalanceMove.State.DECLINED:
        return move
    _require_open(move)
    if keep_owner:
        lock_owner(account=move.account, reason=reason, by=by, at=at)
    return move.change(state=BalanceMove.State.DECLINED, decided_by=by, decided_at=at, reason=reason.strip()[:200])


@transaction.atomic
def lock_owner(*, account: Account, reason: str, by: User | None, at: datetime, id: UUID | None = None) -> OwnerLock:
    """Keep the customer with its manager, whatever the loads say. A locked one stays locked, with its first reason."""
    account = lock_account(account=account, by=by)
    require_reassigner(by=by, team=account.team)
    if not reason.strip():
        raise Invalid("Keeping a customer with its manager needs a reason.", fields={"reason": ["Say why."]})
    if account.owner_id is None:
        raise Invalid("This customer has no manager.", fields={"account": ["Nobody looks after it."]})
    known = OwnerLock.objects.in_force().filter(account=account).first()
    if known:
        return known
    lock = OwnerLock.objects.create(id=id or uuid7(), account=account, reason=reason.strip()[:200], locked_by=by)
    record_event(
        type="account.owner_locked", subject=account.pk, account_id=account.pk, team_id=account.team_id, at=at, by=by,
        payload={"reason": lock.reason},
    )  # fmt: skip
    return lock


@transaction.atomic
def lift_lock(*, lock: OwnerLock, by: User | None, at: datetime) -> OwnerLock:
    """Let later runs propose this customer again."""
    lock = OwnerLock.objects.select_for_update(of=("self",)).select_related("account__team").get(pk=lock.pk)
    require_reassigner(by=by, team=lock.account.team)
    if lock.archived_at is None:
        lock.change(archived_at=at)
        record_event(
            type="account.owner_unlocked", subject=lock.account_id, account_id=lock.account_id, team_id=lock.account.team_id,
            at=at, by=by,
        )  # fmt: skip
    return lock


def _lock(move: BalanceMove) -> BalanceMove:
    related = ("balance__team", "account", "giver", "taker")
    locked = BalanceMove.objects.select_for_update(of=("self",)).select_related(*related).filter(pk=move.pk).first()
    if locked is None:
        raise Unseen("No such move.")
    return locked


def _require_open(move: BalanceMove) -> None:
    if move.state != BalanceMove.State.OPEN:
        raise MoveDecided("This move was decided already.")
    if move.balance.archived_at is not None:
        raise MoveStale("A later run has taken the place of this one.")
