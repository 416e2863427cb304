"""A segment's rule is the account list's own language; what it names and nobody has any more is told by its name (row 42)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Model

from accounts.custom import Definition, Unfit
from accounts.models import Account, Territory
from api.filters import PAGING, split_list
from api.v1.custom_filters import PREFIX, definitions, question
from api.v1.near import Near
from crm.errors import Invalid
from crm.models import Team, User
from tiers.models import Segment
from tiers.segments import rule_of

Filters = Mapping[str, str]
Problems = dict[str, list[str]]

#: Parameters that name rows; a rule that names one which is gone must say so, and not merely find nobody.
NAMING: Mapping[str, type[Model]] = {"owner": User, "team": Team, "territory": Territory, "parent": Account}
GONE = "What it names is no longer there."
UNKNOWN = "Unknown parameter."


class SegmentBroken(Invalid):
    """The rule names a field or a value that is gone: it shows nobody rather than more than was meant."""

    code = "segment_broken"


def rule_asked(text: str, *, person: User) -> dict[str, str]:
    """The conditions of the segment that `?segment=…` names. Raises `Invalid`, or `SegmentBroken` naming what is gone."""
    segment = _named(text, person=person)
    if segment is None:
        raise Invalid("There is no such segment.", fields={"segment": ["No such segment."]})
    return sound_rule(segment)


def sound_rule(segment: Segment) -> dict[str, str]:
    rule = rule_of(segment.filters, team=str(segment.team_id) if segment.team_id else None)
    if problems := judge([rule])[0]:
        fields = {"segment": [f"{name}: {' '.join(why)}" for name, why in problems.items()]}
        raise SegmentBroken(f"The rule names what is gone: {', '.join(problems)}.", fields=fields, more={"problems": problems})
    return rule


def asks_welcome(params: Mapping[str, str], *, person: User) -> bool:
    """Whether the question, or the rule of the segment it names, is about the second axis (row 7)."""
    segment = _named(params["segment"], person=person) if params.get("segment") else None
    return bool({"welcome", "welcome__in"} & {*params, *(segment.filters if segment else ())})


def _named(text: str, *, person: User) -> Segment | None:
    try:
        return Segment.objects.visible_to(person).filter(pk=UUID(text)).first()
    except ValueError:
        return None


def judge(rules: Iterable[Filters]) -> list[Problems]:
    """What is wrong with each, by parameter; a few statements for all of them."""
    asked = list(rules)
    if not asked:
        return []
    known, there = definitions(), _there(asked)
    return [{name: why for name, value in rule.items() if (why := _problem(name, value, rule, known, there))} for rule in asked]


def _problem(name: str, value: str, rule: Filters, known: Mapping[str, Definition], there: set[UUID]) -> list[str]:
    from api.v1.account_filters import AccountFilter  # the list asks a segment, a segment asks the list's filters

    try:
        if name.startswith(PREFIX):
            question(name, value, known)
        elif name in ("near", "within_km"):
            Near.asked({"near": rule.get("near", ""), "within_km": rule.get("within_km", "5")})
        elif name in PAGING or name not in AccountFilter.base_filters:
            return [UNKNOWN]
        else:
            AccountFilter.base_filters[name].field.clean(value)
    except Unfit as error:
        return [str(error)]
    except ValidationError as error:
        return list(error.messages)
    except Invalid as error:
        return error.fields.get(name) or [error.detail]
    return [GONE] if any(id not in there for id in _ids(name, value)) else []


def _there(rules: Iterable[Filters]) -> set[UUID]:
    asked: dict[type[Model], set[UUID]] = {}
    for rule in rules:
        for name, value in rule.items():
            if ids := _ids(name, value):
                asked.setdefault(NAMING[name.split("__")[0]], set()).update(ids)
    return {pk for model, ids in asked.items() for pk in _manager(model).filter(pk__in=ids).values_list("pk", flat=True)}


def _manager(model: type[Model]) -> Any:
    return model._default_manager


def _ids(name: str, value: str) -> list[UUID]:
    field, _, ending = name.partition("__")
    if field not in NAMING or ending not in ("", "in", "within"):
        return []
    try:
        return [UUID(item) for item in split_list(value)]
    except ValueError:
        return []  # told as a value that is no id
