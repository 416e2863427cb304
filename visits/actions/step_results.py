"""What comes home from the steps of a visit: judged before the visit is written, then told to whom it concerns."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from uuid6 import uuid7

from accounts.actions.consumption import count_stock
from accounts.actions.fields import clean_text
from accounts.models import AccountKind, Consumption
from crm.calendar import business_day
from crm.errors import DomainError, Invalid
from crm.models import User
from tiers.actions.evidence import note_evidence
from visits.actions.findings import add_findings
from visits.actions.talk_switches import is_pressure_allowed
from visits.models import StepKind, Visit, VisitStep, VisitType
from visits.steps import KINDS, METHODS, OBSERVED, PRESSURE, REACTIONS, Seen, level_finding, seen_in, undone

MOST_LINES = 100


class StepsUndone(DomainError):
    """Steps that must be done on such a visit are neither done nor skipped with a reason."""

    code = "steps_undone"


class PressureOff(DomainError):
    """Pressing a customer is switched off in this team; a lead may switch it on, and says why (row 34)."""

    code = "pressure_off"


@dataclass(frozen=True, slots=True)
class Result:
    kind: str
    state: str
    reason: str
    note: str
    details: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Work:
    """The results of a visit's steps, read and judged."""

    type: VisitType | None
    results: list[Result]


def read_work(
    *, visit: Visit, steps: Iterable[Any], type: VisitType | None, type_version: int | None, outcome: str, at: datetime,
    photos: Sequence[str] = (),
) -> Work:  # fmt: skip
    """Judge what was brought. Raises `Invalid` naming `steps`, `StepsUndone`, `PressureOff`."""
    type = type or visit.visit_type or VisitType.objects.filter(is_default=True).first()
    results = [_read(entry) for entry in steps]
    kinds = [result.kind for result in results]
    if len(set(kinds)) < len(kinds):
        raise _refusal("Each step once.")
    done = {result.kind: result for result in results if result.state == VisitStep.State.DONE}
    if StepKind.STOREFRONT_PHOTO in done and not photos:
        raise _refusal("A storefront photo is a photo: take it, or skip the step and say why.")
    missing = undone(type.steps if type else [], kinds, outcome=outcome, known_version=type_version)
    if missing:
        raise StepsUndone(
            "Some steps must be done, or skipped with a reason.",
            fields={"steps": [f"Must be done: {', '.join(missing)}."]}, more={"steps": missing},
        )  # fmt: skip
    methods = set(done["talk"].details.get("methods", ())) if "talk" in done else set()
    if methods & PRESSURE and not is_pressure_allowed(team=visit.account.team_id, at=at):
        raise PressureOff("Pressing the customer is switched off here.", fields={"steps": ["limited_time is not allowed."]})
    if licence := done.get(StepKind.LICENCE_CHECK):
        licence.details["recorded"] = visit.account.licence_name  # what it was compared with, whatever the record says later
    return Work(type, results)


def record_work(*, visit: Visit, work: Work, findings: Sequence[Mapping[str, str]], by: User | None, at: datetime) -> None:
    """Write the steps down; stock counts go to consumption, rivals' offers and referrals to loyalty, findings become tasks."""
    order = {kind: position for position, kind in enumerate(_order(work.type))}
    steps = [
        VisitStep(
            id=uuid7(), account_id=visit.account_id, visit=visit, kind=result.kind, position=order.get(result.kind, len(order)),
            state=result.state, reason=result.reason, note=result.note, details=result.details,
        )
        for result in work.results
    ]  # fmt: skip
    VisitStep.objects.bulk_create(steps)
    seen = [Seen(finding.get("kind", ""), finding.get("text", "")) for finding in findings]
    for result in work.results:
        if result.state == VisitStep.State.DONE:
            if tell := TELLERS.get(result.kind):
                tell(visit, result.details, by, at)
            seen += seen_in(result.kind, result.details, result.note)
    if low := level_finding(visit.service_level):
        seen.append(low)
    add_findings(visit=visit, seen=seen, by=by, at=at)


def _order(type: VisitType | None) -> Sequence[str]:
    return [step["kind"] for step in type.steps] if type else KINDS


def _count(visit: Visit, details: Mapping[str, Any], by: User | None, at: datetime) -> None:
    wanted = {UUID(count["consumption"]): Decimal(count["quantity"]) for count in details.get("counts", ())}
    found = Consumption.objects.filter(pk__in=wanted, account=visit.account_id).select_related("account", "product")
    kept = {row.pk: row for row in found}
    if strange := sorted(str(pk) for pk in wanted.keys() - kept.keys()):
        raise _refusal(f"Not a product that is kept for this customer: {', '.join(strange)}.")
    for pk in sorted(wanted):
        count_stock(consumption=kept[pk], quantity=wanted[pk], by=by, at=at)


def _tell_of_rival(visit: Visit, details: Mapping[str, Any], by: User | None, at: datetime) -> None:
    kind = "offer_refused" if details.get("refused") else "competitor_promotion"
    _evidence(visit, kind, by, at, competitor=details.get("competitor", ""), note=details.get("offer", ""))


def _tell_of_referral(visit: Visit, details: Mapping[str, Any], by: User | None, at: datetime) -> None:
    words = " ".join(part for part in (details.get("name", ""), details.get("phone", "")) if part)
    _evidence(visit, "contact_given", by, at, note=words)


def _evidence(visit: Visit, kind: str, by: User | None, at: datetime, *, note: str, competitor: str = "") -> None:
    """Loyalty is about customers outside; of an internal one the finding alone stands."""
    if visit.account.kind == AccountKind.EXTERNAL:
        day = business_day(at)
        note_evidence(account=visit.account, kind=kind, on=day, by=by, at=at, subject=visit.pk, note=note, competitor=competitor)


TELLERS: Mapping[str, Callable[[Visit, Mapping[str, Any], User | None, datetime], None]] = {
    "stock_count": _count,
    "competitor_promotion": _tell_of_rival,
    "referral": _tell_of_referral,
}


def _read(entry: Any) -> Result:
    if not isinstance(entry, Mapping) or set(entry) - {"kind", "state", "reason", "note", "details"}:
        raise _refusal('Each is {"kind", "state", "reason"?, "note"?, "details"?}.')
    kind, state = entry.get("kind"), entry.get("state", VisitStep.State.DONE)
    if kind not in KINDS or state not in VisitStep.State.values:
        raise _refusal(f"kind is one of {', '.join(KINDS)}; state is done or skipped.")
    reason, note = _words(entry.get("reason", ""), 200), _words(entry.get("note", ""), 500)
    if state == VisitStep.State.SKIPPED:
        if not reason:
            raise _refusal(f"{kind}: a skipped step needs its reason.")
        return Result(kind, state, reason, note, {})
    details = entry.get("details") or {}
    if not isinstance(details, Mapping):
        raise _refusal(f"{kind}: details are an object.")
    shape = SHAPES[kind]
    if strange := sorted(set(details) - set(shape)):
        raise _refusal(f"{kind}: unknown {', '.join(map(str, strange))}.")
    read = {name: shape[name](value) for name, value in details.items()}
    if (needed := NEEDED.get(kind)) and not read.get(needed) and not note and read.get(needed) is not False:
        raise _refusal(f"{kind}: say what was seen ({needed}), or write a note.")
    return Result(kind, state, "", note, read)


def _words(value: Any, longest: int = 200) -> str:
    if not isinstance(value, str):
        raise _refusal("Words are a text.")
    try:
        text = clean_text(value)
    except ValidationError as error:
        raise _refusal(*error.messages) from error
    if len(text) > longest:
        raise _refusal(f"At most {longest} characters.")
    return text


def _some_of(allowed: Sequence[str]) -> Callable[[Any], list[str]]:
    def read(value: Any) -> list[str]:
        if not isinstance(value, list) or not all(isinstance(entry, str) and entry in allowed for entry in value):
            raise _refusal(f"Some of: {', '.join(allowed)}.")
        return list(dict.fromkeys(value))

    return read


def _one_of(allowed: Sequence[str]) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if value not in allowed:
            raise _refusal(f"One of: {', '.join(allowed)}.")
        return str(value)

    return read


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _refusal("Yes or no: true or false.")
    return value


def _amount(value: Any, places: int) -> str:
    try:
        number = Decimal(str(value)) if isinstance(value, str | int | float) and not isinstance(value, bool) else None
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite() or not 0 <= number < 10**9 or number != round(number, places):
        raise _refusal(f"A number from 0 with at most {places} decimals.")
    return str(number)


def _lines(read: Callable[[Mapping[str, Any]], dict[str, str]]) -> Callable[[Any], list[dict[str, str]]]:
    def lines(value: Any) -> list[dict[str, str]]:
        if not isinstance(value, list) or len(value) > MOST_LINES or not all(isinstance(line, Mapping) for line in value):
            raise _refusal(f"A list of at most {MOST_LINES} lines.")
        return [read(line) for line in value]

    return lines


def _count_line(line: Mapping[str, Any]) -> dict[str, str]:
    try:
        return {"consumption": str(UUID(str(line.get("consumption")))), "quantity": _amount(line.get("quantity"), 3)}
    except ValueError as error:
        raise _refusal("A count names its consumption and its quantity.") from error


def _price_line(line: Mapping[str, Any]) -> dict[str, str]:
    product = _words(line.get("product", ""), 100)
    if not product or set(line) - {"product", "price", "agreed"}:
        raise _refusal("A price names its product and its price, perhaps the one agreed.")
    agreed = {} if line.get("agreed") in (None, "") else {"agreed": _amount(line["agreed"], 2)}
    return {"product": product, "price": _amount(line.get("price"), 2)} | agreed


SHAPES: Mapping[str, Mapping[str, Callable[[Any], Any]]] = {
    "talk": {"methods": _some_of(METHODS)},
    "brand": {"product": lambda value: _words(value, 100), "reaction": _one_of(REACTIONS), "observed": _some_of(OBSERVED)},
    "stock_count": {"counts": _lines(_count_line)},
    "price_check": {"prices": _lines(_price_line)},
    "storefront_photo": {},
    "competitor_promotion": {"competitor": lambda value: _words(value, 100), "offer": _words, "refused": _flag},
    "referral": {"name": lambda value: _words(value, 100), "phone": lambda value: _words(value, 40)},
    "licence_check": {"matches": _flag, "found": _words},
}
#: What a step that was done cannot be without, unless a note says it.
NEEDED = {
    "stock_count": "counts", "price_check": "prices", "competitor_promotion": "competitor", "referral": "name",
    "licence_check": "matches",
}  # fmt: skip


def _refusal(*messages: str) -> Invalid:
    return Invalid("Some steps cannot be written.", fields={"steps": messages})
