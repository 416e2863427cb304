"""`/shifts/`, `/absences/`, `/accounts/{id}/visit-rules/`: when managers work and when customers are visited."""

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Account
from api.describing import extend_schema
from api.filters import StrictFilterSet, id_filters, refuse_unknown
from api.resources import Resource, StrictSerializer
from api.rows import Ref, RowSerializer
from api.v1.clock import now
from api.v1.day_plans import planned_for
from api.versions import etag, required_version
from crm.errors import Unseen
from crm.models import User
from visits.actions.working import MOST_WINDOWS, call_off_absence, plan_absence, set_shift, set_visit_rules
from visits.models import Absence, ManagerShift, VisitRules


class ShiftSerializer(RowSerializer):
    id = serializers.UUIDField()
    manager = Ref()
    weekdays = serializers.ListField(child=serializers.IntegerField(min_value=1, max_value=7))
    starts_at = serializers.TimeField()
    ends_at = serializers.TimeField()
    lunch_from = serializers.TimeField(allow_null=True)
    lunch_until = serializers.TimeField(allow_null=True)
    lunch_minutes = serializers.IntegerField()
    start_latitude = serializers.FloatField(allow_null=True)
    start_longitude = serializers.FloatField(allow_null=True)
    end_latitude = serializers.FloatField(allow_null=True)
    end_longitude = serializers.FloatField(allow_null=True)
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class ShiftForm(StrictSerializer):
    """`manager`: left out, whoever asks. Fields left out stay as they are. `version`: what was seen, 0 for none; left out, whatever
    stands there is written over."""

    manager = serializers.PrimaryKeyRelatedField(queryset=User.objects.filter(is_active=True), required=False)
    weekdays = serializers.ListField(child=serializers.IntegerField(min_value=1, max_value=7), max_length=7, required=False)
    starts_at = serializers.TimeField(required=False)
    ends_at = serializers.TimeField(required=False)
    lunch_from = serializers.TimeField(required=False, allow_null=True)
    lunch_until = serializers.TimeField(required=False, allow_null=True)
    lunch_minutes = serializers.IntegerField(min_value=0, max_value=180, required=False)
    start_latitude = serializers.FloatField(min_value=-90, max_value=90, required=False, allow_null=True)
    start_longitude = serializers.FloatField(min_value=-180, max_value=180, required=False, allow_null=True)
    end_latitude = serializers.FloatField(min_value=-90, max_value=90, required=False, allow_null=True)
    end_longitude = serializers.FloatField(min_value=-180, max_value=180, required=False, allow_null=True)
    version = serializers.IntegerField(min_value=0, required=False)


class OfManagerFilter(StrictFilterSet):
    locals().update(id_filters("manager"))


class OfManagerViewSet(Resource):
    noun = "cycle-plans"
    filterset_class = OfManagerFilter

    def manager_of(self, given: User | None) -> User:
        """Somebody whom `self.person` may know of; a stranger is answered like nobody."""
        manager = given or self.person
        if manager != self.person and not planned_for(self.person).filter(pk=manager.pk).exists():
            raise Unseen("No such manager.")
        return manager


class ShiftViewSet(OfManagerViewSet):
    serializer_class = ShiftSerializer

    def rows(self) -> QuerySet[ManagerShift]:
        return ManagerShift.objects.visible_to(self.person)

    @extend_schema(request=ShiftForm, responses=ShiftSerializer)
    @action(detail=False, methods=["post"])
    def set(self, request: Request) -> Response:
        """A manager has one shift: this makes it or changes it."""
        form = self.form(ShiftForm)
        shift = set_shift(manager=self.manager_of(form.pop("manager", None)), by=self.person, at=now(), **form)
        return self.answer(shift.pk)


class AbsenceSerializer(RowSerializer):
    id = serializers.UUIDField()
    manager = Ref()
    kind = serializers.ChoiceField(choices=Absence.Kind.choices)
    since = serializers.DateField()
    until = serializers.DateField()
    note = serializers.CharField()
    archived_at = serializers.DateTimeField(allow_null=True, help_text="Called off.")
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class AbsenceForm(StrictSerializer):
    id = serializers.UUIDField(required=False)
    manager = serializers.PrimaryKeyRelatedField(queryset=User.objects.filter(is_active=True), required=False)
    kind = serializers.ChoiceField(choices=Absence.Kind.choices, required=False)
    since = serializers.DateField()
    until = serializers.DateField()
    note = serializers.CharField(max_length=200, required=False, allow_blank=True)


class EmptyForm(StrictSerializer):
    pass


class AbsenceViewSet(OfManagerViewSet):
    serializer_class = AbsenceSerializer
    orderings: ClassVar = {"since": "since", "created_at": "created_at"}

    def rows(self) -> QuerySet[Absence]:
        return Absence.objects.visible_to(self.person)

    @extend_schema(request=AbsenceForm, responses={201: AbsenceSerializer})
    def create(self, request: Request) -> Response:
        form = self.form(AbsenceForm)
        absence = plan_absence(manager=self.manager_of(form.pop("manager", None)), by=self.person, at=now(), **form)
        return self.answer(absence.pk, http_status=201)

    @extend_schema(request=EmptyForm, responses=AbsenceSerializer)
    @action(detail=True, methods=["post"], url_path="call-off")
    def call_off(self, request: Request, pk: UUID) -> Response:
        self.form(EmptyForm)
        call_off_absence(absence=self.row(), by=self.person, at=now())
        return self.answer(pk)


class VisitRulesSerializer(serializers.Serializer[Any]):
    account = serializers.UUIDField()
    weekdays = serializers.ListField(child=serializers.IntegerField(min_value=1, max_value=7), help_text="Empty: any working day.")
    windows = serializers.ListField(
        child=serializers.ListField(child=serializers.CharField(), min_length=2, max_length=2),
        help_text='[["08:30", "11:00"], …]: a visit begins in one; empty: the opening hours.',
    )
    service_minutes = serializers.IntegerField(allow_null=True, help_text="Null: as its tier.")
    interval_days = serializers.IntegerField(allow_null=True, help_text="Null: as its tier.")
    version = serializers.IntegerField(help_text="0 while there are no rules of its own.")


class VisitRulesForm(StrictSerializer):
    weekdays = serializers.ListField(child=serializers.IntegerField(min_value=1, max_value=7), max_length=7, required=False)
    windows = serializers.ListField(
        child=serializers.ListField(child=serializers.CharField(max_length=5), min_length=2, max_length=2),
        max_length=MOST_WINDOWS, required=False,
    )  # fmt: skip
    service_minutes = serializers.IntegerField(min_value=1, max_value=480, required=False, allow_null=True)
    interval_days = serializers.IntegerField(min_value=1, max_value=366, required=False, allow_null=True)


class VisitRulesViewSet(Resource):
    """Hangs under an account; `pk` is the account's."""

    noun = "cycle-plans"

    def rows(self) -> QuerySet[Account]:
        return Account.objects.visible_to(self.person)

    @extend_schema(operation_id="accounts_visit_rules_retrieve", responses=VisitRulesSerializer)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        refuse_unknown(request.query_params, ())
        account = self.row()
        return rules_answer(account, VisitRules.objects.visible_to(self.person).filter(account=account).first())

    @extend_schema(operation_id="accounts_visit_rules_update", request=VisitRulesForm, responses=VisitRulesSerializer)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Fields left out stay as they are."""
        account, version = self.row(), required_version(request)
        rules = set_visit_rules(account=account, by=self.person, at=now(), version=version, **self.form(VisitRulesForm))
        return rules_answer(account, rules)


def rules_answer(account: Account, rules: VisitRules | None) -> Response:
    rules = rules or VisitRules(account=account, version=0)
    fields = ("weekdays", "windows", "service_minutes", "interval_days", "version")
    response = Response({"account": account.pk, **{name: getattr(rules, name) for name in fields}})
    response["ETag"] = etag(rules.version)
    return response
