"""Accounts, one row each, known again by their external_id or by what else the importer chose. An empty cell says nothing: it does
not wipe what people wrote."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple, Self
from uuid import UUID

from django.db import transaction

from accounts.actions.account_fields import UPDATABLE, clean_account, clean_custom, differing
from accounts.actions.accounts import AccountDraft, RefusedDraft, open_many, reassign_account, update_account
from accounts.actions.merges import current_account
from accounts.actions.ownership import team_of
from accounts.actions.search_index import Wording, Words, worded, words_in
from accounts.identity import phone_key, plain_name
from accounts.importing import cells
from accounts.importing.batches import Batch, Doubt, Landed, Line
from accounts.importing.doubts import accounts_by_name, accounts_by_phone, alike, sounds
from accounts.importing.kinds import Column, ImportKind, register
from accounts.importing.mappings import mapping_named
from accounts.importing.parents import Parents, hang_up_the_rest
from accounts.importing.places import Places
from accounts.models import Account, AccountKind, AccountRole, AccountStatus, CustomField, ImportRun, PlaceDatum
from crm.errors import DomainError, Invalid
from crm.models import Team, User

#: Cells that are no field of the account by their own name.
PLACE = frozenset({"latitude", "longitude", "datum"})
NOT_FIELDS = ("owner", "kind", "territory", "parent", "custom")


@register
class Accounts(ImportKind):
    type: ClassVar = ImportRun.Type.ACCOUNTS
    tables: ClassVar = (Account,)
    columns: ClassVar[Sequence[Column]] = (
        Column(
            "external_id", cells.text(100), ("客户编号", "客户编码", "客户代码", "编号", "编码", "account id", "customer id", "id")
        ),
        Column(
            "name", cells.text(200), ("客户名称", "客户", "名称", "店名", "门店名称", "公司名称", "account", "customer", "shop")
        ),
        Column("kind", cells.choice(AccountKind), ("客户类别", "内外部", "类别")),
        Column("role", cells.choice(AccountRole), ("客户类型", "类型", "角色", "type")),
        Column("industry", cells.text(100), ("行业", "业态", "trade")),
        Column(
            "phone",
            cells.phone,
            ("电话", "联系电话", "手机", "手机号", "手机号码", "电话号码", "tel", "telephone", "mobile", "phone number"),
        ),
        Column("address", cells.text(300), ("地址", "详细地址", "门店地址", "addr")),
        Column("street", cells.text(100), ("街道", "路名", "road")),
        Column("village", cells.text(100), ("村", "村庄", "村名")),
        Column("latitude", cells.number(3, 12, low=-180, high=180), ("纬度", "lat")),
        Column("longitude", cells.number(3, 12, low=-180, high=180), ("经度", "lng", "lon", "long")),
        Column("datum", cells.choice(PlaceDatum), ("坐标系", "坐标系统", "coordinate system")),
        Column("owner", cells.text(60), ("客户经理", "负责人", "归属人", "业务员", "owner username", "manager")),
        Column("tags", cells.tags, ("标签", "tag", "labels")),
        Column("territory", cells.text(400), ("区域", "片区", "所属区域", "region", "area")),
        Column("parent", cells.text(100), ("上级客户编号", "上级客户", "上级编号", "总店编号", "parent id", "parent external id")),
        Column("licence_name", cells.text(200), ("执照名称", "营业执照名称", "license name")),
        Column("status", cells.choice(AccountStatus), ("状态", "客户状态")),
        Column("currency", cells.currency, ("币种", "货币")),
        Column("custom", cells.as_it_is, hidden=True),
    )

    def extras(self) -> Sequence[Column]:
        return [
            Column(f"custom.{field.key}", cells.custom(field.definition()), tuple(filter(None, (field.label_zh, field.label_en))))
            for field in CustomField.objects.in_use()
        ]

    def identities(self) -> Collection[str]:
        return ("external_id", "phone", "name", *(column.name for column in self.extras()))

    def needed(self, run: ImportRun) -> Collection[str]:
        return (run.identity,)

    def key(self, cells: Mapping[str, str], run: ImportRun) -> str:
        return identity_key(run.identity, cells)

    def misfit(self, cells: Mapping[str, str]) -> tuple[str, str] | None:
        """A place that no shop is at: files swap the two, and write 0 for "not known"."""
        if not cells["latitude"] or not cells["longitude"]:
            return None
        latitude, longitude = float(cells["latitude"]), float(cells["longitude"])
        if latitude == 0 and longitude == 0:
            return "latitude", "0, 0 lies in the sea: leave both cells empty where the place is not known."
        if abs(latitude) > 90:
            is_swapped = abs(longitude) <= 90
            return "latitude", "Latitude and longitude are swapped." if is_swapped else "Not between -90 and 90."
        return None

    def wanted_ahead(self, batch: Batch) -> Sequence[Line]:
        """Those of new numbers: a known account keeps its words, for the most part."""
        if batch.run.identity != "external_id":
            return batch.lines
        numbers = [line.cells["external_id"] for line in batch.lines]
        known = set(Account.objects.filter(source=batch.source, external_id__among=numbers).values_list("external_id", flat=True))
        return [line for line in batch.lines if line.cells["external_id"] not in known]

    def make_ahead(self, lines: Iterable[Line]) -> Mapping[Words, Wording]:
        for line in lines:
            sounds(plain_name(line.cells.get("name", "")))  # remembered for the doubts
        return {words: worded(words) for words in (words_in(line.cells) for line in lines)}

    def land(self, batch: Batch) -> Landed:
        return Landing(batch).land()

    def finish(self, run: ImportRun) -> None:
        if run.identity == "external_id":
            hang_up_the_rest(run, kind=self, source=mapping_named(run.mapping).source)


def identity_key(identity: str, cells: Mapping[str, str]) -> str:
    """The one form in which what identifies a line is compared."""
    match identity:
        case "phone":
            return phone_key(cells["phone"]) or cells["phone"]
        case "name":
            return plain_name(cells["name"]) or cells["name"]
        case "external_id":
            return cells["external_id"]
        case _:
            return str(json.loads(cells["custom"] or "{}").get(identity.removeprefix("custom."), ""))


class Named(NamedTuple):
    """Who and what the lines of a batch name, each read once."""

    people: Mapping[str, User]
    places: Places
    parents: Parents

    @classmethod
    def by(cls, lines: Collection[Line], batch: Batch) -> Self:
        return cls(
            people=_people(lines),
            places=Places.named_in(line.cells.get("territory", "") for line in lines),
            parents=Parents.named_in(batch, [line.cells.get("parent", "") for line in lines]),
        )


@dataclass(frozen=True, slots=True)
class Landing:
    """One batch of lines on its way into the notebook."""

    batch: Batch

    def land(self) -> Landed:
        batch, identity = self.batch, self.batch.run.identity
        firsts, again = batch.one_line_each_by(lambda cells: identity_key(identity, defaultdict(str, cells)), identity)
        known = self._known(firsts)
        named = Named.by(firsts.values(), batch)
        new = [line for key, line in firsts.items() if key not in known]
        changed = [(known[key], line) for key, line in firsts.items() if key in known and known[key] is not None]
        opening, merging = self._settle_doubts(new)
        created = self._open(opening, named)
        outcomes = self._bring_up_to_date([*((a, line) for a, line in changed if a), *merging], named)
        return Landed(
            created=created,
            updated=outcomes.count("updated"),
            unchanged=outcomes.count("unchanged") + again,
            accounts_created=created,
        )

    def _known(self, firsts: dict[str, Line]) -> dict[str, Account | None]:
        """Who is meant; None where two are, which is told."""
        batch, identity = self.batch, self.batch.run.identity
        if identity == "external_id":
            rows = Account.objects.filter(source=batch.source, external_id__among=firsts).select_related("territory", "merged_into")
            for account in rows:
                if account.merged_into is not None:  # the number stays with the account that went
                    line = firsts[str(account.external_id)]
                    cells_left = {name: cell for name, cell in line.cells.items() if name != "external_id"}
                    firsts[str(account.external_id)] = Line(line.number, cells_left)
            return {str(account.external_id): current_account(account) for account in rows}
        found = self._alike_by(identity, list(firsts))
        known: dict[str, Account | None] = {}
        for key, accounts in found.items():
            known[key] = accounts[0] if len(accounts) == 1 else None
            if len(accounts) > 1:
                names = ", ".join(account.name for account in accounts[:3])
                batch.refuse(firsts[key].number, identity, f"{len(accounts)} accounts are known by this: {names}.")
        return known

    def _alike_by(self, identity: str, keys: Collection[str]) -> dict[str, list[Account]]:
        if identity == "phone":
            return accounts_by_phone(keys, by=self.batch.by)
        if identity == "name":
            return accounts_by_name(keys, by=self.batch.by)
        field = identity.removeprefix("custom.")
        rows = Account.objects.active().filter(**{f"custom__{field}__in": [_json_value(key) for key in keys]})
        found: dict[str, list[Account]] = defaultdict(list)
        for account in rows if self.batch.by is None else rows & Account.objects.visible_to(self.batch.by):
            found[str(account.custom[field])].append(account)
        return found

    def _settle_doubts(self, lines: Sequence[Line]) -> tuple[list[Line], list[tuple[Account, Line]]]:
        """New lines to open, and those to bring to the account that they look like; the person chose, line by line or for all."""
        run = self.batch.run
        doubts = alike({line.number: line.cells for line in lines}, by=self.batch.by, known_by=run.identity)
        opening, merging = [], []
        for line in lines:
            if line.number not in doubts:
                opening.append(line)
                continue
            account, because = doubts[line.number]
            done = run.decisions.get(str(line.number), run.on_doubt)
            told = {name: cell for name, cell in line.cells.items() if name in ("external_id", "name", "phone", "address")}
            self.batch.doubts.append(Doubt(line.number, account.pk, because, told, done))
            if done == ImportRun.OnDoubt.CREATE:
                opening.append(line)
            elif done == ImportRun.OnDoubt.UPDATE:
                merging.append((account, line))
            else:
                self.batch.refuse(line.number, because, f"It looks like {account.name}, which is there already (same {because}).")
        return opening, merging

    def _open(self, lines: Sequence[Line], named: Named) -> int:
        batch = self.batch
        drafts: dict[int, Line] = {}
        wanted = []
        for line in lines:
            try:
                draft = self._draft(line, named)
            except DomainError as error:
                batch.refuse_for(line.number, error)
                continue
            drafts[id(draft)] = line
            wanted.append(draft)
        refused: list[RefusedDraft] = []
        ahead: Mapping[Words, Wording] = batch.made_ahead or {}
        opened = open_many(
            drafts=wanted, by=batch.by, at=batch.at, refused=refused, wording=lambda words: ahead.get(words) or worded(words)
        )
        for refusal in refused:
            batch.refuse_for(drafts[id(refusal.draft)].number, refusal.error)
        not_opened = {id(refusal.draft) for refusal in refused}
        for draft in wanted[:20]:
            if id(draft) not in not_opened:
                batch.show(drafts[id(draft)].number, draft.fields["name"])
        return len(opened)

    def _draft(self, line: Line, named: Named) -> AccountDraft:
        owner = _owner(line, named)
        fields = _fields(line, named) | {"source": self.batch.source}
        if "kind" in line.cells:
            fields["kind"] = line.cells["kind"]
        return AccountDraft(team=_team(self.batch, owner), owner=owner, fields=fields)

    def _bring_up_to_date(self, pairs: Iterable[tuple[Account, Line]], named: Named) -> list[str]:
        pairs = list(pairs)
        by, ids = self.batch.by, [account.pk for account, _ in pairs]
        writable = (
            None if by is None else set(Account.objects.writable_by(by).filter(pk__in=ids).values_list("pk", flat=True))
        )  # fmt: skip
        return [
            self._update(account, line, named) for account, line in pairs if self._is_ours(account, line, writable)
        ]  # fmt: skip

    def _is_ours(self, account: Account, line: Line, writable: Collection[UUID] | None) -> bool:
        """Said of every row of somebody else's account, also of one that would change nothing."""
        if writable is None or account.pk in writable:
            return True
        self.batch.refuse(line.number, self.batch.run.identity, "An account of this number is there, and it is not yours.")
        return False

    def _update(self, account: Account, line: Line, named: Named) -> str:
        """The outcome in one word; "refused" is told of by the batch."""
        batch = self.batch
        try:
            owner = _owner(line, named)
            told = _fields(line, named)
            if account.external_id and told.get("external_id") not in (None, account.external_id):
                del told["external_id"]  # known by its phone or name, or chosen for a doubtful line: its number stays
            given = clean_custom(account, clean_account(told, writable=UPDATABLE))
            changes = differing(account, given)
            other_owner = owner is not None and owner.pk != account.owner_id
            if "kind" in line.cells and line.cells["kind"] != account.kind:
                raise Invalid("The kind stays.", fields={"kind": [f"This account is {account.kind}; that does not change."]})
            shown = {name: (_shown(getattr(account, name)), _shown(value)) for name, value in changes.items()}
            if other_owner:
                shown["owner"] = (_shown(account.owner), _shown(owner))
            if not shown:
                return "unchanged"
            with transaction.atomic():  # both or neither
                if changes:
                    place = PLACE if PLACE & changes.keys() else frozenset()  # told and converted as one
                    raw = {name: told[name] for name in {*changes, *place} if name in told}
                    update_account(account=account, changes=raw, by=batch.by, at=batch.at)
                if other_owner:
                    team, reason = _team(batch, owner), f"Import {batch.run.filename}"
                    reassign_account(account=account, owner=owner, team=team, by=batch.by, at=batch.at, reason=reason)
        except DomainError as error:
            batch.refuse_for(line.number, error)
            return "refused"
        batch.show(line.number, account.name, shown)
        return "updated"


def _people(lines: Iterable[Line]) -> dict[str, User]:
    names = {line.cells["owner"] for line in lines if "owner" in line.cells}
    return {user.username: user for user in User.objects.filter(username__in=names).select_related("team")}


def _owner(line: Line, named: Named) -> User | None:
    name = line.cells.get("owner")
    if name is not None and name not in named.people:
        raise Invalid(f"There is no user {name}.", fields={"owner": [f"There is no user {name}."]})
    return named.people[name] if name else None


def _team(batch: Batch, owner: User | None) -> Team:
    """The owner's; for accounts without an owner the one that the import names, or the importer's own."""
    if owner is None and batch.run.team is not None:
        return batch.run.team
    try:
        return team_of(owner or batch.by)
    except Invalid as error:
        raise Invalid("Which team?", fields={"owner": ["No owner, and the import names no team."]}) from error


def _fields(line: Line, named: Named) -> dict[str, Any]:
    fields: dict[str, Any] = {name: cell for name, cell in line.cells.items() if name not in NOT_FIELDS}
    if not {"latitude", "longitude"} & fields.keys():
        fields.pop("datum", None)  # a file says it on every line, also where the place is not known
    if "tags" in fields:
        fields["tags"] = fields["tags"].split("|")
    if "territory" in line.cells:
        fields["territory"] = named.places.find(line.cells["territory"])
    if "parent" in line.cells and (parent := named.parents.find(line.cells["parent"], number=line.cells.get("external_id"))):
        fields["parent"] = parent
    if "custom" in line.cells:
        fields["custom"] = json.loads(line.cells["custom"])
    return fields


def _shown(value: Any) -> Any:
    """A value as the sample tells it."""
    return value if value is None or isinstance(value, str | int | float | bool | list | dict) else str(value)


def _json_value(key: str) -> Any:
    return int(key) if key.isdecimal() and str(int(key)) == key else key
