"""`/loyalty-evidence/`: rivals' promotions withstood, referrals, help with selling; noted, carried on, taken back (rows 10, 68)."""

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Case, F, JSONField, QuerySet, When
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Account
from api.describing import extend_schema
from api.filters import DayFilter, FlagFilter, StrictFilterSet, choice_filters, id_filters, range_filters
from api.resources import Resource, StrictSerializer
from api.rows import Ref, RowSerializer, Shape
from api.v1.clock import now
from api.v1.fields import DayField, VisibleAccountField
from crm.calendar import today
from tiers.actions.evidence import advance_referral, note_evidence, take_back_evidence
from tiers.models import LoyaltyEvidence

Kind = LoyaltyEvidence.Kind
STEPS = [choice for choice in Kind.choices if choice[0] in LoyaltyEvidence.REFERRAL]
#: Whom a referral led to is named where it is of the same team; who sees every team reads it everywhere.
SAME_TEAM = Case(When(about__team_id=F("account__team_id"), then=Ref().expression("about")), default=None, output_field=JSONField())


class LoyaltyEvidenceSerializer(RowSerializer):
    id = serializers.UUIDField()
    account = Ref()
    mark = serializers.ChoiceField(choices=LoyaltyEvidence.Mark.choices)
    kind = serializers.ChoiceField(choices=Kind.choices)
    on = serializers.DateField(help_text="A referral's: the day of its present step.")
    about = Ref(allow_null=True, help_text="Whom a referral led to; null also where it lies with a team that one does not see.")
    competitor = serializers.CharField()
    note = serializers.CharField()
    subject = serializers.UUIDField(allow_null=True, help_text="The visit or touchpoint where it was learnt.")
    orders_under = serializers.IntegerField(allow_null=True, help_text="Order days in the 30 days under a promotion.")
    orders_expected = serializers.FloatField(allow_null=True, help_text="Order days that were usual in such 30 days.")
    by = Ref(allow_null=True)
    voided_at = serializers.DateTimeField(allow_null=True, help_text="Taken back: it counts no more.")
    voided_because = serializers.CharField()
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    expressions: ClassVar[dict[str, Any]] = {"about": SAME_TEAM}


EVERYWHERE = Shape({**LoyaltyEvidenceSerializer.shape(), "about": Ref().expression("about")})


class EvidenceFields(StrictSerializer):
    """What a person tells, over HTTP and from a phone."""

    id = serializers.UUIDField(required=False)
    kind = serializers.ChoiceField(choices=Kind.choices)
    on = DayField(required=False, help_text="Today unless given.")
    competitor = serializers.CharField(max_length=100, allow_blank=True, required=False)
    note = serializers.CharField(max_length=500, allow_blank=True, required=False)
    subject = serializers.UUIDField(required=False, allow_null=True)


class EvidenceForm(EvidenceFields):
    account = VisibleAccountField()
    about = VisibleAccountField(required=False, allow_null=True)


class AdvanceForm(StrictSerializer):
    kind = serializers.ChoiceField(choices=STEPS)
    on = DayField(required=False, help_text="Today unless given.")


class TakeBackForm(StrictSerializer):
    reason = serializers.CharField(max_length=200)


class StandingFilter(FlagFilter):
    """`true`: what counts; `false`: what was taken back."""

    def filter(self, qs: QuerySet[Any], value: bool | None) -> QuerySet[Any]:
        return qs if value is None else qs.filter(voided_at__isnull=value)


class LoyaltyEvidenceFilter(StrictFilterSet):
    standing = StandingFilter()
    locals().update(
        id_filters("account")
        | id_filters("about", nullable=True)
        | choice_filters("mark", LoyaltyEvidence.Mark.values)
        | choice_filters("kind", Kind.values)
        | range_filters("on", DayFilter, nullable=False)
    )


class LoyaltyEvidenceViewSet(Resource):
    noun = "loyalty"
    serializer_class = LoyaltyEvidenceSerializer
    filterset_class = LoyaltyEvidenceFilter
    orderings: ClassVar = {"on": "on", "created_at": "created_at"}
    default_ordering = "-on"

    def rows(self) -> QuerySet[LoyaltyEvidence]:
        return LoyaltyEvidence.objects.visible_to(self.person)

    def shape(self) -> Shape:
        return EVERYWHERE if Account.objects.all().sees_all(self.person) else LoyaltyEvidenceSerializer.shape()

    @extend_schema(request=EvidenceForm, responses={201: LoyaltyEvidenceSerializer})
    def create(self, request: Request) -> Response:
        form = self.form(EvidenceForm)
        evidence = note_evidence(by=self.person, at=now(), on=form.pop("on", None) or today(), **form)
        return self.answer(evidence.pk, http_status=201)

    @extend_schema(request=AdvanceForm, responses=LoyaltyEvidenceSerializer)
    @action(detail=True, methods=["post"])
    def advance(self, request: Request, pk: UUID) -> Response:
        evidence, form = self.row(), self.form(AdvanceForm)
        on: date = form.get("on") or today()
        advance_referral(evidence=evidence, kind=form["kind"], on=on, by=self.person, at=now())
        return self.answer(pk)

    @extend_schema(request=TakeBackForm, responses=LoyaltyEvidenceSerializer)
    @action(detail=True, methods=["post"], url_path="take-back")
    def take_back(self, request: Request, pk: UUID) -> Response:
        take_back_evidence(evidence=self.row(), by=self.person, at=now(), **self.form(TakeBackForm))
        return self.answer(pk)
