"""What speaks for a customer's loyalty beside its orders: noted, carried on, taken back (rows 10, 68)."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from uuid6 import uuid7

from accounts.actions.access import lock_account, require_visible
from accounts.actions.fields import clean_fields
from accounts.actions.hanging import insert, lock_hanging
from accounts.models import Account, AccountKind
from crm.calendar import business_day
from crm.errors import DomainError, Invalid
from crm.events import record_event
from crm.models import User
from tiers.actions.rights import NotTiered
from tiers.models import LoyaltyEvidence

Kind = LoyaltyEvidence.Kind
WRITABLE = frozenset({"competitor", "kind", "mark", "note", "on", "subject"})
#: What is older proves next to nothing any more, and more likely is a slip of the pen.
OLDEST = timedelta(days=5 * 366)
#: Two who write referrals at once queue here, so that they close no circle together.
REFERRALS_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('tiers.referrals', 0))"
BROUGHT = """
    WITH RECURSIVE brought AS (
        SELECT about_id AS id FROM tiers_loyaltyevidence
        WHERE account_id = %(of)s AND mark = 'advocacy' AND about_id IS NOT NULL AND voided_at IS NULL
        UNION
        SELECT next.about_id FROM tiers_loyaltyevidence AS next JOIN brought ON brought.id = next.account_id
        WHERE next.mark = 'advocacy' AND next.about_id IS NOT NULL AND next.voided_at IS NULL
    )
    SELECT EXISTS (SELECT FROM brought WHERE id = %(whom)s)
"""


class AlreadyReferred(DomainError):
    """One referral of an account stands already: carry that one on."""

    code = "already_referred"


class ReferralCircle(DomainError):
    """Who was brought by a customer cannot have brought that customer."""

    code = "referral_circle"


class NoReferralToAdvance(DomainError):
    code = "not_a_referral"


class ReferralGoesBack(DomainError):
    """A referral that became a customer stays one."""

    code = "referral_goes_back"


class EvidenceTakenBack(DomainError):
    code = "evidence_taken_back"


@transaction.atomic
def note_evidence(
    *,
    account: Account,
    kind: str,
    on: date,
    by: User | None,
    at: datetime,
    about: Account | None = None,
    competitor: str = "",
    note: str = "",
    subject: UUID | None = None,
    id: UUID | None = None,
) -> LoyaltyEvidence:
    """One thing that happened. It counts from the coming night on."""
    account = lock_account(account=account, by=by)
    if account.kind != AccountKind.EXTERNAL:
        raise NotTiered("Loyalty is about customers outside.")
    given = {"kind": kind, "on": on, "competitor": competitor, "note": note, "subject": subject}
    fields = clean_fields(LoyaltyEvidence, given, writable=WRITABLE)
    fields["mark"] = mark_of(fields["kind"])
    _require_sound(fields, about, day=business_day(at))
    if about is not None:
        _require_referable(account, about, by=by)
    evidence = LoyaltyEvidence(id=id or uuid7(), account=account, about=about, by=by, **fields)
    taken = AlreadyReferred("This customer's referral of that account stands already.", fields={"about": ["Referred already."]})
    insert(evidence, taken={"loyalty_evidence_one_referral_of_an_account": taken})
    _tell("noted", evidence, by=by, at=at)
    return evidence


@transaction.atomic
def advance_referral(*, evidence: LoyaltyEvidence, kind: str, on: date, by: User | None, at: datetime) -> LoyaltyEvidence:
    """Carry a referral on: contact given → meeting held → became a customer. The same step again changes nothing."""
    evidence = _lock_standing(evidence, by=by)
    stages = LoyaltyEvidence.REFERRAL
    if evidence.kind not in stages:
        raise NoReferralToAdvance("Only a referral goes on in steps.")
    if kind not in stages:
        raise Invalid("Not a step of a referral.", fields={"kind": [f"One of {', '.join(stages)}."]})
    if stages.index(kind) < stages.index(evidence.kind):
        raise ReferralGoesBack("A referral does not go back; take it back instead.")
    if kind == evidence.kind:
        return evidence
    if not evidence.on <= on <= business_day(at):
        raise Invalid("Not a day for this step.", fields={"on": [f"From {evidence.on} to today."]})
    evidence.change(kind=kind, on=on)
    _tell("advanced", evidence, by=by, at=at)
    return evidence


@transaction.atomic
def take_back_evidence(*, evidence: LoyaltyEvidence, reason: str, by: User | None, at: datetime) -> LoyaltyEvidence:
    """It was a mistake: it counts no more from the coming night on, and stays to be read. Twice changes nothing."""
    evidence = lock_hanging(evidence, by=by)
    fields = clean_fields(LoyaltyEvidence, {"voided_because": reason}, writable={"voided_because"})
    if not fields["voided_because"]:
        raise Invalid("Say why it is taken back.", fields={"reason": ["Say something."]})
    if evidence.voided_at is not None:
        return evidence
    evidence.change(voided_at=at, **fields)
    _tell("taken_back", evidence, by=by, at=at)
    return evidence


def mark_of(kind: str) -> str:
    return next(mark for mark, kinds in LoyaltyEvidence.KINDS.items() if kind in kinds)


def _require_sound(fields: Mapping[str, Any], about: Account | None, *, day: date) -> None:
    problems: dict[str, list[str]] = {}
    if not day - OLDEST <= fields["on"] <= day:
        problems["on"] = ["Today or earlier, at most five years back."]
    if fields["kind"] == Kind.COMPETITOR_PROMOTION and not fields["competitor"]:
        problems["competitor"] = ["Whose promotion was it?"]
    if fields["competitor"] and fields["mark"] != LoyaltyEvidence.Mark.IMMUNITY:
        problems["competitor"] = ["Only where a rival is in it."]
    if about is not None and fields["kind"] not in LoyaltyEvidence.REFERRAL:
        problems["about"] = ["Only a referral leads to another account."]
    if fields["kind"] in (Kind.REFERENCE_CALL, Kind.TESTIMONIAL, Kind.HOSTED_VISIT, Kind.INTRODUCTION) and not fields["note"]:
        problems["note"] = ["Say what was done, and for whom."]
    if problems:
        raise Invalid("This evidence is not complete.", fields=problems)


def _require_referable(account: Account, about: Account, *, by: User | None) -> None:
    require_visible(account=about, by=by)
    problem = {
        about.pk == account.pk: "A customer does not refer itself.",
        about.kind != AccountKind.EXTERNAL: "Only customers outside are referred.",
    }.get(True)
    if problem:
        raise Invalid("This account cannot be referred.", fields={"about": [problem]})
    with connection.cursor() as cursor:
        cursor.execute(REFERRALS_LOCK)
        cursor.execute(BROUGHT, {"of": about.pk, "whom": account.pk})
        if cursor.fetchone()[0]:
            raise ReferralCircle("That customer brought this one.", fields={"about": ["Brought this customer itself."]})


def _lock_standing(evidence: LoyaltyEvidence, *, by: User | None) -> LoyaltyEvidence:
    locked = lock_hanging(evidence, by=by)
    if locked.voided_at is not None:
        raise EvidenceTakenBack("This was taken back.")
    return locked


def _tell(what: str, evidence: LoyaltyEvidence, *, by: User | None, at: datetime) -> None:
    """An event, and the account's history; no touchpoint: service agents read the timeline, and rivals' offers are not theirs."""
    payload = {"mark": evidence.mark, "kind": evidence.kind, "on": evidence.on.isoformat(), "about": _id(evidence.about_id)}
    record_event(
        type=f"loyalty.{what}", subject=evidence.pk, account_id=evidence.account_id, team_id=evidence.account.team_id, at=at,
        by=by, payload=payload,
    )  # fmt: skip


def _id(account: UUID | None) -> str | None:
    return str(account) if account else None
