"""Body fields with the contract's manners."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Account, Contact
from api.filters import read_instant
from crm.errors import Invalid, Unseen
from crm.models import User


@extend_schema_field(OpenApiTypes.DATETIME)
class InstantField(serializers.Field[datetime, Any, str, Any]):
    """RFC 3339 with offset."""

    def to_internal_value(self, data: Any) -> datetime:
        if not isinstance(data, str):
            raise serializers.ValidationError("An instant such as 2026-01-31T08:30:00+08:00.")
        try:
            return read_instant(data)
        except ValidationError as error:
            raise serializers.ValidationError(error.messages) from error

    def to_representation(self, value: datetime) -> str:
        return value.isoformat()


@extend_schema_field(OpenApiTypes.UUID)
class VisibleAccountField(serializers.UUIDField):
    """The id of an account that the asking person sees; a stranger's is answered like one that does not exist: 404."""

    def to_internal_value(self, data: Any) -> Account:  # type: ignore[override]
        account_id = super().to_internal_value(data)
        account = Account.objects.visible_to(self.context["request"].user).filter(pk=account_id).first()
        if account is None:
            raise Unseen("No such account.", fields={self.field_name or "account": ["No such account."]})
        return account


def contact_in(account: Account, contact: UUID | None, *, name: str = "contact") -> Contact | None:
    """The person that a body names, who must be one of this account's."""
    if contact is None:
        return None
    found = Contact.objects.filter(pk=contact, account=account).first()
    if found is None:
        raise Invalid("This person is not one of the account's.", fields={name: ["Not a contact of this account."]})
    return found


def account_seen(by: User, account: UUID | None, *, name: str) -> Account | None:
    """Another account that a body names, such as a neighbour; a stranger's is answered like one that does not exist."""
    if account is None:
        return None
    found = Account.objects.visible_to(by).filter(pk=account).first()
    if found is None:
        raise Invalid("There is no such account.", fields={name: ["No such account."]})
    return found


@extend_schema_field(OpenApiTypes.UUID)
class VisibleContactField(serializers.UUIDField):
    """The id of a contact whose account the asking person sees."""

    def to_internal_value(self, data: Any) -> Contact:  # type: ignore[override]
        contact_id = super().to_internal_value(data)
        contact = Contact.objects.visible_to(self.context["request"].user).select_related("account").filter(pk=contact_id).first()
        if contact is None:
            raise Unseen("No such contact.", fields={self.field_name or "contact": ["No such contact."]})
        return contact


class DayField(serializers.DateField):
    """`YYYY-MM-DD`, a day that the calendar has."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], **kwargs)

    def to_internal_value(self, value: Any) -> date:
        try:
            found: date = super().to_internal_value(value)
        except serializers.ValidationError as error:
            raise serializers.ValidationError(f"There is no day {value!r}; write YYYY-MM-DD, such as 2026-02-28.") from error
        return found


@extend_schema_field(OpenApiTypes.UUID)
class ColleagueField(serializers.UUIDField):
    """The id of another contact. Whether it is one of the same account the action asks; one that is not there answers alike."""

    def to_internal_value(self, data: Any) -> Contact:  # type: ignore[override]
        contact_id = super().to_internal_value(data)
        contact = Contact.objects.filter(pk=contact_id).first()
        if contact is None:
            raise Invalid("This person belongs to another account.", fields={"reports_to": ["Not a contact of this account."]})
        return contact


class OfAccount:
    """A form with an `account` and perhaps a `contact`, which must belong to it."""

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs.get("contact"):
            attrs["contact"] = Contact.objects.filter(pk=attrs["contact"], account=attrs["account"]).first()
            if attrs["contact"] is None:
                raise serializers.ValidationError({"contact": ["Not a contact of this account."]})
        return attrs
