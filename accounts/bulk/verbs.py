"""What can be done to many accounts at once. A verb judges each account by what it is now and writes the rest in one statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.db import connection
from psycopg.types.json import Jsonb

from accounts.actions.account_fields import judged
from accounts.actions.fields import clean_fields
from accounts.actions.ownership import REASSIGNERS, require_owner_fits
from accounts.actions.promises import pass_on_promises
from accounts.actions.timeline import note_touchpoints
from accounts.custom import Definition, clean, merged
from accounts.models import Account, AccountStatus, BulkAction, CustomField, Ownership, Territory, Touchpoint
from crm.errors import Forbidden, Invalid
from crm.models import Role, User

Refusal = str


class Verb(Protocol):
    @property
    def event(self) -> str:
        """What each changed account tells."""

    @property
    def fields(self) -> Sequence[str]:
        """The fields that the event names."""

    def refusal(self, account: Account) -> Refusal | None:
        """Why this account cannot be done so; a code that the client words."""

    def differs(self, account: Account) -> bool:
        """Whether it is not so already."""

    def write(self, accounts: Sequence[Account], *, by: User | None, at: datetime) -> None:
        """All of them, set-based; locked by the caller."""


def update_accounts(accounts: Sequence[Account], assignments: str, parameters: Sequence[Any]) -> None:
    """`assignments` are this file's own words; the version moves as in `Record.change`."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE accounts_account SET {assignments}, version = version + 1, updated_at = now() WHERE id = ANY(%s)",
            [*parameters, [account.pk for account in accounts]],
        )


class Assign:
    event, fields = "account.reassigned", ("owner",)

    def __init__(self, *, owner: User | None, reason: str) -> None:
        self.owner, self.reason = owner, reason
        self.fits: dict[UUID, bool] = {}

    def refusal(self, account: Account) -> Refusal | None:
        if account.team_id not in self.fits:
            self.fits[account.team_id] = self._fits(account)
        return None if self.fits[account.team_id] else "owner_not_in_team"

    def _fits(self, account: Account) -> bool:
        try:
            require_owner_fits(owner=self.owner, team=account.team)
        except Invalid:
            return False
        return True

    def differs(self, account: Account) -> bool:
        return account.owner_id != (self.owner and self.owner.pk)

    def write(self, accounts: Sequence[Account], *, by: User | None, at: datetime) -> None:
        update_accounts(accounts, "owner_id = %s", [self.owner and self.owner.pk])
        ids = [account.pk for account in accounts]
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE accounts_ownership SET until = greatest(%s, since) WHERE account_id = ANY(%s) AND until IS NULL", [at, ids]
            )
        Ownership.objects.bulk_create(
            [
                Ownership(account=account, team_id=account.team_id, owner=self.owner, since=at, reason=self.reason[:200], by=by)
                for account in accounts
            ],
            batch_size=1000,
        )
        pass_on_promises(accounts=ids, by=by, at=at)
        note_touchpoints(_event(account, f"→ {self.owner or '—'}: {self.reason}", by=by, at=at) for account in accounts)


def _event(account: Account, text: str, *, by: User | None, at: datetime) -> Touchpoint:
    information = Touchpoint.Medium.INFORMATION
    return Touchpoint(account=account, kind=Touchpoint.Kind.EVENT, medium=information, by=by, at=at, text=text, subject=account.pk)


class AddTags:
    event, fields = "account.updated", ("tags",)

    def __init__(self, *, tags: Sequence[str]) -> None:
        self.tags = list(tags)

    def refusal(self, account: Account) -> Refusal | None:
        return "too_many_tags" if len({*account.tags, *self.tags}) > 50 else None

    def differs(self, account: Account) -> bool:
        return not set(self.tags) <= set(account.tags)

    def write(self, accounts: Sequence[Account], *, by: User | None, at: datetime) -> None:
        new = "tags || ARRAY(SELECT tag FROM unnest(%s::varchar[]) AS tag WHERE tag <> ALL(accounts_account.tags))"
        update_accounts(accounts, f"tags = {new}", [self.tags])


class RemoveTags:
    event, fields = "account.updated", ("tags",)

    def __init__(self, *, tags: Sequence[str]) -> None:
        self.tags = list(tags)

    def refusal(self, account: Account) -> Refusal | None:
        return None

    def differs(self, account: Account) -> bool:
        return bool(set(self.tags) & set(account.tags))

    def write(self, accounts: Sequence[Account], *, by: User | None, at: datetime) -> None:
        rest = (
            "ARRAY(SELECT tag FROM unnest(tags) WITH ORDINALITY AS t (tag, place) WHERE tag <> ALL(%s::varchar[]) ORDER BY place)"
        )
        update_accounts(accounts, f"tags = {rest}", [self.tags])


class SetStatus:
    event, fields = "account.updated", ("status",)

    def __init__(self, *, status: str) -> None:
        self.status = status

    def refusal(self, account: Account) -> Refusal | None:
        return None

    def differs(self, account: Account) -> bool:
        return account.status != self.status

    def write(self, accounts: Sequence[Account], *, by: User | None, at: datetime) -> None:
        update_accounts(accounts, "status = %s", [self.status])


class Archive(SetStatus):
    event, fields = "account.archived", ("status",)

    def __init__(self, *, reason: str) -> None:
        super().__init__(status=AccountStatus.ARCHIVED)
        self.reason = reason

    def write(self, accounts: Sequence[Account], *, by: User | None, at: datetime) -> None:
        super().write(accounts, by=by, at=at)
        note_touchpoints(_event(account, self.reason, by=by, at=at) for account in accounts)


class SetTerritory:
    event, fields = "account.updated", ("territory",)

    def __init__(self, *, territory: Territory | None) -> None:
        self.territory = territory

    def refusal(self, account: Account) -> Refusal | None:
        if self.territory is None or self.territory.team_id in (None, account.team_id):
            return None
        return "territory_of_another_team"

    def differs(self, account: Account) -> bool:
        return account.territory_id != (self.territory and self.territory.pk)

    def write(self, accounts: Sequence[Account], *, by: User | None, at: datetime) -> None:
        update_accounts(accounts, "territory_id = %s", [self.territory and self.territory.pk])


class SetCustom:
    event = "account.updated"

    def __init__(self, *, custom: Mapping[str, Any], definitions: Sequence[Definition]) -> None:
        self.definitions = definitions
        self.given = dict(custom)
        self.fields = [f"custom.{key}" for key in custom]

    def refusal(self, account: Account) -> Refusal | None:
        _, problems = clean(self.definitions, self.given, kind=account.kind, role=account.role)
        return "field_not_for_this_account" if problems else None

    def _after(self, account: Account) -> dict[str, Any]:
        cleaned, _ = clean(self.definitions, self.given, kind=account.kind, role=account.role)
        return merged(account.custom, cleaned)

    def differs(self, account: Account) -> bool:
        return bool(self._after(account) != account.custom)

    def write(self, accounts: Sequence[Account], *, by: User | None, at: datetime) -> None:
        cleaned, _ = clean(self.definitions, self.given, kind=accounts[0].kind, role=accounts[0].role)
        gone = [key for key, value in cleaned.items() if value is None]
        kept = {key: value for key, value in cleaned.items() if value is not None}
        update_accounts(accounts, "custom = (custom - %s::text[]) || %s", [gone, Jsonb(kept)])


def verb_of(verb: str, params: Mapping[str, Any], *, by: User | None) -> Verb:
    """The verb with its particulars, checked. Raises `Invalid` naming `params.…`, `Forbidden` for who may not do it to anybody."""
    maker = MAKERS.get(verb)
    if maker is None:
        raise Invalid("There is no such verb.", fields={"verb": [f"One of: {', '.join(MAKERS)}."]})
    wanted, make = maker
    if strange := sorted(set(params) - set(wanted)):
        raise Invalid("Unknown particulars.", fields={f"params.{name}": ["Unknown field."] for name in strange})
    made: Verb = make(params, by)
    return made


def wrong(name: str, why: str) -> Invalid:
    return Invalid("The particulars do not fit.", fields={f"params.{name}": [why]})


def _assign(params: Mapping[str, Any], by: User | None) -> Verb:
    if by is not None and by.role != Role.ADMIN and by.role not in REASSIGNERS:
        raise Forbidden("Only the sales lead hands accounts over.")
    if "owner" not in params:
        raise wrong("owner", "Say who, or null for nobody.")
    owner = None
    if params["owner"] is not None:
        owner = User.objects.filter(pk=_id("owner", params["owner"]), is_active=True).first()
        if owner is None:
            raise wrong("owner", "No such person.")
    return Assign(owner=owner, reason=_words("reason", params.get("reason")))


def _tags(params: Mapping[str, Any]) -> list[str]:
    try:
        tags: list[str] = clean_fields(Account, {"tags": params.get("tags", [])}, writable={"tags"})["tags"]
    except Invalid as error:
        raise wrong("tags", error.fields["tags"][0]) from error
    if not tags or len(tags) > 20:
        raise wrong("tags", "From 1 to 20 tags.")
    return tags


def _status(params: Mapping[str, Any], by: User | None) -> Verb:
    fitting = [status for status in AccountStatus.values if status != AccountStatus.ARCHIVED]
    if params.get("status") not in fitting:
        raise wrong("status", f"One of: {', '.join(fitting)}.")
    return SetStatus(status=params["status"])


def _territory(params: Mapping[str, Any], by: User | None) -> Verb:
    if "territory" not in params:
        raise wrong("territory", "Say which, or null for none.")
    if params["territory"] is None:
        return SetTerritory(territory=None)
    territory = Territory.objects.filter(pk=_id("territory", params["territory"]), archived_at__isnull=True).first()
    if territory is None:
        raise wrong("territory", "No such territory.")
    return SetTerritory(territory=territory)


def _custom(params: Mapping[str, Any], by: User | None) -> Verb:
    given = params.get("custom")
    if not isinstance(given, dict) or not given:
        raise wrong("custom", "An object of fields is expected.")
    definitions = CustomField.objects.definitions()
    known = {definition.key: definition for definition in definitions}
    for key, value in given.items():  # each by itself: which roles have it is asked account by account
        home = known.get(key)
        judged(definitions, {key: value}, kind=home.kind if home else "", role=home.roles[0] if home and home.roles else "")
    return SetCustom(custom=given, definitions=definitions)


def _archive(params: Mapping[str, Any], by: User | None) -> Verb:
    return Archive(reason=_words("reason", params.get("reason", ""), needed=False))


def _words(name: str, value: Any, *, needed: bool = True) -> str:
    if not isinstance(value, str) or (needed and not value.strip()) or len(value) > 200:
        raise wrong(name, "Say why, in at most 200 characters.")
    return value.strip()


def _id(name: str, value: Any) -> UUID:
    try:
        return UUID(str(value))
    except ValueError as error:
        raise wrong(name, "An id is expected.") from error


MAKERS: dict[str, tuple[Sequence[str], Any]] = {
    BulkAction.Verb.ASSIGN: (("owner", "reason"), _assign),
    BulkAction.Verb.ADD_TAGS: (("tags",), lambda params, by: AddTags(tags=_tags(params))),
    BulkAction.Verb.REMOVE_TAGS: (("tags",), lambda params, by: RemoveTags(tags=_tags(params))),
    BulkAction.Verb.SET_STATUS: (("status",), _status),
    BulkAction.Verb.SET_TERRITORY: (("territory",), _territory),
    BulkAction.Verb.SET_CUSTOM: (("custom",), _custom),
    BulkAction.Verb.ARCHIVE: (("reason",), _archive),
}
