"""Who speaks for a step of the process: its staff, and at the end of the chain whoever looks after the customer (row 5)."""

from accounts.models import Account, AccountKind, ProcessLink, StepMember
from accounts.request_states import ASKING, SERVING
from crm.errors import Forbidden
from crm.models import Role, User


class NotYourStep(Forbidden):
    """Seen, but only the staff of the step say this."""

    code = "not_your_step"


def sides_of(link: ProcessLink, by: User | None) -> frozenset[str]:
    """For which ends of the link this person speaks; an administrator may help either out."""
    if by is None or (by.is_active and by.role == Role.ADMIN):
        return frozenset({SERVING, ASKING})
    if not by.is_active:
        return frozenset()
    ends = {SERVING: link.supplier, ASKING: link.customer}
    return frozenset(side for side, account in ends.items() if speaks_for(account, by))


def speaks_for(account: Account, by: User) -> bool:
    if by.role == Role.INTEGRATION or account.kind == AccountKind.EXTERNAL:
        return Account.objects.writable_by(by).filter(pk=account.pk).exists()
    return is_member(account, by)


def is_member(account: Account, by: User, *, as_lead: bool = False) -> bool:
    members = StepMember.objects.current().filter(account=account, user=by)
    return (members.filter(is_lead=True) if as_lead else members).exists()


def may_set_standards(account: Account, by: User | None) -> bool:
    """Who edits the chain, and who answers for the step."""
    if by is None or (by.is_active and is_member(account, by, as_lead=True)):
        return True
    return may_edit_chain(account, by)


def may_edit_chain(account: Account, by: User) -> bool:
    return by.role != Role.MANAGER and Account.objects.writable_by(by).filter(pk=account.pk).exists()


def require_side(link: ProcessLink, side: str, by: User | None) -> None:
    if side not in sides_of(link, by):
        step = link.supplier if side == SERVING else link.customer
        raise NotYourStep(f"Only the staff of {step.name} say this.")
