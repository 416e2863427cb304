"""The people in an account: legal persons are represented by people, and people have a character (row 66)."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.models.account import Account, hanging_on_visible_accounts
from accounts.models.channel import Channel
from crm.models import Record, User


class Personality(models.TextChoices):
    SELF_CENTRED = "self_centred", "自我型"
    PRAGMATIC = "pragmatic", "分析务实型"
    FORTRESS = "fortress", "堡垒型"
    SUSPICIOUS = "suspicious", "猜疑型"
    EASY_GOING = "easy_going", "随和型"


class DecisionRole(models.TextChoices):
    """What a person does when the account decides; one may do several."""

    DECIDES = "decides", "拍板"
    INFLUENCES = "influences", "影响"
    USES = "uses", "使用"
    GATEKEEPER = "gatekeeper", "把关"
    BUYS = "buys", "采购"


class ContactQuerySet(models.QuerySet["Contact"]):
    def visible_to(self, user: User) -> Self:
        return hanging_on_visible_accounts(self, user)


class Contact(Record):
    # db_index=False: an index named below begins with it
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="contacts", db_index=False)
    name = models.CharField(max_length=100)
    name_key = models.CharField(max_length=200, db_collation="C", editable=False)
    position = models.CharField(max_length=100, blank=True, help_text="What the person does in the account.")
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    other_phones = ArrayField(models.CharField(max_length=40), default=list, db_default=[], blank=True)
    other_emails = ArrayField(models.EmailField(), default=list, db_default=[], blank=True)
    preferred_channel = models.CharField(max_length=10, choices=Channel, null=True, blank=True)
    decision_roles = ArrayField(models.CharField(max_length=12, choices=DecisionRole), default=list, db_default=[], blank=True)
    reports_to = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="reports", help_text="In the same account."
    )
    # the needs of a person inside a legal person (rows 66, 70): belonging, esteem, becoming what one can be
    need_belonging = models.CharField(max_length=300, blank=True, default="", db_default="")
    need_esteem = models.CharField(max_length=300, blank=True, default="", db_default="")
    need_growth = models.CharField(max_length=300, blank=True, default="", db_default="")
    birthday = models.DateField(null=True, blank=True)
    personality = models.CharField(max_length=20, choices=Personality, null=True, blank=True)
    personality_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    personality_at = models.DateTimeField(null=True, blank=True)
    is_primary = models.BooleanField(default=False)
    notes = models.TextField(blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    source = models.CharField(max_length=50, blank=True, default="")
    external_id = models.CharField(max_length=100, null=True, blank=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name_key", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "external_id"], name="contact_external_id_once_per_source"),
            models.UniqueConstraint(
                fields=["account"], condition=Q(is_primary=True, archived_at__isnull=True), name="contact_one_primary_per_account"
            ),
            models.CheckConstraint(
                name="contact_personality_has_author",
                condition=Q(personality__isnull=True) | Q(personality_by__isnull=False, personality_at__isnull=False),
                violation_error_message="A personality needs who judged it and when.",
            ),
            models.CheckConstraint(
                name="contact_does_not_report_to_itself",
                condition=Q(reports_to__isnull=True) | ~Q(reports_to=F("id")),
                violation_error_message="Nobody reports to themselves.",
            ),
            models.CheckConstraint(
                name="contact_decision_roles_are_known",
                condition=Q(decision_roles__contained_by=DecisionRole.values),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["account", "name_key"], name="contact_account_name"),
            models.Index(fields=["changed_in", "id"], name="contact_change"),
        ]

    def __str__(self) -> str:
        return self.name


class JudgementQuerySet(models.QuerySet["Judgement"]):
    def visible_to(self, user: User) -> Self:
        return hanging_on_visible_accounts(self, user)


class Judgement(models.Model):
    """One judgement of a person's character, with its author and day; the contact carries the last one (row 66)."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+", db_index=False)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="judgements", db_index=False)
    personality = models.CharField(max_length=20, choices=Personality, null=True, help_text="Null: the judgement was taken back.")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    objects = JudgementQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="judgement_type_is_known", condition=Q(personality__isnull=True) | Q(personality__in=Personality.values)
            ),
        ]
        indexes: ClassVar = [models.Index(F("contact"), F("at").desc(), F("id").desc(), name="judgement_contact")]
