"""An export as it runs. What a person may see is asked anew at every thousand rows: a right that ends while the file is written
ends the rows that follow."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from uuid6 import uuid7

from accounts.models import Account, CustomField, ExportRun
from api.exporting.writers import CsvWriter, JsonWriter, Words, Writer, XlsxWriter
from api.pagination import SortKey, read_ordering, take_page
from api.v1.account_filters import narrow_accounts, query_of
from api.v1.accounts import OPEN_FIELDS, ORDERINGS, SERVICE_FIELDS, AccountSerializer
from api.v1.custom_filters import definitions
from api.v1.custom_ordering import CustomOrder
from api.v1.near import Near, rows_in_order
from crm.errors import DomainError, Invalid
from crm.locks import one_at_a_time
from crm.models import Role, User

BATCH = 2_000
#: More than this is left to the worker.
AT_ONCE = 5_000
KEPT_FOR = timedelta(hours=24)
MOST_COLUMNS, MOST_NAMED = 100, 5_000
CUSTOM = "custom."

TYPES: Mapping[str, str] = {
    "loyalty_index": "number", "annual_value": "money", "open_complaints": "number", "latitude": "number", "longitude": "number",
    "version": "number", "tier_since": "date", "last_order_on": "date", "last_visit_on": "date", "last_contact_on": "date",
    "next_visit_on": "date", "next_order_on": "date", "next_action_on": "date", "created_at": "instant", "updated_at": "instant",
}  # fmt: skip


class ExportOver(DomainError):
    """It has ended already."""

    code = "export_over"


def readable_columns(by: User, *, welcome: bool = True) -> set[str]:
    """What this person reads of an account, fields of one's own by `custom.key`."""
    if by.role == Role.SERVICE_AGENT:
        return set(SERVICE_FIELDS)
    own = {f"{CUSTOM}{field.key}" for field in CustomField.objects.in_use()}
    return (set(AccountSerializer.shape()) if welcome else set(OPEN_FIELDS)) - {"custom"} | own


@transaction.atomic
def begin_export(
    *,
    format: str,
    columns: Sequence[str],
    by: User,
    at: datetime,
    filters: Mapping[str, str] | None = None,
    accounts: Sequence[Any] | None = None,
    sort: str = "",
    options: Mapping[str, Any] | None = None,
    welcome: bool = True,
) -> ExportRun:
    """Note what is to be written. Raises `Invalid` for columns, filters or an order that this person cannot ask for."""
    if (accounts is None) == (filters is None):
        raise Invalid("Which accounts?", fields={"accounts": ["Either these accounts or all that match filters."]})
    if accounts is not None and not 1 <= len(accounts) <= MOST_NAMED:
        raise Invalid("Too many accounts are named.", fields={"accounts": [f"From 1 to {MOST_NAMED}."]})
    known = readable_columns(by, welcome=welcome)
    if strange := [column for column in columns if column not in known]:
        raise Invalid("Unknown columns.", fields={"columns": [f"Not here: {', '.join(strange)}."]})
    if not columns or len(columns) > MOST_COLUMNS or len(set(columns)) < len(columns):
        raise Invalid("Which columns?", fields={"columns": [f"From 1 to {MOST_COLUMNS}, each once."]})
    run = ExportRun(
        id=uuid7(), format=format, columns=list(columns), filters=dict(filters) if filters is not None else None,
        accounts=list(dict.fromkeys(accounts)) if accounts is not None else None, sort=sort, options=dict(options or {}), by=by,
        reach=by.token_team_ids, created_at=at,
    )  # fmt: skip
    order_of(run)
    selected(run)
    run.save(force_insert=True)
    return run


def selected(run: ExportRun) -> QuerySet[Account]:
    """The accounts of the run that its person sees now."""
    assert run.by is not None
    rows = Account.objects.visible_to(run.by)
    if run.accounts is not None:
        return rows.filter(pk__in=run.accounts)
    return narrow_accounts(rows, query_of(run.filters or {}), person=run.by)


def order_of(run: ExportRun) -> SortKey | CustomOrder | Near:
    """By a column, a field of one's own, or from near to far; raises `Invalid` for what the list could not be ordered by either."""
    service = run.by is not None and run.by.role == Role.SERVICE_AGENT
    name = run.sort.removeprefix("-")
    if not service and name.startswith(CUSTOM):
        return CustomOrder(run.sort, definitions().get(name.removeprefix(CUSTOM)))
    if not service and name == "distance":
        asked = run.filters if run.filters is not None else {"near": run.options.get("near") or ""}
        near = Near.asked({**asked, "ordering": name})
        assert near is not None
        return near
    known = {"name": "name_key", "created_at": "created_at"} if service else ORDERINGS
    return read_ordering({"ordering": run.sort} if run.sort else {}, known, "-created_at")


def is_small(run: ExportRun) -> bool:
    return selected(run).order_by().values("pk")[: AT_ONCE + 1].count() <= AT_ONCE


def perform_export(run: ExportRun) -> ExportRun:
    """Write the file, from its beginning: a killed worker's half is thrown away. After it is over this changes nothing."""
    with one_at_a_time(f"export {run.pk}"):
        run = ExportRun.objects.select_related("by").get(pk=run.pk)
        if run.is_over:
            return run
        if run.by is not None and run.reach is not None:
            run.by.token_team_ids = tuple(run.reach)
        run.change(state=ExportRun.State.RUNNING, started_at=timezone.now(), rows_done=0)
        unfinished = exports_folder() / f"{run.pk}.part"
        try:
            done = _write(run, unfinished)
        except DomainError as error:  # a field of the view was archived meanwhile
            unfinished.unlink(missing_ok=True)
            return run.change(state=ExportRun.State.FAILED, error=error.detail, ended_at=timezone.now())
        if not done:
            unfinished.unlink(missing_ok=True)
            return run.change(state=ExportRun.State.CANCELLED, ended_at=timezone.now())
        path = exports_folder() / f"{run.pk}.{run.format}"
        unfinished.chmod(0o600)
        unfinished.replace(path)
        now = timezone.now()
        return run.change(
            state=ExportRun.State.DONE, path=str(path), size=path.stat().st_size, rows_total=run.rows_done, ended_at=now,
            expires_at=now + KEPT_FOR,
        )  # fmt: skip


def _write(run: ExportRun, path: Path) -> bool:
    """False when it was called off on the way."""
    writer = writer_of(run, path)
    local = [TYPES.get(column) == "instant" and run.format != ExportRun.Format.JSON for column in run.columns]
    try:
        for batch in _batches(run):
            for row in batch:
                values = values_of(run.columns, row)
                writer.row([_local(value) if is_local and value else value for value, is_local in zip(values, local, strict=True)])
            run.change(rows_done=run.rows_done + len(batch))
            if ExportRun.objects.filter(pk=run.pk, cancel_requested=True).exists():
                return False
    finally:
        writer.close()
    return True


def _batches(run: ExportRun) -> Iterator[list[dict[str, Any]]]:
    order, shape = order_of(run), AccountSerializer.shape(needed(run.columns))
    if isinstance(order, Near):
        yield from _nearest_first(run, order, shape)
        return
    cursor: str | None = None
    while True:
        if isinstance(order, CustomOrder):
            page = order.page(selected(run), shape, limit=BATCH, cursor=cursor)
        else:
            page = take_page([selected(run)], shape, key=order, limit=BATCH, cursor_text=cursor)
        yield [json.loads(row) for row in page.rows]
        cursor = page.next
        if cursor is None:
            return


def _nearest_first(run: ExportRun, near: Near, shape: dict[str, Any]) -> Iterator[list[dict[str, Any]]]:
    """Which, once; then their rows, each batch as far as it is still theirs to see."""
    ids = list(near.nearest_first(selected(run)).values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        part = ids[start : start + BATCH]
        seen = set(selected(run).filter(pk__in=part).order_by().values_list("pk", flat=True))
        yield [json.loads(row) for row in rows_in_order([pk for pk in part if pk in seen], shape)]


def needed(columns: Sequence[str]) -> tuple[str, ...]:
    """The fields behind the columns, in the order of the serializer, so that shapes are few."""
    wanted = {"custom" if column.startswith(CUSTOM) else column for column in columns}
    return tuple(name for name in AccountSerializer.shape() if name in wanted)


def values_of(columns: Sequence[str], row: Mapping[str, Any]) -> list[Any]:
    return [row["custom"].get(column.removeprefix(CUSTOM)) if column.startswith(CUSTOM) else row[column] for column in columns]


def _local(instant: str) -> str:
    return datetime.fromisoformat(instant).astimezone(settings.BUSINESS_TZ).isoformat(timespec="seconds")


def writer_of(run: ExportRun, path: Path) -> Writer:
    labels = list(run.options.get("labels") or run.columns)
    words: Words = run.options.get("words") or {}
    if run.format == ExportRun.Format.JSON:
        return JsonWriter(path, columns=run.columns)
    if run.format == ExportRun.Format.CSV:
        return CsvWriter(path, columns=run.columns, labels=labels, words=words, bom=bool(run.options.get("bom")))
    own = {
        f"{CUSTOM}{field.key}": f"money {field.currency}" if field.type == CustomField.Type.MONEY else field.type
        for field in CustomField.objects.in_use()
    }
    return XlsxWriter(path, columns=run.columns, labels=labels, words=words, types={**TYPES, **own})


@transaction.atomic
def cancel_export(*, run: ExportRun, by: User | None, at: datetime) -> ExportRun:
    run = ExportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if run.is_over:
        raise ExportOver("This export is over.")
    run.change(cancel_requested=True)
    if run.state == ExportRun.State.QUEUED:
        run.change(state=ExportRun.State.CANCELLED, ended_at=at)
    return run


def exports_folder() -> Path:
    """Outside the database and outside what the web server serves."""
    folder = Path(settings.DATA_DIR) / "exports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def drop_expired(*, at: datetime) -> int:
    """Delete the files whose day is over; the row stays and says so."""
    expired = ExportRun.objects.filter(expires_at__lt=at).exclude(path="")
    for run in expired:
        Path(run.path).unlink(missing_ok=True)
        run.change(path="")
    return len(expired)


def give_up_export(run: ExportRun, *, error: str) -> None:
    run = ExportRun.objects.get(pk=run.pk)
    if not run.is_over:
        run.change(state=ExportRun.State.FAILED, error=error, ended_at=timezone.now())
