"""Products, one row each, known again by their code. An empty cell says nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from accounts.actions.trade import ProductDraft, define_products
from accounts.importing import cells
from accounts.importing.batches import Batch, Landed, Line
from accounts.importing.kinds import Column, ImportKind, register
from accounts.models import ImportRun, Product
from crm.models import Role


@register
class Products(ImportKind):
    type: ClassVar = ImportRun.Type.PRODUCTS
    tables: ClassVar = (Product,)
    importers: ClassVar = (Role.LEAD, Role.ADMIN, Role.INTEGRATION)
    columns: ClassVar[Sequence[Column]] = (
        Column("code", cells.text(60), ("产品编码", "产品编号", "商品编码", "货号", "编码", "sku", "product code"), needed=True),
        Column("name", cells.text(200), ("产品名称", "商品名称", "名称", "product", "product name")),
        Column("category", cells.text(100), ("类别", "分类", "品类")),
        Column("unit", cells.text(20), ("单位", "计量单位", "uom")),
        Column("is_core", cells.flag, ("核心产品", "是否核心", "core")),
    )

    def land(self, batch: Batch) -> Landed:
        firsts, again = batch.one_line_each("code")
        drafts = [_draft(line) for line in firsts.values()]
        defined = define_products(drafts=drafts, source=batch.source, by=batch.by, at=batch.at)
        return Landed(created=len(defined.created), updated=len(defined.updated), unchanged=len(defined.unchanged) + again)


def _draft(line: Line) -> ProductDraft:
    is_core = line.cells.get("is_core")
    return ProductDraft(
        code=line.cells["code"],
        name=line.cells.get("name"),
        category=line.cells.get("category"),
        unit=line.cells.get("unit"),
        is_core=None if is_core is None else is_core == "true",
    )
