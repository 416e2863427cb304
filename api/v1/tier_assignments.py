"""`/tier-assignments/`: every change of tier with the numbers that explain it. Append-only."""

from typing import ClassVar

from django.db.models import QuerySet
from rest_framework import serializers

from accounts.models import TierName
from api.filters import DayFilter, InstantFilter, StrictFilterSet, choice_filters, id_filters, range_filters
from api.resources import Resource
from api.rows import Ref, RowSerializer
from tiers.models import TierAssignment


class TierAssignmentSerializer(RowSerializer):
    id = serializers.UUIDField()
    account = Ref()
    kind = serializers.ChoiceField(choices=TierAssignment.Kind.choices)
    before = serializers.ChoiceField(choices=TierName.choices, allow_null=True)
    after = serializers.ChoiceField(choices=TierName.choices, allow_null=True)
    as_of = serializers.DateField()
    policy = Ref(allow_null=True)
    reason = serializers.CharField(help_text="The rule that decided, or a person's words.")
    numbers = serializers.JSONField(help_text="Value, currency, rank, peers, cuts, candidate, computed, months_beyond.")
    at = serializers.DateTimeField()
    by = Ref(allow_null=True)


class TierAssignmentFilter(StrictFilterSet):
    locals().update(
        id_filters("account")
        | choice_filters("kind", TierAssignment.Kind.values)
        | choice_filters("before", TierName.values, nullable=True)
        | choice_filters("after", TierName.values, nullable=True)
        | range_filters("as_of", DayFilter, nullable=False)
        | range_filters("at", InstantFilter, nullable=False)
    )


class TierAssignmentViewSet(Resource):
    noun = "tiers"
    serializer_class = TierAssignmentSerializer
    filterset_class = TierAssignmentFilter
    orderings: ClassVar = {"at": "at"}
    default_ordering = "-at"

    def rows(self) -> QuerySet[TierAssignment]:
        return TierAssignment.objects.visible_to(self.person)
