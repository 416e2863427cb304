"""Freezing a selection: what is to be done is done to these accounts, whatever else matches later."""

from __future__ import annotations

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Account, BulkAction


@transaction.atomic
def freeze(run: BulkAction, selected: QuerySet[Account]) -> None:
    """Number the accounts of the run, in one statement; named ones stand as they were named, also those that are not there."""
    if run.accounts is not None:
        source, parameters = "SELECT place, id FROM unnest(%s::uuid[]) WITH ORDINALITY AS named (id, place)", [run.accounts]
    else:
        sql, found = selected.order_by("id").values_list("pk").query.sql_with_params()
        source, parameters = f"SELECT row_number() OVER (), pk FROM ({sql}) AS selected (pk)", list(found)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO accounts_bulktarget (action_id, place, account_id, outcome)"
            f" SELECT %s, numbered.place, numbered.id, '' FROM ({source}) AS numbered (place, id)",
            [run.pk, *parameters],
        )
        total = cursor.rowcount
    run.change(rows_total=total, state=BulkAction.State.RUNNING, started_at=timezone.now())
