"""Who works here: users with a role, in teams."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import OuterRef, Q
from django.utils import timezone
from uuid6 import uuid7


class Role(models.TextChoices):
    MANAGER = "manager", "客户经理"
    LEAD = "lead", "销售主管"
    SERVICE_AGENT = "service_agent", "客服"
    DEPARTMENT_LEAD = "department_lead", "部门负责人"
    ANALYST = "analyst", "分析师"
    ADMIN = "admin", "管理员"
    INTEGRATION = "integration", "集成"


class Team(models.Model):
    """People who share a market. Tiers are cut per team and currency, on the team's own review day if it has one."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=100, unique=True)
    lead = models.ForeignKey("crm.User", null=True, blank=True, on_delete=models.PROTECT, related_name="teams_led")
    currency = models.CharField(max_length=3, default="CNY")
    review_on = models.DateField(null=True, blank=True, help_text="A fixed day for the tier review: an imported old log has one.")
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_in = models.BigIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(name="team_currency_is_iso_code", condition=Q(currency__regex=r"^[A-Z]{3}$")),
        ]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    def get_queryset(self) -> models.QuerySet[User]:
        """Every user comes with the ids of the teams led, so that no later check costs a statement."""
        led = Team.objects.filter(lead=OuterRef("pk")).order_by("id").values("id")
        return super().get_queryset().annotate(led_team_ids=ArraySubquery(led))  # type: ignore[no-redef]

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(username, password, **({"name": username, "role": Role.ADMIN} | fields))


class User(AbstractBaseUser, PermissionsMixin):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=100)
    role = models.CharField(max_length=20, choices=Role)
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="members")
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)
    changed_in = models.BigIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    last_login = None  # the session table knows; a sign-in must not look like a changed person to every phone

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar = ["name"]

    class Meta:
        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(name="user_role_is_known", condition=Q(role__in=Role.values)),
            models.CheckConstraint(
                name="user_manager_has_team",
                condition=~Q(role=Role.MANAGER) | Q(team__isnull=False),
                violation_error_message="An account manager must belong to a team.",
            ),
        ]

    #: Ids of the teams led; `User.objects` brings them along.
    led_team_ids: list[UUID]

    #: Teams an integration's token is limited to; None means all. Set by `crm.access` when a token signs in.
    token_team_ids: tuple[UUID, ...] | None = None

    def __str__(self) -> str:
        return self.name or self.username

    @property
    def is_staff(self) -> bool:
        """Only administrators enter Django's admin, which holds reference data."""
        return self.role == Role.ADMIN

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Django's permissions guard only its admin, and that is the administrators'."""
        return self.is_active and self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and self.is_staff

    @property
    def reach(self) -> tuple[UUID, ...] | None:
        """Ids of the teams whose accounts this person works with; None means every team."""
        if self.role in (Role.ADMIN, Role.ANALYST, Role.SERVICE_AGENT):
            return None
        if self.role == Role.INTEGRATION:
            return self.token_team_ids
        if self.role == Role.LEAD:
            return tuple(self._led_team_ids())
        return (self.team_id,) if self.team_id and self.role == Role.MANAGER else ()

    def _led_team_ids(self) -> list[UUID]:
        if not hasattr(self, "led_team_ids"):
            self.led_team_ids = list(Team.objects.filter(lead=self).order_by("id").values_list("id", flat=True))
        return self.led_team_ids
