"""`/users/` and `/teams/`: names to choose from. Everyone signed in may read colleagues' names, nothing else of them."""

from django.db.models import Q, QuerySet
from rest_framework import serializers

from api.filters import StrictFilterSet, choice_filters, id_filters
from api.resources import Resource
from api.rows import Ref, RowSerializer
from crm.models import Role, Team, User


class UserSerializer(RowSerializer):
    id = serializers.UUIDField()
    username = serializers.CharField()
    name = serializers.CharField()
    role = serializers.ChoiceField(choices=Role.choices)
    team = Ref(allow_null=True)
    is_active = serializers.BooleanField()


class UserFilter(StrictFilterSet):
    locals().update(choice_filters("role", Role.values) | id_filters("team"))


class UserViewSet(Resource):
    noun = "users"
    serializer_class = UserSerializer
    filterset_class = UserFilter
    orderings = {"name": "name", "created_at": "date_joined"}
    default_ordering = "name"

    def rows(self) -> QuerySet[User]:
        return User.objects.exclude(role=Role.INTEGRATION)


class TeamSerializer(RowSerializer):
    id = serializers.UUIDField()
    name = serializers.CharField()
    lead = Ref(allow_null=True)
    currency = serializers.CharField()
    review_on = serializers.DateField(allow_null=True)
    is_demo = serializers.BooleanField()


class TeamViewSet(Resource):
    noun = "users"
    serializer_class = TeamSerializer
    orderings = {"name": "name", "created_at": "created_at"}
    default_ordering = "name"

    def rows(self) -> QuerySet[Team]:
        user = self.person
        if user.reach is None:
            return Team.objects.all()
        mine = Q(pk__in=user.reach) | Q(pk=user.team_id)
        return Team.objects.filter(mine)
