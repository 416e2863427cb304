"""The way of a customer (row 39) and the belief of a prospect (row 40): computed from facts, set by people, each step dated."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from psycopg.types.json import Jsonb
from uuid6 import uuid7

from accounts.actions.access import lock_account
from accounts.actions.fields import clean_fields
from accounts.actions.hanging import require_words
from accounts.actions.timeline import note_touchpoint
from accounts.journey import Facts, Standing, belief_refusal, order_facts, stage_on
from accounts.models import Account, Belief, Journey, Stage, StageChange, Touchpoint, TrialOffer
from crm.calendar import at_noon, today
from crm.copying import copy_objects
from crm.errors import DomainError, Invalid
from crm.events import record_event
from crm.models import User

CHUNK = 5000


class BeliefRefused(DomainError):
    """The entry rule of this step does not hold; `code` says which."""

    code = "belief_refused"

    def __init__(self, code: str) -> None:
        super().__init__(REASONS[code], fields={"belief": [REASONS[code]]})
        self.code = code  # type: ignore[misc]


REASONS = {
    "belief_needs_second_order": "This step is reached with orders on two days.",
    "belief_needs_trial": "This step is reached with a trial or a first order.",
    "belief_is_past": "This customer has bought twice and is past this step.",
}


@transaction.atomic
def set_stage(*, account: Account, stage: str | None, reason: str = "", by: User | None, at: datetime) -> Journey:
    """Set a stage against what the facts say, with a reason; None takes it back. The computed one stays beside it."""
    journey = _lock_journey(account, by=by)
    if stage is not None and stage not in Stage.values:
        raise Invalid("There is no such stage.", fields={"stage": [f"One of: {', '.join(Stage.values)}."]})
    fields = clean_fields(Journey, {"set_reason": reason}, writable={"set_reason"})
    if stage is not None:
        require_words(fields | {"reason": fields["set_reason"]}, "reason", "Say why.")
    if (journey.set_stage, journey.set_reason) == (stage, fields["set_reason"]) or (stage is None and journey.set_stage is None):
        return journey
    before = journey.set_stage or journey.computed_stage
    journey.change(
        set_stage=stage,
        set_reason=fields["set_reason"] if stage else "",
        set_by=by if stage else None,
        set_at=at if stage else None,
    )
    _note(journey, StageChange.Ladder.JOURNEY, before, stage, by=by, at=at, evidence=fields["set_reason"])
    return journey


@transaction.atomic
def judge_belief(*, account: Account, belief: str, evidence: str, by: User, at: datetime) -> Journey:
    """Say on which step a prospect stands, with what the customer said or did."""
    journey = _lock_journey(account, by=by)
    if belief not in Belief.values:
        raise Invalid("There is no such step.", fields={"belief": [f"One of: {', '.join(Belief.values)}."]})
    fields = clean_fields(Journey, {"belief_evidence": evidence}, writable={"belief_evidence"})
    require_words(fields | {"evidence": fields["belief_evidence"]}, "evidence", "What did the customer say or do?")
    has_trial = TrialOffer.objects.filter(account=account).exclude(state=TrialOffer.State.DECLINED).exists()
    days = len(_order_days([account.pk]).get(account.pk, []))
    if refusal := belief_refusal(belief, order_days=days, has_trial=has_trial):
        raise BeliefRefused(refusal)
    before = journey.belief
    if (before, journey.belief_evidence) == (belief, fields["belief_evidence"]):
        return journey
    journey.change(belief=belief, belief_by=by, belief_at=at, **fields)
    _note(journey, StageChange.Ladder.BELIEF, before, belief, by=by, at=at, evidence=fields["belief_evidence"])
    return journey


@transaction.atomic
def note_arrival(
    *, account: Account, arrival: str | None, referred_by: Account | None = None, by: User | None, at: datetime
) -> Journey:
    """How the customer came to us; a referral may name the customer who brought it, whose stage then hears of it."""
    journey = _lock_journey(account, by=by)
    fields = clean_fields(Journey, {"arrival": arrival, "referred_by": referred_by}, writable={"arrival", "referred_by"})
    if referred_by is not None:
        _require_referrer(account, referred_by, arrival, by=by)
    before = (journey.referred_by_id, journey.version)
    journey.change(**fields)
    if journey.version != before[1]:
        _tell("journey.arrival", journey, by=by, at=at, arrival=arrival)
        refresh_journeys(accounts={each for each in (before[0], journey.referred_by_id) if each})
    return journey


def _require_referrer(account: Account, referrer: Account, arrival: str | None, *, by: User | None) -> None:
    problems = {}
    if arrival not in ("referral", "word_of_mouth"):
        problems["referred_by"] = ["Only a referral has somebody behind it."]
    elif referrer.pk == account.pk:
        problems["referred_by"] = ["A customer does not bring itself."]
    elif by is not None and not Account.objects.visible_to(by).filter(pk=referrer.pk).exists():
        problems["referred_by"] = ["No such account."]
    if problems:
        raise Invalid("This cannot be noted.", fields=problems)


def _lock_journey(account: Account, *, by: User | None) -> Journey:
    account = lock_account(account=account, by=by)
    journey, _ = Journey.objects.get_or_create(account=account)
    journey.account = account
    return journey


def _note(
    journey: Journey, ladder: str, before: str | None, after: str | None, *, by: User | None, at: datetime, evidence: str
) -> None:
    """The step for the history, a touchpoint that the reader's language words, an event for others."""
    step = {"from": before, "to": after}
    StageChange.objects.create(
        account=journey.account,
        ladder=ladder,
        from_stage=before,
        to_stage=after,
        is_computed=False,
        by=by,
        at=at,
        evidence=evidence,
    )
    note_touchpoint(
        account=journey.account, kind=Touchpoint.Kind.EVENT, by=by, at=at, text=evidence, subject=journey.pk,
        code=f"{ladder}.set" if after else f"{ladder}.unset", details=step,
    )  # fmt: skip
    _tell(f"{ladder}.set", journey, by=by, at=at, **step)


def _tell(type: str, journey: Journey, *, by: User | None, at: datetime, **payload: Any) -> None:
    record_event(
        type=type, subject=journey.pk, account_id=journey.account_id, team_id=journey.account.team_id, at=at, by=by, payload=payload
    )


@dataclass(frozen=True, slots=True)
class Known:
    """An account's standing before this look at it."""

    stage: str | None
    since: date | None


def refresh_journeys(*, accounts: Collection[UUID] | None = None, as_of: date | None = None) -> int:
    """Compute the stage of these customers, or of all, on a day (today); says how many stand elsewhere than before.

    A stage that stays keeps its day. Internal and archived accounts have none.
    """
    day = as_of or today()
    return sum(_refresh(chunk, day) for chunk in _chunks(accounts))


def _chunks(accounts: Collection[UUID] | None) -> Iterator[list[UUID]]:
    if accounts is not None:
        ids = sorted(accounts)
        yield from (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))
        return
    last: list[UUID] = []
    while True:
        rows = Account.objects.external().active().order_by("pk")
        last = list((rows.filter(pk__gt=last[-1]) if last else rows).values_list("pk", flat=True)[:CHUNK])
        if not last:
            return
        yield last


@transaction.atomic
def _refresh(ids: list[UUID], day: date) -> int:
    days, rows = _order_days(ids), _accounts(ids)
    known: dict[UUID, Known] = {}
    standings: dict[UUID, Standing] = {}
    for pk, status, last_visit_on, band, referrals, stage, since in rows:
        facts = Facts(
            **order_facts(days.get(pk, ())), last_visit_on=last_visit_on, referrals=referrals, is_loyal=band == "loyal",
            is_given_up=status == "lost",
        )  # fmt: skip
        known[pk] = Known(stage, since)
        standings[pk] = stage_on(facts, day=day)
    moved = {pk: standing for pk, standing in standings.items() if standing.stage != known[pk].stage}
    _write(standings, known)
    _remember(moved, known)
    return len(moved)


def _accounts(ids: list[UUID]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT account.id, account.status, account.last_visit_on, account.loyalty_band,
                   (SELECT count(*) FROM accounts_journey AS brought WHERE brought.referred_by_id = account.id),
                   journey.computed_stage, journey.computed_since
            FROM accounts_account AS account LEFT JOIN accounts_journey AS journey ON journey.account_id = account.id
            WHERE account.id = ANY(%s) AND account.kind = 'external' AND account.status <> 'archived'
            """,
            [ids],
        )
        return list(cursor.fetchall())


def _order_days(ids: Sequence[UUID]) -> dict[UUID, list[date]]:
    """The business days with a sale, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT account_id, array_agg(on_day ORDER BY on_day) FROM (
                SELECT DISTINCT account_id, (ordered_at AT TIME ZONE %s)::date AS on_day
                FROM accounts_order WHERE account_id = ANY(%s) AND kind = 'sale'
            ) AS days GROUP BY account_id
            """,
            [settings.BUSINESS_TZ.key, list(ids)],
        )
        return dict(cursor.fetchall())


def _write(standings: Mapping[UUID, Standing], known: Mapping[UUID, Known]) -> None:
    """Only what differs, and neither version nor updated_at."""
    rows = [
        (uuid7(), pk, found.stage, known[pk].since if found.stage == known[pk].stage else found.since, Jsonb(found.parts))
        for pk, found in standings.items()
    ]
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO accounts_journey AS kept (id, account_id, computed_stage, computed_since, parts, set_reason,
                                                  belief_evidence, created_at, updated_at, version, changed_in, changed_at)
            SELECT id, account_id, stage, since, parts, '', '', now(), now(), 1, 0, now()
            FROM unnest(%s::uuid[], %s::uuid[], %s::varchar[], %s::date[], %s::jsonb[])
                 AS found (id, account_id, stage, since, parts)
            ON CONFLICT (account_id) DO UPDATE
            SET computed_stage = excluded.computed_stage, computed_since = excluded.computed_since, parts = excluded.parts
            WHERE (kept.computed_stage, kept.computed_since, kept.parts)
                  IS DISTINCT FROM (excluded.computed_stage, excluded.computed_since, excluded.parts)
            """,
            [list(column) for column in zip(*rows, strict=True)],
        )


def _remember(moved: Mapping[UUID, Standing], known: Mapping[UUID, Known]) -> None:
    """Steps, dated by their entry rule. The first look at a customer is no step."""
    copy_objects(
        [
            StageChange(
                account_id=pk, ladder=StageChange.Ladder.JOURNEY, from_stage=known[pk].stage, to_stage=found.stage,
                is_computed=True, at=_instant(found.since), parts=found.parts,
            )
            for pk, found in moved.items()
            if known[pk].stage is not None
        ]
    )  # fmt: skip


def _instant(day: date | None) -> datetime:
    return at_noon(day or today())
