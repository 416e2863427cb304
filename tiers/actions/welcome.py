"""The second axis: whether a customer is welcome (rows 6, 7). A lead decides, with a reason; the program may propose (row 38)."""

from datetime import datetime

from django.db import transaction
from uuid6 import uuid7

from accounts.actions.figures import write_figures
from accounts.actions.offences import settle_proposals
from accounts.models import Account, Welcome
from crm.errors import DomainError, Invalid
from crm.events import record_event
from crm.models import User
from tiers.actions.rights import lock_for_lead
from tiers.models import WelcomeDecision

SHORTEST_REASON = 10


class WelcomeUnchanged(DomainError):
    code = "welcome_unchanged"


@transaction.atomic
def decide_welcome(*, account: Account, welcome: str, reason: str, by: User, at: datetime) -> WelcomeDecision:
    """Move an account to welcome, watch or unwelcome.

    The event carries no value and no reason: integrations without `welcome:read` hear of it too.
    """
    account = lock_for_lead(account=account, by=by)
    fields = {}
    if welcome not in Welcome.values:
        fields["welcome"] = [f"One of {', '.join(Welcome.values)}."]
    if len(reason.strip()) < SHORTEST_REASON:
        fields["reason"] = [f"At least {SHORTEST_REASON} characters."]
    if fields:
        raise Invalid("This decision is not complete.", fields=fields)
    if account.welcome == welcome:
        raise WelcomeUnchanged("It stands there already.")
    decision = WelcomeDecision.objects.create(
        id=uuid7(), account=account, before=account.welcome, after=welcome, reason=reason.strip(), by=by, at=at
    )
    write_figures(columns=("welcome",), rows=[(account.pk, welcome)])
    settle_proposals(account=account, welcome=welcome, reason=reason, by=by, at=at)
    record_event(type="welcome.decided", subject=decision.id, account_id=account.pk, team_id=account.team_id, at=at, by=by)
    return decision
