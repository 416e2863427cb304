"""What may be asked of `/accounts/`, by a list, a saved view, an export or a bulk action alike."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django_filters import rest_framework as df

from accounts.finding.candidates import Lexemes
from accounts.models import Account, AccountKind, AccountRole, AccountStatus, Band, PlaceConfidence, TierName, Welcome
from accounts.models.account import INTERNAL_ROLES
from accounts.search import search_query
from api.filters import (
    ChoiceInFilter,
    DayFilter,
    FlagFilter,
    IdListFilter,
    InstantFilter,
    StrictFilterSet,
    TextListFilter,
    changed_since,
    choice_filters,
    filter_rows,
    id_filters,
    range_filters,
    text_filters,
)
from api.v1.custom_filters import custom_names, definitions, narrow_by_custom
from api.v1.near import Near
from api.v1.segment_rules import rule_asked
from crm.calendar import day_bounds, today
from crm.errors import Invalid
from crm.models import Role, User
from crm.statements import run
from tiers.board.moves import moved


class TagFilter(df.CharFilter):
    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        return qs.filter(tags__contains=[value]) if value else qs


class RoleFilter(df.ChoiceFilter):
    """A role belongs to one kind, which is said along: the few internal accounts have indexes of their own."""

    def __init__(self) -> None:
        super().__init__(field_name="role", choices=[(value, value) for value in AccountRole.values])

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        return of_roles(qs, [value]) if value else qs


class RoleInFilter(ChoiceInFilter):
    def __init__(self) -> None:
        super().__init__(field_name="role", lookup_expr="in", choices=AccountRole.values)

    def filter(self, qs: QuerySet[Any], value: list[str] | None) -> QuerySet[Any]:
        return of_roles(qs, value) if value else qs


def of_roles(qs: QuerySet[Any], roles: list[str]) -> QuerySet[Any]:
    rows = qs.filter(role__in=roles)
    return rows.filter(kind=AccountKind.INTERNAL) if set(roles) <= set(INTERNAL_ROLES) else rows


class TagInFilter(TextListFilter):
    """Any of these tags."""

    def filter(self, qs: QuerySet[Any], value: list[str] | None) -> QuerySet[Any]:
        return qs.filter(tags__overlap=value) if value else qs


WITHIN = """
    WITH RECURSIVE below AS (
        SELECT id FROM accounts_territory WHERE id = ANY(%s)
        UNION SELECT territory.id FROM accounts_territory AS territory JOIN below ON territory.parent_id = below.id
    ) SELECT id FROM below
"""


class TerritoryWithinFilter(IdListFilter):
    """In these territories or in any that lies below them."""

    def filter(self, qs: QuerySet[Any], value: list[UUID] | None) -> QuerySet[Any]:
        return qs.filter(territory_id__in=[row[0] for row in run(WITHIN, [value])]) if value else qs


BELOW = """
    WITH RECURSIVE below AS (
        SELECT id FROM accounts_account WHERE parent_id = ANY(%s)
        UNION SELECT account.id FROM accounts_account AS account JOIN below ON account.parent_id = below.id
    ) SELECT id FROM below
"""


class ParentWithinFilter(IdListFilter):
    """Below these accounts, however deep: the branches of a group and their shops."""

    def filter(self, qs: QuerySet[Any], value: list[UUID] | None) -> QuerySet[Any]:
        return qs.filter(pk__in=[row[0] for row in run(BELOW, [value])]) if value else qs


def with_children(params: QueryDict) -> QueryDict:
    """`?parent=…&include_children=true` asks for all that lies below, as `parent__within` does."""
    if "include_children" not in params or "parent" not in params:
        return params
    asked = params.copy()
    flags = asked.pop("include_children")
    if flags not in (["true"], ["false"]):
        raise Invalid("include_children is true or false.", fields={"include_children": ["true or false."]})
    if flags == ["true"]:
        asked.setlist("parent__within", asked.pop("parent"))
    return asked


class UpdatedUntilFilter(InstantFilter):
    """Nothing is changed before it was opened: said along, so that a list from the newest on begins where the first may lie."""

    def filter(self, qs: QuerySet[Any], value: datetime | None) -> QuerySet[Any]:
        return qs.filter(updated_at__lte=value, created_at__lte=value) if value else qs


class SilentDaysField(forms.IntegerField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=3650, **kwargs)


class SilentFilter(df.Filter):
    """No contact for so many days: nobody spoke with the customer since, and it is no newer than that."""

    field_class = SilentDaysField

    def filter(self, qs: QuerySet[Any], value: int | None) -> QuerySet[Any]:
        if value is None:
            return qs
        day = today() - timedelta(days=value)
        return qs.filter(Q(last_contact_on__lte=day) | Q(last_contact_on__isnull=True, created_at__lt=day_bounds(day)[1]))


class Moved(NamedTuple):
    since: date
    until: date
    before: str | None
    after: str | None


def _tier_named(text: str) -> str | None:
    return None if text == "none" else TierName(text).value


class MovedField(forms.Field):
    """`2026-05-01,2026-06-01,gold,key`: the end of which day and of which, from what tier to what; `none` is not yet rated."""

    def to_python(self, value: Any) -> Moved | None:
        if not value:
            return None
        parts = str(value).split(",")
        try:
            since, until, before, after = parts
            moved = Moved(date.fromisoformat(since), date.fromisoformat(until), _tier_named(before), _tier_named(after))
        except ValueError as error:
            raise ValidationError("Two days and two tiers, such as 2026-05-01,2026-06-01,gold,key.") from error
        if not moved.since < moved.until:
            raise ValidationError("The first day lies before the second.")
        return moved


class MovedFilter(df.Filter):
    """Who stood there then and here later: the accounts behind a cell of `/tier-migration/`."""

    field_class = MovedField

    def filter(self, qs: QuerySet[Any], value: Moved | None) -> QuerySet[Any]:
        return moved(qs, **value._asdict()) if value else qs


class AccountFilter(StrictFilterSet):
    extra = frozenset({"near", "within_km", "segment", "datum"})

    name = df.CharFilter()
    phone = df.CharFilter()
    currency = df.CharFilter()
    external_id = df.CharFilter()
    tag = TagFilter()
    tag__in = TagInFilter()
    territory__within = TerritoryWithinFilter()
    parent__within = ParentWithinFilter()
    no_contact_days = SilentFilter()
    mixed_currency = FlagFilter(field_name="mixed_currency")
    tier_moved = MovedFilter()

    locals().update(
        choice_filters("kind", AccountKind.values)
        | {"role": RoleFilter(), "role__in": RoleInFilter()}
        | choice_filters("status", AccountStatus.values)
        | choice_filters("tier", TierName.values, nullable=True)
        | choice_filters("place_confidence", PlaceConfidence.values)
        | choice_filters("loyalty_band", Band.values, nullable=True)
        | choice_filters("welcome", Welcome.values)
        | id_filters("owner", nullable=True)
        | id_filters("team")
        | id_filters("territory", nullable=True)
        | id_filters("parent", nullable=True)
        | range_filters("annual_value", df.NumberFilter)
        | range_filters("loyalty_index", df.NumberFilter)
        | range_filters("open_complaints", df.NumberFilter, nullable=False)
        | range_filters("tier_since", DayFilter)
        | range_filters("last_order_on", DayFilter)
        | range_filters("last_visit_on", DayFilter)
        | range_filters("last_contact_on", DayFilter)
        | text_filters("industry")
        | text_filters("street")
        | text_filters("village")
        | text_filters("source")
        | range_filters("next_visit_on", DayFilter)
        | range_filters("next_order_on", DayFilter)
        | range_filters("next_action_on", DayFilter)
        | range_filters("created_at", InstantFilter, nullable=False)
        | range_filters("updated_at", InstantFilter, nullable=False)
        | {"updated_at__lte": UpdatedUntilFilter()}
    )


class ServiceAccountFilter(StrictFilterSet):
    """A filter is a question: a service agent may ask only about what a service agent may read."""

    name = df.CharFilter()
    phone = df.CharFilter()
    locals().update(choice_filters("kind", AccountKind.values) | choice_filters("tier", TierName.values, nullable=True))


#: The best plan of a list with one of these hangs on the value asked for, so that none is kept.
VALUE_BOUND = frozenset({"near", "segment", "no_contact_days", "tag", "tag__in", "tier_moved"}) | {
    f"{name}{ending}" for name in ("industry", "street", "village", "source") for ending in ("", "__in")
}


def filterset_for(person: User) -> type[StrictFilterSet]:
    return ServiceAccountFilter if getattr(person, "role", None) == Role.SERVICE_AGENT else AccountFilter


def narrow_accounts(queryset: QuerySet[Account], params: QueryDict, *, person: User) -> QuerySet[Account]:
    """The accounts that answer the parameters, archived ones only where they are asked for. Raises `Invalid`."""
    return narrow_by(filterset_for(person), queryset, params, person=person)


def narrow_by(
    filterset: type[StrictFilterSet], queryset: QuerySet[Account], params: QueryDict, *, person: User | None
) -> QuerySet[Account]:
    """Without a person, for the program itself, which asks no segment by another one."""
    custom = custom_names(params) if filterset is AccountFilter else []
    queryset = filter_rows(filterset, params, queryset, also=custom)
    if filterset is AccountFilter:
        if custom:
            queryset = narrow_by_custom(queryset, params, definitions())
        if near := Near.asked(params):
            queryset = near.narrow(queryset)
        if person is not None and params.get("segment"):
            rule = rule_asked(str(params["segment"]), person=person)
            queryset = narrow_by(AccountFilter, queryset, query_of(rule), person=None)
    if since := changed_since(params):
        queryset = queryset.filter(changed_at__gte=since)
    elif not params.keys() & {"status", "status__in"}:
        queryset = queryset.exclude(status=AccountStatus.ARCHIVED)
    return search_accounts(queryset, str(params["search"])) if params.get("search") else queryset


def search_accounts(queryset: QuerySet[Account], text: str) -> QuerySet[Account]:
    query = search_query(text)
    return queryset.filter(search=Lexemes(query, search_type="raw")) if query else queryset.none()


def has_one_plan(params: Mapping[str, str]) -> bool:
    return not (params.keys() & VALUE_BOUND or custom_names(params))


def query_of(filters: Mapping[str, str]) -> QueryDict:
    """Kept filters as an address carries them."""
    params = QueryDict(mutable=True)
    params.update(filters)
    return params
