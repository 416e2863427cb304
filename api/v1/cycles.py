"""`/cycle-plans/`: four weeks of a manager's visits, from the question to the published plan."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.describing import extend_schema
from api.filters import StrictFilterSet, choice_filters, id_filters, read_id, refuse_unknown
from api.resources import Resource, StrictSerializer
from api.v1.clock import now
from api.v1.cycle_shapes import (
    CycleChangesSerializer,
    CycleEditedSerializer,
    CycleEditSerializer,
    CyclePlanSerializer,
    CyclePricesSerializer,
    CycleSerializer,
    OverloadSerializer,
    changes_body,
    edit_body,
    edited_body,
    overload_body,
    plan_body,
    prices_body,
)
from api.v1.day_plans import read_day, read_manager
from crm.calendar import business_day, today
from crm.errors import Invalid
from crm.models import Role, User
from visits.actions.cycle_edits import lock_stop, move_stop, place_call, remove_stop, undo_edit
from visits.actions.cycle_publishing import changes_of, publish_cycle
from visits.actions.cycles import MOST_ITERATIONS, cancel_cycle, next_monday, open_cycle
from visits.jobs import enqueue_cycle
from visits.models import Cycle, CycleEdit, CycleStop
from visits.planning.cycle.prices import prices
from visits.readings.cycle_inputs import cycle_inputs
from visits.readings.cycle_plans import question_of, stops_of, week_of

#: Edits that a page shows.
MOST_EDITS = 200
STOP = OpenApiParameter("stop", OpenApiTypes.UUID, OpenApiParameter.QUERY, description="A stop of the plan that is to move.")
ACCOUNT = OpenApiParameter("account", OpenApiTypes.UUID, OpenApiParameter.QUERY, description="Or an account to be given a visit.")
MANAGER = OpenApiParameter("manager", OpenApiTypes.STR, OpenApiParameter.QUERY, description="An id, or `me`.", default="me")
STARTS_ON = OpenApiParameter("starts_on", OpenApiTypes.DATE, OpenApiParameter.QUERY, description="Left out: next Monday.")


class NewCycleForm(StrictSerializer):
    """`manager`: left out, whoever asks. `starts_on`: left out, next Monday. `iterations`: left out, by the number of accounts.
    `based_on`: a plan whose locked stops stay where they are."""

    id = serializers.UUIDField(required=False)
    manager = serializers.PrimaryKeyRelatedField(queryset=User.objects.filter(is_active=True), required=False)
    starts_on = serializers.DateField(required=False)
    seed = serializers.IntegerField(min_value=1, max_value=1_000_000, required=False)
    iterations = serializers.IntegerField(min_value=100, max_value=MOST_ITERATIONS, required=False)
    based_on = serializers.UUIDField(required=False, allow_null=True)


class MoveForm(StrictSerializer):
    """`stop` to another day; `account` to be given a visit on `to`; `stop` with `to` null is taken out."""

    stop = serializers.UUIDField(required=False)
    account = serializers.UUIDField(required=False)
    to = serializers.DateField(allow_null=True)


class LockForm(StrictSerializer):
    stop = serializers.UUIDField()
    locked = serializers.BooleanField()


class EmptyForm(StrictSerializer):
    pass


class CycleFilter(StrictFilterSet):
    locals().update(id_filters("manager") | id_filters("team") | choice_filters("state", Cycle.State.values))


class CycleViewSet(Resource):
    noun = "cycle-plans"
    serializer_class = CycleSerializer
    filterset_class = CycleFilter
    orderings: ClassVar = {"created_at": "created_at", "starts_on": "starts_on"}

    def rows(self) -> QuerySet[Cycle]:
        return Cycle.objects.visible_to(self.person)

    @extend_schema(request=NewCycleForm, responses={201: CycleSerializer})
    def create(self, request: Request) -> Response:
        """A draft, with the hours needed against the hours there are; nothing is planned before it is started."""
        form = self.form(NewCycleForm)
        based_on = form.pop("based_on", None)
        cycle = open_cycle(
            by=self.person, at=now(), manager=self.planner_of(form.pop("manager", None)),
            based_on=self.based(based_on) if based_on else None, **form,
        )  # fmt: skip
        response = self.answer(cycle.pk, http_status=201)
        response["Location"] = f"/api/v1/cycle-plans/{cycle.pk}/"
        return response

    @extend_schema(parameters=[MANAGER, STARTS_ON], responses=OverloadSerializer)
    @action(detail=False, methods=["get"])
    def overload(self, request: Request) -> Response:
        """Hours needed against hours there are, before anything is asked for; nothing is written."""
        refuse_unknown(request.query_params, ("manager", "starts_on"))
        manager = read_manager(request.query_params.get("manager", "me"), self.person)
        text = request.query_params.get("starts_on")
        starts_on = read_day(text) if text else next_monday(today())
        inputs = cycle_inputs(manager=manager, starts_on=starts_on, today=today())
        return Response(overload_body(inputs, starts_on))

    @extend_schema(request=EmptyForm, responses={202: CycleSerializer})
    @action(detail=True, methods=["post"])
    def start(self, request: Request, pk: UUID) -> Response:
        """The worker plans it; see `iterations_done`, `cost` and `costs` on the way."""
        self.form(EmptyForm)
        enqueue_cycle(cycle=self.row(), by=self.person, at=now())
        return self.answer(pk, http_status=202)

    @extend_schema(request=EmptyForm, responses=CycleSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: UUID) -> Response:
        """Calls a run off at the solver's next look, and puts a draft or an unpublished plan away."""
        self.form(EmptyForm)
        cancel_cycle(cycle=self.row(), by=self.person, at=now())
        return self.answer(pk)

    @extend_schema(responses=CyclePlanSerializer)
    @action(detail=True, methods=["get"])
    def plan(self, request: Request, pk: UUID) -> Response:
        """The whole plan by day, who has no place and why, and how even the days are."""
        refuse_unknown(request.query_params, ())
        return Response(plan_body(self.row(), self.person))

    @extend_schema(parameters=[STOP, ACCOUNT], responses=CyclePricesSerializer)
    @action(detail=True, methods=["get"])
    def prices(self, request: Request, pk: UUID) -> Response:
        """What a visit costs on every day of the plan, in minutes of travel added, and the three best days."""
        refuse_unknown(request.query_params, ("stop", "account"))
        cycle = self.row()
        stops = stops_of(cycle)
        stop = self.stop_of(stops, request.query_params.get("stop"))
        week = week_of(question_of(cycle), stops)
        account = str(stop.account_id) if stop else str(read_id("account", request.query_params.get("account")))
        if account not in week.calls:
            raise Invalid("This account is not in the plan.", fields={"account": ["Not one of this manager's at the time."]})
        index = {day.on: day.index for day in week.days}
        return Response(prices_body(week, account, stop, prices(week, account, leaves=index[stop.on] if stop else None)))

    @extend_schema(request=MoveForm, responses=CycleEditedSerializer)
    @action(detail=True, methods=["post"])
    def move(self, request: Request, pk: UUID) -> Response:
        """Answers the days that look different now and what the change costs."""
        cycle, form, at = self.row(), self.form(MoveForm), now()
        to: date | None = form["to"]
        if ("stop" in form) == ("account" in form):
            raise Invalid("What is to be moved?", fields={"stop": ["A stop, or an account to be given a visit."]})
        if "stop" in form:
            stop = self.stop_row(cycle, form["stop"])
            if to is None:
                edited = remove_stop(cycle=cycle, stop=stop, by=self.person, at=at)
            else:
                edited = move_stop(cycle=cycle, stop=stop, to=to, by=self.person, at=at)
        elif to is None:
            raise Invalid("On which day?", fields={"to": ["A day of the plan."]})
        else:
            edited = place_call(cycle=cycle, account=form["account"], to=to, by=self.person, at=at)
        return Response(edited_body(edited))

    @extend_schema(request=LockForm, responses=CycleEditedSerializer)
    @action(detail=True, methods=["post"])
    def lock(self, request: Request, pk: UUID) -> Response:
        cycle, form = self.row(), self.form(LockForm)
        stop = self.stop_row(cycle, form["stop"])
        return Response(edited_body(lock_stop(cycle=cycle, stop=stop, locked=form["locked"], by=self.person, at=now())))

    @extend_schema(request=EmptyForm, responses=CycleEditedSerializer)
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, pk: UUID) -> Response:
        """Takes back the last change by hand that still stands."""
        self.form(EmptyForm)
        return Response(edited_body(undo_edit(cycle=self.row(), by=self.person, at=now())))

    @extend_schema(responses=CycleEditSerializer(many=True))
    @action(detail=True, methods=["get"])
    def edits(self, request: Request, pk: UUID) -> Response:
        """The latest changes by hand, newest first."""
        refuse_unknown(request.query_params, ())
        rows = CycleEdit.objects.filter(cycle=self.row()).select_related("account", "by").order_by("-number")[:MOST_EDITS]
        return Response([edit_body(edit) for edit in rows])

    @extend_schema(responses=CycleChangesSerializer)
    @action(detail=True, methods=["get"])
    def changes(self, request: Request, pk: UUID) -> Response:
        """What publishing would change now; of a published plan, what it did change."""
        refuse_unknown(request.query_params, ())
        cycle = self.row()
        if cycle.state == Cycle.State.READY:
            told = [change.told() for change in changes_of(cycle, today=business_day(now()))]
        else:
            told = cycle.changes
        return Response(changes_body(cycle, told, self.person))

    @extend_schema(request=EmptyForm, responses=CycleChangesSerializer)
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, pk: UUID) -> Response:
        """The stops become planned visits; answers what changed."""
        self.form(EmptyForm)
        cycle = publish_cycle(cycle=self.row(), by=self.person, at=now())
        return Response(changes_body(cycle, cycle.changes, self.person))

    def planner_of(self, manager: User | None) -> User:
        """Somebody whom `self.person` may know of; a stranger is answered like nobody."""
        if manager is None:
            if self.person.role not in (Role.MANAGER, Role.LEAD):
                raise Invalid("Whose plan?", fields={"manager": ["Name the manager."]})
            return self.person
        return read_manager_or_refuse(manager, self.person)

    def based(self, pk: UUID) -> Cycle:
        found = self.rows().filter(pk=pk).first()
        if found is None:
            raise Invalid("There is no such plan.", fields={"based_on": ["No such plan."]})
        return found

    def stop_row(self, cycle: Cycle, pk: UUID) -> CycleStop:
        stop = CycleStop.objects.filter(cycle=cycle, pk=pk).first()
        if stop is None:
            raise Invalid("This stop is not in the plan.", fields={"stop": ["No such stop."]})
        return stop

    def stop_of(self, stops: list[CycleStop], text: str | None) -> CycleStop | None:
        if text is None:
            return None
        pk = read_id("stop", text)
        found = next((stop for stop in stops if stop.pk == pk), None)
        if found is None:
            raise Invalid("This stop is not in the plan.", fields={"stop": ["No such stop."]})
        return found


def read_manager_or_refuse(manager: User, person: User) -> User:
    try:
        return read_manager(str(manager.pk), person)
    except Http404 as error:
        raise Invalid("There is no such manager.", fields={"manager": ["No such person."]}) from error
