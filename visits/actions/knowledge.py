"""The log of what a manager was asked about a product and did or did not know (row 44)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from uuid6 import uuid7

from accounts.actions.fields import clean_fields
from accounts.actions.hanging import insert, require_words
from accounts.models import Product
from crm.errors import DomainError, Forbidden, NotYours, Unseen
from crm.events import record_event
from crm.models import User
from visits.actions.people import VISITORS
from visits.models import KnowledgeEntry, Visit


class NothingToLearn(DomainError):
    """It was known, or it has been learnt already."""

    code = "nothing_to_learn"


@transaction.atomic
def log_question(
    *,
    question: str,
    known: bool,
    by: User,
    at: datetime,
    product: Product | None = None,
    visit: Visit | None = None,
    answer: str = "",
    id: UUID | None = None,
) -> KnowledgeEntry:
    """A customer asked `by` something. Whoever asks about products is not asked whose log it is: it is one's own."""
    if by.role not in VISITORS:
        raise Forbidden("Managers and leads keep such a log.")
    fields = clean_fields(KnowledgeEntry, {"question": question, "answer": answer}, writable={"question", "answer"})
    require_words(fields, "question", "Say what was asked.")
    entry = insert(KnowledgeEntry(id=id or uuid7(), manager=by, visit=visit, product=product, known=known, asked_at=at, **fields))
    _tell("knowledge.asked", entry, by=by, at=at)
    return entry


@transaction.atomic
def learn_answer(*, entry: KnowledgeEntry, answer: str, by: User | None, at: datetime) -> KnowledgeEntry:
    """The gap is closed: what the answer is. One's own, or told by the lead who trains."""
    locked = KnowledgeEntry.objects.select_for_update(of=("self",)).select_related("manager").filter(pk=entry.pk).first()
    if locked is None:
        raise Unseen("No such question.")
    if by is not None and by.pk != locked.manager_id and by.role not in ("lead", "admin"):
        raise NotYours("This is somebody else's log.")
    if locked.known or locked.learned_at is not None:
        raise NothingToLearn("This is known already.")
    fields = clean_fields(KnowledgeEntry, {"answer": answer}, writable={"answer"})
    require_words(fields, "answer", "Say what the answer is.")
    locked.change(learned_at=at, **fields)
    _tell("knowledge.learnt", locked, by=by, at=at)
    return locked


def _tell(type: str, entry: KnowledgeEntry, *, by: User | None, at: datetime) -> None:
    record_event(
        type=type, subject=entry.pk, team_id=entry.manager.team_id, at=at, by=by,
        payload={"known": entry.known, "product": str(entry.product_id) if entry.product_id else None},
    )  # fmt: skip
