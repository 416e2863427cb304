"""集团 → 分公司 → 门店: which account may belong to which."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError

from accounts.actions.access import require_visible
from accounts.models import Account, AccountStatus
from crm.errors import Invalid
from crm.models import User

#: The database's own words for a circle; see `crm.trees`.
CIRCLES = frozenset({"accounts_account_is_a_tree", "account_is_not_its_own_parent"})


class ParentRefused(Invalid):
    """This account cannot lie below that one."""

    code = "parent_refused"


def require_parent(fields: Mapping[str, Any], *, kind: str, by: User | None) -> None:
    """The parent among `fields`, if there is one: seen, in use, and of the same kind."""
    parent: Account | None = fields.get("parent")
    if parent is None:
        return
    require_visible(account=parent, by=by)
    if parent.status == AccountStatus.ARCHIVED:
        raise ParentRefused("The account above is archived.", fields={"parent": ["Archived."]})
    if parent.kind != kind:
        raise ParentRefused("Internal and external accounts do not belong to one another.", fields={"parent": [f"Not {kind}."]})


def refuse_circle(error: IntegrityError) -> None:
    """Raises `ParentRefused` when it is what the database refused."""
    if getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) in CIRCLES:
        message = "Lies within this account itself."
        raise ParentRefused("An account cannot lie within itself.", fields={"parent": [message]}) from error
