"""What changed for a person since a token, a page at a time.

A pull goes through stages: what left, what was deleted, then each collection's changed rows, then what hangs on accounts that
came. One statement reads on from wherever the token stands; PostgreSQL begins with a stage only when the page still has room.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Exists, F, Func, Model, OuterRef, Q, QuerySet, UUIDField
from django.db.models.fields.tuple_lookups import Tuple as ColumnTuple
from django.db.models.fields.tuple_lookups import TupleGreaterThan

from accounts.models import Account, Ownership, SavedView
from api.errors import Gone
from api.rows import Literal, Shape, WholeRows, statement, whole_rows
from api.v1.sync.collections import COLLECTIONS, Collection, Viewer
from api.v1.sync.deletions import deleted, moved_away, naming, unshared
from api.v1.sync.token import Horizon, Token, read_token
from crm.models import Change, Role, User
from crm.statements import run
from tiers.models import Segment

MOST = 1000
GONE = "removed"
BY_CHANGE = ("changed_in", "id")


@dataclass(frozen=True, slots=True)
class Stage:
    """Rows of one kind in the order of `key`, two columns; `collection` is where they go in the answer.

    `along`: the accounts to walk along, each with its rows.
    """

    collection: str
    noun: str
    model: type[Model]
    parts: Sequence[QuerySet[Any]]
    shape: Shape
    key: tuple[str, str] = BY_CHANGE
    archives: bool = False
    along: QuerySet[Account] | None = None


@dataclass(frozen=True, slots=True)
class Found:
    stage: int
    text: str
    key: str
    id: str
    archived_at: str | None


@transaction.atomic
def pull(*, user: User, token_text: str | None, limit: int, server_time: datetime) -> bytes:
    """One page as JSON. Raises `Gone` when the token no longer leads anywhere."""
    viewer = Viewer.now(user)
    token, horizon = read_token(token_text, viewer)
    stages = stages_of(viewer, token, horizon)
    found = read(stages, token, limit)
    if len(found) == limit:
        after, more = token.at(found[-1].stage, (found[-1].key, found[-1].id)), True
    else:  # a pull of many pages, or one gone on with next morning, ends in the past: go on at once
        after, more = token.done(viewer.day), token.is_under_way and token.until < horizon.until
    return written(stages, found, after, more=more, server_time=server_time)


def stages_of(viewer: Viewer, token: Token, horizon: Horizon) -> list[Stage]:
    """The first pull takes everything there is; a later one the window, with who left and who came in it.

    `horizon` knows the tables in which the window can hold anything. The list is as long on every page of a pull: the token
    counts on it.
    """
    if token.since == 0:
        return [first(collection, viewer) for collection in COLLECTIONS]
    window, before = Q(changed_in__gte=token.since, changed_in__lt=token.until), Q(changed_in__lt=token.since)
    moves = window if moves_matter(viewer.user) and Ownership._meta.db_table in horizon.written else None
    return [
        left(viewer.user, moves),
        withdrawn(viewer.user, window if SavedView._meta.db_table in horizon.written else None),
        passed_on(viewer.user, window if Segment._meta.db_table in horizon.written else None),
        *(gone(collection, viewer.user, window if collection.table in horizon.deleted else None) for collection in COLLECTIONS),
        *(later(collection, viewer, window if collection.table in horizon.written else None) for collection in COLLECTIONS),
        *(hanging(collection, viewer, moves, before) for collection in COLLECTIONS if collection.hangs_on),
    ]


def first(collection: Collection, viewer: Viewer) -> Stage:
    """Whatever its change number: rows that came with a restored database may carry ones that this one has not reached.

    What is written meanwhile comes with the next window anyway, so the order is free. Change numbers would not do: a whole table
    may have been written by one transaction.
    """
    wanted = collection.recent(viewer.day)
    if collection.archives:
        wanted &= Q(archived_at__isnull=True)
    if collection.hangs_on != ("account",):
        return stage(collection, viewer, [part.filter(wanted) for part in collection.parts(viewer.user)], key=("id", "id"))
    rows = collection.visible(viewer.user).filter(wanted, account_id=WalkedAccount())
    return stage(collection, viewer, [rows], key=("account_id", "id"), along=Account.objects.visible_to(viewer.user))


class WalkedAccount(Func):
    """The account that a walk has come to."""

    template = "walked.id"
    arity = 0
    output_field = UUIDField()


def later(collection: Collection, viewer: Viewer, window: Q | None) -> Stage:
    """A row edited since it was made may be on the phone although it is no longer recent: it comes whatever its age."""
    if window is None:
        return stage(collection, viewer, [])
    recent = collection.recent(viewer.day)
    wanted = window & (recent | Q(version__gt=1)) if recent else window
    return stage(collection, viewer, [part.filter(wanted) for part in collection.parts(viewer.user)])


def hanging(collection: Collection, viewer: Viewer, window: Q | None, before: Q) -> Stage:
    """What hangs on accounts that came into sight within the window, and did not change itself."""
    if window is None:
        return stage(collection, viewer, [])
    came, on_them = arrived(viewer.user, window), Q()
    for name in collection.hangs_on:
        on_them |= Q(**{f"{name}__in": came})
    wanted = before & on_them & collection.recent(viewer.day)
    if collection.archives:
        wanted &= Q(archived_at__isnull=True)
    return stage(collection, viewer, [part.filter(wanted) for part in collection.parts(viewer.user)])


def stage(collection: Collection, viewer: Viewer, parts: Sequence[QuerySet[Any]], **how: Any) -> Stage:
    return Stage(
        collection.name, collection.noun, collection.model, parts, collection.shape(viewer), archives=collection.archives, **how
    )  # fmt: skip


def moves_matter(user: User) -> bool:
    """Whether an account can come into this person's sight, or leave it, by moving between teams."""
    return bool(user.reach) and user.role in (Role.MANAGER, Role.LEAD)


def left(user: User, window: Q | None) -> Stage:
    """Accounts that were in a team of this person's and now are out of sight; of all others not a word is said."""
    shape = Shape({"type": Literal("account"), "id": F("account_id")})
    if window is None:
        return Stage(GONE, "account", Ownership, [], shape)
    ended = Ownership.objects.filter(window, team__in=user.reach or (), until__isnull=False)
    return Stage(GONE, "account", Ownership, [ended.exclude(account__in=Account.objects.visible_to(user))], shape)


def withdrawn(user: User, window: Q | None) -> Stage:
    """Views that were shared with this person's team and are not any more."""
    shape = Shape({"type": Literal("saved_view"), "id": F("id")})
    return Stage(GONE, "saved_view", SavedView, [] if window is None else [unshared(user, window)], shape)


def passed_on(user: User, window: Q | None) -> Stage:
    """Segments that this person's team had, or the whole company, and another team has now."""
    shape = Shape({"type": Literal("segment"), "id": F("id")})
    return Stage(GONE, "segment", Segment, [] if window is None else [moved_away(user, window)], shape)


def gone(collection: Collection, user: User, window: Q | None) -> Stage:
    rows = [] if window is None else [deleted(collection, user, window)]
    return Stage(GONE, collection.noun, Change, rows, naming(collection.noun))


def arrived(user: User, window: Q) -> QuerySet[Any]:
    """Accounts that are now in a team of this person's and within the window were in another's."""
    elsewhere = Ownership.objects.filter(window, account=OuterRef("account"), until__isnull=False).exclude(
        team__in=user.reach or ()
    )
    here = Ownership.objects.filter(window, Exists(elsewhere), team__in=user.reach or (), until__isnull=True)
    return here.values("account_id")


def read(stages: Sequence[Stage], token: Token, limit: int) -> list[Found]:
    """The next rows, in the order of the stages: one statement."""
    branches: list[str] = []
    parameters: list[Any] = []
    for number in range(token.stage, len(stages)):
        after = token.after if number == token.stage else None
        if branch := branch_of(stages[number], after, limit):
            branches.append(f"(SELECT {number}::int, {branch[0]} AS rows_{number})")
            parameters += branch[1]
    if not branches:
        return []
    found = [Found(*row) for row in run(f"{' UNION ALL '.join(branches)} LIMIT {limit}", parameters)]
    if any(row.stage > following.stage for row, following in pairwise(found)):
        raise RuntimeError("PostgreSQL gave the stages out of order")
    return found


def branch_of(stage: Stage, after: tuple[str, str] | None, limit: int) -> tuple[str, Sequence[Any]] | None:
    """`columns FROM (statement)` of one stage; None when nothing can be in it."""
    beyond = Q(TupleGreaterThan(ColumnTuple(*map(F, stage.key)), place_in(stage, after))) if after else Q()
    page = whole_rows([part.filter(beyond).order_by(*stage.key)[:limit] for part in stage.parts])
    if page and stage.along is not None:
        page = walk(stage.along.filter(pk__gte=after[0]) if after else stage.along, page)
    if page is None:
        return None
    extra = (*stage.key, "archived_at") if stage.archives else stage.key
    sql, parameters = statement(page, stage.shape, extra, "::text")
    return f"* {'' if stage.archives else ', NULL::text'} FROM ({sql})", parameters


def place_in(stage: Stage, after: tuple[str, str]) -> tuple[Any, ...]:
    """The key of a row in the types of its columns."""
    fields: list[Any] = [stage.model._meta.get_field(name) for name in stage.key]
    try:
        return tuple(field.to_python(value) for field, value in zip(fields, after, strict=True))
    except ValidationError as error:
        raise Gone("This token is not one of ours: pull everything anew.") from error


def walk(accounts: QuerySet[Account], rows: WholeRows) -> WholeRows | None:
    """The rows of one account after the other, by the index of each table on its account.

    Left to itself the planner joins and sorts a whole table for a page as soon as it thinks little of what is left of it.
    """
    steps = whole_rows([accounts.order_by("pk")])
    if steps is None:
        return None
    table = connection.ops.quote_name(rows.model._meta.db_table)
    sql = (
        f"SELECT {table}.* FROM ({steps.sql}) AS walked CROSS JOIN LATERAL ({rows.sql}) AS {table}"
        f" ORDER BY walked.id, {table}.id{rows.limit}"
    )
    return WholeRows(rows.model, sql, rows.order, rows.limit, (*steps.parameters, *rows.parameters))


def written(stages: Sequence[Stage], found: Iterable[Found], token: Token, *, more: bool, server_time: datetime) -> bytes:
    """The page's JSON, put together from rows that are JSON already."""
    rows: dict[str, list[str]] = {name: [] for name in (*(collection.name for collection in COLLECTIONS), GONE)}
    for row in found:
        stage = stages[row.stage]
        if row.archived_at is None:
            rows[stage.collection].append(row.text)
        else:
            rows[GONE].append(json.dumps({"type": stage.noun, "id": row.id}))
    head = json.dumps({"token": token.encode(), "more": more, "server_time": server_time.isoformat()})
    return ", ".join([head[:-1], *(f'"{name}":[{",".join(texts)}]' for name, texts in rows.items())]).encode() + b"}"
