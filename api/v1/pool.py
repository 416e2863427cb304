"""`/pool/`: accounts that nobody has, claiming them, and the rules by which they come and go."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.actions.pool import claim_account, count_owned, preview_recycling, release_account, room_of, set_pool_rule
from accounts.models import Account, AccountKind, PoolRule, PoolWarning, TierName
from api.describing import extend_schema
from api.filters import refuse_unknown
from api.permissions import Known
from api.resources import Resource, StrictSerializer
from api.rows import Ref, RowSerializer
from api.v1.accounts import AccountViewSet
from api.v1.clock import now
from api.versions import required_version
from crm.calendar import today
from crm.errors import Invalid
from crm.models import Role, Team, User


class PoolRefSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()


class ClaimForm(StrictSerializer):
    owner = serializers.PrimaryKeyRelatedField(queryset=User.objects.filter(is_active=True), required=False)


class ReleaseForm(StrictSerializer):
    reason = serializers.CharField(max_length=180)


class PoolViewSet(AccountViewSet):
    """The external accounts without an owner, as `/accounts/` shows them, with the verbs of the pool."""

    def rows(self) -> QuerySet[Account]:
        """For the list those in the pool; a verb finds also what was taken meanwhile, to say so."""
        rows = super().rows()
        return rows.filter(owner=None, kind=AccountKind.EXTERNAL) if self.action == "list" else rows

    def parts(self) -> list[QuerySet[Any]]:
        return [self.rows()]

    @extend_schema(operation_id="pool_claim", request=ClaimForm)
    def claim(self, request: Request, pk: UUID) -> Response:
        claim_account(account=self.row(), by=self.person, at=now(), **self.form(ClaimForm))
        return self.answer(pk)

    @extend_schema(operation_id="pool_release", request=ReleaseForm)
    def release(self, request: Request, pk: UUID) -> Response:
        release_account(account=self.row(), by=self.person, at=now(), **self.form(ReleaseForm))
        return self.answer(pk)


class PoolWarningSerializer(serializers.Serializer[Any]):
    account = PoolRefSerializer()
    owner = PoolRefSerializer()
    warned_on = serializers.DateField()
    goes_on = serializers.DateField()


class PoolWarningsView(APIView):
    """Accounts that will go into the pool unless somebody gets in contact; a manager's own, the soonest 200."""

    noun = "accounts"
    permission_classes = (Known,)

    @extend_schema(operation_id="pool_warnings", responses=PoolWarningSerializer(many=True))
    def get(self, request: Request) -> Response:
        refuse_unknown(request.query_params, ())
        person: User = request.user  # type: ignore[assignment]
        rows = PoolWarning.objects.visible_to(person).select_related("account", "owner")
        rows = rows.filter(owner=person) if person.role == Role.MANAGER else rows
        return Response([told(row) for row in rows.order_by("goes_on", "account_id")[:200]])


def told(warning: PoolWarning) -> dict[str, Any]:
    return {
        "account": {"id": warning.account_id, "name": warning.account.name},
        "owner": {"id": warning.owner_id, "name": warning.owner.name},
        "warned_on": warning.warned_on,
        "goes_on": warning.goes_on,
    }


class RoomSerializer(serializers.Serializer[Any]):
    owned = serializers.IntegerField(help_text="Accounts of who asks.")
    capacity = serializers.IntegerField(allow_null=True)
    claimed = serializers.IntegerField(help_text="Claimed from the pool today.")
    claims_per_day = serializers.IntegerField(allow_null=True)


class PoolRoomView(APIView):
    """How many accounts who asks may still claim."""

    noun = "accounts"
    permission_classes = (Known,)

    @extend_schema(operation_id="pool_room", responses=RoomSerializer)
    def get(self, request: Request) -> Response:
        refuse_unknown(request.query_params, ())
        person: User = request.user  # type: ignore[assignment]
        return Response(RoomSerializer(room_of(person, at=now())).data)


class PoolRuleSerializer(RowSerializer):
    id = serializers.UUIDField()
    team = Ref()
    is_active = serializers.BooleanField()
    idle_days = serializers.IntegerField()
    warn_days = serializers.IntegerField()
    capacity = serializers.IntegerField(allow_null=True)
    claims_per_day = serializers.IntegerField(allow_null=True)
    spared_tiers = serializers.ListField(child=serializers.ChoiceField(choices=TierName.choices))
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()


class PoolRuleForm(StrictSerializer):
    is_active = serializers.BooleanField(required=False)
    idle_days = serializers.IntegerField(required=False, min_value=7, max_value=3650)
    warn_days = serializers.IntegerField(required=False, min_value=1, max_value=3649)
    capacity = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=1_000_000)
    claims_per_day = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=1_000_000)
    spared_tiers = serializers.ListField(child=serializers.ChoiceField(choices=TierName.choices), required=False)


class NewPoolRuleForm(PoolRuleForm):
    team = serializers.PrimaryKeyRelatedField(queryset=Team.objects.all(), required=False)


class PoolPreviewSerializer(serializers.Serializer[Any]):
    day = serializers.DateField()
    going = serializers.ListField(child=serializers.UUIDField(), help_text="Go into the pool in the coming night.")
    warned = serializers.ListField(child=serializers.UUIDField(), help_text="Their owners are warned.")
    owned = serializers.IntegerField(help_text="Accounts of who asks.")


class PoolRuleViewSet(Resource):
    """One a team; everybody of the team reads it, a lead changes it."""

    noun = "accounts"
    serializer_class = PoolRuleSerializer

    def rows(self) -> QuerySet[PoolRule]:
        reach = self.person.reach
        if self.person.role in (Role.SERVICE_AGENT, Role.DEPARTMENT_LEAD):
            return PoolRule.objects.none()
        return PoolRule.objects.all() if reach is None else PoolRule.objects.filter(team__in=reach)

    @extend_schema(request=NewPoolRuleForm, responses={201: PoolRuleSerializer})
    def create(self, request: Request) -> Response:
        """The rule of a team that has none yet, one's own unless `team` says otherwise; a known one is changed."""
        form = self.form(NewPoolRuleForm)
        team = form.pop("team", None) or self._own_team()
        if team is None:
            raise Invalid("Say which team's rule this is.", fields={"team": ["This field is required."]})
        rule = set_pool_rule(team=team, changes=form, by=self.person, at=now())
        return self.answer(rule.pk, http_status=201)

    def _own_team(self) -> Team | None:
        """The team that goes without saying: the only one that this person reaches."""
        reach = self.person.reach
        teams = Team.objects.all() if reach is None else Team.objects.filter(pk__in=reach)
        return teams[0] if len(teams[:2]) == 1 else None

    @extend_schema(request=PoolRuleForm, responses=PoolRuleSerializer)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        rule, version = self.row(), required_version(request)
        set_pool_rule(team=rule.team, changes=self.form(PoolRuleForm, partial=True), by=self.person, at=now(), version=version)
        return self.answer(pk)

    @extend_schema(responses=PoolPreviewSerializer)
    @action(detail=True, methods=["get"])
    def preview(self, request: Request, pk: UUID) -> Response:
        plan = preview_recycling(self.row(), day=today())
        return Response({"day": today(), "going": plan.going, "warned": plan.warned, "owned": count_owned(self.person)})
