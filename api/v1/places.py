"""`/accounts/{id}/place/`: how sure the place is, whom to ask for the way, and taking a check-in's place (row 21)."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Account, PlaceConfidence, PlaceDatum
from api.describing import extend_schema
from api.filters import refuse_unknown
from api.resources import Resource, StrictSerializer
from api.rows import Ref
from api.v1.clock import now
from crm.calendar import today
from crm.errors import Forbidden, Invalid
from crm.models import Role
from visits.actions.place_checks import take_place
from visits.models import Visit
from visits.readings.places import Knower, PlaceFacts, place_facts


class GivenPlaceSerializer(serializers.Serializer[Any]):
    latitude = serializers.FloatField()
    longitude = serializers.FloatField()
    datum = serializers.ChoiceField(choices=PlaceDatum.choices)


class KnowerSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    is_active = serializers.BooleanField()
    was_there_on = serializers.DateField(allow_null=True, help_text="A sharp check-in was made there.")
    met_on = serializers.DateField(allow_null=True, help_text="Last met the customer, within a year.")
    had_until = serializers.DateField(allow_null=True, help_text="A former manager of the account.")


class NeighbourSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    phone = serializers.CharField()
    address = serializers.CharField()


class BetterPlaceSerializer(serializers.Serializer[Any]):
    visit = serializers.UUIDField()
    latitude = serializers.FloatField()
    longitude = serializers.FloatField()
    accuracy_m = serializers.FloatField()
    visited_on = serializers.DateField()
    by = Ref()


class AccountPlaceSerializer(serializers.Serializer[Any]):
    confidence = serializers.ChoiceField(choices=PlaceConfidence.choices)
    latitude = serializers.FloatField(allow_null=True)
    longitude = serializers.FloatField(allow_null=True)
    given = GivenPlaceSerializer(allow_null=True, help_text="As it was told, where that was not WGS-84.")
    checked_on = serializers.DateField(allow_null=True)
    agreeing = serializers.IntegerField(help_text="Sharp check-ins at the place.")
    missing = serializers.IntegerField(help_text="Sharp check-ins somewhere else.")
    looks_like_gcj02 = serializers.BooleanField()
    better = BetterPlaceSerializer(allow_null=True, help_text="The last check-in that was sharp and somewhere else.")
    who = KnowerSerializer(many=True)
    neighbours = NeighbourSerializer(many=True, help_text="Customers of the same street or village whose place is confirmed.")


class TakePlaceForm(StrictSerializer):
    visit = serializers.UUIDField(help_text="The check-in that was made at the customer's.")


class AccountPlaceViewSet(Resource):
    noun = "accounts"
    serializer_class = AccountPlaceSerializer  # type: ignore[assignment]

    def rows(self) -> Any:
        return Account.objects.visible_to(self.person)

    def account(self) -> Account:
        if self.person.role == Role.SERVICE_AGENT:
            raise Forbidden("Where the sales team went is the sales team's.")
        account: Account = self.row()
        return account

    @extend_schema(operation_id="accounts_place_retrieve", responses=AccountPlaceSerializer)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        refuse_unknown(request.query_params, ())
        return Response(body(place_facts(account=self.account(), user=self.person, day=today())))

    @extend_schema(operation_id="accounts_place_create", request=TakePlaceForm, responses=AccountPlaceSerializer)
    def create(self, request: Request, pk: UUID) -> Response:
        account, asked = self.account(), self.form(TakePlaceForm)
        visit = Visit.objects.visible_to(self.person).filter(pk=asked["visit"], account=account).first()
        if visit is None:
            raise Invalid("Which check-in?", fields={"visit": ["A visit to this customer."]})
        take_place(account=account, visit=visit, by=self.person, at=now())
        return Response(body(place_facts(account=self.account(), user=self.person, day=today())))


def body(facts: PlaceFacts) -> dict[str, Any]:
    account, better = facts.account, facts.better
    return {
        "confidence": account.place_confidence,
        "latitude": account.latitude,
        "longitude": account.longitude,
        "given": {"latitude": account.given_latitude, "longitude": account.given_longitude, "datum": account.given_datum}
        if account.given_datum
        else None,
        "checked_on": account.place_checked_on if account.place_confidence == PlaceConfidence.CONFIRMED else None,
        "agreeing": facts.agreeing,
        "missing": len(facts.missing),
        "looks_like_gcj02": facts.is_gcj02,
        "better": _better(better) if better else None,
        "who": [_who(one) for one in facts.who],
        "neighbours": [{"id": one.pk, "name": one.name, "phone": one.phone, "address": one.address} for one in facts.neighbours],
    }


def _better(visit: Visit) -> dict[str, Any]:
    return {
        "visit": visit.pk, "latitude": visit.latitude, "longitude": visit.longitude, "accuracy_m": visit.accuracy_m,
        "visited_on": visit.visited_on, "by": {"id": visit.manager_id, "name": visit.manager.name},
    }  # fmt: skip


def _who(one: Knower) -> dict[str, Any]:
    return {
        "id": one.id, "name": one.name, "is_active": one.is_active, "was_there_on": one.was_there_on, "met_on": one.met_on,
        "had_until": one.had_until,
    }  # fmt: skip
