"""`/session/`: sign in, who am I, sign out."""

from typing import Any

from django.conf import settings
from django.contrib.auth import login, logout
from django.middleware.csrf import get_token
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.describing import extend_schema
from api.resources import StrictSerializer
from api.rows import Ref
from api.v1.clock import now
from api.v1.phone_day import PhoneDaySerializer, PhonePlaybookSerializer, day_of, playbooks_of
from crm.calendar import today
from crm.errors import Invalid
from crm.models import Role, Team, User
from crm.sign_in import check_password


class SignInForm(StrictSerializer):
    username = serializers.CharField(max_length=60)
    password = serializers.CharField(max_length=200, trim_whitespace=False)


class PersonSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    username = serializers.CharField()
    name = serializers.CharField()
    role = serializers.ChoiceField(choices=Role.choices)
    team = Ref(allow_null=True)


class SessionSerializer(serializers.Serializer[Any]):
    user = PersonSerializer(allow_null=True)
    today = serializers.DateField()
    time_zone = serializers.CharField()
    demo = serializers.BooleanField(help_text="This server holds demo data.")
    day = PhoneDaySerializer(allow_null=True, help_text="Null for who visits nobody.")
    playbooks = serializers.DictField(
        child=PhonePlaybookSerializer(),
        allow_null=True,
        help_text="How to approach a customer of each tier (row 15), for who visits.",
    )
    csrf_token = serializers.CharField(help_text="For the X-CSRFToken header: a worker cannot read cookies.")


def person_body(user: User) -> dict[str, Any]:
    team = {"id": user.team.pk, "name": user.team.name} if user.team else None
    return {"id": user.pk, "username": user.username, "name": user.name, "role": user.role, "team": team}


class SessionView(APIView):
    """GET answers with `user: null` when nobody is signed in, and always sets the CSRF cookie."""

    permission_classes = (AllowAny,)

    @extend_schema(responses=SessionSerializer)
    def get(self, request: Request) -> Response:
        csrf_token = get_token(request._request)
        user = request.user if isinstance(request.user, User) else None
        return Response(
            {
                "user": person_body(user) if user else None,
                "today": today(),
                "time_zone": str(settings.BUSINESS_TZ),
                "demo": Team.objects.filter(is_demo=True).exists(),
                "day": day_of(user),
                "playbooks": playbooks_of(user),
                "csrf_token": csrf_token,
            }
        )

    @extend_schema(request=SignInForm, responses={204: None})
    def post(self, request: Request) -> Response:
        if not isinstance(request.data, dict):
            raise Invalid("The body must be a JSON object.")
        form = SignInForm(data=request.data)
        form.is_valid(raise_exception=True)
        user = check_password(**form.validated_data, address=request.META.get("REMOTE_ADDR") or None, at=now())
        login(request._request, user)
        get_token(request._request)
        return Response(status=204)

    @extend_schema(responses={204: None})
    def delete(self, request: Request) -> Response:
        logout(request._request)
        return Response(status=204)
