"""Order logs of other people: `customer_id,date[,value]` (or `sample_id`), or Online Retail's columns; CSV, plain or gzipped."""

import csv
import gzip
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import IO, NamedTuple

#: Value bought by customer and day: several orders on one day are one.
Log = dict[str, dict[date, Decimal]]


class Sale(NamedTuple):
    """A line of a log; `product` is empty where the log does not say what was bought."""

    customer: str
    day: date
    value: Decimal
    product: str


def read_log(path: Path) -> Log:
    """The log, summed. Raises `ValueError` as `read_sales` does."""
    return summed(read_sales(path))


def read_sales(path: Path) -> Iterator[Sale]:
    """Every line. Raises `ValueError` with the columns found when the log is of neither kind."""
    with _open(path) as file:
        rows = csv.DictReader(file)
        columns = set(rows.fieldnames or ())
        for customer in ("customer_id", "sample_id"):
            if {customer, "date"} <= columns:
                yield from _plain(rows, customer)
                return
        if {"InvoiceNo", "InvoiceDate", "CustomerID", "Quantity", "UnitPrice"} <= columns:
            yield from _retail(rows)
            return
    raise ValueError(f"{path.name}: neither customer_id,date nor an online retail log, but {', '.join(sorted(columns))}")


def _open(path: Path) -> IO[str]:
    return gzip.open(path, "rt", encoding="utf-8-sig") if path.suffix == ".gz" else path.open(encoding="utf-8-sig")


def _plain(rows: Iterable[Mapping[str, str]], customer: str) -> Iterator[Sale]:
    for row in rows:
        yield Sale(row[customer], _day(row["date"]), Decimal(row.get("value") or 1), row.get("product", ""))


def _retail(rows: Iterable[Mapping[str, str]]) -> Iterator[Sale]:
    """Sales only: no cancellations, returns or gifts."""
    for row in rows:
        quantity, price = Decimal(row["Quantity"]), Decimal(row["UnitPrice"])
        if row["CustomerID"] and quantity > 0 and price > 0 and not row["InvoiceNo"].startswith("C"):
            yield Sale(row["CustomerID"], _day(row["InvoiceDate"]), quantity * price, row["StockCode"])


def _day(text: str) -> date:
    """ISO days and instants, and the bare digits of older logs."""
    return date.fromisoformat(text[:10] if "-" in text else text[:8])


def summed(sales: Iterable[Sale]) -> Log:
    log: Log = defaultdict(lambda: defaultdict(Decimal))
    for customer, day, value, _ in sales:
        log[customer][day] += value
    return {customer: dict(days) for customer, days in log.items()}
