"""A hand-over from its opening to the lead's signature (rows 16, 18): opened, signed by giver and taker, closed or called off."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from uuid6 import uuid7

from accounts.actions.access import AccountArchived, queue_for_bulk
from accounts.actions.fields import clean_fields
from accounts.actions.hanging import insert
from accounts.actions.ownership import require_owner_fits, require_reassigner
from accounts.models import Account, AccountStatus
from crm.calendar import business_day
from crm.errors import DomainError, Forbidden, Invalid, Unseen
from crm.events import record_event
from crm.models import Role, User
from visits.dossiers import Dossier, dossiers_of
from visits.handover import GIVER, LEAD, TAKER, count_gaps, gaps_of, joint_visits_required
from visits.models import Handover, HandoverAccount, HandoverPolicy

MOST_ACCOUNTS = 2000
#: Dossiers of so many accounts are made while the person waits; more is left to the worker.
AT_ONCE = 25


class HandoverNotOpen(DomainError):
    """Called off, closed, or on its way already."""

    code = "handover_not_open"


class AlreadySigned(DomainError):
    code = "handover_signed"


class GapsUnnamed(DomainError):
    """Something is missing, and whoever signs has not said a word about it; `more` names the gaps."""

    code = "handover_gaps_unnamed"


class DossiersNotReady(DomainError):
    code = "handover_not_ready"


class InHandover(DomainError):
    """Some of the accounts are in another open hand-over; `more` names them."""

    code = "account_in_handover"


class NotAParty(Forbidden):
    """Neither giver nor taker nor the lead."""

    code = "not_a_party"


def policy_of(team: UUID) -> HandoverPolicy:
    """The team's policy; unsaved with its first numbers where the team has none yet."""
    return HandoverPolicy.objects.filter(team=team).first() or HandoverPolicy(team_id=team)


@transaction.atomic
def open_handover(
    *, giver: User, taker: User, accounts: Collection[UUID], reason: str, by: User | None, at: datetime, due_on: date | None = None,
    id: UUID | None = None,
) -> Handover:  # fmt: skip
    """The lead says who hands which accounts to whom. Nothing moves before both have signed.

    Raises `Invalid` (fields), `Forbidden`, `Unseen`, `AccountArchived`, `InHandover`.
    """
    ids = list(dict.fromkeys(accounts))
    if not 1 <= len(ids) <= MOST_ACCOUNTS:
        raise Invalid("Which accounts?", fields={"accounts": [f"From 1 to {MOST_ACCOUNTS}."]})
    if giver.pk == taker.pk:
        raise Invalid("Giver and taker are two people.", fields={"taker": ["The same person as the giver."]})
    queue_for_bulk()
    rows = _lock_for_opening(ids, giver=giver, by=by)
    team = rows[0].team
    require_reassigner(by=by, team=team)
    if any(row.team_id != team.pk for row in rows):
        raise Invalid("A hand-over stays in one team.", fields={"accounts": ["Accounts of several teams."]})
    _require_taker(taker, rows[0])
    fields = clean_fields(Handover, {"reason": reason, "due_on": due_on}, writable={"reason", "due_on"})
    if not fields["reason"]:
        raise Invalid("A hand-over needs its reason.", fields={"reason": ["Say why."]})
    handover = insert(
        Handover(
            id=id or uuid7(), team=team, giver=giver, taker=taker, opened_by=by, opened_at=at, accounts_total=len(rows), **fields
        )
    )
    HandoverAccount.objects.bulk_create(
        [HandoverAccount(handover=handover, account=row, position=place) for place, row in enumerate(rows, start=1)],
        batch_size=1000,
    )
    if len(rows) <= AT_ONCE:
        refresh_dossiers(handover=handover, day=business_day(at), at=at)
        handover.refresh_from_db()
    tell_handover("handover.opened", handover, by=by, at=at, accounts=len(rows))
    return handover


def _lock_for_opening(ids: Collection[UUID], *, giver: User, by: User | None) -> list[Account]:
    """The accounts, the most valuable first; each is the giver's, in work, and in no other hand-over."""
    seen = Account.objects.all() if by is None else Account.objects.visible_to(by)
    found = seen.select_for_update(of=("self",), no_key=True).select_related("team").filter(pk__in=ids).order_by("pk")
    rows = sorted(found, key=lambda row: (-(row.annual_value or 0), row.name_key, row.pk))
    if len(rows) < len(ids):
        raise Unseen("No such account.", fields={"accounts": ["Not all of these are there."]})
    if merged := [row.name for row in rows if row.merged_into_id]:
        raise AccountArchived("A merged account is history: hand over the one that it went into.", more={"accounts": merged[:20]})
    if archived := [row.name for row in rows if row.status == AccountStatus.ARCHIVED]:
        raise AccountArchived("An archived account is history: reopen it first.", more={"accounts": archived[:20]})
    if others := [row.name for row in rows if row.owner_id != giver.pk]:
        raise Invalid(
            f"Not the giver's: {', '.join(others[:5])}", fields={"accounts": ["Only what the giver has can be handed over."]}
        )
    taken = HandoverAccount.objects.filter(account__in=ids, is_open=True).select_related("account")
    if names := [item.account.name for item in taken[:20]]:
        raise InHandover("Some of these are in another hand-over.", more={"accounts": names})
    return rows


def _require_taker(taker: User, account: Account) -> None:
    try:
        require_owner_fits(owner=taker, team=account.team)
    except Invalid as error:
        raise Invalid(
            "The taker does not work in the team.", fields={"taker": ["Not an active manager or lead of the team."]}
        ) from error


@transaction.atomic
def refresh_dossiers(*, handover: Handover, day: date, at: datetime, only: Collection[UUID] | None = None) -> Handover:
    """Write the dossiers anew, as far as they are not history. The worker calls it part by part with `only`."""
    handover = lock_handover(handover)
    if not handover.has_dossiers_to_write:
        return handover
    policy = policy_of(handover.team_id)
    items = handover.items.filter(archived_at=None)
    items = items if only is None else items.filter(pk__in=only)
    rows = list(items.order_by("position"))
    told = dossiers_of([row.account_id for row in rows], handover=handover.pk, giver=handover.giver_id, day=day)
    for row in rows:
        _write(row, told[row.account_id], policy, at=at)
    columns = ["dossier", "dossier_at", "completeness", "gaps", "joint_required", "joint_done"]
    HandoverAccount.objects.bulk_update(rows, columns, batch_size=200)
    every = list(handover.items.filter(refused="").exclude(dossier_at=None).values_list("gaps", flat=True))
    Handover.objects.filter(pk=handover.pk).update(accounts_ready=len(every), gaps=count_gaps(every))
    handover.refresh_from_db()
    return handover


def _write(row: HandoverAccount, dossier: Dossier, policy: HandoverPolicy, *, at: datetime) -> None:
    row.joint_required = joint_visits_required(dossier.account.tier, policy.joint_visits)
    row.joint_done = dossier.known.joint_done
    found = gaps_of(dossier.known, joint_required=row.joint_required, complete_percent=policy.complete_percent)
    row.gaps = [gap.told() for gap in found]
    row.dossier, row.dossier_at, row.completeness = dossier.told, at, dossier.file.percent


@transaction.atomic
def refresh_handover(*, handover: Handover, by: User, at: datetime) -> Handover:
    """Write the dossiers anew for somebody who is about to sign."""
    part_of(handover, by)
    return refresh_dossiers(handover=handover, day=business_day(at), at=at)


@transaction.atomic
def sign_handover(*, handover: Handover, by: User, at: datetime, note: str = "") -> Handover:
    """Sign as what one is: giver, taker, or the lead who closes it once the accounts have moved.

    While accounts have gaps, a signature needs a note on them. The second of giver and taker sets the accounts on their way
    (`visits.actions.handing_over`). Raises `NotAParty`, `AlreadySigned`, `GapsUnnamed`, `DossiersNotReady`, `HandoverNotOpen`.
    """
    handover = lock_handover(handover)
    part = part_of(handover, by)
    note = clean_fields(Handover, {f"{part}_note": note}, writable={f"{part}_note"})[f"{part}_note"]
    if handover.state == Handover.State.CANCELLED:
        raise HandoverNotOpen("This hand-over was called off.")
    if getattr(handover, f"{part}_signed_at") is not None:
        raise AlreadySigned("This signature is there already.")
    if part == LEAD:
        return _close(handover, by=by, at=at, note=note)
    if handover.accounts_ready < handover.accounts_total:
        raise DossiersNotReady("The dossiers are still being made.")
    if handover.gaps and not note:
        raise GapsUnnamed(
            "There are gaps: say what becomes of them.", fields={"note": ["Name the gaps."]}, more={"gaps": handover.gaps}
        )
    signed: dict[str, Any] = {f"{part}_signed_at": at, f"{part}_note": note}
    if part == GIVER:
        signed["giver_signed_by"] = by
    both = signed | {TAKER: handover.taker_signed_at, GIVER: handover.giver_signed_at}
    if all(f"{each}_signed_at" in signed or both[each] for each in (GIVER, TAKER)):
        signed["state"] = Handover.State.MOVING
    handover.change(**signed)
    tell_handover("handover.signed", handover, by=by, at=at, part=part, note=note)
    return handover


def part_of(handover: Handover, by: User) -> str:
    """As what this person signs. For a giver who has left, the lead does (row 16 knows managers who are gone)."""
    if by.pk == handover.taker_id:
        return TAKER
    if by.pk == handover.giver_id:
        return GIVER
    leads = by.role == Role.ADMIN or (by.role == Role.LEAD and by.reach is not None and handover.team_id in by.reach)
    if not leads:
        raise NotAParty("Only giver, taker and the lead sign.")
    if handover.giver_signed_at is None and not handover.giver.is_active:
        return GIVER
    return LEAD


def _close(handover: Handover, *, by: User, at: datetime, note: str) -> Handover:
    if handover.state != Handover.State.MOVED:
        raise HandoverNotOpen("The lead signs when both have signed and the accounts have moved.")
    handover.change(state=Handover.State.CLOSED, lead_signed_at=at, lead_signed_by=by, lead_note=note)
    put_away(handover, at=at)
    tell_handover("handover.closed", handover, by=by, at=at, note=note)
    return handover


@transaction.atomic
def cancel_handover(*, handover: Handover, reason: str, by: User | None, at: datetime) -> Handover:
    """Call it off before both have signed; nothing has moved yet. Afterwards the lead hands over the other way round."""
    handover = lock_handover(handover)
    require_reassigner(by=by, team=handover.team)
    if handover.state != Handover.State.PREPARING:
        raise HandoverNotOpen("Both have signed: the accounts are the taker's.")
    fields = clean_fields(Handover, {"cancel_reason": reason}, writable={"cancel_reason"})
    if not fields["cancel_reason"]:
        raise Invalid("Say why.", fields={"reason": ["Say why."]})
    handover.change(state=Handover.State.CANCELLED, cancelled_at=at, cancelled_by=by, **fields)
    put_away(handover, at=at)
    tell_handover("handover.cancelled", handover, by=by, at=at, reason=handover.cancel_reason)
    return handover


def put_away(handover: Handover, *, at: datetime) -> None:
    """It is over: its accounts may go into another one, and phones let it go."""
    Handover.objects.filter(pk=handover.pk).update(archived_at=at)
    handover.archived_at = at
    handover.items.filter(archived_at=None).update(is_open=False, archived_at=at, version=F("version") + 1)


def lock_handover(handover: Handover) -> Handover:
    locked = (
        Handover.objects.select_for_update(of=("self",)).select_related("giver", "taker", "team").filter(pk=handover.pk).first()
    )
    if locked is None:
        raise Unseen("No such hand-over.")
    return locked


def tell_handover(type: str, handover: Handover, *, by: User | None, at: datetime, **payload: Any) -> None:
    record_event(
        type=type, subject=handover.pk, team_id=handover.team_id, at=at, by=by,
        payload={"giver": str(handover.giver_id), "taker": str(handover.taker_id), **payload},
    )  # fmt: skip
