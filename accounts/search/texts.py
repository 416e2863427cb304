"""Words inside what people wrote: a tsquery over the terms that `accounts_text_terms` makes of a text in the database.

A text is found by each Han character and pair, and by the beginnings of words and numbers; nobody types pinyin for a sentence.
"""

from accounts.search.characters import Run, runs
from accounts.search.query import MAX_LENGTH, All, Lexeme, Query
from accounts.search.tokens import WORD_LETTERS


def text_query(text: str) -> str | None:
    """For `accounts_text_terms(text) @@ %s::tsquery`; null when there is nothing to look for."""
    parts = tuple(dict.fromkeys(part for run in runs(text.strip()[:MAX_LENGTH]) for part in _terms(run)))
    if not parts:
        return None
    query: Query = parts[0] if len(parts) == 1 else All(parts)
    return str(query)


def _terms(run: Run) -> list[Lexeme]:
    if run.kind != "han":
        return [Lexeme(run.text[:WORD_LETTERS], is_prefix=True)]
    if len(run.text) == 1:
        return [Lexeme(run.text, is_prefix=True)]
    return [Lexeme(run.text[at : at + 2]) for at in range(len(run.text) - 1)]
