"""One question, all kinds of answers, each with the part that answers marked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from accounts.finding.candidates import Candidate, Question, candidates
from accounts.finding.texts import KIND_OF, TOLD, Said, texts
from accounts.models import Account, Contact
from accounts.search.marking import Asked, Piece
from crm.models import User

#: In the order in which they are shown.
KINDS = ("account", "contact", *TOLD)
#: Among accounts that answer by their people, those of so many are looked at.
MOST_CONTACTS = 600
#: What a person writes in one field of an account, and searches by.
FIELDS = ("phone", "address", "street", "village", "licence_name", "external_id")


@dataclass(frozen=True, slots=True)
class Found:
    """`title` and `text` in pieces, of which the marked ones answer; `by` names the field that does."""

    kind: str
    id: UUID
    account_id: UUID
    account_name: str
    title: Sequence[Piece]
    text: Sequence[Piece] = ()
    by: str = "name"
    tier: str | None = None
    is_mine: bool = False
    at: datetime | None = None
    subject: UUID | None = None


@dataclass(slots=True)
class Group:
    kind: str
    results: list[Found] = field(default_factory=list)
    #: There are more of this kind than were asked for.
    has_more: bool = False


def find_everywhere(text: str, *, kinds: Collection[str], most: int, user: User) -> list[Group]:
    """The best `most` of each kind that this person sees; kinds without an answer are left out."""
    question = Question.of(text)
    if question is None:
        return []
    asked = Asked(text)
    found: dict[str, list[Found]] = {kind: [] for kind in KINDS}
    if {"account", "contact"} & set(kinds):
        _find_accounts(candidates(question, user=user), asked, found, user=user)
    told = texts(text, kinds=[kind for kind in TOLD if kind in kinds], most=most + 1, user=user)
    names = dict(Account.objects.filter(pk__in={said.account_id for said in told}).values_list("pk", "name")) if told else {}
    for said in told:
        found[KIND_OF[said.kind]].append(_said(said, names[said.account_id], asked))
    return [Group(kind, found[kind][:most], len(found[kind]) > most) for kind in KINDS if kind in kinds and found[kind]]


def _find_accounts(rows: Sequence[Candidate], asked: Asked, found: dict[str, list[Found]], *, user: User) -> None:
    """Whose name answers, then who answers by a number or a place; people beside them, in the order of their accounts."""
    people = _people(rows, asked, user=user)
    later: list[Found] = []
    for row in rows:
        found["contact"] += people.get(row.id, ())
        if pieces := _answering(asked, row.name):
            found["account"].append(_account(row, pieces))
        elif by := _field(row, asked):
            later.append(by)
        elif contact := next(iter(people.get(row.id, ())), None):
            later.append(_account(row, [(row.name, False)], contact.title, "contact"))
        else:  # several words, each in another place
            later.append(_account(row, [(row.name, False)], by="several"))
    found["account"] += later


def _answering(asked: Asked, text: str) -> list[Piece]:
    pieces = asked.pieces(text)
    return pieces if any(is_hit for _, is_hit in pieces) else []


def _field(row: Candidate, asked: Asked) -> Found | None:
    for name in FIELDS:
        value = getattr(row, name) or ""
        if value and asked.is_in(value, is_phone=name == "phone", spelled=name in ("street", "village", "licence_name")):
            pieces = asked.pieces(value, is_phone=name == "phone", spelled=name != "address")
            return _account(row, [(row.name, False)], pieces, name)
    return None


def _account(row: Candidate, title: Sequence[Piece], text: Sequence[Piece] = (), by: str = "name") -> Found:
    shown = text or [(row.address or row.phone, False)]
    return Found("account", row.id, row.id, row.name, title, [piece for piece in shown if piece[0]], by, row.tier, row.is_mine)


def _people(rows: Sequence[Candidate], asked: Asked, *, user: User) -> dict[UUID, list[Found]]:
    """Those of the candidates' people who answer themselves, by account."""
    of = {row.id: row for row in rows}
    found: dict[UUID, list[Found]] = {}
    contacts = Contact.objects.filter(account__in=of, archived_at=None).order_by("account", "name_key", "id")
    columns = ("id", "account_id", "name", "position", "phone")
    for pk, account_id, name, position, phone in contacts.values_list(*columns)[:MOST_CONTACTS] if of else ():
        by_name, by_phone = _answering(asked, name), asked.is_in(phone, is_phone=True)
        if by_name or by_phone:
            row = of[account_id]
            text = [*asked.pieces(phone, is_phone=True, spelled=False)] if by_phone else [(position or phone, False)]
            found.setdefault(account_id, []).append(
                Found("contact", pk, account_id, row.name, by_name or [(name, False)], [piece for piece in text if piece[0]],
                      "name" if by_name else "phone", row.tier, row.is_mine)
            )  # fmt: skip
    return found


def _said(said: Said, account: str, asked: Asked) -> Found:
    return Found(
        KIND_OF[said.kind], said.id, said.account_id, account, [(account, False)], asked.excerpt(said.text), "text",
        at=said.at, subject=said.subject,
    )  # fmt: skip
