"""`/balances/`, `/balance-moves/` and `/owner-locks/`: how a team's customers could be shared out evenly, decided one by one."""

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import F, QuerySet
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Account, TierName
from api.describing import extend_schema
from api.filters import FlagFilter, StrictFilterSet, choice_filters, id_filters
from api.resources import Resource, StrictSerializer
from api.rows import Ref, RowSerializer
from api.v1.clock import now
from crm.errors import Invalid
from crm.models import Team
from visits.actions.balances import MOST, accept_move, decline_move, lift_lock, lock_owner, propose_balance
from visits.models import Balance, BalanceMove, OwnerLock
from visits.planning.territories import MOST_MOVES, TOLERANCE_PERCENT


class ManagerLoadSerializer(serializers.Serializer[Any]):
    manager = Ref()
    minutes_before = serializers.FloatField()
    minutes_after = serializers.FloatField(help_text="If every move is accepted.")
    minutes_fixed = serializers.FloatField(help_text="Of VIPs, locked customers and those without a place.")
    accounts_before = serializers.IntegerField()
    accounts_after = serializers.IntegerField()
    stuck = serializers.ChoiceField(
        choices=["moves_used_up", "nothing_fits"], allow_null=True, help_text="Why this manager stays outside of the band."
    )


class TeamBalanceSerializer(RowSerializer):
    id = serializers.UUIDField()
    team = Ref()
    asked_by = Ref(allow_null=True)
    day = serializers.DateField()
    most_moves = serializers.IntegerField()
    tolerance_percent = serializers.IntegerField()
    mean_minutes = serializers.FloatField()
    loads = ManagerLoadSerializer(many=True)
    without_place = serializers.IntegerField()
    without_rhythm = serializers.IntegerField()
    archived_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()


class BalanceForm(StrictSerializer):
    """`team`: left out, the only one of who asks."""

    id = serializers.UUIDField(required=False)
    team = serializers.PrimaryKeyRelatedField(queryset=Team.objects.all(), required=False)
    most_moves = serializers.IntegerField(min_value=1, max_value=MOST, default=MOST_MOVES)
    tolerance_percent = serializers.IntegerField(min_value=1, max_value=50, default=TOLERANCE_PERCENT)


class BalanceFilter(StrictFilterSet):
    archived_at__isnull = FlagFilter(field_name="archived_at", lookup_expr="isnull")
    locals().update(id_filters("team"))


class BalanceViewSet(Resource):
    """The newest run of each team, unless earlier ones are asked for."""

    noun = "territories"
    http_method_names = ("get", "post", "head", "options")
    serializer_class = TeamBalanceSerializer
    filterset_class = BalanceFilter

    def rows(self) -> QuerySet[Balance]:
        return Balance.objects.visible_to(self.person)

    def current_rows(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        asked = "archived_at__isnull" in self.request.query_params
        return queryset if asked else super().current_rows(queryset)

    @extend_schema(request=BalanceForm, responses={201: TeamBalanceSerializer})
    def create(self, request: Request) -> Response:
        form = self.form(BalanceForm)
        team = form.pop("team", None) or self._own_team()
        made = propose_balance(team=team, by=self.person, at=now(), **form)
        return self.answer(made.pk, http_status=201)

    def _own_team(self) -> Team:
        reach = self.person.reach
        teams = list((Team.objects.all() if reach is None else Team.objects.filter(pk__in=reach))[:2])
        if len(teams) != 1:
            raise Invalid("Which team?", fields={"team": ["This field is required."]})
        return teams[0]


class BalanceMoveSerializer(RowSerializer):
    id = serializers.UUIDField()
    balance_id = serializers.UUIDField()
    position = serializers.IntegerField()
    account = Ref()
    tier = serializers.ChoiceField(choices=TierName.choices, allow_null=True)
    street = serializers.CharField()
    village = serializers.CharField()
    latitude = serializers.FloatField(allow_null=True)
    longitude = serializers.FloatField(allow_null=True)
    giver = Ref()
    taker = Ref()
    minutes = serializers.FloatField(help_text="Work in four weeks.")
    way_before = serializers.FloatField(help_text="Minutes from the middle of the giver's customers.")
    way_after = serializers.FloatField(help_text="Minutes from the middle of the taker's customers.")
    state = serializers.ChoiceField(choices=BalanceMove.State.choices)
    decided_by = Ref(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField()
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()

    expressions: ClassVar[dict[str, Any]] = {
        name: F(f"account__{name}") for name in ("tier", "street", "village", "latitude", "longitude")
    }


class BalanceMoveFilter(StrictFilterSet):
    locals().update(
        id_filters("balance")
        | id_filters("giver")
        | id_filters("taker")
        | id_filters("account")
        | choice_filters("state", BalanceMove.State.values)
    )


class EmptyForm(StrictSerializer):
    pass


class DeclineMoveForm(StrictSerializer):
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    keep_owner = serializers.BooleanField(default=False, help_text="No later run proposes this customer; needs a reason.")


class BalanceMoveViewSet(Resource):
    noun = "territories"
    http_method_names = ("get", "post", "head", "options")
    serializer_class = BalanceMoveSerializer
    filterset_class = BalanceMoveFilter
    orderings: ClassVar = {"position": "position", "created_at": "created_at"}
    default_ordering = "position"

    def rows(self) -> QuerySet[BalanceMove]:
        return BalanceMove.objects.visible_to(self.person)

    @extend_schema(request=EmptyForm, responses=BalanceMoveSerializer)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, pk: UUID) -> Response:
        self.form(EmptyForm)
        accept_move(move=self.row(), by=self.person, at=now())
        return self.answer(pk)

    @extend_schema(request=DeclineMoveForm, responses=BalanceMoveSerializer)
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, pk: UUID) -> Response:
        decline_move(move=self.row(), by=self.person, at=now(), **self.form(DeclineMoveForm))
        return self.answer(pk)


class OwnerLockSerializer(RowSerializer):
    id = serializers.UUIDField()
    account = Ref()
    owner = Ref(allow_null=True)
    reason = serializers.CharField()
    locked_by = Ref(allow_null=True)
    archived_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()

    expressions: ClassVar[dict[str, Any]] = {"owner": Ref(allow_null=True).expression("account__owner")}


class OwnerLockForm(StrictSerializer):
    id = serializers.UUIDField(required=False)
    account = serializers.UUIDField()
    reason = serializers.CharField(max_length=200)


class OwnerLockFilter(StrictFilterSet):
    locals().update(id_filters("account"))


class OwnerLockViewSet(Resource):
    """Customers who stay with their manager whatever the loads say."""

    noun = "territories"
    http_method_names = ("get", "post", "head", "options")
    serializer_class = OwnerLockSerializer
    filterset_class = OwnerLockFilter

    def rows(self) -> QuerySet[OwnerLock]:
        return OwnerLock.objects.visible_to(self.person)

    @extend_schema(request=OwnerLockForm, responses={201: OwnerLockSerializer})
    def create(self, request: Request) -> Response:
        form = self.form(OwnerLockForm)
        account = Account.objects.visible_to(self.person).filter(pk=form.pop("account")).first()
        if account is None:
            raise Invalid("No such account.", fields={"account": ["No such account."]})
        lock = lock_owner(account=account, by=self.person, at=now(), **form)
        return self.answer(lock.pk, http_status=201)

    @extend_schema(request=EmptyForm, responses=OwnerLockSerializer)
    @action(detail=True, methods=["post"])
    def lift(self, request: Request, pk: UUID) -> Response:
        self.form(EmptyForm)
        lift_lock(lock=self.row(), by=self.person, at=now())
        return self.answer(pk)
