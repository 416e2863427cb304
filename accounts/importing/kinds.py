"""What can be imported: a kind knows its columns, what belongs together, and how a batch of lines lands.

An app further right registers its own kind when it starts (visits do); the pipeline knows none of them by name.
"""

from __future__ import annotations

import builtins
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import Model

from accounts.importing.batches import Batch, Landed, Line
from accounts.importing.cells import Read
from accounts.models import ImportRun
from crm.errors import Invalid
from crm.models import Role


@dataclass(frozen=True, slots=True)
class Column:
    """`labels` are the words by which people call it, the first one on our own templates. `needed`: the file must have it and no
    cell of it may be empty. `mapped`: only a named mapping knows it. `hidden`: no file has
    it, it is put together from others."""

    name: str
    read: Read
    labels: tuple[str, ...] = ()
    needed: bool = False
    mapped: bool = False
    hidden: bool = False


class ImportKind(ABC):
    """One kind of rows. It has no state; all that must survive a kill lies in the run."""

    type: ClassVar[str]
    columns: ClassVar[Sequence[Column]]
    tables: ClassVar[Sequence[builtins.type[Model]]]  # what its lines fill, so that the planner may look at them anew
    importers: ClassVar[Collection[Role]] = (Role.MANAGER, Role.LEAD, Role.ADMIN, Role.INTEGRATION)

    def extras(self) -> Sequence[Column]:
        """Further columns that a file may bring, named `custom.<key>`. They are staged together, as the JSON of the column
        `custom`: a field that is defined or archived meanwhile moves no other."""
        return ()

    def identities(self) -> Collection[str]:
        """By which columns a line may be known again; the first is meant where nothing else is chosen."""
        return ()

    def needed(self, run: ImportRun) -> Collection[str]:
        """Columns that the file must have and no line may leave empty."""
        return [column.name for column in self.columns if column.needed]

    def key(self, cells: Mapping[str, str], run: ImportRun) -> str:
        """What lines belong together and land together: by default the first column, which no line may leave empty."""
        return cells[self.columns[0].name]

    def misfit(self, cells: Mapping[str, str]) -> tuple[str, str] | None:
        """The column and the reason why cells that can be read one by one make no sense together."""
        return None

    @property
    def labels(self) -> dict[str, tuple[str, ...]]:
        """The words by which the columns of a file are recognised."""
        return {column.name: column.labels for column in (*self.columns, *self.extras()) if not column.mapped and not column.hidden}

    def wanted_ahead(self, batch: Batch) -> Sequence[Line] | None:
        """The lines for which `make_ahead` is worth while; None where a kind makes nothing ahead. It may ask the database."""
        return None

    def make_ahead(self, lines: Iterable[Line]) -> Any:
        """What the lines' words come to, for `batch.made_ahead`. On a thread beside: it asks the database nothing."""
        return None

    @abstractmethod
    def land(self, batch: Batch) -> Landed:
        """Write the lines of the batch through the actions, in the caller's transaction, and count them.

        Every line is counted once: as created, updated or unchanged here, or by `batch.refuse`.
        """

    def finish(self, run: ImportRun) -> None:  # noqa: B027 (most kinds have nothing left to do)
        """What is done once all lines have landed, in the transaction that ends the run."""


_KINDS: dict[str, ImportKind] = {}


def register(kind: type[ImportKind]) -> type[ImportKind]:
    """Make a kind known by its type; used as a decorator."""
    _KINDS[kind.type] = kind()
    return kind


def kind_of(type: str) -> ImportKind:
    """Raises `Invalid` for a type that nobody has registered."""
    if type not in _KINDS:
        raise Invalid(f"Nothing is known of {type}.", fields={"type": [f"One of {', '.join(sorted(_KINDS))}."]})
    return _KINDS[type]
