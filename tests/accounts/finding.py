"""What a person finds who types something into the search box."""

from accounts.models import Account
from accounts.search import search_query


def found(text: str) -> set[str]:
    """Names of the accounts found."""
    rows = Account.objects.extra(where=["search @@ %s::tsquery"], params=[search_query(text)])
    return set(rows.values_list("name", flat=True))
