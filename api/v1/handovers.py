"""`/handovers/`: accounts on their way from one manager to another, with dossiers, joint visits and signatures (rows 16, 18)."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import F, QuerySet
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Account, TierName
from api.describing import extend_schema
from api.filters import DayFilter, StrictFilterSet, choice_filters, id_filters, range_filters
from api.resources import Resource, StrictSerializer
from api.rows import Ref, RowSerializer
from api.v1.account_filters import narrow_accounts, query_of
from api.v1.clock import now
from api.v1.fields import DayField, VisibleAccountField
from api.versions import required_version
from crm.errors import Invalid, Unseen
from crm.models import Role, Team, User
from visits.actions.handover_policies import set_handover_policy
from visits.actions.handovers import MOST_ACCOUNTS, cancel_handover, refresh_handover
from visits.actions.joint_visits import cancel_joint_visit, log_joint_visit, plan_joint_visit
from visits.jobs import begin_handover, sign_and_move
from visits.models import Handover, HandoverAccount, HandoverPolicy, JointVisit


class HandoverSerializer(RowSerializer):
    id = serializers.UUIDField()
    team = Ref()
    giver = Ref()
    taker = Ref()
    reason = serializers.CharField()
    opened_by = Ref(allow_null=True)
    opened_at = serializers.DateTimeField()
    due_on = serializers.DateField(allow_null=True)
    state = serializers.ChoiceField(choices=Handover.State.choices)
    giver_signed_at = serializers.DateTimeField(allow_null=True)
    giver_signed_by = Ref(allow_null=True, help_text="The lead, where the giver does not work here any more.")
    giver_note = serializers.CharField()
    taker_signed_at = serializers.DateTimeField(allow_null=True)
    taker_note = serializers.CharField()
    lead_signed_at = serializers.DateTimeField(allow_null=True)
    lead_signed_by = Ref(allow_null=True)
    lead_note = serializers.CharField()
    accounts_total = serializers.IntegerField()
    accounts_ready = serializers.IntegerField(help_text="With a dossier; nobody signs before all have one.")
    accounts_moved = serializers.IntegerField()
    accounts_refused = serializers.IntegerField(help_text="Were no longer the giver's, or put away.")
    gaps = serializers.DictField(child=serializers.IntegerField(), help_text="How many accounts have each gap.")
    moved_at = serializers.DateTimeField(allow_null=True)
    cancelled_at = serializers.DateTimeField(allow_null=True)
    cancel_reason = serializers.CharField()
    archived_at = serializers.DateTimeField(allow_null=True, help_text="When it was over.")
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class HandoverForm(StrictSerializer):
    """`accounts` by id, or all of the giver's that match `filters`, which are the parameters of `GET /accounts/` and may be none;
    those that another hand-over has already stay with it."""

    id = serializers.UUIDField(required=False)
    giver = serializers.PrimaryKeyRelatedField(queryset=User.objects.all(), required=False, help_text="Left out: the owner.")
    taker = serializers.PrimaryKeyRelatedField(queryset=User.objects.filter(is_active=True))
    accounts = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=MOST_ACCOUNTS)
    filters = serializers.DictField(child=serializers.CharField(allow_blank=True), required=False)
    reason = serializers.CharField(max_length=200)
    due_on = DayField(required=False, allow_null=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("accounts" in attrs) == ("filters" in attrs):
            raise serializers.ValidationError({"accounts": ["Either these accounts or all that match filters."]})
        return attrs


class SignForm(StrictSerializer):
    note = serializers.CharField(max_length=500, allow_blank=True, required=False)


class CancelForm(StrictSerializer):
    reason = serializers.CharField(max_length=200)


class NoForm(StrictSerializer):
    pass


class HandoverFilter(StrictFilterSet):
    locals().update(choice_filters("state", Handover.State.values) | id_filters("giver") | id_filters("taker") | id_filters("team"))


class HandoverViewSet(Resource):
    """A manager's own, given or taken; a lead's team."""

    noun = "visits"
    serializer_class = HandoverSerializer
    filterset_class = HandoverFilter
    orderings: ClassVar = {"opened_at": "opened_at", "created_at": "created_at"}
    default_ordering = "-opened_at"

    def rows(self) -> QuerySet[Handover]:
        return Handover.objects.visible_to(self.person)

    def current_rows(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Those that are over stay in the list; they leave only the phones."""
        return queryset

    @extend_schema(request=HandoverForm, responses={201: HandoverSerializer})
    def create(self, request: Request) -> Response:
        form = self.form(HandoverForm)
        filters = form.pop("filters", None)
        ids = form.pop("accounts") if filters is None else self._matching(filters, form.get("giver"))
        giver = form.pop("giver", None) or self._owner_of(ids)
        handover = begin_handover(accounts=ids, giver=giver, by=self.person, at=now(), **form)
        return self.answer(handover.pk, http_status=201)

    def _matching(self, filters: Mapping[str, str], giver: User | None) -> list[UUID]:
        if giver is None:
            raise Invalid("Who gives?", fields={"giver": ["With filters say whose accounts."]})
        rows = narrow_accounts(Account.objects.visible_to(self.person), query_of(dict(filters)), person=self.person)
        on_their_way = HandoverAccount.objects.filter(is_open=True).values("account")
        return list(
            rows.filter(owner=giver).exclude(pk__in=on_their_way).order_by("pk").values_list("pk", flat=True)[: MOST_ACCOUNTS + 1]
        )

    def _owner_of(self, ids: list[UUID]) -> User:
        found = Account.objects.visible_to(self.person).filter(pk__in=ids[:1]).select_related("owner").first()
        if found is None:
            raise Unseen("No such account.", fields={"accounts": ["Not all of these are there."]})
        if found.owner is None:
            raise Invalid("Nobody has this account.", fields={"accounts": ["An account in the pool is claimed, not handed over."]})
        return found.owner

    @extend_schema(request=SignForm, responses=HandoverSerializer)
    @action(detail=True, methods=["post"])
    def sign(self, request: Request, pk: UUID) -> Response:
        """As giver, taker or lead, whichever one is. With the second signature the accounts move."""
        sign_and_move(handover=self.row(), by=self.person, at=now(), **self.form(SignForm))
        return self.answer(pk)

    @extend_schema(request=CancelForm, responses=HandoverSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: UUID) -> Response:
        cancel_handover(handover=self.row(), by=self.person, at=now(), **self.form(CancelForm))
        return self.answer(pk)

    @extend_schema(request=NoForm, responses=HandoverSerializer)
    @action(detail=True, methods=["post"])
    def refresh(self, request: Request, pk: UUID) -> Response:
        """Write the dossiers anew, from what the notebook says now."""
        self.form(NoForm)
        refresh_handover(handover=self.row(), by=self.person, at=now())
        return self.answer(pk)


class HandoverAccountSerializer(RowSerializer):
    id = serializers.UUIDField()
    handover = serializers.UUIDField(source="handover_id")
    account = Ref()
    position = serializers.IntegerField()
    tier = serializers.ChoiceField(choices=TierName.choices, allow_null=True)
    completeness = serializers.IntegerField(allow_null=True, help_text="Percent of the file.")
    gaps = serializers.ListField(child=serializers.DictField(), help_text="Each with its `code` and numbers.")
    joint_required = serializers.IntegerField()
    joint_done = serializers.IntegerField()
    dossier = serializers.DictField()
    dossier_at = serializers.DateTimeField(allow_null=True)
    moved_at = serializers.DateTimeField(allow_null=True)
    refused = serializers.CharField(help_text="Why it did not move; a code.")
    settling_until = serializers.DateField(allow_null=True, help_text="Seen more often up to this day.")
    settling_percent = serializers.IntegerField(help_text="Of the usual days between two visits.")
    archived_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()

    expressions: ClassVar[dict[str, Any]] = {"tier": F("account__tier")}


class HandoverAccountFilter(StrictFilterSet):
    locals().update(id_filters("handover") | id_filters("account"))


class HandoverAccountViewSet(Resource):
    """The dossiers. The giver reads them until the lead has signed."""

    noun = "visits"
    http_method_names = ("get", "head", "options")
    serializer_class = HandoverAccountSerializer
    filterset_class = HandoverAccountFilter
    orderings: ClassVar = {"position": "position", "created_at": "created_at"}
    default_ordering = "position"

    def rows(self) -> QuerySet[HandoverAccount]:
        return HandoverAccount.objects.visible_to(self.person)

    def current_rows(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset


class JointVisitSerializer(RowSerializer):
    id = serializers.UUIDField()
    handover = serializers.UUIDField(source="handover_id")
    account = Ref()
    planned_on = serializers.DateField()
    planned_by = Ref(allow_null=True)
    state = serializers.ChoiceField(choices=JointVisit.State.choices)
    done_on = serializers.DateField(allow_null=True)
    done_by = Ref(allow_null=True)
    learned = serializers.CharField()
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()


class VisibleHandoverField(serializers.UUIDField):
    def to_internal_value(self, data: Any) -> Handover:  # type: ignore[override]
        found = Handover.objects.visible_to(self.context["request"].user).filter(pk=super().to_internal_value(data)).first()
        if found is None:
            raise Unseen("No such hand-over.", fields={"handover": ["No such hand-over."]})
        return found


class OfHandover(StrictSerializer):
    id = serializers.UUIDField(required=False)
    handover = VisibleHandoverField()
    account = VisibleAccountField()


class PlanJointForm(OfHandover):
    planned_on = DayField()


class LogJointForm(OfHandover):
    done_on = DayField(required=False)
    learned = serializers.CharField(max_length=500, allow_blank=True, required=False)


class JointVisitFilter(StrictFilterSet):
    locals().update(
        id_filters("handover") | id_filters("account") | choice_filters("state", JointVisit.State.values)
        | range_filters("planned_on", DayFilter, nullable=False)
    )  # fmt: skip


class JointVisitViewSet(Resource):
    noun = "visits"
    serializer_class = JointVisitSerializer
    filterset_class = JointVisitFilter
    orderings: ClassVar = {"planned_on": "planned_on", "created_at": "created_at"}
    default_ordering = "planned_on"

    def rows(self) -> QuerySet[JointVisit]:
        return JointVisit.objects.visible_to(self.person)

    @extend_schema(request=PlanJointForm, responses={201: JointVisitSerializer})
    def create(self, request: Request) -> Response:
        visit = plan_joint_visit(by=self.person, at=now(), **self.form(PlanJointForm))
        return self.answer(visit.pk, http_status=201)

    @extend_schema(request=LogJointForm, responses={201: JointVisitSerializer})
    @action(detail=False, methods=["post"])
    def log(self, request: Request) -> Response:
        """It was made: the planned one is done by it; without one it is added."""
        visit = log_joint_visit(by=self.person, at=now(), **self.form(LogJointForm))
        return self.answer(visit.pk, http_status=201)

    @extend_schema(request=NoForm, responses=JointVisitSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: UUID) -> Response:
        self.form(NoForm)
        cancel_joint_visit(visit=self.row(), by=self.person, at=now())
        return self.answer(pk)


class HandoverPolicySerializer(RowSerializer):
    id = serializers.UUIDField()
    team = Ref()
    joint_visits = serializers.DictField(child=serializers.IntegerField(), help_text="By tier, and `unrated`.")
    complete_percent = serializers.IntegerField()
    settling_days = serializers.IntegerField()
    settling_percent = serializers.IntegerField()
    fall_percent = serializers.IntegerField()
    watch_days = serializers.IntegerField()
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()


class HandoverPolicyForm(StrictSerializer):
    joint_visits = serializers.DictField(child=serializers.IntegerField(min_value=0, max_value=10), required=False)
    complete_percent = serializers.IntegerField(required=False, min_value=0, max_value=100)
    settling_days = serializers.IntegerField(required=False, min_value=0, max_value=365)
    settling_percent = serializers.IntegerField(required=False, min_value=10, max_value=100)
    fall_percent = serializers.IntegerField(required=False, min_value=5, max_value=95)
    watch_days = serializers.IntegerField(required=False, min_value=28, max_value=365)


class NewHandoverPolicyForm(HandoverPolicyForm):
    team = serializers.PrimaryKeyRelatedField(queryset=Team.objects.all())


class HandoverPolicyViewSet(Resource):
    """One a team; without a row the first numbers hold. Everybody of the team reads it, a lead changes it."""

    noun = "visits"
    serializer_class = HandoverPolicySerializer

    def rows(self) -> QuerySet[HandoverPolicy]:
        reach = self.person.reach
        if self.person.role in (Role.SERVICE_AGENT, Role.DEPARTMENT_LEAD):
            return HandoverPolicy.objects.none()
        return HandoverPolicy.objects.all() if reach is None else HandoverPolicy.objects.filter(team__in=reach)

    @extend_schema(request=NewHandoverPolicyForm, responses={201: HandoverPolicySerializer})
    def create(self, request: Request) -> Response:
        form = self.form(NewHandoverPolicyForm)
        policy = set_handover_policy(team=form.pop("team"), changes=form, by=self.person, at=now())
        return self.answer(policy.pk, http_status=201)

    @extend_schema(request=HandoverPolicyForm, responses=HandoverPolicySerializer)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        policy, version = self.row(), required_version(request)
        form = self.form(HandoverPolicyForm, partial=True)
        set_handover_policy(team=policy.team, changes=form, by=self.person, at=now(), version=version)
        return self.answer(pk)
