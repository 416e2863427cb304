"""What came of approaches, by type of person and method (row 67)."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count

from accounts.approach import HITS, METHODS, Advice, Try, advise
from accounts.models import Approach, Contact
from accounts.proportion import Share, share
from crm.models import User

#: Per type and method: (hits, tries).
Tally = Mapping[str | None, Mapping[str, tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class MethodResult:
    personality: str | None
    method: str
    share: Share


def approach_results(*, by: User) -> list[MethodResult]:
    """Every type and method that was tried among the accounts this person sees; an approach of two methods counts for both."""
    tally = tally_of(by=by)
    return [
        MethodResult(personality, method, share(*methods[method]))
        for personality, methods in sorted(tally.items(), key=lambda item: item[0] or "")
        for method in METHODS
        if method in methods
    ]


def tally_of(*, by: User) -> Tally:
    """Counted by combination in the database: however long the log, the rows are few."""
    combinations = Approach.objects.visible_to(by).order_by().values_list("personality", "methods", "result")
    tally: dict[str | None, dict[str, tuple[int, int]]] = defaultdict(lambda: defaultdict(lambda: (0, 0)))
    for personality, methods, result, count in combinations.annotate(count=Count("pk")):
        for method in methods:
            hits, tries = tally[personality][method]
            tally[personality][method] = (hits + (count if result in HITS else 0), tries + count)
    return tally


def advice_for(*, contact: Contact, by: User) -> Advice:
    """How to approach this person next, with the numbers behind it."""
    tried = contact.approaches.order_by("at", "id").values_list("methods", "result")
    of_type = tally_of(by=by).get(contact.personality, {}) if contact.personality else {}
    return advise(
        personality=contact.personality, tries=[Try(tuple(methods), result) for methods, result in tried], of_type=of_type
    )
