"""What was said and promised, the latest first: texts of touchpoints, of accounts that the person sees.

A word that one text in a hundred holds stands in the latest ones anyway; only a rarer one is looked for by its index. Where a
common word stands in few of the texts that somebody sees, the accounts seen last are asked one by one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import BooleanField, Case, F, Q, Value, When
from django.db.models.expressions import RawSQL

from accounts.models import Account, Touchpoint
from accounts.search.characters import runs
from accounts.search.texts import text_query
from crm.models import User

#: Of the latest texts so many are read; a word that so many of them hold is common.
LATEST, COMMON = 1_000, 10
MOST_ANSWERS, MOST_ACCOUNTS = 3_000, 300

#: Kinds of touchpoints by what a person looks for.
TOLD: dict[str, tuple[str, ...]] = {
    "complaint": ("complaint",),
    "visit": ("visit",),
    "promise": ("promise",),
    "note": ("note", "call", "message"),
}
KIND_OF = {kind: name for name, kinds in TOLD.items() for kind in kinds}


class Said(NamedTuple):
    id: UUID
    kind: str
    at: datetime
    text: str
    subject: UUID | None
    account_id: UUID


def texts(question: str, *, kinds: Collection[str], most: int, user: User) -> list[Said]:
    """At most `most` of each of `kinds` (keys of `TOLD`), the latest first."""
    query = text_query(question)
    if query is None or not kinds:
        return []
    words = [run.text for run in runs(question)]
    latest = [Said(*row) for row in Touchpoint.objects.order_by("-at", "-id").values_list(*Said._fields)[:LATEST]]
    answering = [said for said in latest if said.kind in KIND_OF and holds(said.text, words)]
    found = _best(_seen(answering, user=user), kinds=kinds, most=most)
    if len(latest) < LATEST or len(found) == most * len(kinds):
        return found
    if len(answering) < COMMON:
        return _best(_seen([*found, *_rare(query, kinds)], user=user), kinds=kinds, most=most)
    if Account.objects.all().sees_all(user):
        return found
    return _best([*found, *_of_accounts_seen(words, kinds, user=user)], kinds=kinds, most=most)


def holds(text: str, words: Iterable[str]) -> bool:
    plain = text.lower()
    return all(word in plain for word in words)


def _rare(query: str, kinds: Collection[str]) -> list[Said]:
    terms = RawSQL("accounts_text_terms(accounts_touchpoint.text) @@ %s::tsquery", [query], output_field=BooleanField())
    rows = Touchpoint.objects.exclude(text="").filter(terms, kind__in=[each for kind in kinds for each in TOLD[kind]])
    return [Said(*row) for row in rows.order_by().values_list(*Said._fields)[:MOST_ANSWERS]]


def _of_accounts_seen(words: Sequence[str], kinds: Collection[str], *, user: User) -> list[Said]:
    """Own accounts first, then those visited last: few, whatever the size of the company."""
    mine = Case(When(owner=user, then=Value(0)), default=Value(1))
    seen = Account.objects.visible_to(user).active().order_by(mine, F("last_visit_on").desc(nulls_last=True), "-id")
    accounts = list(seen.values_list("pk", flat=True)[:MOST_ACCOUNTS])
    wanted = Q(account__in=accounts, kind__in=[each for kind in kinds for each in TOLD[kind]])
    for word in words:
        wanted &= Q(text__icontains=word)
    rows = Touchpoint.objects.filter(wanted).order_by("-at", "-id")
    return [Said(*row) for row in rows.values_list(*Said._fields)[:MOST_ACCOUNTS]]


def _seen(found: Sequence[Said], *, user: User) -> list[Said]:
    """Those that hang on accounts of this person's: through the one door, for all of them at once."""
    if not found or Account.objects.all().sees_all(user):
        return list(found)
    accounts = Account.objects.visible_to(user).filter(pk__in={said.account_id for said in found})
    seen = set(accounts.values_list("pk", flat=True))
    return [said for said in found if said.account_id in seen]


def _best(found: Iterable[Said], *, kinds: Collection[str], most: int) -> list[Said]:
    latest = sorted({said.id: said for said in found}.values(), key=lambda said: (said.at, said.id), reverse=True)
    return [said for kind in kinds for said in [said for said in latest if KIND_OF[said.kind] == kind][:most]]
