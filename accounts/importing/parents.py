"""集团 → 分公司 → 门店 in a file of accounts: the account above is named by its number.

Lines land in the order of what identifies them, so a shop may come before its branch. Who is above it is then still a line of the
same file; such shops are hung up once all lines have landed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Self

from django.db import connection

from accounts.actions.accounts import update_account
from accounts.actions.merges import current_account
from accounts.importing.batches import Batch, Refusal
from accounts.importing.kinds import ImportKind
from accounts.importing.refusals import keep_refusals
from accounts.models import Account, AccountStatus, ImportRun
from crm.errors import DomainError, Invalid
from crm.models import User
from crm.trees import wait_for_tree

LATER = """
    SELECT DISTINCT staged.cells[{number}] FROM accounts_importline AS staged
    WHERE staged.run_id = %s AND staged.cells[{number}] = ANY(%s)
"""
STAGED = """
    SELECT staged.line, staged.cells[{number}], staged.cells[{parent}] FROM accounts_importline AS staged
    WHERE staged.run_id = %s AND staged.cells[{parent}] <> '' AND staged.cells[{number}] <> ''
      AND staged.line <> ALL(ARRAY(SELECT refused.line FROM accounts_importrefusal AS refused WHERE refused.run_id = %s))
    ORDER BY staged.line
"""


@dataclass(frozen=True, slots=True)
class Parents:
    """Those that a batch names: `known` are there, `later` are lines of the same file."""

    known: Mapping[str, Account]
    later: Collection[str]

    @classmethod
    def named_in(cls, batch: Batch, cells: Collection[str]) -> Self:
        """Read only where a batch asks for any. It then waits for others that rearrange the tree, before it locks an account."""
        numbers = {cell for cell in cells if cell}
        if not numbers:
            return cls({}, ())
        wait_for_tree(Account._meta.db_table)
        known = _by_number(batch.source, numbers, by=batch.by)
        missing = sorted(numbers - known.keys())
        return cls(known, _in_file(batch, missing) if missing and batch.run.identity == "external_id" else ())

    def find(self, told: str, *, number: str | None) -> Account | None:
        """None where it comes later in the file. Raises `Invalid` where it does not, or where it is the line itself."""
        if told == number:
            raise Invalid("An account cannot lie within itself.", fields={"parent": ["Lies within this account itself."]})
        if told not in self.known and told not in self.later:
            reason = f"There is no account {told}."
            raise Invalid(reason, fields={"parent": [reason]})
        return self.known.get(told)


def hang_up_the_rest(run: ImportRun, *, kind: ImportKind, source: str) -> None:
    """Give the accounts of a run the parents that landed after them. What is refused now (a circle within the file) is told of
    beside the line, which itself has landed."""
    refusals = []
    pairs = list(_staged(run, kind))
    if pairs:
        wait_for_tree(Account._meta.db_table)
        accounts = _by_number(source, {number for _, *pair in pairs for number in pair}, by=run.by)
        for line, number, above in pairs:
            account, parent = accounts.get(number), accounts.get(above)
            if account is None or (parent and account.parent_id == parent.pk):
                continue
            try:
                if parent is None:
                    raise Invalid("It did not land.", fields={"parent": [f"There is no account {above}."]})
                update_account(account=account, changes={"parent": parent}, by=run.by, at=run.started_at or run.created_at)
            except DomainError as error:
                messages = next(iter(error.fields.values()), [error.detail])
                refusals.append(Refusal(line, "parent", " ".join(map(str, messages))))
    keep_refusals(run, refusals)


def _by_number(source: str, numbers: Collection[str], *, by: User | None) -> dict[str, Account]:
    rows = Account.objects.filter(source=source, external_id__among=numbers).select_related("merged_into")
    seen = rows if by is None else rows & Account.objects.visible_to(by)
    found = {str(account.external_id): current_account(account) for account in seen}
    return {number: account for number, account in found.items() if account.status != AccountStatus.ARCHIVED}


def _in_file(batch: Batch, numbers: list[str]) -> set[str]:
    place = list(batch.columns).index("external_id") + 1
    with connection.cursor() as cursor:
        cursor.execute(LATER.format(number=place), [batch.run.pk, numbers])
        return {number for (number,) in cursor.fetchall()}


def _staged(run: ImportRun, kind: ImportKind) -> Iterator[tuple[int, str, str]]:
    names = [column.name for column in kind.columns]
    number, parent = names.index("external_id") + 1, names.index("parent") + 1
    with connection.cursor() as cursor:
        cursor.execute(STAGED.format(number=number, parent=parent), [run.pk, run.pk])
        yield from cursor.fetchall()
