"""Photos and papers of an account: the bytes lie outside of the database, by their SHA-256 (see `accounts.files`)."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from uuid6 import uuid7

from accounts.models.account import Account, hanging_on_visible_accounts
from crm.models import Record, Role, User


class StoredFile(models.Model):
    """One content, kept once however often it is attached. `width` and `height` are those of a picture, upright."""

    sha256 = models.CharField(primary_key=True, max_length=64, editable=False)
    size = models.PositiveBigIntegerField()
    content_type = models.CharField(max_length=60, help_text="What the bytes are, not what somebody said they were.")
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    has_preview = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="stored_file_has_digest", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")),
            models.CheckConstraint(name="stored_file_is_not_empty", condition=Q(size__gt=0)),
        ]

    def __str__(self) -> str:
        return self.sha256


class UploadQuerySet(models.QuerySet["Upload"]):
    def of(self, user: User) -> Self:
        """Nobody else may go on with an upload, or know of it."""
        return self.filter(by=user)

    def unfinished(self) -> Self:
        return self.filter(stored=None)


class Upload(models.Model):
    """A file on its way (tus 1.0). How far it has come is the length of its part on disk: nothing else survives a kill."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="uploads")
    length = models.PositiveBigIntegerField()
    metadata = models.JSONField(default=dict, help_text="What the client said of it: filename, filetype, sha256, account …")
    stored = models.ForeignKey(StoredFile, null=True, on_delete=models.CASCADE, related_name="uploads")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["expires_at"], name="upload_expiry")]


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, user: User) -> Self:
        """Behind the door of the account; papers and photos are not for the service desk."""
        if user.role == Role.SERVICE_AGENT:
            return self.none()
        return hanging_on_visible_accounts(self, user)

    def current(self) -> Self:
        return self.filter(archived_at=None)


class Attachment(Record):
    class Kind(models.TextChoices):
        PHOTO = "photo", "照片"
        LICENCE = "licence", "营业执照"
        CONTRACT = "contract", "合同"
        DOCUMENT = "document", "其他文件"

    # db_index=False: an index named below begins with it
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="attachments", db_index=False)
    subject = models.UUIDField(null=True, blank=True, help_text="What it tells of, such as the visit that it was taken on.")
    stored = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="attachments")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.DOCUMENT)
    filename = models.CharField(max_length=200)
    note = models.CharField(max_length=200, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True, help_text="When a photo was taken, by the phone's clock.")
    latitude = models.FloatField(null=True, blank=True, help_text="Where, WGS-84 degrees")
    longitude = models.FloatField(null=True, blank=True)
    accuracy_m = models.FloatField(null=True, blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="attachments")
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="attachment_kind_is_known", condition=Q(kind__in=["photo", "licence", "contract", "document"])
            ),
            models.CheckConstraint(
                name="attachment_place_is_whole",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
            ),
        ]
        indexes: ClassVar = [
            models.Index(F("account"), F("created_at").desc(), F("id").desc(), name="attachment_account_time"),
            models.Index(fields=["subject"], condition=Q(subject__isnull=False), name="attachment_subject"),
            models.Index(fields=["changed_in", "id"], name="attachment_change"),
        ]

    def __str__(self) -> str:
        return self.filename
