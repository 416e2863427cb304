"""Talks with customers as row 65 wants them: with a purpose, with questions, and ending in a confirmed outcome."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.models.account import Account, hanging_on_visible_accounts
from accounts.models.channel import Channel, Direction
from accounts.models.contact import Contact
from crm.models import Record, User


class QuestionType(models.TextChoices):
    SEEKING = "seeking", "求索式"
    RHETORICAL = "rhetorical", "反问式"
    CHOICE = "choice", "选择式"
    LEADING = "leading", "诱导式"


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def visible_to(self, user: User) -> Self:
        return hanging_on_visible_accounts(self, user)


class Conversation(Record):
    """A call, a message or a talk face to face. `confirmed` is what both sides said at the end that it comes to."""

    # db_index=False: an index named below begins with it
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="conversations", db_index=False)
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="conversations")
    channel = models.CharField(max_length=10, choices=Channel)
    direction = models.CharField(max_length=3, choices=Direction)
    purpose = models.CharField(max_length=200)
    questions = ArrayField(models.CharField(max_length=12, choices=QuestionType), default=list, blank=True)
    confirmed = models.CharField(max_length=1000)
    notes = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(name="conversation_has_a_purpose", condition=~Q(purpose="")),
            models.CheckConstraint(
                name="conversation_is_confirmed",
                condition=~Q(confirmed=""),
                violation_error_message="A talk ends by confirming its outcome.",
            ),
            models.CheckConstraint(
                name="conversation_questions_are_known", condition=Q(questions__contained_by=QuestionType.values)
            ),
        ]
        indexes: ClassVar = [
            models.Index(F("account"), F("at").desc(), F("id").desc(), name="conversation_account"),
            models.Index(fields=["changed_in", "id"], name="conversation_change"),
        ]


class Phrase(Record):
    """Words that put people off, and better ones. Ours to edit: of its list (表8-1) the source prints only the heading."""

    text = models.CharField(max_length=100, help_text="Found in what is being typed, whatever stands around it.")
    better = models.CharField(max_length=200)
    reason = models.CharField(max_length=200, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["text", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["text"], condition=Q(archived_at__isnull=True), name="phrase_once"),
            models.CheckConstraint(name="phrase_offers_better_words", condition=~Q(text="") & ~Q(better="")),
        ]
        indexes: ClassVar = [models.Index(fields=["changed_in", "id"], name="phrase_change")]

    def __str__(self) -> str:
        return self.text
