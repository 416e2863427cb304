"""Quotes that really went below a bound: fined, counted, and at the third one a proposal (rows 7, 38)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.actions.access import lock_account, require_visible
from accounts.actions.fields import clean_fields
from accounts.actions.leading import require_lead
from accounts.actions.proposals import decide_proposal, propose_welcome
from accounts.actions.timeline import note_touchpoint
from accounts.models import Account, PriceOffence, Quote, Touchpoint, Welcome, WelcomeProposal
from accounts.pricing import Judgement, proposes_unwelcome
from crm.errors import DomainError, Invalid, Unseen
from crm.events import record_event
from crm.explain import plain
from crm.models import User

SHORTEST_REASON = 10


class OffenceWaived(DomainError):
    code = "offence_waived"


class ProposalDecided(DomainError):
    code = "proposal_decided"


def record_offence(*, quote: Quote, judgement: Judgement, by: User | None, at: datetime) -> PriceOffence:
    """Write down what was given below a bound; the caller holds the dealer's lock, so that the third is the third."""
    kind = PriceOffence.Kind.BELOW_FLOOR if judgement.below_floor else PriceOffence.Kind.BELOW_FIRST
    offence = PriceOffence.objects.create(
        dealer=quote.dealer, quote=quote, kind=kind, fine=judgement.total_fine(), currency=quote.currency, at=at, by=by
    )
    _note(quote.dealer, f"{PriceOffence.Kind(kind).label}：罚款 {plain(offence.fine)} {offence.currency}", offence.pk, by=by, at=at)
    record_event(
        type="offence.recorded", subject=offence.pk, account_id=quote.dealer_id, team_id=quote.dealer.team_id, at=at, by=by,
        payload={"deal": str(quote.deal_id), "kind": kind, "fine": plain(offence.fine), "currency": offence.currency},
    )  # fmt: skip
    _propose(quote.dealer, at=at)
    return offence


def _propose(dealer: Account, *, at: datetime) -> WelcomeProposal | None:
    """The program proposes and never sets; a proposal that waits, or a dealer who is unwelcome already, needs no second one."""
    counting = list(PriceOffence.objects.filter(dealer=dealer).counting().order_by("at", "id").values_list("pk", flat=True))
    if not proposes_unwelcome(len(counting)) or dealer.welcome == Welcome.UNWELCOME:
        return None
    if WelcomeProposal.objects.filter(account=dealer).open().exists():
        return None
    cause = WelcomeProposal.Cause.PRICE_OFFENCES
    return propose_welcome(account=dealer, proposed=Welcome.UNWELCOME, cause=cause, evidence=counting, at=at)


@transaction.atomic
def waive_offence(*, offence: PriceOffence, reason: str, by: User, at: datetime) -> PriceOffence:
    """A lead lets an offence go, such as one written down by mistake: no fine is due and it no longer counts."""
    require_visible(account=offence.dealer, by=by)
    dealer = lock_account(account=offence.dealer, by=None, archived=True)
    require_lead(by=by, team=dealer.team)
    locked = PriceOffence.objects.select_for_update(of=("self",)).filter(pk=offence.pk).first()
    if locked is None:
        raise Unseen("No such offence.")
    if locked.waived_at is not None:
        raise OffenceWaived("This offence was waived already.")
    fields = clean_fields(PriceOffence, {"waive_reason": reason}, writable={"waive_reason"})
    if len(fields["waive_reason"]) < SHORTEST_REASON:
        raise Invalid("Waiving needs its reason.", fields={"reason": [f"At least {SHORTEST_REASON} characters."]})
    locked.change(waived_at=at, waived_by=by, **fields)
    _note(dealer, f"免除违规：{fields['waive_reason']}", locked.pk, by=by, at=at)
    record_event(type="offence.waived", subject=locked.pk, account_id=dealer.pk, team_id=dealer.team_id, at=at, by=by)
    return locked


@transaction.atomic
def decline_proposal(*, proposal: WelcomeProposal, reason: str, by: User, at: datetime) -> WelcomeProposal:
    """The lead lets the dealer stay as it is, and says why."""
    require_visible(account=proposal.account, by=by)
    require_lead(by=by, team=proposal.account.team)
    if len(reason.strip()) < SHORTEST_REASON:
        raise Invalid("This decision is not complete.", fields={"reason": [f"At least {SHORTEST_REASON} characters."]})
    locked = WelcomeProposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if locked.state != WelcomeProposal.State.OPEN:
        raise ProposalDecided("This proposal is decided already.")
    decide_proposal(locked, WelcomeProposal.State.DECLINED, reason=reason, by=by, at=at)
    return locked


def settle_proposals(*, account: Account, welcome: str, reason: str, by: User, at: datetime) -> None:
    """A decision on the welcome axis answers the open proposal: accepted when it is what was proposed, else declined."""
    for proposal in WelcomeProposal.objects.select_for_update(of=("self",)).filter(account=account).open():
        accepted = proposal.proposed == welcome
        state = WelcomeProposal.State.ACCEPTED if accepted else WelcomeProposal.State.DECLINED
        decide_proposal(proposal, state, reason=reason, by=by, at=at)


def _note(dealer: Account, text: str, subject: UUID, *, by: User | None, at: datetime) -> None:
    note_touchpoint(
        account=dealer, kind=Touchpoint.Kind.EVENT, medium=Touchpoint.Medium.INFORMATION, by=by, at=at, text=text, subject=subject
    )
