"""Finding accounts: what is stored to find them by, and what a person's words ask for.

Everything that can be searched for is a *lexeme* in one `tsvector` column: Han characters and pairs of
them, pinyin from every syllable on, initials, words, and digits of phone numbers. All have a bounded
alphabet, so that even a short prefix meets few lexemes among a million accounts.
"""

from accounts.search.pinyin import name_key
from accounts.search.query import search_query
from accounts.search.tokens import search_text, search_tokens

__all__ = ["name_key", "search_query", "search_text", "search_tokens"]
