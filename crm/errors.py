"""Refusals that a rule or an action may give, with a code that clients can rely on."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar


class DomainError(Exception):
    """The state or a rule refuses. `detail` is for people, `code` for programs, `fields` names what to mend, `more` holds
    what a screen needs to explain it, as JSON values."""

    code: ClassVar[str] = "conflict"
    status: ClassVar[int] = 409
    title: ClassVar[str] = "Refused"

    def __init__(
        self, detail: str, *, fields: Mapping[str, Sequence[str]] | None = None, more: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.more = dict(more or {})
        self.fields = {name: list(messages) for name, messages in (fields or {}).items()}


class Invalid(DomainError):
    """The shape or a value is wrong."""

    code = "invalid"
    status = 400
    title = "Bad request"


class Forbidden(DomainError):
    """Seen, but not to be written by this person."""

    code = "forbidden"
    status = 403
    title = "Not allowed"


class NotYours(Forbidden):
    """A team mate's account: readable, not writable."""

    code = "not_your_account"


class Unseen(DomainError):
    """Not there, or not for this person: the same answer on purpose."""

    code = "not_found"
    status = 404
    title = "Not found"


class Stale(DomainError):
    """Someone was faster."""

    code = "stale"
    status = 412
    title = "Changed meanwhile"
