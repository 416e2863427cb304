"""Reports that somebody of the customer provoked or abused our people or claimed without ground, and their settling by a lead
(rows 6, 7)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from uuid6 import uuid7

from accounts.actions.access import require_visible
from accounts.actions.fields import clean_fields
from accounts.actions.hanging import insert, require_own_contact, require_words
from accounts.actions.leading import require_lead
from accounts.actions.proposals import weigh_reports
from accounts.models import AbuseReport, Account, AccountKind, Contact
from crm.errors import Forbidden, Invalid, Unseen
from crm.events import record_event
from crm.models import Role, User


@transaction.atomic
def report_abuse(
    *,
    account: Account,
    kind: str,
    what: str,
    by: User | None,
    at: datetime,
    happened_at: datetime | None = None,
    contact: Contact | None = None,
    id: UUID | None = None,
) -> AbuseReport:
    """Whoever works with the customer may report, not only its owner."""
    locked = Account.objects.select_for_update(of=("self",), no_key=True).filter(pk=account.pk).first()
    if locked is None:
        raise Unseen("No such account.")
    require_visible(account=locked, by=by)
    if by is not None and by.role == Role.ANALYST:
        raise Forbidden("Reports come from those who work with customers.")
    if locked.kind != AccountKind.EXTERNAL:
        raise Invalid("This is about customers outside.", fields={"account": ["An internal account."]})
    given = {"kind": kind, "what": what, "happened_at": happened_at or at}
    fields = clean_fields(AbuseReport, given, writable=given)
    require_words(fields, "what", "Say what happened.")
    if fields["happened_at"] > at:
        raise Invalid("It has happened already.", fields={"happened_at": ["Now or earlier."]})
    require_own_contact(contact, locked)
    report = insert(AbuseReport(id=id or uuid7(), account=locked, contact=contact, reported_by=by, reported_at=at, **fields))
    _tell("abuse.reported", report, by=by, at=at)
    return report


@transaction.atomic
def settle_abuse(*, report: AbuseReport, outcome: str, reason: str, by: User | None, at: datetime) -> AbuseReport:
    """A lead upholds it (the flag stays) or clears it (the flag goes); may be judged anew later. What is upheld may propose another
    place on the welcome axis, which is another decision of the lead's. The same judgement again changes nothing."""
    account = Account.objects.select_for_update(of=("self",), no_key=True).get(pk=report.account_id)
    locked = AbuseReport.objects.select_for_update(of=("self",)).select_related("account__team").filter(pk=report.pk).first()
    if locked is None:
        raise Unseen("No such report.")
    require_lead(by=by, team=locked.account.team)
    fields = clean_fields(AbuseReport, {"outcome": outcome, "outcome_why": reason}, writable={"outcome", "outcome_why"})
    if fields["outcome"] is None:
        raise Invalid("Upheld or cleared?", fields={"outcome": ["upheld or cleared"]})
    if not fields["outcome_why"]:
        raise Invalid("A judgement needs its reason.", fields={"reason": ["Say something."]})
    if all(getattr(locked, name) == value for name, value in fields.items()):
        return locked
    locked.change(settled_by=by, settled_at=at, **fields)
    _tell("abuse.settled", locked, by=by, at=at)
    weigh_reports(account=account, at=at)
    return locked


def _tell(type: str, report: AbuseReport, *, by: User | None, at: datetime) -> None:
    """Not what happened, nor at whom: events are read by programs without the right to these reports."""
    record_event(type=type, subject=report.pk, team_id=report.account.team_id, at=at, by=by, payload={})
