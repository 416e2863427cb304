"""From what a person types to a tsquery over the lexemes of `tokens.py`.

Words are joined by AND. A run of letters may be pinyin, initials, both mixed (`wangyq`), or a word; a run
of digits a piece of a phone number or a number in a name or address.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from accounts.search.characters import Run, digits_of, fold, runs
from accounts.search.spelling import Spelling, spellings
from accounts.search.tokens import DIGITS, INITIALS, PINYIN_LETTERS, TAIL, WORD_LETTERS

MAX_LENGTH = 64  # characters of a question; a longer one is a text pasted by mistake
PHONE = re.compile(r"[0-9 ()+./-]+")


@dataclass(frozen=True, slots=True)
class Lexeme:
    """One lexeme, or all that begin with it."""

    text: str
    is_prefix: bool = False

    def __str__(self) -> str:
        quoted = self.text.replace("\\", "\\\\").replace("'", "''")
        return f"'{quoted}':*" if self.is_prefix else f"'{quoted}'"


@dataclass(frozen=True, slots=True)
class All:
    """Every part must be there."""

    parts: tuple["Query", ...]

    def __str__(self) -> str:
        return "(" + " & ".join(map(str, self.parts)) + ")"


@dataclass(frozen=True, slots=True)
class Any:
    """One part is enough."""

    parts: tuple["Query", ...]

    def __str__(self) -> str:
        return "(" + " | ".join(map(str, self.parts)) + ")"


Query = Lexeme | All | Any


def search_query(text: str) -> str | None:
    """The tsquery for what a person typed, for `search @@ %s::tsquery`; null when there is nothing to look for.

    Cast it, don't parse it: `to_tsquery` would cut the lexemes to pieces once more.
    """
    query = parse(text)
    return str(query) if query else None


def parse(text: str) -> Query | None:
    """The question as a tree."""
    text = text.strip()[:MAX_LENGTH]
    found = runs(text)
    if not found:
        return None
    query = _all(_asked(run) for run in found)
    if len(found) > 1 and PHONE.fullmatch(fold(text)):  # one number, typed with gaps
        return Any((query, _digits(digits_of(text))))
    return query


def _asked(run: Run) -> Query:
    match run.kind:
        case "han":
            return _han(run.text)
        case "digits":
            return _digits(run.text)
        case _:
            return _letters(run.text)


def _han(run: str) -> Query:
    return _all(Lexeme(run[at : at + 2]) for at in range(max(1, len(run) - 1)))


def _digits(run: str) -> Query:
    number = Lexeme(run[:WORD_LETTERS], is_prefix=len(run) > 1)
    if len(run) < TAIL:
        return number
    return _any([_windows(run, DIGITS, mark="#"), number])


def _letters(run: str) -> Query:
    if len(run) == 1:
        return Lexeme("^" + run)
    options: list[Query] = [Lexeme(run[:WORD_LETTERS], is_prefix=True)]
    if len(run) > 2:  # two letters begin a syllable, or are two initials: both begin a lexeme
        options += [_spelled(spelling) for spelling in spellings(run) if spelling.is_mixed or len(run) > PINYIN_LETTERS]
    return _any(options)


def _spelled(spelling: Spelling) -> Query:
    """All stretches of pinyin, and where letters stand for syllables the initials of the whole."""
    parts = [part for stretch in spelling.stretches for part in _pinyin(stretch)]
    if spelling.is_mixed:
        parts.append(_windows(spelling.initials, INITIALS))
    return _all(parts)


def _pinyin(stretch: tuple[str, ...]) -> Iterator[Query]:
    """Pieces of eight letters, each from a syllable on, until the stretch is covered."""
    joined, start, covered = "".join(stretch), 0, 0
    for syllable in stretch:
        if covered < len(joined) and (start == 0 or start + len(syllable) > covered):
            piece = joined[start : start + PINYIN_LETTERS]
            yield Lexeme(piece, is_prefix=len(piece) < PINYIN_LETTERS)
            covered = start + len(piece)
        start += len(syllable)


def _windows(run: str, width: int, *, mark: str = "") -> Query:
    if len(run) <= width:
        return Lexeme(mark + run, is_prefix=len(run) < width)
    return _all(Lexeme(mark + run[at : at + width]) for at in range(len(run) - width + 1))


def _all(parts: Iterable[Query]) -> Query:
    found = tuple(dict.fromkeys(parts))
    return found[0] if len(found) == 1 else All(found)


def _any(parts: Iterable[Query]) -> Query:
    found = tuple(dict.fromkeys(parts))
    return found[0] if len(found) == 1 else Any(found)
