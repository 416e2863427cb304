"""What each type of op does: one form for its payload, one action."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from rest_framework import serializers

from accounts.actions.care import drop_care, finish_care
from accounts.actions.consumption import count_stock
from accounts.actions.contacts import add_contact, archive_contact, restore_contact
from accounts.actions.conversations import log_approach, log_conversation
from accounts.actions.expectations import judge_touchpoint
from accounts.actions.merges import current_account
from accounts.actions.merging import Merged, merge_account, merge_contact
from accounts.actions.needs import note_need, settle_need
from accounts.actions.preferences import note_preference
from accounts.actions.promises import break_promise, keep_promise, make_promise, release_promise
from accounts.actions.timeline import add_note
from accounts.actions.trade import place_order
from accounts.actions.trust import note_trust, withdraw_trust
from accounts.models import Account, CareEvent, Channel, Consumption, Contact, Need, Order, Promise, Touchpoint, TrustEvent
from api.errors import flatten
from api.resources import StrictSerializer
from api.v1.accounts import AccountForm
from api.v1.allocation_falls import ExplainFields
from api.v1.approaches import ApproachFields
from api.v1.care_events import CareFields, write_care
from api.v1.consumptions import CountForm
from api.v1.contacts import ContactForm
from api.v1.conversations import ConversationFields
from api.v1.fields import DayField, InstantField
from api.v1.findings import FindingFields, SettleFollowUpForm
from api.v1.handovers import SignForm
from api.v1.knowledge import LearnForm, QuestionFields
from api.v1.needs import NeedForm, PreferenceForm, SettleForm, with_contact, with_people
from api.v1.promises import EndPromiseForm, KeepPromiseForm
from api.v1.segments import AcknowledgeForm
from api.v1.timeline import JudgeForm
from api.v1.trade import LineForm
from api.v1.trust_events import TrustFields, WithdrawTrustForm
from api.v1.visits import ResultForm
from crm.errors import Invalid, Unseen
from crm.models import User
from tiers.actions.segments import acknowledge_brief
from tiers.models import Segment
from visits.actions.allocation import explain_fall
from visits.actions.day_rules import set_day_rule
from visits.actions.findings import add_finding, settle_follow_up
from visits.actions.joint_visits import log_joint_visit
from visits.actions.knowledge import learn_answer, log_question
from visits.actions.visits import add_visit, complete_visit, finish_next_action, miss_visit, start_visit
from visits.jobs import sign_and_move
from visits.models import AllocationFall, FollowUp, Handover, KnowledgeEntry, Visit
from visits.phone_clock import Heard, Told, judge_clock


@dataclass(frozen=True, slots=True)
class Call:
    """An op about to be carried out: who, when by the phone, and what we know of the phone's clock."""

    by: User
    at: datetime
    base_version: int | None
    heard: Heard

    @property
    def told(self) -> Told:
        return judge_clock(self.at, self.heard)


class VisitPayload(StrictSerializer):
    visit = serializers.UUIDField()


class AddVisitPayload(StrictSerializer):
    id = serializers.UUIDField()
    account = serializers.UUIDField()
    planned_on = serializers.DateField()
    purpose = serializers.CharField(max_length=200, allow_blank=True, required=False)


class StartPayload(VisitPayload):
    latitude = serializers.FloatField(required=False, allow_null=True)
    longitude = serializers.FloatField(required=False, allow_null=True)
    accuracy_m = serializers.FloatField(required=False, allow_null=True)
    mocked = serializers.BooleanField(required=False)


class CompletePayload(ResultForm, VisitPayload):
    """A visit's result."""


class MissPayload(VisitPayload):
    reason = serializers.CharField(max_length=200)


class NotePayload(StrictSerializer):
    id = serializers.UUIDField(required=False)
    account = serializers.UUIDField()
    text = serializers.CharField(max_length=5000)
    channel = serializers.ChoiceField(choices=Channel.choices, required=False, allow_null=True)


class MakePromisePayload(StrictSerializer):
    id = serializers.UUIDField()
    account = serializers.UUIDField()
    contact = serializers.UUIDField(required=False, allow_null=True)
    text = serializers.CharField(max_length=500)
    due_on = DayField()


class PromisePayload(KeepPromiseForm):
    promise = serializers.UUIDField()


class PromiseReasonPayload(EndPromiseForm):
    promise = serializers.UUIDField()


class SomeOf(serializers.Field[dict[str, Any], Any, dict[str, Any], Any]):
    """Any of a form's fields; a form inside a form would ask for all of them."""

    def __init__(self, form: type[StrictSerializer]) -> None:
        super().__init__()
        self.form = form

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if not isinstance(data, Mapping) or not data:
            raise serializers.ValidationError("An object with the changed fields.")
        form = self.form(data=data, partial=True)
        form.is_valid(raise_exception=True)
        return dict(form.validated_data)


class EditAccountPayload(StrictSerializer):
    account = serializers.UUIDField()
    changes = SomeOf(AccountForm)


class EditContactPayload(StrictSerializer):
    contact = serializers.UUIDField()
    changes = SomeOf(ContactForm)


class NeedPayload(NeedForm):
    id = serializers.UUIDField()
    account = serializers.UUIDField()


class SettleNeedPayload(SettleForm):
    need = serializers.UUIDField()


class AddContactPayload(ContactForm):
    id = serializers.UUIDField()
    account = serializers.UUIDField()


class PreferencePayload(PreferenceForm):
    id = serializers.UUIDField()
    account = serializers.UUIDField()


class CountPayload(CountForm):
    consumption = serializers.UUIDField()


class JudgePayload(JudgeForm):
    touchpoint = serializers.UUIDField()


class ContactPayload(StrictSerializer):
    contact = serializers.UUIDField()


class AboutAccountPayload(StrictSerializer):
    id = serializers.UUIDField()
    account = serializers.UUIDField()
    contact = serializers.UUIDField(required=False, allow_null=True)


class ConversationPayload(ConversationFields, AboutAccountPayload):
    pass


class ApproachPayload(ApproachFields, AboutAccountPayload):
    pass


class TrustPayload(TrustFields, AboutAccountPayload):
    pass


class WithdrawTrustPayload(WithdrawTrustForm):
    trust_event = serializers.UUIDField()


class CarePayload(CareFields):
    id = serializers.UUIDField()
    contact = serializers.UUIDField()


class FinishCarePayload(StrictSerializer):
    care_event = serializers.UUIDField()
    outcome = serializers.CharField(max_length=500)


class DropCarePayload(StrictSerializer):
    care_event = serializers.UUIDField()
    for_good = serializers.BooleanField(required=False)


class AcknowledgePayload(AcknowledgeForm):
    segment = serializers.UUIDField()


class SignHandoverPayload(SignForm):
    handover = serializers.UUIDField()


class LogJointPayload(StrictSerializer):
    id = serializers.UUIDField()
    handover = serializers.UUIDField()
    account = serializers.UUIDField()
    done_on = DayField(required=False)
    learned = serializers.CharField(max_length=500, allow_blank=True, required=False)


class ExplainPayload(ExplainFields):
    allocation_fall = serializers.UUIDField()


class AddFindingPayload(FindingFields):
    id = serializers.UUIDField()
    visit = serializers.UUIDField()


class SettleFollowUpPayload(SettleFollowUpForm):
    follow_up = serializers.UUIDField()


class QuestionPayload(QuestionFields):
    id = serializers.UUIDField()
    visit = serializers.UUIDField(required=False, allow_null=True)


class LearnPayload(LearnForm):
    knowledge_entry = serializers.UUIDField()


class OrderPayload(StrictSerializer):
    id = serializers.UUIDField(required=False)
    account = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=Order.Kind.choices, default=Order.Kind.SALE)
    ordered_at = InstantField(required=False)
    lines = LineForm(many=True, allow_empty=False, max_length=500)  # type: ignore[call-arg]
    currency = serializers.RegexField(r"^[A-Z]{3}$", required=False)


class DayRulePayload(StrictSerializer):
    orders_first = serializers.BooleanField()


def seen(rows: QuerySet[Any], pk: UUID, by: User) -> Any:
    """The row, if this person sees it; a stranger's is answered like one that does not exist."""
    found = rows.visible_to(by).filter(pk=pk).first()  # type: ignore[attr-defined]
    if found is None:
        raise Unseen("There is nothing here for you.")
    return found


def the_account(payload: dict[str, Any], by: User) -> Account:
    """Of a merged account the one that it went into: the phone may not have heard of the merge yet."""
    account: Account = seen(Account.objects.select_related("merged_into"), payload.pop("account"), by)
    return current_account(account)


def the_visit(payload: dict[str, Any], by: User) -> Visit:
    visit: Visit = seen(Visit.objects.select_related("account"), payload.pop("visit"), by)
    return visit


def the_contact(payload: dict[str, Any], by: User) -> Contact:
    contact: Contact = seen(Contact.objects.select_related("account"), payload.pop("contact"), by)
    return contact


def naming_contact(payload: dict[str, Any], by: User) -> dict[str, Any]:
    """The person it was about, if one is named; whether they are of this account the action asks."""
    return payload | {"contact": the_contact(payload, by) if payload.get("contact") else None}


def visit_add(call: Call, payload: dict[str, Any]) -> None:
    add_visit(account=the_account(payload, call.by), by=call.by, at=call.at, heard=call.heard, **payload)


def visit_start(call: Call, payload: dict[str, Any]) -> None:
    start_visit(visit=the_visit(payload, call.by), by=call.by, at=call.at, heard=call.heard, **payload)


def visit_complete(call: Call, payload: dict[str, Any]) -> None:
    complete_visit(visit=the_visit(payload, call.by), by=call.by, at=call.at, heard=call.heard, **payload)


def visit_miss(call: Call, payload: dict[str, Any]) -> None:
    miss_visit(visit=the_visit(payload, call.by), by=call.by, at=call.at, heard=call.heard, **payload)


def visit_action_done(call: Call, payload: dict[str, Any]) -> None:
    finish_next_action(visit=the_visit(payload, call.by), by=call.by, at=call.told.happened_at)


def note_add(call: Call, payload: dict[str, Any]) -> None:
    add_note(account=the_account(payload, call.by), by=call.by, at=call.told.happened_at, **payload)


def promise_make(call: Call, payload: dict[str, Any]) -> None:
    account = the_account(payload, call.by)
    make_promise(account=account, by=call.by, at=call.told.happened_at, **naming_contact(payload, call.by))


def settling(settle: Callable[..., Promise]) -> Callable[[Call, dict[str, Any]], None]:
    def act(call: Call, payload: dict[str, Any]) -> None:
        promise = seen(Promise.objects.select_related("account"), payload.pop("promise"), call.by)
        settle(promise=promise, by=call.by, at=call.told.happened_at, **payload)

    return act


def about_account(log: Callable[..., Any]) -> Callable[[Call, dict[str, Any]], None]:
    """What is logged of an account, perhaps of a person in it."""

    def act(call: Call, payload: dict[str, Any]) -> None:
        account = the_account(payload, call.by)
        log(account=account, by=call.by, at=call.told.happened_at, **naming_contact(payload, call.by))

    return act


def contact_add(call: Call, payload: dict[str, Any]) -> None:
    add_contact(account=the_account(payload, call.by), by=call.by, at=call.told.happened_at, **payload)


def contact_archive(call: Call, payload: dict[str, Any]) -> None:
    archive_contact(contact=the_contact(payload, call.by), by=call.by, at=call.told.happened_at)


def contact_restore(call: Call, payload: dict[str, Any]) -> None:
    restore_contact(contact=the_contact(payload, call.by), by=call.by, at=call.told.happened_at)


def care_add(call: Call, payload: dict[str, Any]) -> None:
    contact = the_contact(payload, call.by)
    write_care(payload, contact=contact, by=call.by, at=call.told.happened_at)


def caring(settle: Callable[..., CareEvent]) -> Callable[[Call, dict[str, Any]], None]:
    def act(call: Call, payload: dict[str, Any]) -> None:
        event = seen(CareEvent.objects.select_related("account", "contact"), payload.pop("care_event"), call.by)
        settle(event=event, by=call.by, at=call.told.happened_at, **payload)

    return act


def trust_withdraw(call: Call, payload: dict[str, Any]) -> None:
    event = seen(TrustEvent.objects.select_related("account"), payload.pop("trust_event"), call.by)
    withdraw_trust(event=event, by=call.by, at=call.told.happened_at, **payload)


def account_update(call: Call, payload: dict[str, Any]) -> Merged:
    account = the_account(payload, call.by)
    return merge_account(
        account=account, changes=payload["changes"], base_version=call.base_version, by=call.by, at=call.told.happened_at
    )


def contact_update(call: Call, payload: dict[str, Any]) -> Merged:
    contact = seen(Contact.objects.select_related("account"), payload["contact"], call.by)
    return merge_contact(
        contact=contact, changes=payload["changes"], base_version=call.base_version, by=call.by, at=call.told.happened_at
    )


def need_add(call: Call, payload: dict[str, Any]) -> None:
    account = the_account(payload, call.by)
    note_need(account=account, by=call.by, at=call.told.happened_at, **with_contact(account, payload))


def need_settle(call: Call, payload: dict[str, Any]) -> None:
    need = seen(Need.objects.select_related("account"), payload.pop("need"), call.by)
    settle_need(need=need, by=call.by, at=call.told.happened_at, **payload)


def preference_add(call: Call, payload: dict[str, Any]) -> None:
    account = the_account(payload, call.by)
    note_preference(account=account, by=call.by, at=call.told.happened_at, **with_people(account, payload, by=call.by))


def stock_count(call: Call, payload: dict[str, Any]) -> None:
    consumption = seen(Consumption.objects.select_related("account", "product"), payload.pop("consumption"), call.by)
    count_stock(consumption=consumption, by=call.by, at=call.told.happened_at, **payload)


def touchpoint_judge(call: Call, payload: dict[str, Any]) -> None:
    touchpoint = seen(Touchpoint.objects.select_related("account"), payload.pop("touchpoint"), call.by)
    judge_touchpoint(touchpoint=touchpoint, by=call.by, at=call.told.happened_at, **payload)


def segment_acknowledge(call: Call, payload: dict[str, Any]) -> None:
    segment = seen(Segment.objects.all(), payload.pop("segment"), call.by)
    acknowledge_brief(segment=segment, by=call.by, at=call.told.happened_at, **payload)


def handover_sign(call: Call, payload: dict[str, Any]) -> None:
    handover = seen(Handover.objects.all(), payload.pop("handover"), call.by)
    sign_and_move(handover=handover, by=call.by, at=call.told.happened_at, **payload)


def joint_visit_log(call: Call, payload: dict[str, Any]) -> None:
    handover = seen(Handover.objects.all(), payload.pop("handover"), call.by)
    log_joint_visit(handover=handover, account=the_account(payload, call.by), by=call.by, at=call.told.happened_at, **payload)


def fall_explain(call: Call, payload: dict[str, Any]) -> None:
    fall = seen(AllocationFall.objects.select_related("account"), payload.pop("allocation_fall"), call.by)
    explain_fall(fall=fall, by=call.by, at=call.told.happened_at, **payload)


def finding_add(call: Call, payload: dict[str, Any]) -> None:
    add_finding(visit=the_visit(payload, call.by), by=call.by, at=call.told.happened_at, **payload)


def follow_up_settle(call: Call, payload: dict[str, Any]) -> None:
    task = seen(FollowUp.objects.select_related("account"), payload.pop("follow_up"), call.by)
    settle_follow_up(follow_up=task, by=call.by, at=call.told.happened_at, **payload)


def knowledge_log(call: Call, payload: dict[str, Any]) -> None:
    """A visit that this person no longer sees leaves the question as it is."""
    visit = Visit.objects.visible_to(call.by).filter(pk=payload.pop("visit", None)).first()
    log_question(by=call.by, at=call.told.happened_at, visit=visit, **payload)


def knowledge_learn(call: Call, payload: dict[str, Any]) -> None:
    entry = seen(KnowledgeEntry.objects.select_related("manager"), payload.pop("knowledge_entry"), call.by)
    learn_answer(entry=entry, by=call.by, at=call.told.happened_at, **payload)


def day_rule_set(call: Call, payload: dict[str, Any]) -> None:
    """A phone plans its owner's day: the rule is theirs."""
    set_day_rule(manager=call.by, by=call.by, at=call.told.happened_at, **payload)


def order_add(call: Call, payload: dict[str, Any]) -> None:
    at = call.told.happened_at
    place_order(account=the_account(payload, call.by), by=call.by, at=at, **{"ordered_at": at} | payload)


@dataclass(frozen=True, slots=True)
class Verb:
    """`subject`: the payload's field that names the row shown as `current` when the state refuses, and its collection."""

    form: type[StrictSerializer]
    act: Callable[[Call, dict[str, Any]], Merged | None]
    subject: str = ""
    collection: str = ""

    def read(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        """The payload as the action takes it; raises `Invalid` naming its fields."""
        form = self.form(data=payload)
        if not form.is_valid():
            raise Invalid("Some values are not acceptable.", fields=flatten(form.errors))
        return dict(form.validated_data)


VERBS: Mapping[str, Verb] = {
    "visit.add": Verb(AddVisitPayload, visit_add),
    "visit.start": Verb(StartPayload, visit_start, "visit", "visits"),
    "visit.complete": Verb(CompletePayload, visit_complete, "visit", "visits"),
    "visit.miss": Verb(MissPayload, visit_miss, "visit", "visits"),
    "visit.action_done": Verb(VisitPayload, visit_action_done, "visit", "visits"),
    "note.add": Verb(NotePayload, note_add),
    "promise.make": Verb(MakePromisePayload, promise_make),
    "promise.keep": Verb(PromisePayload, settling(keep_promise), "promise", "promises"),
    "promise.break": Verb(PromiseReasonPayload, settling(break_promise), "promise", "promises"),
    "promise.release": Verb(PromiseReasonPayload, settling(release_promise), "promise", "promises"),
    "account.update": Verb(EditAccountPayload, account_update, "account", "accounts"),
    "contact.update": Verb(EditContactPayload, contact_update, "contact", "contacts"),
    "need.add": Verb(NeedPayload, need_add),
    "need.settle": Verb(SettleNeedPayload, need_settle, "need", "needs"),
    "preference.add": Verb(PreferencePayload, preference_add),
    "stock.count": Verb(CountPayload, stock_count, "consumption", "consumptions"),
    "touchpoint.judge": Verb(JudgePayload, touchpoint_judge, "touchpoint", "touchpoints"),
    "contact.add": Verb(AddContactPayload, contact_add),
    "contact.archive": Verb(ContactPayload, contact_archive, "contact", "contacts"),
    "contact.restore": Verb(ContactPayload, contact_restore, "contact", "contacts"),
    "conversation.add": Verb(ConversationPayload, about_account(log_conversation)),
    "approach.add": Verb(ApproachPayload, about_account(log_approach)),
    "trust.add": Verb(TrustPayload, about_account(note_trust)),
    "trust.withdraw": Verb(WithdrawTrustPayload, trust_withdraw, "trust_event", "trust_events"),
    "care.add": Verb(CarePayload, care_add),
    "care.finish": Verb(FinishCarePayload, caring(finish_care), "care_event", "care_events"),
    "care.drop": Verb(DropCarePayload, caring(drop_care), "care_event", "care_events"),
    "segment.acknowledge": Verb(AcknowledgePayload, segment_acknowledge, "segment", "segments"),
    "finding.add": Verb(AddFindingPayload, finding_add, "visit", "visits"),
    "follow_up.settle": Verb(SettleFollowUpPayload, follow_up_settle, "follow_up", "follow_ups"),
    "knowledge.log": Verb(QuestionPayload, knowledge_log),
    "knowledge.learn": Verb(LearnPayload, knowledge_learn, "knowledge_entry", "knowledge_entries"),
    "day_rule.set": Verb(DayRulePayload, day_rule_set),
    "order.add": Verb(OrderPayload, order_add),
    "handover.sign": Verb(SignHandoverPayload, handover_sign, "handover", "handovers"),
    "joint_visit.log": Verb(LogJointPayload, joint_visit_log),
    "allocation_fall.explain": Verb(ExplainPayload, fall_explain, "allocation_fall", "allocation_falls"),
}
