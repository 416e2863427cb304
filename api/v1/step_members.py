"""`/step-members/`: who works at which department or post (row 5)."""

from uuid import UUID

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actions.step_members import join_step, leave_step
from accounts.models import StepMember
from api.describing import extend_schema
from api.filters import FlagFilter, StrictFilterSet, id_filters, null_filter
from api.resources import Resource, StrictSerializer
from api.rows import Ref, RowSerializer
from api.v1.chain import EmptyForm
from api.v1.clock import now
from api.v1.fields import VisibleAccountField
from crm.models import User


class StepMemberSerializer(RowSerializer):
    id = serializers.UUIDField()
    account = Ref()
    user = Ref()
    is_lead = serializers.BooleanField()
    since = serializers.DateTimeField()
    until = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class StepMemberForm(StrictSerializer):
    id = serializers.UUIDField(required=False)
    account = VisibleAccountField()
    user = serializers.PrimaryKeyRelatedField(queryset=User.objects.filter(is_active=True))
    is_lead = serializers.BooleanField(required=False)


class StepMemberFilter(StrictFilterSet):
    is_lead = FlagFilter()
    locals().update(id_filters("account") | id_filters("user") | null_filter("until"))


class StepMemberViewSet(Resource):
    noun = "process-links"
    serializer_class = StepMemberSerializer
    filterset_class = StepMemberFilter
    orderings = {"since": "since", "created_at": "created_at"}
    default_ordering = "since"

    def rows(self) -> QuerySet[StepMember]:
        return StepMember.objects.visible_to(self.person)

    @extend_schema(request=StepMemberForm, responses={201: StepMemberSerializer})
    def create(self, request: Request) -> Response:
        member = join_step(by=self.person, at=now(), **self.form(StepMemberForm))
        return self.answer(member.pk, http_status=201)

    @extend_schema(request=EmptyForm, responses=StepMemberSerializer)
    @action(detail=True, methods=["post"])
    def leave(self, request: Request, pk: UUID) -> Response:
        leave_step(member=self.row(), by=self.person, at=now())
        return self.answer(pk)
