"""Territories as files name them: `城东`, or the way down from the top, `杭州/西湖区/文三路`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from accounts.models import Territory
from crm.errors import Invalid

STEP = re.compile(r"\s*[/／>＞\\]\s*")


@dataclass(frozen=True, slots=True)
class Places:
    """By a name, and by every way that ends at it."""

    by_path: Mapping[str, list[Territory]]

    @classmethod
    def named_in(cls, cells: Iterable[str]) -> Self:
        """Those that a batch may ask for; read only where it asks for any."""
        by_path: dict[str, list[Territory]] = defaultdict(list)
        territories: dict[UUID, Territory] = {}
        if any(cells):
            territories = {territory.pk: territory for territory in Territory.objects.all()}
        for territory in territories.values():
            path, above = territory.name, territory.parent_id
            by_path[path].append(territory)
            while above is not None:
                path, above = f"{territories[above].name}/{path}", territories[above].parent_id
                by_path[path].append(territory)
        return cls(by_path)

    def find(self, told: str) -> Territory:
        """Raises `Invalid` for a name that nobody or several have."""
        found = self.by_path.get("/".join(filter(None, STEP.split(told.strip()))), [])
        if len(found) == 1:
            return found[0]
        reason = (
            f"There is no territory {told}." if not found else f"{len(found)} territories have this name: write the way to it, A/B."
        )
        raise Invalid(reason, fields={"territory": [reason]})
