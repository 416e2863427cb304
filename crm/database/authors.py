"""Who writes, and by which way: noted by whoever knows it, told to the database's triggers before the first write.

A request's person is known by itself (`AuthorOfRequest`). Whoever knows more (an op of a phone, an import, a merge) says so with
`crm.history.note_author`, which holds for the rest of the transaction block it stands in, and for nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse


class Author(NamedTuple):
    """Ids as text; empty where nothing is known."""

    by: str = ""
    cause: str = ""
    batch: str = ""

    def settings(self) -> list[str]:
        return list(self)


@dataclass
class Notes:
    """The notes of one transaction. One holds while the savepoint that it was made in is open."""

    entries: list[tuple[list[str | None], Author]] = field(default_factory=list)

    def add(self, savepoints: Sequence[str | None], author: Author) -> None:
        self.entries.append((list(savepoints), author))

    def author(self, savepoints: Sequence[str | None], *, otherwise: Callable[[], Author] | Author) -> Author:
        """What the open blocks say together, the innermost first; `otherwise` fills in what nobody said."""
        if self.entries:
            self.entries = [entry for entry in self.entries if entry[0] == savepoints[: len(entry[0])]]
        by, cause, batch = otherwise() if callable(otherwise) else otherwise
        for _, author in self.entries:
            by, cause, batch = author.by or by, author.cause or cause, author.batch or batch
        return Author(by, cause, batch)


_request: ContextVar[HttpRequest | None] = ContextVar("request", default=None)


def author_of_request() -> Author:
    """The person of the request that is being answered; asked only when it writes."""
    request = _request.get()
    if request is None:
        return Author()
    person = getattr(request, "user", None)
    by = str(person.pk) if person is not None and person.is_authenticated else ""
    return Author(by=by, cause=_way_of(request))


def _way_of(request: HttpRequest) -> str:
    if request.resolver_match is not None and request.resolver_match.app_name == "admin":
        return "admin"
    return "web" if getattr(request, "auth", None) is None else "api"  # a session brings no token


class AuthorOfRequest:
    """Middleware: remembers which request is being answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        before = _request.set(request)
        try:
            return self.get_response(request)
        finally:
            _request.reset(before)
