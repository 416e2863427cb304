"""`/accounts/{id}/coach-card/`: what to know before one goes in (rows 9, 34, 44, 66)."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.describing import extend_schema
from api.filters import refuse_unknown
from api.v1.accounts import AccountViewSet
from api.v1.clock import now
from api.v1.tiers import refuse_service_agents
from crm.calendar import today
from visits.coach_card import coach_card
from visits.steps import METHODS


class TaskOwnerSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()


class CoachedContactSerializer(TaskOwnerSerializer):
    personality = serializers.CharField(allow_null=True)


class CoachQuestionSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    about = serializers.CharField(allow_blank=True)


class CoachPromiseSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    text = serializers.CharField()
    due_on = serializers.DateField()


class DueTaskSerializer(CoachPromiseSerializer):
    kind = serializers.CharField()
    owner = TaskOwnerSerializer()


class KnowledgeGapSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    question = serializers.CharField()
    product = serializers.CharField(allow_null=True)


class CoachCardSerializer(serializers.Serializer[Any]):
    contact = CoachedContactSerializer(allow_null=True)
    handling = serializers.ListField(child=serializers.CharField(), help_text="How to treat the person's type.")
    methods = serializers.ListField(child=serializers.ChoiceField(choices=METHODS), help_text="How to talk, the best first.")
    pressure_allowed = serializers.BooleanField()
    question = CoachQuestionSerializer()
    promises = CoachPromiseSerializer(many=True)
    follow_ups = DueTaskSerializer(many=True)
    gaps = KnowledgeGapSerializer(many=True, help_text="What the asking person was asked before and does not know yet.")
    target_level = serializers.IntegerField(allow_null=True, help_text="The service level aimed at for the tier.")
    last_level = serializers.IntegerField(allow_null=True)


class CoachCardViewSet(AccountViewSet):
    noun = "visits"

    @extend_schema(operation_id="accounts_coach_card_retrieve", responses=CoachCardSerializer)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        refuse_unknown(request.query_params, ())
        account = self.row()
        refuse_service_agents(self.person)
        card = coach_card(account=account, user=self.person, day=today(), at=now())
        contact = card.contact and {"id": card.contact.pk, "name": card.contact.name, "personality": card.contact.personality}
        return Response(
            {
                "contact": contact,
                "handling": card.handling,
                "methods": card.methods,
                "pressure_allowed": card.pressure_allowed,
                "question": {"code": card.question.code, "about": card.question.about},
                "promises": [_due(promise) for promise in card.promises],
                "follow_ups": [
                    _due(task) | {"kind": task.kind, "owner": {"id": task.owner_id, "name": task.owner.name}}
                    for task in card.follow_ups
                ],
                "gaps": [
                    {"id": gap.pk, "question": gap.question, "product": str(gap.product) if gap.product else None}
                    for gap in card.gaps
                ],
                "target_level": card.target_level,
                "last_level": card.last_level,
            }
        )


def _due(row: Any) -> dict[str, Any]:
    return {"id": row.pk, "text": row.text, "due_on": row.due_on}
