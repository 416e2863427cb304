"""Proposals for another place on the welcome axis, and what becomes of them (rows 6, 7)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from accounts.actions.fields import clean_fields
from accounts.models import AbuseReport, Account, WelcomeProposal
from accounts.welcome import is_harder, proposed_by_abuse, proposed_by_claims
from crm.events import record_event
from crm.models import User

EVIDENCE_GONE = "依据已解除"


def propose_welcome(
    *, account: Account, proposed: str, cause: str, evidence: Sequence[UUID], at: datetime
) -> WelcomeProposal | None:
    """Raise it, or bring the one that waits up to its evidence; the caller holds the account's lock.

    Who stands there already, or lower, needs none; and one that waits for another cause is decided first.
    """
    if not is_harder(proposed, account.welcome):
        return None
    said = [str(pk) for pk in evidence]
    if WelcomeProposal.objects.filter(account=account, cause=cause, state=WelcomeProposal.State.DECLINED, evidence=said).exists():
        return None  # a lead has weighed just this
    waiting = WelcomeProposal.objects.select_for_update(of=("self",)).filter(account=account).open().first()
    if waiting is None:
        waiting = WelcomeProposal.objects.create(account=account, proposed=proposed, cause=cause, evidence=said, raised_at=at)
    elif waiting.cause != cause or (waiting.proposed == proposed and waiting.evidence == said):
        return None
    else:
        waiting.change(proposed=proposed, evidence=said)
    # the value is no part of it: integrations without `welcome:read` hear of it too
    record_event(type="welcome.proposed", subject=waiting.pk, account_id=account.pk, team_id=account.team_id, at=at, by=None)
    return waiting


def weigh_reports(*, account: Account, at: datetime) -> None:
    """What the upheld reports propose, abuse and unjustified claims each for itself; a proposal whose evidence was cleared goes."""
    upheld = list(
        AbuseReport.objects.filter(account=account, outcome=AbuseReport.Outcome.UPHELD)
        .order_by("happened_at", "id").values_list("pk", "kind")
    )  # fmt: skip
    kinds = [kind for _, kind in upheld]
    abuse = proposed_by_abuse(abused=kinds.count(AbuseReport.Kind.ABUSED), provoked=kinds.count(AbuseReport.Kind.PROVOKED))
    claims = proposed_by_claims(kinds.count(AbuseReport.Kind.CLAIM))
    claimed = [pk for pk, kind in upheld if kind == AbuseReport.Kind.CLAIM]
    suffered = [pk for pk, kind in upheld if kind != AbuseReport.Kind.CLAIM]
    _propose_or_drop(account, abuse, cause=WelcomeProposal.Cause.ABUSE, evidence=suffered, at=at)
    _propose_or_drop(account, claims, cause=WelcomeProposal.Cause.UNJUSTIFIED_CLAIMS, evidence=claimed, at=at)


def _propose_or_drop(account: Account, proposed: str, *, cause: str, evidence: Sequence[UUID], at: datetime) -> None:
    if is_harder(proposed, account.welcome):
        propose_welcome(account=account, proposed=proposed, cause=cause, evidence=evidence, at=at)
        return
    waiting = WelcomeProposal.objects.select_for_update(of=("self",)).filter(account=account).open()
    for proposal in waiting.filter(cause=cause):
        decide_proposal(proposal, WelcomeProposal.State.DECLINED, reason=EVIDENCE_GONE, by=None, at=at)


def decide_proposal(proposal: WelcomeProposal, state: str, *, reason: str, by: User | None, at: datetime) -> None:
    """The caller holds the proposal's lock."""
    fields = clean_fields(WelcomeProposal, {"decision_reason": reason}, writable={"decision_reason"})
    proposal.change(state=state, decided_at=at, decided_by=by, **fields)
    record_event(
        type="welcome.proposal_decided",
        subject=proposal.pk,
        account_id=proposal.account_id,
        team_id=proposal.account.team_id,
        at=at,
        by=by,
    )
