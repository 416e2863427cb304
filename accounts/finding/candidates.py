"""Accounts that may answer a question, ranked by the database: one statement of bounded cost, however many answer.

A rare question is answered by its lexemes' index. What a fifth of all accounts answer (店, 路) would be read for seconds only to be
sorted, so a common one is asked of few rows: those whose name begins so, one's own, and the highest values of each team seen.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import F, QuerySet

from accounts.models import Account
from accounts.search import name_key, search_query
from accounts.search.characters import fold, runs
from accounts.search.spelling import spellings
from crm.models import User
from crm.statements import run

#: More answers than this are not read one by one; see above.
COMMON = 10_000
#: So many rows are looked at of each source.
MOST_ANSWERS, MOST_BY_VALUE, MOST_BEGINNINGS, MOST_OWN = 3_000, 2_000, 1_000, 2_000
#: So many are kept of those whose name answers, and as many of those that answer by a person, a number or a place.
KEPT = 60


class Lexemes(SearchQuery):
    """A finished tsquery: `to_tsquery` would cut lexemes like `#8848` and `^w` to pieces once more."""

    template = "%(expressions)s::tsquery"


class Candidate(NamedTuple):
    id: UUID
    name: str
    rank: int
    is_mine: bool
    tier: str | None
    phone: str
    address: str
    street: str
    village: str
    licence_name: str
    external_id: str | None


@dataclass(frozen=True, slots=True)
class Question:
    """What was typed, as the statement needs it."""

    text: str
    query: str
    #: Beginnings of sorting keys that a name which begins so may have.
    keys: tuple[str, ...]
    letters: str

    @classmethod
    def of(cls, text: str) -> Question | None:
        query = search_query(text)
        return None if query is None else cls(fold(text.strip()), query, tuple(_keys(text)), _letters(text))


def _letters(text: str) -> str:
    found = runs(text)
    return found[0].text if len(found) == 1 and found[0].kind == "word" else ""


def _keys(text: str) -> Iterable[str]:
    if letters := _letters(text):
        readings = [spelling.units for spelling in spellings(letters) if not spelling.is_mixed]
        return dict.fromkeys([letters, *(" ".join(units) for units in readings[:2])])
    return [key] if (key := name_key(text)) else []


def candidates(question: Question, *, user: User) -> list[Candidate]:
    """The best of what this person sees, in order; active accounts only."""
    lexemes = Lexemes(question.query, search_type="raw")
    seen = Account.objects.visible_to(user).active()
    parts = [part.active() for part in Account.objects.parts_visible_to(user)]
    sources = [*_beginning_so(question, parts), seen.owned_by(user).filter(search=lexemes).order_by()[:MOST_OWN]]
    if is_common(question):
        by_value = (F("annual_value").desc(nulls_last=True), F("id").desc())
        sources += [part.order_by(*by_value)[:MOST_BY_VALUE] for part in parts]
    else:
        sources.append(seen.filter(search=lexemes).order_by()[:MOST_ANSWERS])
    return _ranked(question, sources, user=user)


def is_common(question: Question) -> bool:
    """By the planner's own statistics: asking it costs a tenth of a millisecond, counting would cost the answer."""
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (FORMAT JSON) SELECT FROM accounts_account WHERE search @@ %s::tsquery", [question.query])
        plan = cursor.fetchone()[0]
    plan = json.loads(plan) if isinstance(plan, str) else plan
    return bool(plan[0]["Plan"]["Plan Rows"] > COMMON)


def _beginning_so(question: Question, parts: Sequence[QuerySet[Account]]) -> list[QuerySet[Account]]:
    """In the order of names, where the very name stands first."""
    return [
        part.filter(name_key__gte=key, name_key__lt=key + "\U0010ffff").order_by("name_key", "id")[:MOST_BEGINNINGS]
        for part in parts
        for key in question.keys
    ]


#: How a name answers: 0 the very name, 1 its beginning, 2 a part of it, 3 its pinyin from the beginning, 4 elsewhere in it;
#: 5 it does not: a person, a number, a place does. Among equals one's own, then the higher tier, then the higher value.
RANKED = """
SELECT id, name, rank, is_mine, tier, phone, address, street, village, licence_name, external_id FROM (
    SELECT *, row_number() OVER (
        PARTITION BY rank < 5 ORDER BY rank, is_mine DESC, tier_order, annual_value DESC NULLS LAST, id
    ) AS place FROM (
        SELECT DISTINCT ON (id) *, owner_id IS NOT DISTINCT FROM %s AS is_mine,
            CASE tier WHEN 'vip' THEN 0 WHEN 'gold' THEN 1 WHEN 'key' THEN 2 WHEN 'ordinary' THEN 3 ELSE 4 END AS tier_order,
            CASE
                WHEN lower(name) = %s THEN 0
                WHEN starts_with(lower(name), %s) THEN 1
                WHEN position(%s IN lower(name)) > 0 THEN 2
                WHEN %s = '' THEN 5
                WHEN starts_with(lower(search_text), %s) THEN 3
                WHEN position(%s IN lower(split_part(search_text, '|', 1))) > 0 THEN 4
                WHEN position(%s IN lower(regexp_replace(split_part(search_text, '|', 1), '[^A-Z]', '', 'g'))) > 0 THEN 4
                ELSE 5
            END AS rank
        FROM ({sources}) AS found
        WHERE search @@ %s::tsquery
    ) AS judged
) AS placed
WHERE place <= {kept}
ORDER BY rank, is_mine DESC, tier_order, annual_value DESC NULLS LAST, id
"""
COLUMNS = (
    "id", "name", "owner_id", "tier", "annual_value", "search_text", "search", "phone", "address", "street", "village",
    "licence_name", "external_id",
)  # fmt: skip


def _ranked(question: Question, sources: Sequence[QuerySet[Account]], *, user: User) -> list[Candidate]:
    made = [source.values_list(*COLUMNS).query.sql_with_params() for source in sources if not source.query.is_empty()]
    if not made:
        return []
    text, letters = question.text, question.letters
    sql = RANKED.format(sources=" UNION ALL ".join(f"({sql})" for sql, _ in made), kept=KEPT)
    ranks = [user.pk, text, text, text, letters, letters, letters, letters]
    return [Candidate(*row) for row in run(sql, [*ranks, *(value for _, values in made for value in values), question.query])]
