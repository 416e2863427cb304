"""`/win-back/`: customers who are lost, with what they were worth and why they left (row 39)."""

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Case, CharField, DateField, F, QuerySet, When
from django.db.models.functions import Cast
from django_filters import rest_framework as df
from rest_framework import serializers

from accounts.models import Account, AccountRole, Journey, Stage, TierName
from accounts.queries import win_back
from api.filters import DayFilter, StrictFilterSet, choice_filters, id_filters, range_filters
from api.resources import Resource
from api.rows import Ref, RowSerializer
from api.v1.account_filters import TerritoryWithinFilter

OF_ACCOUNT = ("role", "tier", "phone", "last_order_on", "last_contact_on", "currency", "open_complaints")


def of_account(name: str) -> F:
    return F(f"account__{name}")


class WinBackSerializer(RowSerializer):
    id = serializers.UUIDField(help_text="Of the journey.")
    account = Ref()
    role = serializers.ChoiceField(choices=AccountRole.choices)
    tier = serializers.ChoiceField(choices=TierName.choices, allow_null=True)
    owner = Ref(allow_null=True)
    team = Ref()
    territory = Ref(allow_null=True)
    phone = serializers.CharField()
    last_order_on = serializers.DateField(allow_null=True)
    last_contact_on = serializers.DateField(allow_null=True)
    last_years_value = serializers.DecimalField(
        max_digits=16, decimal_places=2, allow_null=True, help_text="Net sales of the 12 months up to the last order."
    )
    currency = serializers.CharField()
    lost_since = serializers.DateField(allow_null=True, help_text="By the facts; null where only a person said so.")
    parts = serializers.DictField(help_text="The facts behind the stage, with the entry rule.")
    set_by = Ref(allow_null=True, help_text="Who set the stage; null when the facts did.")
    set_at = serializers.DateTimeField(allow_null=True)
    set_reason = serializers.CharField()
    open_complaints = serializers.IntegerField()
    broken_promises = serializers.IntegerField()
    trust_broken = serializers.IntegerField(help_text="Acts that broke trust.")
    created_at = serializers.DateTimeField()

    expressions: ClassVar[dict[str, Any]] = {
        **{name: of_account(name) for name in OF_ACCOUNT},
        **{name: Ref(allow_null=True).expression(f"account__{name}") for name in ("owner", "team", "territory")},
        "last_years_value": Cast(win_back.last_years_value(), CharField()),
        "lost_since": Case(When(computed_stage=Stage.LOST, then=F("computed_since")), output_field=DateField()),
        "broken_promises": win_back.broken_promises(),
        "trust_broken": win_back.acts_that_broke_trust(),
    }


class TerritoryBelowFilter(TerritoryWithinFilter):
    def filter(self, qs: QuerySet[Any], value: list[UUID] | None) -> QuerySet[Any]:
        return qs.filter(account__in=super().filter(Account.objects.all(), value)) if value else qs


def on_account(filters: dict[str, df.Filter]) -> dict[str, df.Filter]:
    """The same filters, asked of the journey's account."""
    for each in filters.values():
        each.field_name = f"account__{each.field_name}"
    return filters


class WinBackFilter(StrictFilterSet):
    territory__within = TerritoryBelowFilter()
    locals().update(
        on_account(
            id_filters("owner", nullable=True)
            | id_filters("team")
            | choice_filters("tier", TierName.values, nullable=True)
            | choice_filters("role", AccountRole.values)
            | range_filters("last_order_on", DayFilter)
        )
    )


class WinBackViewSet(Resource):
    """The freshly lost first, unless `ordering` says otherwise: what has just gone comes back the easiest."""

    noun = "journeys"
    http_method_names = ("get", "head", "options")
    serializer_class = WinBackSerializer
    filterset_class = WinBackFilter
    orderings: ClassVar = {"lost_since": "computed_since", "created_at": "created_at"}
    default_ordering = "-lost_since"

    def rows(self) -> QuerySet[Journey]:
        facts, word = win_back.lost_journeys(self.person)
        return facts | word

    def parts(self) -> list[QuerySet[Any]]:
        return [*win_back.lost_journeys(self.person)]

    def has_one_plan(self, parts: Sequence[QuerySet[Any]]) -> bool:
        """Where to begin, at the lost or at the accounts, hangs on how many this person sees."""
        return False
