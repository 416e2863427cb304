"""Orders, one row a line. The key of a line is its order, so that an order lands whole wherever in the file its lines stand."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from collections.abc import Mapping as Dictionary
from typing import Any, ClassVar
from uuid import UUID

from django.db import connection
from django.db.models.functions import Coalesce

from accounts.actions.accounts import AccountDraft, open_accounts
from accounts.actions.order_followup import follow_orders
from accounts.actions.order_merge import INCOMING_LINE, merge_incoming, prepare_incoming
from accounts.actions.orders import PlacedOrders, tell_orders
from accounts.actions.trade import ProductDraft, define_products
from accounts.importing import cells
from accounts.importing.batches import LINES_SQL, Batch, Landed
from accounts.importing.kinds import Column, ImportKind, register
from accounts.importing.mappings import Mapping, mapping_named
from accounts.importing.teams import settle_review_day, team_for
from accounts.models import Account, AccountRole, ImportRun, Order, OrderLine, Product
from accounts.models.account import AccountQuerySet

COLUMNS = (
    Column("order_id", cells.text(100), ("订单号", "订单编号", "单号", "order no", "order number", "order"), needed=True),
    Column(
        "ordered_at", cells.instant, ("下单时间", "订单时间", "订单日期", "下单日期", "日期", "order date", "date"), needed=True
    ),
    Column("account_external_id", cells.text(100), ("客户编号", "客户编码", "客户代码", "customer id", "account id"), needed=True),
    Column("product_code", cells.text(60), ("产品编码", "商品编码", "产品编号", "货号", "sku", "product"), needed=True),
    Column("quantity", cells.number(11, 3, zero=False), ("数量", "qty"), needed=True),
    Column("unit_price", cells.number(10, 4, low=0), ("单价", "价格", "price"), needed=True),
    Column("currency", cells.currency, ("币种", "货币")),
    Column("account_country", cells.text(60), mapped=True),
)
PLACE = {column.name: place for place, column in enumerate(COLUMNS, start=1)}


def cell(name: str) -> str:
    """A column of the staged line in SQL."""
    return f"staged.cells[{PLACE[name]}]"


@register
class Orders(ImportKind):
    type: ClassVar = ImportRun.Type.ORDERS
    tables: ClassVar = (Account, Product, Order, OrderLine)
    columns: ClassVar[Sequence[Column]] = COLUMNS

    def land(self, batch: Batch) -> Landed:
        opened = _open_missing_accounts(batch) if batch.mapping.makes_accounts else 0
        accounts = _writable_accounts(batch)
        _refuse_strangers(batch, accounts)
        _refuse_strangers_orders(batch)
        _refuse_torn_orders(batch)
        products = _products(batch)
        prepare_incoming(source=batch.source)
        _bring_in(batch, accounts=accounts, products=products)
        placed = PlacedOrders(merge_incoming(source=batch.source))
        tell_orders(placed.orders, by=batch.by)
        _refresh_left_accounts(placed)
        return Landed(
            created=placed.lines["created"], updated=placed.lines["updated"], unchanged=placed.lines["unchanged"],
            accounts_created=opened, orders_created=placed.created,
        )  # fmt: skip

    def finish(self, run: ImportRun) -> None:
        """Figures once for the whole file: an account orders in many batches."""
        settle_review_day(run, ordered_at=cell("ordered_at"))
        follow_orders(accounts=_accounts_of(run))


def _open_missing_accounts(batch: Batch) -> int:
    """Named by their number until somebody who knows them gives a name."""
    known = set(_known_accounts(batch).values_list("external_id", flat=True))
    missing = [number for number in _distinct(batch, "account_external_id") if number not in known]
    if not missing:
        return 0
    team, countries = team_for(batch, ordered_at=cell("ordered_at")), _countries(batch)
    drafts = [
        AccountDraft(team=team, fields=_named_by_number(number, countries.get(number, ""), batch.mapping)) for number in missing
    ]
    return len(open_accounts(drafts=drafts, by=None, at=batch.at))


def _named_by_number(number: str, country: str, mapping: Mapping) -> dict[str, str]:
    name = f"{number} ({country})" if country else number
    return {
        "name": name, "role": AccountRole.RETAILER, "external_id": number, "source": mapping.source, "currency": mapping.currency,
        "address": country,
    }  # fmt: skip


def _countries(batch: Batch) -> dict[str, str]:
    """Of each account the country of its first line."""
    number, country = cell("account_external_id"), cell("account_country")
    with connection.cursor() as cursor:
        first_of_each = f"SELECT DISTINCT ON (1) {number}, {country} FROM {LINES_SQL}"
        cursor.execute(f"{first_of_each} ORDER BY 1, {cell('ordered_at')}, staged.line", batch.bounds)
        return dict(cursor.fetchall())


def _known_accounts(batch: Batch) -> AccountQuerySet:
    return Account.objects.filter(source=batch.source, external_id__among=_distinct(batch, "account_external_id"))


def _writable_accounts(batch: Batch) -> dict[str, UUID]:
    """Ids by external id of the accounts in the batch that the importer may write to."""
    known = _known_accounts(batch)
    ours = known if batch.by is None else known & Account.objects.writable_by(batch.by)
    of_merged = Coalesce("merged_into_id", "pk")  # the old number of a merged account leads to the one that was kept
    return {str(number): pk for number, pk in ours.values_list("external_id", of_merged)}


def _refuse_strangers(batch: Batch, writable: Collection[str]) -> None:
    """Lines of accounts that are not there, or that are not the importer's; a stranger's account is "not there"."""
    condition = f"{cell('account_external_id')} <> ALL(%(writable)s)"
    strange = _lines_where(batch, condition, {"writable": list(writable)})
    if not strange:
        return
    seen = _known_accounts(batch) & Account.objects.visible_to(batch.by) if batch.by else Account.objects.none()
    visible = set(seen.values_list("external_id", flat=True))
    for line, number in strange:
        reason = "This account belongs to a colleague." if number in visible else f"There is no account {number}."
        batch.refuse(line, "account_external_id", reason)


def _refuse_strangers_orders(batch: Batch) -> None:
    """Nobody takes an order out of an account that is not theirs by naming its number."""
    if batch.by is None:
        return
    orders = Order.objects.filter(source=batch.source, external_id__among=_distinct(batch, "order_id"))
    taken = orders.exclude(account__in=Account.objects.writable_by(batch.by)).values_list("external_id", flat=True)
    for line, _ in _lines_where(batch, f"{cell('order_id')} = ANY(%(taken)s)", {"taken": list(taken)}):
        batch.refuse(line, "order_id", "Another order has this number.")


def _refuse_torn_orders(batch: Batch) -> None:
    """An order has one customer and one currency: those of its first line."""
    currency = cell("currency")
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT line, first_line, account <> first_account FROM (
                SELECT staged.line, {cell("account_external_id")} AS account, {currency} AS currency,
                       first_value(staged.line) OVER parts AS first_line,
                       first_value({cell("account_external_id")}) OVER parts AS first_account,
                       first_value({currency}) OVER parts AS first_currency
                FROM {LINES_SQL} AND {NOT_REFUSED}
                WINDOW parts AS (PARTITION BY staged.key ORDER BY staged.line)
            ) AS told
            WHERE account <> first_account OR currency <> first_currency ORDER BY line
            """,
            _params(batch),
        )
        for line, first, other_account in cursor.fetchall():
            column, what = ("account_external_id", "customer") if other_account else ("currency", "currency")
            batch.refuse(line, column, f"The same order has another {what} on line {first}.")


#: Lines that this batch has not refused so far.
NOT_REFUSED = "staged.line <> ALL(%(refused)s)"


def _params(batch: Batch) -> dict[str, Any]:
    return batch.bounds | {"refused": [refusal.line for refusal in batch.refusals]}


def _distinct(batch: Batch, name: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT {cell(name)} FROM {LINES_SQL} AND {NOT_REFUSED}", _params(batch))
        return [row[0] for row in cursor.fetchall()]


def _lines_where(batch: Batch, condition: str, params: dict[str, Any]) -> list[tuple[int, str]]:
    """Line and account of the lines that meet the condition and are not refused yet."""
    with connection.cursor() as cursor:
        lines = f"SELECT staged.line, {cell('account_external_id')} FROM {LINES_SQL} AND {NOT_REFUSED}"
        cursor.execute(f"{lines} AND {condition} ORDER BY staged.line", _params(batch) | params)
        return list(cursor.fetchall())


def _products(batch: Batch) -> dict[str, UUID]:
    """Ids by code. An order may name a product before its own system has told of it: it is known by its code until then."""
    codes = _distinct(batch, "product_code")
    with connection.cursor() as cursor:
        cursor.execute("SELECT code, id FROM accounts_product WHERE source = %s AND code = ANY(%s)", [batch.source, codes])
        ids: dict[str, UUID] = dict(cursor.fetchall())
    if missing := [ProductDraft(code=code) for code in codes if code not in ids]:
        defined = define_products(drafts=missing, source=batch.source, by=None, at=batch.at)
        ids |= {code: product.pk for code, product in defined.by_code.items()}
    return ids


def _bring_in(batch: Batch, *, accounts: Dictionary[str, UUID], products: Dictionary[str, UUID]) -> None:
    """The lines as the merge of orders wants them. Ids come along as lists: tables that were just filled have no statistics."""
    quantity, number, code = f"{cell('quantity')}::numeric", cell("account_external_id"), cell("product_code")
    is_cancelled = f"%(cancels)s <> '' AND starts_with({cell('order_id')}, %(cancels)s)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO incoming_line ({", ".join(INCOMING_LINE)})
            SELECT {cell("order_id")}, staged.line, NULL, {cell("order_id")}, account.id, product.id,
                   CASE WHEN {is_cancelled} THEN -abs({quantity}) ELSE {quantity} END,
                   {cell("unit_price")}::numeric,
                   coalesce(nullif({cell("currency")}, ''), nullif(%(currency)s, ''), known.currency),
                   {cell("ordered_at")}::timestamptz
            FROM accounts_importline AS staged
            JOIN unnest(%(numbers)s::text[], %(accounts)s::uuid[]) AS account (number, id) ON account.number = {number}
            JOIN unnest(%(codes)s::text[], %(products)s::uuid[]) AS product (code, id) ON product.code = {code}
            JOIN accounts_account AS known ON known.id = account.id
            WHERE staged.run_id = %(run)s AND staged.key > %(low)s AND staged.key <= %(high)s AND {NOT_REFUSED}
            """,
            _params(batch)
            | {"cancels": batch.mapping.cancel_prefix, "currency": batch.mapping.currency}
            | {"numbers": list(accounts), "accounts": list(accounts.values())}
            | {"codes": list(products), "products": list(products.values())},
        )


def _refresh_left_accounts(placed: PlacedOrders) -> None:
    """Accounts that lost an order stand in no line of the file, so that the end of the run would not see them."""
    if left := {order.left_account_id for order in placed.orders if order.left_account_id}:
        follow_orders(accounts=left)


def _accounts_of(run: ImportRun) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT account.id FROM accounts_account AS account
            WHERE account.source = %s AND account.external_id IN (
                SELECT {cell("account_external_id")} FROM accounts_importline AS staged WHERE staged.run_id = %s
            )
            """,
            [mapping_named(run.mapping).source, run.pk],
        )
        return [row[0] for row in cursor.fetchall()]
