"""Opening accounts, one or a hundred thousand: the same checks, rows and events."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar, NamedTuple, Self
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone

from accounts.actions.account_fields import GIVEN, OPENABLE, clean_account, judged, require_whole
from accounts.actions.hierarchy import refuse_circle, require_parent
from accounts.actions.ownership import require_opener, require_owner_fits, team_of
from accounts.actions.search_index import Wording, Words, lexemes_waiting, worded, words_in, work_lexemes_in
from accounts.custom import Definition, merged
from accounts.models import Account, AccountKind, AccountStatus, CustomField, Ownership
from crm.copying import NULL, copy_lines, tell_array, tell_cell
from crm.errors import DomainError, Invalid
from crm.events import Happened, record_alike
from crm.ids import new_ids
from crm.models import Role, Team, User

#: From so many on accounts are opened as a bulk write.
MANY = 1_000


class ExternalIdTaken(DomainError):
    """Another account has this `external_id` (or this id) already."""

    code = "external_id_taken"

    @classmethod
    def of(cls, error: IntegrityError) -> Self:
        constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        if constraint not in ("account_external_id_once_per_source", "accounts_account_pkey"):
            raise error
        name = "id" if constraint == "accounts_account_pkey" else "external_id"
        return cls("Another account has this id.", fields={name: ["Taken by another account."]})


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountDraft:
    """An account to be. `fields` are those of `open_account`; `at` is when it came to its owner, where that was earlier."""

    team: Team
    fields: Mapping[str, Any] = field(default_factory=dict)
    owner: User | None = None
    id: UUID | None = None
    at: datetime | None = None

    NEEDED: ClassVar = ("name", "role")


class RefusedDraft(NamedTuple):
    draft: AccountDraft
    error: DomainError


def open_account(
    *, by: User | None, at: datetime, team: Team | None = None, id: UUID | None = None, owner: User | None = None, **fields: Any
) -> Account:
    """Begin to look after a customer. A manager who names no owner becomes it; a lead may leave it unowned for now.

    Without `team` it is the owner's, else the opener's own.

    Raises `Forbidden` for roles that open nothing, `Invalid` naming the fields, `ExternalIdTaken`.
    """
    return open_accounts(drafts=[AccountDraft(team=team or team_of(owner or by), id=id, owner=owner, fields=fields)], by=by, at=at)[
        0
    ]


@transaction.atomic
def open_accounts(
    *, drafts: Iterable[AccountDraft], by: User | None, at: datetime, refused: list[RefusedDraft] | None = None
) -> list[Account]:
    """Open many at once, in the order given. One refused draft refuses them all, unless the caller takes it into `refused`."""
    opened = _open(drafts, by=by, at=at, refused=refused)
    if len(opened) >= MANY:
        work_lexemes_in()
    return [opening.account() for opening in opened]


@transaction.atomic
def open_many(
    *,
    drafts: Iterable[AccountDraft],
    by: User | None,
    at: datetime,
    refused: list[RefusedDraft],
    wording: Callable[[Words], Wording] = worded,
) -> list[UUID]:
    """The same for files of a hundred thousand: ids instead of objects, which would take as long as all the rest. `wording` knows
    what the words come to, if that was made before; the lexemes are left to the caller to be worked in."""
    return [opening.id for opening in _open(drafts, by=by, at=at, refused=refused, wording=wording)]


class Opening(NamedTuple):
    """An account as it will be stored: every field that is not null, and what its words come to."""

    id: UUID
    draft: AccountDraft
    owner: User | None
    since: datetime
    fields: dict[str, Any]
    wording: Wording

    def account(self) -> Account:
        account = Account(id=self.id, team=self.draft.team, owner=self.owner, **self.fields)
        account.name_key, account.search_text = self.wording.name_key, self.wording.text
        # The instance is complete as it stands; the caller may go on with it without reading it back.
        account._state.adding, account._state.db = False, "default"
        return account


def _open(
    drafts: Iterable[AccountDraft],
    *,
    by: User | None,
    at: datetime,
    refused: list[RefusedDraft] | None,
    wording: Callable[[Words], Wording] = worded,
) -> list[Opening]:
    drafts = list(drafts)
    judge = Judge(by=by, at=at, wording=wording)
    judge.hear(drafts)
    opened: list[Opening] = []
    rows = Rows(at=timezone.now())
    try:
        with transaction.atomic(), lexemes_waiting() if len(drafts) >= MANY else nullcontext():
            copy_lines(Account._meta.db_table, COLUMNS, map(rows.line, _judged(drafts, judge, opened=opened, refused=refused)))
    except IntegrityError as error:
        refuse_circle(error)
        raise ExternalIdTaken.of(error) from error
    _begin_history(opened, by=by)
    record_alike(type="account.opened", by=by, happened=map(_opened, opened))
    return opened


@dataclass
class Judge:
    """Asks of each person and team once what holds for all their drafts."""

    by: User | None
    at: datetime
    wording: Callable[[Words], Wording] = worded
    answers: dict[tuple[UUID | str | None, ...], DomainError | None] = field(default_factory=dict)

    @cached_property
    def definitions(self) -> list[Definition]:
        """The custom fields, read once and only when a draft has any."""
        return CustomField.objects.definitions()

    def hear(self, drafts: Iterable[AccountDraft]) -> None:
        """Ask the database all that has to be asked. The judging itself then goes on while it is busy storing the rows."""
        for draft in drafts:
            self._owner_fits(draft)
            self._parent_fits(draft.fields)
            if draft.fields.get("custom"):
                _ = self.definitions

    def owner_of(self, draft: AccountDraft) -> User | None:
        if error := self._owner_fits(draft):
            raise error.with_traceback(None)
        return self._owner(draft)

    def require_parent(self, fields: Mapping[str, Any]) -> None:
        if error := self._parent_fits(fields):
            raise error.with_traceback(None)

    def _owner(self, draft: AccountDraft) -> User | None:
        return draft.owner or (self.by if self.by is not None and self.by.role == Role.MANAGER else None)

    def _owner_fits(self, draft: AccountDraft) -> DomainError | None:
        owner = self._owner(draft)
        asked: tuple[UUID | str | None, ...] = (draft.team.pk, owner.pk if owner else None)
        if asked not in self.answers:
            self.answers[asked] = _refusal(lambda: _require_owner(owner, by=self.by, team=draft.team))
        return self.answers[asked]

    def _parent_fits(self, fields: Mapping[str, Any]) -> DomainError | None:
        parent, kind = fields.get("parent"), fields.get("kind", AccountKind.EXTERNAL)
        if not isinstance(parent, Account):
            return None  # none, or something that the cleaning refuses
        asked: tuple[UUID | str | None, ...] = (parent.pk, str(kind))
        if asked not in self.answers:
            self.answers[asked] = _refusal(lambda: require_parent(fields, kind=kind, by=self.by))
        return self.answers[asked]


def _require_owner(owner: User | None, *, by: User | None, team: Team) -> None:
    require_opener(by=by, team=team)
    require_owner_fits(owner=owner, team=team)


def _refusal(require: Callable[[], None]) -> DomainError | None:
    try:
        require()
    except DomainError as error:
        return error
    return None


def _judged(
    drafts: Sequence[AccountDraft], judge: Judge, *, opened: list[Opening], refused: list[RefusedDraft] | None
) -> Iterator[Opening]:
    """One by one, as COPY asks for them: meanwhile the database stores those before."""
    for draft, id in zip(drafts, new_ids(len(drafts)), strict=True):
        if (opening := _accepted(draft, id, judge, refused)) is not None:
            opened.append(opening)
            yield opening


def _accepted(draft: AccountDraft, id: UUID, judge: Judge, refused: list[RefusedDraft] | None) -> Opening | None:
    try:
        return _opening(draft, id, judge)
    except DomainError as error:
        if refused is None:
            raise
        refused.append(RefusedDraft(draft, error))
        return None


def _opening(draft: AccountDraft, id: UUID, judge: Judge) -> Opening:
    owner = judge.owner_of(draft)
    if missing := [name for name in AccountDraft.NEEDED if not draft.fields.get(name)]:
        raise Invalid("An account needs a name and a role.", fields={name: ["This field is needed."] for name in missing})
    fields = {"currency": draft.team.currency} | clean_account(draft.fields, writable=OPENABLE)
    if fields.get("status") == AccountStatus.ARCHIVED:
        raise Invalid("Nothing is opened archived.", fields={"status": ["Open it, then archive it."]})
    require_whole(fields, team=draft.team.pk)
    if fields.get("custom"):
        kind = fields.get("kind", AccountKind.EXTERNAL)
        fields["custom"] = merged({}, judged(judge.definitions, fields["custom"], kind=kind, role=fields["role"]))
    judge.require_parent(fields)
    return Opening(draft.id or id, draft, owner, draft.at or judge.at, fields, judge.wording(words_in(fields)))


#: What a new account is unless it is told otherwise; columns that begin as null are left to the database.
DEFAULTS: dict[str, Any] = {
    field.name: field.get_default()
    for field in Account._meta.concrete_fields
    if field.name not in ("id", "created_at", "updated_at", "changed_at")
    and not field.is_relation
    and not field.generated
    and field.get_default() is not None
}
TOLD = (*DEFAULTS, *(name for name in (*OPENABLE, *GIVEN) if name not in DEFAULTS and name not in ("territory", "parent")))
COLUMNS = ("id", "team_id", "owner_id", "territory_id", "parent_id", "created_at", "updated_at", "changed_at", "search", *TOLD)
PLACES = {name: place for place, name in enumerate(COLUMNS)} | {"territory": 3, "parent": 4}


@dataclass(frozen=True, slots=True)
class Rows:
    """Makes rows as COPY takes them; all begin at the same instant, of those that are equal only what differs is filled in."""

    at: datetime
    _begun: dict[UUID, list[str]] = field(default_factory=dict)

    def line(self, opening: Opening) -> str:
        """Its words are made by now, or the database still has to write the rows before."""
        team = opening.draft.team.pk
        row = (self._begun.get(team) or self._begin(team)).copy()
        for name, value in opening.fields.items():
            row[PLACES[name]] = tell_cell(value) if isinstance(value, str) else _told(value)
        row[0], row[8] = opening.id.hex, tell_cell(opening.wording.lexemes)
        if opening.owner is not None:
            row[2] = opening.owner.pk.hex
        row[PLACES["name_key"]], row[PLACES["search_text"]] = map(tell_cell, (opening.wording.name_key, opening.wording.text))
        return "\t".join(row)

    def _begin(self, team: UUID) -> list[str]:
        at = self.at.isoformat()
        begun = [NULL, team.hex, NULL, NULL, NULL, at, at, at, "", *(_told(DEFAULTS.get(name)) for name in TOLD)]
        self._begun[team] = begun
        return begun


def _told(value: Any) -> str:
    """A value as COPY takes it."""
    if value is None:
        return NULL
    if isinstance(value, Model):
        return str(value.pk)
    if isinstance(value, dict):
        return tell_cell(json.dumps(value, ensure_ascii=False))
    if isinstance(value, list):
        return tell_cell(tell_array(map(str, value)))
    return tell_cell(str(value))


def _begin_history(opened: Iterable[Opening], *, by: User | None) -> None:
    columns = ("account_id", "team_id", "owner_id", "since", "reason", "by_id", "changed_in", "changed_at")
    rest = f"{by.pk.hex if by else NULL}\t0"
    lines = (
        f"{o.id.hex}\t{o.draft.team.pk.hex}\t{o.owner.pk.hex if o.owner else NULL}\t{o.since}\t\t{rest}\t{o.since}" for o in opened
    )
    copy_lines(Ownership._meta.db_table, columns, lines)


def _opened(opening: Opening) -> Happened:
    payload = {"name": opening.fields["name"], "kind": opening.fields.get("kind", AccountKind.EXTERNAL)}
    return Happened(opening.id, opening.id, opening.draft.team.pk, opening.since, payload)
