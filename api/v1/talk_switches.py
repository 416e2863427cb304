"""`/talk-switches/`: whether pressing a customer is allowed in a team; the list is the audit (row 34)."""

from typing import ClassVar

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.describing import extend_schema
from api.filters import StrictFilterSet, id_filters
from api.resources import Resource, StrictSerializer
from api.rows import Ref, RowSerializer
from api.v1.clock import now
from crm.models import Team
from visits.actions.talk_switches import switch_pressure
from visits.models import TalkSwitch


class TalkSwitchSerializer(RowSerializer):
    id = serializers.UUIDField()
    team = Ref()
    is_on = serializers.BooleanField()
    reason = serializers.CharField()
    by = Ref(allow_null=True)
    at = serializers.DateTimeField()


class SwitchForm(StrictSerializer):
    id = serializers.UUIDField(required=False)
    team = serializers.PrimaryKeyRelatedField(queryset=Team.objects.all())
    is_on = serializers.BooleanField()
    reason = serializers.CharField(max_length=300)


class TalkSwitchFilter(StrictFilterSet):
    locals().update(id_filters("team"))


class TalkSwitchViewSet(Resource):
    noun = "visits"
    serializer_class = TalkSwitchSerializer
    filterset_class = TalkSwitchFilter
    orderings: ClassVar = {"at": "at"}
    default_ordering = "-at"

    def rows(self) -> QuerySet[TalkSwitch]:
        return TalkSwitch.objects.visible_to(self.person)

    @extend_schema(request=SwitchForm, responses={201: TalkSwitchSerializer}, description="A lead's; each says why.")
    def create(self, request: Request) -> Response:
        switched = switch_pressure(by=self.person, at=now(), **self.form(SwitchForm))
        return self.answer(switched.pk, http_status=201)
