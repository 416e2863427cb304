"""Who works at which step of the process (row 5)."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from uuid6 import uuid7

from accounts.actions.access import lock_account
from accounts.actions.step_rights import NotYourStep, may_edit_chain
from accounts.models import Account, AccountKind, StepMember
from crm.errors import DomainError, Invalid, Unseen
from crm.events import record_event
from crm.models import Role, User


class AlreadyAtStep(DomainError):
    code = "already_at_step"


class LeftStep(DomainError):
    """This person has left the step already."""

    code = "left_step"


@transaction.atomic
def join_step(
    *, account: Account, user: User, by: User | None, at: datetime, is_lead: bool = False, id: UUID | None = None
) -> StepMember:
    """`user` works at this department or post from now on; `is_lead` answers for it."""
    account = lock_account(account=account, by=by)
    _require_keeper(account, by)
    if account.kind != AccountKind.INTERNAL:
        raise Invalid("Only a step of our own has staff of ours.", fields={"account": ["Not an internal account."]})
    if not user.is_active or user.role == Role.INTEGRATION:
        raise Invalid("Only people work at a step.", fields={"user": ["Not a person who signs in."]})
    member = StepMember(id=id or uuid7(), account=account, user=user, is_lead=is_lead, since=at)
    try:
        with transaction.atomic():
            member.save(force_insert=True)
    except IntegrityError as error:
        raise AlreadyAtStep(f"{user} works at {account.name} already.") from error
    _tell("step.joined", member, by=by, at=at)
    return member


@transaction.atomic
def leave_step(*, member: StepMember, by: User | None, at: datetime) -> StepMember:
    """From now on this person no longer speaks for the step; what they said stays theirs."""
    account = lock_account(account=member.account, by=by)
    _require_keeper(account, by)
    locked = StepMember.objects.select_for_update(of=("self",)).select_related("account").filter(pk=member.pk).first()
    if locked is None:
        raise Unseen("No such member.")
    if locked.until is not None:
        raise LeftStep("This person has left the step already.")
    locked.change(until=max(at, locked.since))
    _tell("step.left", locked, by=by, at=at)
    return locked


def _require_keeper(account: Account, by: User | None) -> None:
    if by is not None and not may_edit_chain(account, by):
        raise NotYourStep("The lead of the team says who works at a step.")


def _tell(type: str, member: StepMember, *, by: User | None, at: datetime) -> None:
    record_event(
        type=type, subject=member.pk, account_id=member.account_id, team_id=member.account.team_id, at=at, by=by,
        payload={"user": str(member.user_id), "is_lead": member.is_lead},
    )  # fmt: skip
