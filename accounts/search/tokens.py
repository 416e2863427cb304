"""The lexemes of an account, and the same for the phone in one short text.

| lexeme | of | found by |
|---|---|---|
| `永`, `永庆` | each Han character, each pair | `永`, `永庆`, `永庆米` (all its pairs) |
| `yongqing` | pinyin from each syllable on, 8 letters | any beginning of it: `yong`, `yongq` |
| `wyqm` | initials from each syllable on, 2 to 4 | `wyq`, `yqm` |
| `^w` | first letters of names and words | the single letter `w` |
| `kfc`, `128` | words and numbers | their beginning |
| `#8848` | 4 digits anywhere in a phone number, the last 3 | any 3 digits or more |
"""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from functools import lru_cache
from itertools import accumulate
from operator import add

from accounts.search.characters import Run, digits_of, runs
from accounts.search.pinyin import Syllables, syllables

PINYIN_LETTERS = 8
INITIALS = 4
DIGITS = 4
TAIL = 3
WORD_LETTERS = 32
VARIANTS = 4  # of a name with several readings; more add little to what is found


def search_tokens(
    *,
    name: str,
    contacts: Iterable[str] = (),
    phones: Iterable[str] = (),
    address: str = "",
    street: str = "",
    village: str = "",
    other: Iterable[str] = (),
) -> AbstractSet[str]:
    """All lexemes of an account, each once, in no order: the database has one of its own.

    Names, streets and villages are found by pinyin too, the address by its characters, words and numbers.
    """
    found: set[str] = set()
    for text in (name, *contacts):
        found |= _name_tokens(text)
        found.update(["^" + variant[0][0] for part in _parts(text) for variant in part])
    for text in filter(None, (street, village, *other)):
        found |= _name_tokens(text)
    for run in runs(address):
        found.update(_pairs(run.text) if run.kind == "han" else _word_tokens(run))
    for phone in phones:
        found.update(phone_tokens(digits_of(phone)))
    return found


def phone_tokens(digits: str) -> list[str]:
    """Every four digits of a number, and its end: any run of three or more is a prefix or a chain of these."""
    found = ["#" + digits[start : start + DIGITS] for start in range(max(1, len(digits) - DIGITS + 1))]
    return [*found, "#" + digits[-TAIL:]] if len(digits) > TAIL else found


def search_text(*, name: str, contacts: Iterable[str] = (), phones: Iterable[str] = (), street: str = "", village: str = "") -> str:
    """What the phone searches by besides the row itself; it has no dictionary of its own.

    Four fields with `|` between: name, contacts, phones, places. Pinyin has a capital at each syllable
    (`WangYongQing`), so that its initials can be read off; contacts stand there as written, too.
    """
    people = [word for contact in contacts for word in (*_spelled(contact), *(run.text for run in runs(contact)))]
    numbers = [digits for phone in phones if (digits := digits_of(phone))]
    places = [*_spelled(street), *_spelled(village)]
    return "|".join(" ".join(dict.fromkeys(field)) for field in (_spelled(name), people, numbers, places))


def _spelled(text: str) -> list[str]:
    """The Han runs of a text in capitalised pinyin, with their other readings behind."""
    return ["".join(syllable.capitalize() for syllable in variant) for part in _parts(text) for variant in part if any(variant)]


@lru_cache(maxsize=4096)
def _name_tokens(text: str) -> AbstractSet[str]:
    found: set[str] = set()
    for run in runs(text):
        if run.kind == "han":
            found.update(run.text, _pairs(run.text))
        else:
            found.update(_word_tokens(run))
    for part in _parts(text):
        for variant in part:
            found.update(_pinyin_tokens(variant))
    return found


def _pinyin_tokens(variant: tuple[str, ...]) -> list[str]:
    joined, letters = "".join(variant), "".join([syllable[0] for syllable in variant])
    found = [joined[start : start + PINYIN_LETTERS] for start in accumulate(map(len, variant[:-1]), initial=0)]
    return found + [letters[start : start + INITIALS] for start in range(len(letters) - 1)]


def _word_tokens(run: Run) -> Iterator[str]:
    yield run.text[:WORD_LETTERS]
    if run.kind == "word":
        yield "^" + run.text[0]


def _pairs(run: str) -> Iterator[str]:
    return map(add, run, run[1:]) if len(run) > 1 else iter((run,))


@lru_cache(maxsize=4096)
def _parts(text: str) -> tuple[tuple[tuple[str, ...], ...], ...]:
    """For each stretch of readable Han characters its readings as whole: the likeliest first, at most four."""
    found = runs(text)
    return tuple(
        [
            _variants(stretch)
            for number, run in enumerate(found)
            if run.kind == "han"
            for stretch in _readable(syllables(run.text, is_start=number == 0, is_whole=len(found) == 1))
        ]
    )


def _readable(read: Syllables) -> list[Syllables]:
    """The characters with a reading, neighbours together."""
    if all(read):
        return [read]
    stretches: list[list[tuple[str, ...]]] = [[]]
    for readings in read:
        if readings:
            stretches[-1].append(readings)
        elif stretches[-1]:
            stretches.append([])
    return [tuple(stretch) for stretch in stretches if stretch]


def _variants(stretch: Syllables) -> tuple[tuple[str, ...], ...]:
    """The first reading of all, then those with another reading for one or more characters."""
    found: list[tuple[str, ...]] = [tuple([readings[0] for readings in stretch])]
    for at, readings in enumerate(stretch):
        if len(readings) > 1:
            for other in readings[1:]:
                found += [(*known[:at], other, *known[at + 1 :]) for known in list(found)]
                found = list(dict.fromkeys(found))[:VARIANTS]
    return tuple(found)
