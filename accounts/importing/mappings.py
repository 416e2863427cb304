"""Named mappings: what another system calls its columns, and what its files leave unsaid."""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field, replace

from accounts.models import ImportRun
from crm.errors import Invalid


@dataclass(frozen=True, slots=True)
class Mapping:
    """`columns` are their names by ours. A mapping with a team makes missing accounts there, unowned. The quantities of an
    order whose id begins with `cancel_prefix` are returned ones, whatever their sign."""

    name: str = ""
    source: str = ""
    columns: Dictionary[str, str] = field(default_factory=dict)
    team_name: str = ""
    currency: str = ""
    cancel_prefix: str = ""

    def theirs(self, column: str) -> str:
        """What the file calls one of our columns."""
        return self.columns.get(column, column)

    @property
    def makes_accounts(self) -> bool:
        return bool(self.team_name)

    @property
    def overlooks_others(self) -> bool:
        """A foreign file may carry more columns than we ask for; in our own format an unknown one is a slip of the pen."""
        return bool(self.columns)


PLAIN = Mapping()

#: The published log of a British wholesaler; an InvoiceNo with C is a cancellation, its quantities are negative.
ONLINE_RETAIL = Mapping(
    name="online-retail",
    source="online-retail",
    columns={
        "order_id": "InvoiceNo",
        "ordered_at": "InvoiceDate",
        "account_external_id": "CustomerID",
        "account_country": "Country",
        "product_code": "StockCode",
        "quantity": "Quantity",
        "unit_price": "UnitPrice",
    },
    team_name="Online Retail",
    currency="GBP",
    cancel_prefix="C",
)


def mapping_of(run: ImportRun) -> Mapping:
    """The run's named mapping, with the columns that a person chose or that were recognised by their labels."""
    named = mapping_named(run.mapping)
    chosen = {ours: theirs for theirs, ours in run.columns.items() if ours}
    return replace(named, columns={**named.columns, **chosen}) if run.columns else named


MAPPINGS = {mapping.name: mapping for mapping in (PLAIN, ONLINE_RETAIL)}


def mapping_named(name: str) -> Mapping:
    """Raises `Invalid` for a name that nobody has given."""
    if name not in MAPPINGS:
        raise Invalid(f"There is no mapping {name}.", fields={"map": [f"One of {', '.join(filter(None, MAPPINGS))}."]})
    return MAPPINGS[name]
