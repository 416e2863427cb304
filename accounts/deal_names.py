"""When two projects bear the same name, and when nearly: what is compared is the name without what people write differently."""

import unicodedata
from collections.abc import Collection

#: Words that say "project" in every other name and tell nothing apart; 一期 and 二期 do.
COMMON = ("项目", "工程", "采购", "改造")
#: From here on two names are probably one project.
SIMILAR_FROM = 0.5


def name_key(name: str) -> str:
    """In half-width small letters, without spaces and signs: equal keys are the same project."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(character for character in folded if character.isalnum())[:200]


def telling_part(name: str) -> str:
    """The key without the words that every project bears; all of it when nothing else is left."""
    key = name_key(name)
    rest = key
    for word in COMMON:
        rest = rest.replace(word, "")
    return rest or key


def grams(name: str) -> list[str]:
    """Pairs of neighbouring characters, each once; a single character by itself."""
    part = telling_part(name)
    return sorted({part[start : start + 2] for start in range(len(part) - 1)} or {part})


def similarity(one: Collection[str], other: Collection[str]) -> float:
    """Dice's coefficient of two sets of grams: 1 for the same, 0 for nothing in common."""
    first, second = set(one), set(other)
    return 2 * len(first & second) / (len(first) + len(second)) if first or second else 0.0
