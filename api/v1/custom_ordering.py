"""`?ordering=custom.KEY`: by a number, a day or an amount that stands in a field of one's own."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.fields.tuple_lookups import Tuple as Columns
from django.db.models.fields.tuple_lookups import TupleGreaterThan, TupleLessThan

from accounts.custom import Definition
from accounts.models import Account, CustomValue
from api.pagination import Page
from api.v1.near import rows_in_order
from crm.errors import Invalid

COMPARABLE = ("number", "date", "money")


class CustomOrder:
    """Two statements a page: which accounts, along the index of the narrow table, then their rows.

    Accounts without a value come last either way. Amounts in another currency than the field's are not comparable and count
    as without.
    """

    def __init__(self, ordering: str, definition: Definition | None) -> None:
        if definition is None or definition.type not in COMPARABLE:
            raise Invalid("Cannot order by this.", fields={"ordering": ["Not a number, day or amount among the fields."]})
        self.text = ordering
        self.descending = ordering.startswith("-")
        self.key, self.unit = definition.key, definition.currency if definition.type == "money" else ""

    def page(self, queryset: QuerySet[Account], shape: dict[str, Any], *, limit: int, cursor: str | None) -> Page:
        found = self._found(queryset, limit + 1, *self._decode(cursor))
        more, found = len(found) > limit, found[:limit]
        ids = [id for id, _ in found]
        return Page(rows=rows_in_order(ids, shape), next=self._encode(*found[-1]) if more and found else None, previous=None)

    def _found(self, queryset: QuerySet[Account], wanted: int, after: UUID | None, value: Decimal | None) -> Sequence[Any]:
        found: list[tuple[UUID, Decimal | None]] = []
        if after is None or value is not None:
            number = F("custom_values__number")
            order = (number.desc(), F("id").desc()) if self.descending else (number.asc(), F("id").asc())
            valued = Q(custom_values__key=self.key, custom_values__unit=self.unit, custom_values__number__isnull=False)
            if after is not None:
                compare = TupleLessThan if self.descending else TupleGreaterThan
                valued &= Q(compare(Columns(number, F("id")), (value, after)))
            found += queryset.filter(valued).order_by(*order).values_list("id", "custom_values__number")[:wanted]
            after = None
        if len(found) < wanted:
            own = CustomValue.objects.filter(account_id=OuterRef("pk"), key=self.key, unit=self.unit, number__isnull=False)
            rest = queryset.filter(~Exists(own))
            if after is not None:
                rest = rest.filter(pk__lt=after)
            found += [(id, None) for id in rest.order_by("-id").values_list("id", flat=True)[: wanted - len(found)]]
        return found

    def _encode(self, id: UUID, value: Decimal | None) -> str:
        raw = json.dumps([self.text, None if value is None else str(value), str(id)])
        return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")

    def _decode(self, cursor: str | None) -> tuple[UUID | None, Decimal | None]:
        if not cursor:
            return None, None
        try:
            text, value, id = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
            if text == self.text:
                return UUID(id), None if value is None else Decimal(value)
        except (ValueError, TypeError, AttributeError, InvalidOperation):
            pass
        raise Invalid("This cursor is not one of ours.", fields={"cursor": ["Not a cursor of this ordering."]})
